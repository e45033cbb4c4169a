package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
	_ "time/tzdata" // zones for --time-zone on machines without them

	"github.com/spf13/pflag"

	"parley/db"
	"parley/handlers"
	"parley/realtime"
	"parley/views"
)

// serve runs the server until ctx ends, then drains.
func serve(ctx context.Context, env environment, args []string) error {
	var c config
	rest, err := parse(env, "serve", args, c.serveFlags)
	if err != nil {
		return err
	}
	if len(rest) > 0 {
		return usagef("serve takes no argument, got %q", rest[0])
	}
	log, err := logger(env.stdout, c.logFormat)
	if err != nil {
		return err
	}
	app, err := newApp(ctx, c, log)
	if err != nil {
		return err
	}
	return app.run(ctx)
}

func logger(w io.Writer, format string) (*slog.Logger, error) {
	switch format {
	case "text":
		return slog.New(slog.NewTextHandler(w, nil)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(w, nil)), nil
	}
	return nil, usagef("log: %q is neither text nor json", format)
}

// app is the running program: everything that has to be closed, in one place.
type app struct {
	log      *slog.Logger
	listener net.Listener
	metrics  net.Listener // nil: off
	store    *db.Store
	hub      *realtime.Hub
	server   *handlers.Server
}

// newApp checks the whole configuration and opens everything; when it fails,
// nothing listens and nothing stays open.
func newApp(ctx context.Context, c config, log *slog.Logger) (_ *app, err error) {
	a := &app{log: log}
	defer func() {
		if err != nil {
			a.close()
		}
	}()
	s, err := c.settings(log)
	if err != nil {
		return nil, err
	}
	if a.listener, err = listen("listen", c.listen); err != nil {
		return nil, err
	}
	base, origins, err := c.home(a.listener.Addr())
	if err != nil {
		return nil, err
	}
	if c.metricsListen != "" {
		if a.metrics, err = listen("metrics-listen", c.metricsListen); err != nil {
			return nil, err
		}
	}
	bus, err := openBus(c)
	if err != nil {
		return nil, err
	}
	engine, err := openEngine(ctx, c, true, log)
	if err != nil {
		return nil, err
	}
	a.hub = realtime.NewHub(bus, handlers.HubOptions(log))
	site := views.Site{Name: c.name, Audience: views.Audience{Language: "en-GB", Zone: s.zone}, Mail: s.mailer != nil}
	announcer := handlers.NewAnnouncer(a.hub, site)
	if a.store, err = db.Open(ctx, engine, db.Options{Committed: announcer.Committed, Log: log}); err != nil {
		return nil, err
	}
	a.server, err = handlers.New(handlers.Config{
		Site: site, BaseURL: base, Origins: origins, TrustedProxies: s.proxies, SupportFrames: s.frames, Limits: s.limits,
		KeyFolder: c.keyFolder(), FileFolder: c.fileFolder(), Mailer: s.mailer, Fetch: c.fetch(base), Hooks: c.hooks(base), Version: version, Log: log,
	}, a.store, a.hub, announcer)
	return a, err
}

// listen opens a listener and names the setting when it cannot.
func listen(setting, address string) (net.Listener, error) {
	listener, err := net.Listen("tcp", address)
	var addrErr *net.AddrError
	if errors.As(err, &addrErr) {
		return nil, usagef("%s: %q is not an address such as 127.0.0.1:8080", setting, address)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", setting, err)
	}
	return listener, nil
}

// run serves until ctx ends and then drains within the 15 s that a supervisor
// usually grants.
func (a *app) run(ctx context.Context) error {
	site := &http.Server{
		Handler:           a.server,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      40 * time.Second,
		IdleTimeout:       120 * time.Second,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(a.log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 2)
	go func() { failed <- site.Serve(a.listener) }()
	private := &http.Server{Handler: a.server.Private(), ReadHeaderTimeout: 5 * time.Second}
	if a.metrics != nil {
		go func() { failed <- private.Serve(a.metrics) }()
	}
	a.log.Info("parley serves", "address", a.server.BaseURL(), "listen", a.listener.Addr().String(), "version", version, "pid", os.Getpid())

	stopReload := a.reloadOnHangup()
	var err error
	select {
	case err = <-failed:
	case <-ctx.Done():
		err = a.drain(site)
	}
	stopReload()
	private.Close()
	site.Close()
	return errors.Join(err, a.close())
}

// reloadOnHangup reads the token keys again on SIGHUP, until stop is called.
func (a *app) reloadOnHangup() (stop func()) {
	hangup := make(chan os.Signal, 1)
	signal.Notify(hangup, syscall.SIGHUP)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for range hangup {
			if err := a.server.ReloadKeys(); err != nil {
				a.log.Error("keys not reloaded", "error", err)
				continue
			}
			a.log.Info("keys reloaded")
		}
	}()
	return func() {
		signal.Stop(hangup)
		close(hangup)
		<-done
	}
}

// drain lets everybody go in order: no new sockets or writes, then the
// sockets, then the requests.
func (a *app) drain(site *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), 15*time.Second)
	defer cancel()
	a.log.Info("parley drains", "sockets", a.hub.Count())
	a.server.Drain(ctx)
	requests, cancelRequests := context.WithTimeout(ctx, 5*time.Second)
	defer cancelRequests()
	return site.Shutdown(requests)
}

// close ends what is open, the store last, because the others write to it.
func (a *app) close() error {
	if a.server != nil {
		a.server.Close()
	}
	if a.hub != nil {
		a.hub.Close()
	}
	var err error
	if a.store != nil {
		err = a.store.Close()
	}
	for _, listener := range []net.Listener{a.listener, a.metrics} {
		if listener != nil {
			listener.Close()
		}
	}
	a.log.Info("parley has stopped")
	return err
}

// used by commands that only need the data folder.
func dataOnly(env environment, name string, args []string, more func(*pflag.FlagSet)) (config, []string, error) {
	var c config
	rest, err := parse(env, name, args, func(flags *pflag.FlagSet) {
		c.dataFlag(flags)
		if more != nil {
			more(flags)
		}
	})
	return c, rest, err
}
