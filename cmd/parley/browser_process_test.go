package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
)

// executable is the real program, built once for the stories that kill it.
type executable struct {
	once   sync.Once
	folder string
	path   string
	err    error
}

var program = &executable{}

func (b *executable) built(t *testing.T) string {
	t.Helper()
	b.once.Do(b.build)
	if b.err != nil {
		t.Fatal(b.err)
	}
	return b.path
}

func (b *executable) build() {
	if b.folder, b.err = os.MkdirTemp("", "parley-test-"); b.err != nil {
		return
	}
	b.path = filepath.Join(b.folder, "parley")
	if output, err := exec.Command("go", "build", "-tags", "sqlite_fts5", "-o", b.path, ".").CombinedOutput(); err != nil {
		b.err = fmt.Errorf("go build: %w\n%s", err, output)
	}
}

func (b *executable) remove() {
	if b.folder != "" {
		os.RemoveAll(b.folder)
	}
}

// process is a place whose program is a process of its own, which can be
// stopped, killed and started again at the same address.
type process struct {
	place
	path  string
	args  []string
	cmd   *exec.Cmd
	ended chan error
}

// openProcess starts the binary; it ends with the test.
func openProcess(t *testing.T, flags ...string) *process {
	t.Helper()
	address := freePort(t)
	p := &process{place: place{t: t, address: "http://" + address, log: newLogbook()}, path: program.built(t)}
	p.args = append([]string{"serve", "--listen", address, "--base-url", p.address, "--data", t.TempDir(), "--log", "json", noLinkCards}, flags...)
	if err := p.start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := p.end(syscall.SIGTERM); err != nil {
			t.Errorf("the program ended with %v", err)
		}
		p.log.check(t)
	})
	return p
}

func (p *process) start() error {
	p.cmd, p.ended = exec.Command(p.path, p.args...), make(chan error, 1)
	p.cmd.Stdout, p.cmd.Stderr = p.log, p.log
	if err := p.cmd.Start(); err != nil {
		return err
	}
	go func(cmd *exec.Cmd, ended chan<- error) { ended <- cmd.Wait() }(p.cmd, p.ended)
	select {
	case <-p.log.serving:
		return nil
	case err := <-p.ended:
		return fmt.Errorf("the program did not start: %v", err)
	}
}

// end stops the program with a signal and waits for it.
func (p *process) end(signal syscall.Signal) error {
	if err := p.cmd.Process.Signal(signal); err != nil {
		return err
	}
	err := <-p.ended
	if signal == syscall.SIGKILL {
		return nil
	}
	return err
}

// restart ends the program with a signal and starts it again.
func (p *process) restart(signal syscall.Signal) error {
	if err := p.end(signal); err != nil {
		return err
	}
	return p.start()
}
