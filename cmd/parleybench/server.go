//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	startTime = 15 * time.Second // migrations on a fresh folder take a fraction of it
	stopTime  = 10 * time.Second // then the process is killed
)

// server is a child process that serves a chat, or a baseline.
type server struct {
	name    string // as the table calls it
	address string // host:port on the loopback
	room    string // path of the room
	socket  string // path of the room's socket
	cookies []string
	command *exec.Cmd
	output  *lastWords // complete once ended is closed
	ended   chan struct{}
}

// freeAddress is a loopback address that nobody listens on. The server needs
// it before it starts, because its base URL names it.
func freeAddress() (string, error) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return listener.Addr().String(), listener.Close()
}

// start runs the program and waits until it is ready to serve.
func (s *server) start(ctx context.Context, program string, args ...string) error {
	s.output, s.ended = new(lastWords), make(chan struct{})
	s.command = exec.Command(program, args...)
	s.command.Stdout, s.command.Stderr = s.output, s.output
	// A group of its own: an interrupt from the terminal reaches only the tool,
	// which then stops its servers in order.
	s.command.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
	if err := s.command.Start(); err != nil {
		return fmt.Errorf("%s: %w", s.name, err)
	}
	go func() {
		s.command.Wait()
		close(s.ended)
	}()
	if err := s.waitReady(ctx); err != nil {
		s.stop()
		return fmt.Errorf("%s: %w\n%s", s.name, err, s.output.bytes)
	}
	return nil
}

func (s *server) waitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		select {
		case <-s.ended:
			return errors.New("ended before it was ready")
		case <-ctx.Done():
			return fmt.Errorf("not ready: %w", ctx.Err())
		case <-tick.C:
		}
		if s.ready(ctx) {
			return nil
		}
	}
}

func (s *server) ready(ctx context.Context) bool {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+s.address+"/readyz", nil)
	if err != nil {
		return false
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return false
	}
	answer.Body.Close()
	return answer.StatusCode == http.StatusOK
}

// during runs loads on the server and stops it. An error carries what the
// server printed last, unless it is only that the run was interrupted.
func (s *server) during(ctx context.Context, loads func() error) error {
	err := loads()
	s.stop()
	if err != nil && ctx.Err() == nil {
		return fmt.Errorf("%w\n%s", err, s.output.bytes)
	}
	return err
}

// stop ends the process and waits for its end.
func (s *server) stop() {
	s.command.Process.Signal(syscall.SIGTERM)
	select {
	case <-s.ended:
	case <-time.After(stopTime):
		s.command.Process.Kill()
		<-s.ended
	}
}

// cpu is the time that the process has used so far, user and system.
func (s *server) cpu() (time.Duration, error) {
	stat, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", s.command.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("%s: %w", s.name, err)
	}
	return parseStat(stat)
}

// parseStat reads utime and stime, fields 14 and 15 of proc_pid_stat(5). The
// second field is a name in brackets and may itself hold spaces and brackets.
func parseStat(stat []byte) (time.Duration, error) {
	const tick = 10 * time.Millisecond // USER_HZ is 100 for every program on Linux
	fields := strings.Fields(string(stat[bytes.LastIndexByte(stat, ')')+1:]))
	if len(fields) < 13 {
		return 0, errors.New("/proc/PID/stat is not as proc_pid_stat(5) describes it")
	}
	user, err1 := strconv.Atoi(fields[11])
	system, err2 := strconv.Atoi(fields[12])
	return time.Duration(user+system) * tick, errors.Join(err1, err2)
}

// memory is the proportional set size of the process in KiB.
func (s *server) memory() (int, error) {
	rollup, err := os.ReadFile(fmt.Sprintf("/proc/%d/smaps_rollup", s.command.Process.Pid))
	if err != nil {
		return 0, fmt.Errorf("%s: %w", s.name, err)
	}
	for line := range strings.Lines(string(rollup)) {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "Pss:" {
			return strconv.Atoi(fields[1])
		}
	}
	return 0, fmt.Errorf("%s: no Pss in smaps_rollup", s.name)
}

// lastWords keeps the end of what a program prints, for the error it may lead to.
type lastWords struct{ bytes []byte }

func (l *lastWords) Write(p []byte) (int, error) {
	const most = 2000
	l.bytes = append(l.bytes, p...)
	if extra := len(l.bytes) - most; extra > most {
		l.bytes = append(l.bytes[:0], l.bytes[extra:]...)
	}
	return len(p), nil
}
