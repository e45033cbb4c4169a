package main

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strconv"
	"sync"
	"testing"
	"time"
)

// proxy is what lies between one person's browser and the server: a SOCKS 5
// proxy (RFC 1928, no authentication) that can be slow, cut off, or lose what
// passes.
type proxy struct {
	listener net.Listener
	delay    time.Duration // each way
	via      string        // what all goes to instead of where it was meant to; empty: nothing
	running  sync.WaitGroup

	mu    sync.Mutex
	down  bool // every connection is cut, and no other comes about
	deaf  bool // what the server says is lost on the way
	links map[*link]bool
}

// link is one connection through the proxy.
type link struct {
	browser, server net.Conn
	socket          bool // it became a WebSocket
	forgotten       bool // nothing passes, and neither end knows
}

// newProxy starts a proxy that delays each direction; it ends with the test.
func newProxy(t *testing.T, delay time.Duration) *proxy {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	n := &proxy{listener: listener, delay: delay, links: map[*link]bool{}}
	n.running.Go(n.accept)
	t.Cleanup(func() {
		listener.Close()
		n.cut()
		n.running.Wait()
	})
	return n
}

// flag is the address as Chromium takes it.
func (n *proxy) flag() string { return "socks5://" + n.listener.Addr().String() }

// cut breaks every connection and refuses new ones.
func (n *proxy) cut() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.down = true
	for l := range n.links {
		l.browser.Close()
		l.server.Close()
	}
}

// loseAnswers drops everything that the server says from now on.
func (n *proxy) loseAnswers() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.deaf = true
}

// forgetSockets loses what passes over the WebSockets there are, in both
// directions, while each end believes that they stand. All else works.
func (n *proxy) forgetSockets() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for l := range n.links {
		l.forgotten = l.socket
	}
}

// restore lets connections through again.
func (n *proxy) restore() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.down, n.deaf = false, false
}

func (n *proxy) accept() {
	for {
		conn, err := n.listener.Accept()
		if err != nil {
			return
		}
		n.running.Go(func() { n.connect(conn) })
	}
}

func (n *proxy) connect(browser net.Conn) {
	defer browser.Close()
	address, err := greet(browser)
	if err != nil {
		return
	}
	server, err := net.Dial("tcp", cmp.Or(n.via, address))
	if err != nil {
		browser.Write(reply(5)) // connection refused
		return
	}
	defer server.Close()
	l := &link{browser: browser, server: server}
	if !n.keep(l) {
		return
	}
	defer n.drop(l)
	browser.Write(reply(0))
	n.running.Go(func() { n.carry(l, server, browser) })
	n.carry(l, browser, server)
}

// keep registers a link, so that cut finds it; false while cut off.
func (n *proxy) keep(l *link) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !n.down {
		n.links[l] = true
	}
	return !n.down
}

func (n *proxy) drop(l *link) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.links, l)
}

// piece is some bytes on their way.
type piece struct {
	data []byte
	due  time.Time
}

// carry brings one direction of a link across, each piece after the delay and
// all in order. When it ends, so does the link.
func (n *proxy) carry(l *link, to, from net.Conn) {
	pieces := make(chan piece, 1024)
	n.running.Go(func() {
		defer close(pieces)
		for {
			data := make([]byte, 16<<10)
			count, err := from.Read(data)
			if count > 0 {
				pieces <- piece{data[:count], time.Now().Add(n.delay)}
			}
			if err != nil {
				return
			}
		}
	})
	for p := range pieces {
		<-time.After(time.Until(p.due))
		if !n.loses(l, from, p.data) {
			to.Write(p.data) // a broken end shows as the end of reading
		}
	}
	to.Close()
}

// loses tells whether a piece is lost.
func (n *proxy) loses(l *link, from net.Conn, data []byte) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if from == l.browser && bytes.Contains(data, []byte("\r\nUpgrade: websocket\r\n")) {
		l.socket = true
	}
	return l.forgotten || n.deaf && from == l.server
}

// greet reads the handshake and the one request of a SOCKS client.
func greet(conn net.Conn) (address string, err error) {
	head := make([]byte, 2)
	if _, err := io.ReadFull(conn, head); err != nil {
		return "", err
	}
	if _, err := io.CopyN(io.Discard, conn, int64(head[1])); err != nil {
		return "", err
	}
	conn.Write([]byte{5, 0})
	request := make([]byte, 5) // version, CONNECT, reserved, a name follows, its length
	if _, err := io.ReadFull(conn, request); err != nil {
		return "", err
	}
	if request[1] != 1 || request[3] != 3 {
		return "", errors.New("not a connection to a name") // Chromium sends addresses as names
	}
	name := make([]byte, int(request[4])+2)
	if _, err := io.ReadFull(conn, name); err != nil {
		return "", err
	}
	host, port := name[:request[4]], binary.BigEndian.Uint16(name[request[4]:])
	return net.JoinHostPort(string(host), strconv.Itoa(int(port))), nil
}

func reply(status byte) []byte { return []byte{5, status, 0, 1, 0, 0, 0, 0, 0, 0} }
