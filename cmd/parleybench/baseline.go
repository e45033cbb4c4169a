//go:build linux

package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"html"
	"io"
	"net/http"
	"strings"
	"time"
)

// baselineRoom is the one room of every baseline.
const baselineRoom = "/rooms/1"

// baselineOptions are the flags of the hidden command that runs a baseline.
type baselineOptions struct {
	listen   string
	fragment int // bytes of a message's fragment
	page     int // bytes of a room's page
	folder   string
	posters  int
	span     time.Duration
}

// runBaseline is `parleybench baseline NAME`: one baseline in a process of its
// own, so that its CPU time and memory can be told from the generator's.
func runBaseline(ctx context.Context, args []string, stdout io.Writer) error {
	if len(args) == 0 {
		return errors.New("baseline: which one?")
	}
	var o baselineOptions
	flags := flag.NewFlagSet("baseline", flag.ContinueOnError)
	flags.StringVar(&o.listen, "listen", "127.0.0.1:0", "")
	flags.IntVar(&o.fragment, "fragment", 0, "")
	flags.IntVar(&o.page, "page", 0, "")
	flags.StringVar(&o.folder, "folder", "", "")
	flags.IntVar(&o.posters, "posters", 1, "")
	flags.DurationVar(&o.span, "span", time.Second, "")
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	switch args[0] {
	case "raw-pump":
		return servePump(ctx, o)
	case "raw-direct":
		return serveDirect(ctx, o)
	case "bare":
		return serveBare(ctx, o)
	case "writer":
		return runWriter(ctx, o, stdout)
	}
	return fmt.Errorf("baseline: unknown %q", args[0])
}

// serveBaseline serves a baseline's routes, and that it is ready, until the
// context ends; then it answers what has been asked. Sockets just end with the process.
func serveBaseline(ctx context.Context, listen string, routes *http.ServeMux) error {
	routes.HandleFunc("GET /readyz", func(http.ResponseWriter, *http.Request) {})
	server := http.Server{Addr: listen, Handler: routes, ReadHeaderTimeout: 5 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.ListenAndServe() }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return server.Shutdown(last)
}

// frameBody is the text of a message frame, as Parley's socket takes it.
func frameBody(data []byte) (string, error) {
	var form struct{ Body string }
	err := json.Unmarshal(data, &form)
	return form.Body, err
}

// fragment makes the HTML of a message by hand, filled up to at least size
// bytes: a baseline carries the bytes that Parley carries.
type fragment struct{ size int }

func (f fragment) append(dst []byte, n int, text string) []byte {
	start := len(dst)
	dst = fmt.Appendf(dst, `<hx-partial id=end hx-swap=outerHTML><article class=message id="message-%d" data-seq="%d"><div class=body>%s</div>`,
		n, n, html.EscapeString(text))
	const end = `<footer title=""></footer></article></hx-partial>`
	fill := strings.Repeat("x", max(0, f.size-(len(dst)-start)-len(end)))
	return fmt.Appendf(dst, `<footer title="%s"></footer></article></hx-partial>`, fill)
}
