//go:build unix

package realtime

import (
	"io"
	"syscall"

	"golang.org/x/sys/unix"
)

const canWriteRaw = true

// writer makes one non-blocking write call at a time. It belongs to one shard
// and is kept so that a write allocates nothing.
type writer struct {
	call func(fd uintptr) bool
	rest []byte
	err  error
}

func newWriter() *writer {
	w := &writer{}
	w.call = w.try
	return w
}

// write returns how much the socket took, which may be less than all.
func (w *writer) write(raw syscall.RawConn, b []byte) (int, error) {
	w.rest, w.err = b, nil
	if err := raw.Write(w.call); err != nil {
		return 0, err
	}
	return len(b) - len(w.rest), w.err
}

// try always returns true, which tells the runtime not to wait for the socket.
func (w *writer) try(fd uintptr) bool {
	n, err := unix.Write(int(fd), w.rest)
	for err == unix.EINTR {
		n, err = unix.Write(int(fd), w.rest)
	}
	switch {
	case err == unix.EAGAIN:
	case err != nil:
		w.err = err
	case n == 0 && len(w.rest) > 0:
		w.err = io.ErrUnexpectedEOF
	default:
		w.rest = w.rest[n:]
	}
	return true
}
