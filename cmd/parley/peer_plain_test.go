package main

import (
	"bufio"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// plainPeer is a WebSocket client by hand, after RFC 6455: no library that the
// server might share a mistake with.
type plainPeer struct {
	t    *testing.T
	conn net.Conn
	in   *bufio.Reader
}

// plainConversation posts a text and gives everything heard up to it.
func plainConversation(t *testing.T, h *house, text string) (frames []string) {
	t.Helper()
	p := h.plainPeer(t, "ann")
	message, err := json.Marshal(map[string]string{"action": "message", "key": "plain", "body": text})
	if err != nil {
		t.Fatal(err)
	}
	p.write(textFrame, message)
	for {
		kind, data := p.read()
		switch kind {
		case textFrame:
			frames = append(frames, string(data))
		case pingFrame:
			p.write(pongFrame, data)
		case closeFrame:
			t.Fatalf("closed with %q", data)
		}
		if kind == textFrame && strings.Contains(string(data), text) {
			p.leave()
			return frames
		}
	}
}

// leave closes in order: the server answers with the same code (RFC 6455, 5.5.1).
func (p *plainPeer) leave() {
	p.t.Helper()
	farewell := binary.BigEndian.AppendUint16(nil, 1000)
	p.write(closeFrame, farewell)
	for {
		if kind, data := p.read(); kind == closeFrame {
			if string(data[:min(2, len(data))]) != string(farewell) {
				p.t.Errorf("the close was answered with %q", data)
			}
			return
		}
	}
}

// acceptGUID is what a server adds to the key (RFC 6455, 1.3).
const acceptGUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"

// plainPeer shakes hands (RFC 6455, 4.1).
func (h *house) plainPeer(t *testing.T, name string) *plainPeer {
	t.Helper()
	conn, err := net.Dial("tcp", strings.TrimPrefix(h.address, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(patience))
	p := &plainPeer{t: t, conn: conn, in: bufio.NewReader(conn)}
	key := base64.StdEncoding.EncodeToString([]byte(rand.Text()[:16]))
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, strings.Replace(h.socketAddress(), "ws", "http", 1), nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header = h.bearer(name)
	r.Header.Set("Connection", "Upgrade")
	r.Header.Set("Upgrade", "websocket")
	r.Header.Set("Sec-WebSocket-Version", "13")
	r.Header.Set("Sec-WebSocket-Key", key)
	if err := r.Write(conn); err != nil {
		t.Fatal(err)
	}
	response, err := http.ReadResponse(p.in, r)
	if err != nil {
		t.Fatal(err)
	}
	accepted := sha1.Sum([]byte(key + acceptGUID))
	if response.StatusCode != http.StatusSwitchingProtocols || response.Header.Get("Sec-WebSocket-Accept") != base64.StdEncoding.EncodeToString(accepted[:]) {
		t.Fatalf("the handshake was answered with %s %v", response.Status, response.Header)
	}
	return p
}

// Opcodes (RFC 6455, 5.2), with the bit of a last frame.
const (
	final      = 0x80
	textFrame  = final | 0x1
	closeFrame = final | 0x8
	pingFrame  = final | 0x9
	pongFrame  = final | 0xa
)

// write sends a masked frame of at most 64 KiB (RFC 6455, 5.3).
func (p *plainPeer) write(kind byte, data []byte) {
	p.t.Helper()
	frame := []byte{kind, 0x80 | 126}
	frame = binary.BigEndian.AppendUint16(frame, uint16(len(data)))
	if len(data) < 126 { // the shortest form must be used
		frame = []byte{kind, 0x80 | byte(len(data))}
	}
	mask := []byte(rand.Text()[:4])
	frame = append(frame, mask...)
	for i, b := range data {
		frame = append(frame, b^mask[i%4])
	}
	if _, err := p.conn.Write(frame); err != nil {
		p.t.Fatal(err)
	}
}

// read takes one frame of the server, which is whole and never masked
// (RFC 6455, 5.1).
func (p *plainPeer) read() (kind byte, data []byte) {
	p.t.Helper()
	head := p.bytes(2)
	length := uint64(head[1])
	switch {
	case head[0]&final == 0 || head[0]&0x70 != 0:
		p.t.Fatalf("a frame begins with %08b", head[0])
	case length > 127:
		p.t.Fatal("the server masks its frames")
	case length == 126:
		length = uint64(binary.BigEndian.Uint16(p.bytes(2)))
	case length == 127:
		length = binary.BigEndian.Uint64(p.bytes(8))
	}
	if length > 1<<20 {
		p.t.Fatalf("a frame of %d bytes", length)
	}
	return head[0], p.bytes(int(length))
}

func (p *plainPeer) bytes(n int) []byte {
	p.t.Helper()
	data := make([]byte, n)
	if _, err := io.ReadFull(p.in, data); err != nil {
		p.t.Fatal(err)
	}
	return data
}
