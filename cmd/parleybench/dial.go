//go:build linux

package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const handshakeTime = 10 * time.Second

// dial opens a WebSocket as the person with this cookie. It returns the bare
// file descriptor, non-blocking, and what the server has already sent on it:
// the runtime's own poller would read a thousand sockets far less cheaply.
func dial(ctx context.Context, s *server, cookie string) (fd int, early []byte, err error) {
	ctx, cancel := context.WithTimeout(ctx, handshakeTime)
	defer cancel()
	conn, err := (&net.Dialer{Control: widen}).DialContext(ctx, "tcp4", s.address)
	if err != nil {
		return 0, nil, err
	}
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	early, err = handshake(conn, s, cookie)
	if err != nil {
		return 0, nil, fmt.Errorf("handshake: %w", err)
	}
	fd, err = duplicate(conn.(*net.TCPConn))
	return fd, early, err
}

// receiveBuffer is asked for, and cut by the kernel to net.core.rmem_max. When
// the generator gets no processor for a while, what does not fit is dropped and
// comes again only after 200 ms or more: that would be measured as the server's.
const receiveBuffer = 4 << 20

func widen(_, _ string, conn syscall.RawConn) (err error) {
	failed := conn.Control(func(fd uintptr) {
		err = unix.SetsockoptInt(int(fd), unix.SOL_SOCKET, unix.SO_RCVBUF, receiveBuffer)
	})
	return errors.Join(err, failed)
}

// handshake is the opening of RFC 6455, section 4.1. The server's
// Sec-WebSocket-Accept is not checked: it is there to keep other protocols'
// servers from being fooled, and these servers are our own.
func handshake(conn net.Conn, s *server, cookie string) (early []byte, err error) {
	request, err := http.NewRequest(http.MethodGet, "http://"+s.address+s.socket, nil)
	if err != nil {
		return nil, err
	}
	for name, value := range map[string]string{
		"Connection": "Upgrade", "Upgrade": "websocket",
		"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
		"Origin": "http://" + s.address, "Cookie": cookie,
	} {
		request.Header.Set(name, value)
	}
	if err := request.Write(conn); err != nil {
		return nil, err
	}
	reader := bufio.NewReader(conn)
	answer, err := http.ReadResponse(reader, request)
	if err != nil {
		return nil, err
	}
	if answer.StatusCode != http.StatusSwitchingProtocols {
		return nil, fmt.Errorf("the server answers %s", answer.Status)
	}
	early, err = reader.Peek(reader.Buffered())
	return early, err
}

// duplicate takes the connection out of the runtime's hands: the copy stays
// open, and non-blocking, when the original is closed.
func duplicate(conn *net.TCPConn) (fd int, err error) {
	raw, err := conn.SyscallConn()
	if err != nil {
		return 0, err
	}
	var failed error
	err = raw.Control(func(original uintptr) {
		fd, failed = unix.FcntlInt(original, unix.F_DUPFD_CLOEXEC, 0)
	})
	if err != nil {
		return 0, err
	}
	return fd, failed
}
