//go:build linux

package main

import "context"

// idleFew are open before the first reading of memory, so that the code that
// their opening pages in does not count as theirs.
const idleFew = 16

// idleLoad is what a load of idle connections measured.
type idleLoad struct {
	empty         int     // KiB of the server before the first connection
	perConnection float64 // KiB, without the kernel's own
	perSecond     float64 // connections opened
}

// openIdle opens n sockets to a fresh server and reads its memory before and
// after. It leaves them open for the loads that follow.
func openIdle(ctx context.Context, server *server, n int, spans spans) (*sockets, idleLoad, error) {
	empty, err := server.memory()
	if err != nil {
		return nil, idleLoad{}, err
	}
	all, err := openSockets(ctx, server, idleFew)
	if err != nil {
		return nil, idleLoad{}, err
	}
	load := idleLoad{empty: empty}
	if err := all.grow(ctx, n-idleFew, spans, &load); err != nil {
		all.close()
		return nil, idleLoad{}, err
	}
	return all, load, nil
}

func (s *sockets) grow(ctx context.Context, n int, spans spans, load *idleLoad) error {
	few, err := s.settledMemory(ctx, spans)
	if err != nil {
		return err
	}
	opened, err := s.measure(func() error { return s.add(ctx, n) })
	if err != nil {
		return err
	}
	all, err := s.settledMemory(ctx, spans)
	if err != nil {
		return err
	}
	load.perConnection = float64(all-few) / float64(n)
	load.perSecond = float64(n) / opened.elapsed.Seconds()
	return nil
}

// settledMemory is the server's memory after a while of idling, as it is: no
// collection is forced.
func (s *sockets) settledMemory(ctx context.Context, spans spans) (int, error) {
	if err := s.rest(ctx, spans.settle); err != nil {
		return 0, err
	}
	return s.server.memory()
}
