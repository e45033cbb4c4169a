//go:build linux

package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"golang.org/x/sys/unix"
)

// options say what is measured, and how long.
type options struct {
	server  string // path of the parley program
	within  string // where the temporary folder is made: the disk that posts are measured on
	json    string // file for the figures; empty: none
	sockets int    // of the large loads; the small ones open a tenth
	people  int    // signed-in persons who share the sockets
	rounds  int
	loads   []string
	spans   spans
}

// minSockets leaves each of 16 senders of the small loads a socket of its own.
const minSockets = 160

// spans are how long each part of a round lasts.
type spans struct {
	settle time.Duration // from the last connection to reading the memory
	warmup time.Duration // of a closed loop, not measured
	closed time.Duration // of a closed loop, measured
	paced  time.Duration
	http   time.Duration // of one number of posters or readers
}

var (
	longSpans = spans{
		settle: 1500 * time.Millisecond, warmup: 500 * time.Millisecond,
		closed: 2 * time.Second, paced: 3 * time.Second, http: time.Second,
	}
	shortSpans = spans{
		settle: 500 * time.Millisecond, warmup: 200 * time.Millisecond,
		closed: 700 * time.Millisecond, paced: time.Second, http: 400 * time.Millisecond,
	}
	allLoads = []string{"idle", "fanout", "paced", "posts", "pages"}
)

func parseOptions(args []string, stderr io.Writer) (options, error) {
	o := options{spans: longSpans}
	flags := flag.NewFlagSet("parleybench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.StringVar(&o.server, "server", "bin/parley", "the parley program to measure")
	flags.StringVar(&o.within, "folder", os.TempDir(), "where the temporary data folder is made: `the disk` that posts are measured on")
	flags.StringVar(&o.json, "json", "", "also write all figures to this file")
	flags.IntVar(&o.sockets, "sockets", 1000, "sockets of the large loads; the small ones open a tenth")
	flags.IntVar(&o.people, "people", 16, "signed-in people who share the sockets")
	flags.IntVar(&o.rounds, "rounds", 3, "rounds; medians are printed")
	loads := flags.String("loads", strings.Join(allLoads, ","), "what to measure")
	short := flags.Bool("short", false, "one short round, 8 people: a smoke test with figures")
	if err := flags.Parse(args); err != nil {
		return options{}, err
	}
	o.loads = strings.Split(*loads, ",")
	if *short {
		o.rounds, o.people, o.spans = 1, 8, shortSpans
	}
	return o, o.check(flags.Args())
}

// check refuses what cannot be measured, before anything is started.
func (o options) check(rest []string) error {
	if len(rest) > 0 {
		return fmt.Errorf("unexpected argument %q", rest[0])
	}
	for _, load := range o.loads {
		if !slices.Contains(allLoads, load) {
			return fmt.Errorf("--loads: unknown load %q (there are %s)", load, strings.Join(allLoads, ", "))
		}
	}
	if o.sockets < minSockets || o.people < 1 || o.rounds < 1 {
		return fmt.Errorf("--sockets is at least %d, --people and --rounds at least 1", minSockets)
	}
	var files unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_NOFILE, &files); err != nil {
		return fmt.Errorf("reading the limit of open files: %w", err)
	}
	if spare := uint64(100); uint64(o.sockets)+spare > files.Cur {
		return fmt.Errorf("--sockets %d needs more than the %d files that this process may open (ulimit -n)", o.sockets, files.Cur)
	}
	return nil
}

func (o options) wants(load string) bool { return slices.Contains(o.loads, load) }

func (o options) wantsSockets() bool { return o.wants("idle") || o.wants("fanout") || o.wants("paced") }

func (o options) wantsHTTP() bool { return o.wants("posts") || o.wants("pages") }
