//go:build linux

package main

import (
	"context"
	"fmt"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
	"golang.org/x/sys/unix"
)

const (
	probeTime = 10 * time.Second
	drainTime = 15 * time.Second
	lateTime  = 100 * time.Millisecond // a doubled frame follows its first one closely
)

// outcome is what a load measured.
type outcome struct {
	elapsed    time.Duration
	deliveries int
	latency    *hdrhistogram.Histogram // of each delivery, or answer, in µs
	server     time.Duration           // CPU time
	generator  time.Duration           // CPU time of this process
}

// newLatency takes 1 µs to a minute, exact to one in a thousand.
func newLatency() *hdrhistogram.Histogram {
	return hdrhistogram.New(1, time.Minute.Microseconds(), 3)
}

// probe sends one message and waits until every socket has it. It returns the
// bytes of its fragment.
func (s *sockets) probe(ctx context.Context) (int, error) {
	before := s.payload
	if err := s.send(0, time.Now()); err != nil {
		return 0, err
	}
	err := s.until(ctx, time.Now().Add(probeTime), func() bool { return s.check.lost() == 0 })
	if err != nil {
		return 0, fmt.Errorf("%s: a first message reached %d of %d sockets: %w",
			s.server.name, s.check.messages[0].received, len(s.open), err)
	}
	return (s.payload - before) / len(s.open), nil
}

// closedLoop keeps one message of each sender in flight: when all sockets have
// it, its sender sends the next. So the rate is what the server makes of it.
// Latencies are taken to the end of the last message, so that a stall shows.
func (s *sockets) closedLoop(ctx context.Context, senders int, spans spans) (outcome, error) {
	latency, measuring, sending := newLatency(), false, true
	s.delivered = func(m *message, now time.Time) error {
		if measuring {
			latency.RecordValue(now.Sub(m.sent).Microseconds())
		}
		if sending && s.check.complete(m) {
			return s.send(m.sender, now)
		}
		return nil
	}
	defer func() { s.delivered = nil }()
	for sender := range senders {
		if err := s.send(sender, time.Now()); err != nil {
			return outcome{}, err
		}
	}
	if err := s.rest(ctx, spans.warmup); err != nil {
		return outcome{}, err
	}
	measuring = true
	o, err := s.measure(func() error { return s.rest(ctx, spans.closed) })
	if err != nil {
		return outcome{}, err
	}
	o.latency, sending = latency, false
	return o, s.drain(ctx)
}

// measure counts deliveries and CPU time while the load runs.
func (s *sockets) measure(load func() error) (outcome, error) {
	deliveries, begin := s.check.deliveries, time.Now()
	stop, err := startClocks(s.server)
	if err != nil {
		return outcome{}, err
	}
	if err := load(); err != nil {
		return outcome{}, err
	}
	o := outcome{elapsed: time.Since(begin), deliveries: s.check.deliveries - deliveries}
	o.server, o.generator, err = stop()
	return o, err
}

// startClocks notes the CPU times of the server and of this process; stop
// tells how much each has used since.
func startClocks(s *server) (stop func() (server, generator time.Duration, err error), err error) {
	server, err := s.cpu()
	if err != nil {
		return nil, err
	}
	generator := ownCPU()
	return func() (time.Duration, time.Duration, error) {
		now, err := s.cpu()
		return now - server, ownCPU() - generator, err
	}, nil
}

func ownCPU() time.Duration {
	var usage unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &usage); err != nil {
		return 0 // cannot fail with these arguments: getrusage(2)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// drain waits for what is still on its way, and a moment longer for what comes twice.
func (s *sockets) drain(ctx context.Context) error {
	err := s.until(ctx, time.Now().Add(drainTime), func() bool { return s.check.lost() == 0 })
	if err != nil && err != context.DeadlineExceeded {
		return err // lost deliveries are no error here: the report counts them
	}
	return s.rest(ctx, lateTime)
}
