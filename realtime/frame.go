package realtime

import (
	"bytes"
	"encoding/binary"
)

// Frame is one text frame of a topic: Open+Body+Close on the wire. The bytes
// are shared by all listeners and must not change once they are handed over.
type Frame struct {
	// Open, Body and Close are valid UTF-8. Neighbouring frames of one topic
	// with the same non-empty Open may leave as one WebSocket frame:
	// Open+Body+Body+Close, with the last one's Close.
	Open, Body, Close []byte
	// Number is its place in its topic; 0: none. No listener gets a Number at
	// or below one it had, so numbers are to be published in ascending order.
	Number uint64
	// Ephemeral frames (typing, presence) may be lost: they are dropped while
	// the listener's queue is half full, and while a topic is held.
	Ephemeral bool
}

func (f *Frame) size() int { return len(f.Open) + len(f.Body) + len(f.Close) }

// Opcodes with the FIN bit (RFC 6455, 5.2).
const (
	textFrame  = 0x81
	closeFrame = 0x88
	pingFrame  = 0x89
	pongFrame  = 0x8a
)

// maxControl is the most payload of a control frame (RFC 6455, 5.5).
const maxControl = 125

// appendHeader appends the header of an unmasked frame of n bytes of payload.
func appendHeader(b []byte, opcode byte, n int) []byte {
	switch {
	case n < 126:
		return append(b, opcode, byte(n))
	case n < 1<<16:
		return binary.BigEndian.AppendUint16(append(b, opcode, 126), uint16(n))
	}
	return binary.BigEndian.AppendUint64(append(b, opcode, 127), uint64(n))
}

// controlFrame makes a whole control frame; payload beyond maxControl is cut.
func controlFrame(opcode byte, payload []byte) []byte {
	payload = payload[:min(len(payload), maxControl)]
	b := make([]byte, 0, 2+len(payload))
	return append(appendHeader(b, opcode, len(payload)), payload...)
}

// noStatus is "no code was given"; it never stands on the wire (RFC 6455, 7.4.1).
const noStatus = 1005

// closing makes a close frame. The reason is cut at a letter's end, because it
// has to be UTF-8 (RFC 6455, 5.5.1).
func closing(code int, reason string) []byte {
	if code == noStatus {
		return controlFrame(closeFrame, nil)
	}
	payload := binary.BigEndian.AppendUint16(nil, uint16(code))
	for _, letter := range reason {
		if len(payload)+len(string(letter)) > maxControl {
			break
		}
		payload = append(payload, string(letter)...)
	}
	return controlFrame(closeFrame, payload)
}

// piece is one frame on its way to a connection.
type piece struct {
	at      uint64 // its operation's place in the shard's order
	topic   *topic // nil: sent to this connection alone
	frame   *Frame
	control []byte // a whole control frame, in place of frame
}

// appendPieces frames the pieces in order and joins what may be joined. It
// returns the bytes and the number of WebSocket frames.
func appendPieces(b []byte, pieces []piece) (framed []byte, frames int) {
	for len(pieces) > 0 {
		n := 1
		if control := pieces[0].control; control != nil {
			b = append(b, control...)
		} else {
			n = joinable(pieces)
			b = appendJoined(b, pieces[:n])
		}
		pieces = pieces[n:]
		frames++
	}
	return b, frames
}

// joinable counts the pieces at the front that make one frame.
func joinable(pieces []piece) int {
	first := pieces[0]
	if first.topic == nil || len(first.frame.Open) == 0 {
		return 1
	}
	n := 1
	for n < len(pieces) && pieces[n].topic == first.topic && bytes.Equal(pieces[n].frame.Open, first.frame.Open) {
		n++
	}
	return n
}

func appendJoined(b []byte, pieces []piece) []byte {
	first, last := pieces[0].frame, pieces[len(pieces)-1].frame
	size := len(first.Open) + len(last.Close)
	for _, p := range pieces {
		size += len(p.frame.Body)
	}
	b = append(appendHeader(b, textFrame, size), first.Open...)
	for _, p := range pieces {
		b = append(b, p.frame.Body...)
	}
	return append(b, last.Close...)
}

// published counts the bytes that are not for one connection alone.
func published(pieces []piece) (bytes int) {
	for _, p := range pieces {
		if p.topic != nil {
			bytes += p.frame.size()
		}
	}
	return bytes
}
