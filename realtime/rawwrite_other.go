//go:build !unix

package realtime

import (
	"errors"
	"syscall"
)

// Elsewhere every connection writes through its backlog.
const canWriteRaw = false

type writer struct{}

func newWriter() *writer { return &writer{} }

func (*writer) write(syscall.RawConn, []byte) (int, error) { return 0, errors.ErrUnsupported }
