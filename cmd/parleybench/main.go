//go:build linux

// Parleybench is the load tool of Parley. It starts the server on a fresh data
// folder, makes people and a room through the public contract only, and
// measures what the house promises: deliveries to many sockets, their latency,
// the server's CPU time for them, memory of idle connections, posts and pages.
//
// A figure alone says little about a program and much about the machine. So
// the same run measures raw baselines, each a process of its own: what
// gorilla/websocket, net/http and SQLite let through with nothing of a chat
// around them. What counts is the ratio.
//
// Every delivery is checked at every socket; one lost or doubled fails the run.
// The tool needs Linux: it reads its sockets with epoll and CPU times from /proc.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"
)

func main() {
	// Servers are told to end with the thread that started them (Pdeathsig);
	// locked to it, this goroutine keeps that thread alive to the end.
	runtime.LockOSThread()
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case errors.Is(err, context.Canceled):
		fmt.Fprintln(os.Stderr, "parleybench: interrupted")
		os.Exit(130) // 128 and the number of SIGINT, as shells do
	case err != nil:
		fmt.Fprintf(os.Stderr, "parleybench: %v\n", err)
		os.Exit(1)
	}
}

// run measures by the arguments, writes the table to stdout and progress to
// stderr. Whatever it has started and made is gone when it returns.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if len(args) > 0 && args[0] == "baseline" {
		return runBaseline(ctx, args[1:], stdout)
	}
	options, err := parseOptions(args, stderr)
	if err != nil {
		return err
	}
	bench, err := newBench(ctx, options, stderr)
	if err != nil {
		return err
	}
	defer bench.close()
	for round := range options.rounds {
		fmt.Fprintf(stderr, "round %d of %d\n", round+1, options.rounds)
		if err := bench.round(ctx); err != nil {
			return err
		}
	}
	return bench.report(stdout)
}
