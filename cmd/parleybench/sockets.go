//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sys/unix"
)

const (
	readSize = 1 << 20 // holds the rest of the largest frame and a full socket buffer
	dialing  = 16      // handshakes at a time
)

// socket is one connection.
type socket struct {
	fd      int
	pending []byte // the beginning of a frame whose rest has not come yet
	partial []byte // the earlier frames of a fragmented message
}

// sockets are the open connections to one server. One goroutine opens, reads,
// writes and closes them all, with epoll: a goroutine a socket would make the
// load cost more than the server.
type sockets struct {
	server *server
	epoll  int
	open   []socket
	check  *checker
	// payload counts the bytes of text frames that carried a message.
	payload int
	// delivered is called for each first delivery, at the time it was read.
	delivered func(m *message, now time.Time) error

	events []unix.EpollEvent
	input  []byte
	output []byte
}

// openSockets opens n sockets to the server, shared by its people in turn.
func openSockets(ctx context.Context, s *server, n int) (*sockets, error) {
	epoll, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err != nil {
		return nil, err
	}
	all := &sockets{server: s, epoll: epoll, events: make([]unix.EpollEvent, 256), input: make([]byte, readSize)}
	if err := all.add(ctx, n); err != nil {
		all.close()
		return nil, err
	}
	return all, nil
}

// add opens n more sockets. What was sent before is no longer accounted for.
func (s *sockets) add(ctx context.Context, n int) error {
	first := len(s.open)
	s.open = append(s.open, make([]socket, n)...)
	s.check = newChecker(len(s.open))
	group, dialed := errgroup.WithContext(ctx)
	group.SetLimit(dialing)
	for i := first; i < len(s.open); i++ {
		s.open[i].fd = -1
		group.Go(func() error {
			fd, early, err := dial(dialed, s.server, s.server.cookies[i%len(s.server.cookies)])
			if err == nil {
				s.open[i] = socket{fd: fd, pending: early}
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("%s: opening %d sockets: %w", s.server.name, n, err)
	}
	for i := first; i < len(s.open); i++ {
		event := unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(i)}
		if err := unix.EpollCtl(s.epoll, unix.EPOLL_CTL_ADD, s.open[i].fd, &event); err != nil {
			return err
		}
	}
	return nil
}

func (s *sockets) close() {
	for i := range s.open {
		if s.open[i].fd >= 0 {
			unix.Close(s.open[i].fd)
		}
	}
	unix.Close(s.epoll)
	s.open = nil
}

// poll reads what has arrived, or waits for it at most so long. Waits are
// whole milliseconds, as epoll_wait(2) counts them.
func (s *sockets) poll(wait time.Duration) error {
	n, err := unix.EpollWait(s.epoll, s.events, int(wait.Milliseconds()))
	if err != nil && err != unix.EINTR {
		return err
	}
	for _, event := range s.events[:max(n, 0)] {
		if event.Fd < 0 {
			continue // the alarm of a paced load: it only had to wake us
		}
		if err := s.read(int(event.Fd)); err != nil {
			return fmt.Errorf("%s: socket %d: %w", s.server.name, event.Fd, err)
		}
	}
	return nil
}

// until polls until done, the end of the context or, with an error, the deadline.
func (s *sockets) until(ctx context.Context, deadline time.Time, done func() bool) error {
	for !done() {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if time.Now().After(deadline) {
			return context.DeadlineExceeded
		}
		if err := s.poll(10 * time.Millisecond); err != nil {
			return err
		}
	}
	return nil
}

// rest reads, and answers pings, for a while.
func (s *sockets) rest(ctx context.Context, span time.Duration) error {
	err := s.until(ctx, time.Now().Add(span), func() bool { return false })
	if errors.Is(err, context.DeadlineExceeded) && ctx.Err() == nil {
		return nil
	}
	return err
}

func (s *sockets) read(i int) error {
	one := &s.open[i]
	early := copy(s.input, one.pending)
	n, err := unix.Read(one.fd, s.input[early:])
	switch {
	case err == unix.EAGAIN || err == unix.EINTR:
		return nil
	case err != nil:
		return err
	case n == 0:
		return errors.New("the server hung up")
	}
	now, rest := time.Now(), s.input[:early+n]
	for {
		f, size, err := parseFrame(rest)
		if err != nil {
			return err
		}
		if size == 0 {
			break
		}
		if err := s.frame(i, f, now); err != nil {
			return err
		}
		rest = rest[size:]
	}
	one.pending = append(one.pending[:0], rest...)
	return nil
}

func (s *sockets) frame(i int, f frame, now time.Time) error {
	switch f.opcode {
	case opPing:
		return s.write(i, opPong, f.payload)
	case opClose:
		return fmt.Errorf("the server closed it: %q", f.payload)
	case opText, opContinuation:
		one := &s.open[i]
		if f.final && len(one.partial) == 0 {
			return s.text(i, f.payload, now)
		}
		one.partial = append(one.partial, f.payload...)
		if !f.final {
			return nil
		}
		whole := one.partial
		one.partial = nil
		return s.text(i, whole, now)
	}
	return nil
}

// text counts the messages in the HTML of one frame: several may stand in it.
func (s *sockets) text(i int, html []byte, now time.Time) (err error) {
	before := s.check.deliveries
	s.check.tokens(html, func(n int) {
		if m := s.check.deliver(i, n); m != nil && s.delivered != nil && err == nil {
			err = s.delivered(m, now)
		}
	})
	if s.check.deliveries > before {
		s.payload += len(html)
	}
	return err
}

// send sends the next message from the socket of that number; sent is the time
// that its latency counts from.
func (s *sockets) send(sender int, sent time.Time) error {
	n := s.check.add(message{sender: sender, sent: sent})
	form, err := json.Marshal(struct {
		Action string `json:"action"`
		Body   string `json:"body"`
		Key    string `json:"key"`
	}{"message", s.check.text(n), s.check.key(n)})
	if err != nil {
		return err
	}
	return s.write(sender, opText, form)
}

// write sends a frame. A server that leaves so little unread that a frame does
// not fit the socket's buffer has stopped reading, so there is no queue here.
func (s *sockets) write(i int, opcode byte, payload []byte) error {
	s.output = appendMasked(s.output[:0], opcode, payload)
	n, err := unix.Write(s.open[i].fd, s.output)
	if err != nil || n < len(s.output) {
		return fmt.Errorf("%s: socket %d: wrote %d of %d bytes: %w", s.server.name, i, n, len(s.output), err)
	}
	return nil
}
