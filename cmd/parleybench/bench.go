//go:build linux

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
)

// bench is one run of the tool: what is installed, and what was measured.
type bench struct {
	options
	folder   string // temporary, with everything in it
	parley   *installation
	self     string // this program, which holds the baselines
	figures  *figures
	progress io.Writer
	// fragment and page are the bytes of one message's frame and of a room's
	// page, as Parley showed them last; baselines carry as many.
	fragment, page int
}

// newBench installs Parley on a fresh data folder.
func newBench(ctx context.Context, o options, progress io.Writer) (*bench, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp(o.within, "parleybench-")
	if err != nil {
		return nil, err
	}
	b := &bench{options: o, folder: folder, self: self, figures: newFigures(), progress: progress}
	fmt.Fprintf(progress, "signing in %d people\n", o.people)
	if b.parley, err = install(ctx, o.server, folder, o.people); err != nil {
		b.close()
		return nil, err
	}
	return b, nil
}

func (b *bench) close() { os.RemoveAll(b.folder) }

// round measures Parley and each baseline once, one after the other, so that
// whatever else the machine does in the meantime meets all of them.
func (b *bench) round(ctx context.Context) error {
	if err := b.roundOfParley(ctx); err != nil {
		return err
	}
	if b.wantsSockets() {
		for _, name := range []string{namePump, nameDirect} {
			if err := b.roundOfSockets(ctx, name); err != nil {
				return err
			}
		}
	}
	if b.wantsHTTP() {
		if err := b.roundOfBare(ctx); err != nil {
			return err
		}
	}
	if b.wants("posts") {
		return b.roundOfWriter(ctx)
	}
	return nil
}

func (b *bench) roundOfParley(ctx context.Context) error {
	fmt.Fprintf(b.progress, "  %s\n", nameParley)
	server, err := b.parley.serve(ctx)
	if err != nil {
		return err
	}
	return server.during(ctx, func() (err error) {
		if b.wantsSockets() {
			if b.fragment, err = b.socketLoads(ctx, server); err != nil {
				return err
			}
		}
		b.page, err = b.httpLoads(ctx, server)
		return err
	})
}

func (b *bench) roundOfSockets(ctx context.Context, name string) error {
	server, err := b.startBaseline(ctx, name)
	if err != nil {
		return err
	}
	return server.during(ctx, func() error {
		_, err := b.socketLoads(ctx, server)
		return err
	})
}

func (b *bench) roundOfBare(ctx context.Context) error {
	server, err := b.startBaseline(ctx, nameBare)
	if err != nil {
		return err
	}
	return server.during(ctx, func() error {
		_, err := b.httpLoads(ctx, server)
		return err
	})
}

// startBaseline starts this program again, as one baseline in a folder of its own.
func (b *bench) startBaseline(ctx context.Context, name string) (*server, error) {
	fmt.Fprintf(b.progress, "  %s\n", name)
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	folder, err := os.MkdirTemp(b.folder, "baseline-")
	if err != nil {
		return nil, err
	}
	s := &server{name: name, address: address, room: baselineRoom, socket: socketPath(baselineRoom), cookies: b.parley.cookies}
	return s, s.start(ctx, b.self, "baseline", strings.Fields(name)[0], "--listen", address, "--folder", folder,
		"--fragment", strconv.Itoa(b.fragment), "--page", strconv.Itoa(b.page))
}

// roundOfWriter lets the writer store posts with no server around it.
func (b *bench) roundOfWriter(ctx context.Context) error {
	fmt.Fprintf(b.progress, "  %s\n", nameWriter)
	for _, posters := range httpConnections {
		folder, err := os.MkdirTemp(b.folder, "writer-")
		if err != nil {
			return err
		}
		command := exec.CommandContext(ctx, b.self, "baseline", "writer", "--folder", folder,
			"--posters", strconv.Itoa(posters), "--span", b.spans.http.String())
		output, err := command.Output()
		if err != nil {
			return fmt.Errorf("%s: %w", nameWriter, err)
		}
		rate, err := strconv.ParseFloat(strings.TrimSpace(string(output)), 64)
		if err != nil {
			return fmt.Errorf("%s: %w", nameWriter, err)
		}
		b.figures.add(nameWriter, postRate(posters), rate)
	}
	return nil
}
