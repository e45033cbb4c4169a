//go:build linux

package main

import (
	"context"
	"time"

	"golang.org/x/sys/unix"
)

// openLoop sends at fixed times, whether or not earlier messages have arrived,
// by the senders in turn. Latency counts from the planned time, so a stall is
// seen by every message that should have been sent during it.
func (s *sockets) openLoop(ctx context.Context, senders, rate int, span time.Duration) (outcome, error) {
	alarm, err := s.newAlarm()
	if err != nil {
		return outcome{}, err
	}
	defer alarm.close()
	latency := newLatency()
	s.delivered = func(m *message, now time.Time) error {
		return latency.RecordValue(now.Sub(m.sent).Microseconds())
	}
	defer func() { s.delivered = nil }()
	period := time.Second / time.Duration(rate)
	o, err := s.measure(func() error { return s.pace(ctx, alarm, senders, period, int(span/period)) })
	if err != nil {
		return outcome{}, err
	}
	o.latency = latency
	return o, s.drain(ctx)
}

// pace sends the messages and reads in between, to the end of the last period.
func (s *sockets) pace(ctx context.Context, alarm alarm, senders int, period time.Duration, messages int) error {
	begin := time.Now()
	planned := func(n int) time.Time { return begin.Add(time.Duration(n) * period) }
	for n, rings := 0, true; ; rings = alarm.rang() {
		for ; n < messages && !time.Now().Before(planned(n)); n++ {
			if err := s.send(n%senders, planned(n)); err != nil {
				return err
			}
		}
		if !time.Now().Before(planned(messages)) || ctx.Err() != nil {
			return ctx.Err()
		}
		if rings {
			if err := alarm.set(planned(n)); err != nil {
				return err
			}
		}
		if err := s.poll(period); err != nil {
			return err
		}
	}
}

// alarm is a timerfd(2) in the sockets' epoll, which it wakes in time: epoll's
// own waits are whole milliseconds, half the latency to be measured.
type alarm struct{ fd int }

func (s *sockets) newAlarm() (alarm, error) {
	fd, err := unix.TimerfdCreate(unix.CLOCK_MONOTONIC, unix.TFD_NONBLOCK|unix.TFD_CLOEXEC)
	if err != nil {
		return alarm{}, err
	}
	event := unix.EpollEvent{Events: unix.EPOLLIN, Fd: -1}
	if err := unix.EpollCtl(s.epoll, unix.EPOLL_CTL_ADD, fd, &event); err != nil {
		unix.Close(fd)
		return alarm{}, err
	}
	return alarm{fd}, nil
}

func (a alarm) close() { unix.Close(a.fd) }

// set lets it ring once, at that time or at once if it has passed.
func (a alarm) set(at time.Time) error {
	left := max(time.Until(at), time.Nanosecond) // 0 would switch it off
	return unix.TimerfdSettime(a.fd, 0, &unix.ItimerSpec{Value: unix.NsecToTimespec(left.Nanoseconds())}, nil)
}

// rang says whether it has rung since it was last asked.
func (a alarm) rang() bool {
	var times [8]byte
	_, err := unix.Read(a.fd, times[:])
	return err == nil
}
