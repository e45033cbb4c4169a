package main

import (
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"parley/handlers"
	"parley/handlers/jobs/fetch"
)

// config is every setting of the server. Each flag has an environment twin:
// --base-url is PARLEY_BASE_URL; the flag wins.
type config struct {
	listen         string
	data           string
	name           string
	baseURL        string
	timeZone       string
	allowOrigins   []string
	supportFrames  []string
	trustedProxies []string
	database       string
	bus            string
	limits         []string
	metricsListen  string
	linkCards      bool
	webHooks       bool
	smtp           string
	mailFrom       string
	logFormat      string
	acceptMissing  bool

	// reach lets the server ask addresses that are not public. No flag sets it:
	// it is for the sites that tests run.
	reach func(netip.AddrPort) bool
}

const defaultBaseURL = "http://localhost:8080"

func (c *config) dataFlag(flags *pflag.FlagSet) {
	flags.StringVar(&c.data, "data", "data", "`folder` of the database, keys and uploads; made if missing, for its owner only")
}

func (c *config) serveFlags(flags *pflag.FlagSet) {
	c.dataFlag(flags)
	flags.StringVar(&c.listen, "listen", "127.0.0.1:8080", "`address` to listen on; port 0 picks a free one and logs it")
	flags.StringVar(&c.baseURL, "base-url", defaultBaseURL, "the one public `address`: links, cookies and allowed origins follow from it")
	flags.StringVar(&c.name, "name", "Parley", "what this place is called on its pages")
	flags.StringVar(&c.timeZone, "time-zone", "UTC", "`zone` in which pages show times, such as Europe/Berlin")
	flags.StringArrayVar(&c.allowOrigins, "allow-origin", nil, "a further exact `origin` that may open the socket; repeatable")
	flags.StringArrayVar(&c.supportFrames, "support-frame", nil, "an exact `origin` whose pages may hold the support desk's in a frame; repeatable")
	flags.StringArrayVar(&c.trustedProxies, "trusted-proxy", nil, "`network` of a proxy whose forwarded headers count, such as 10.0.0.0/8; repeatable")
	flags.StringVar(&c.database, "database", "", "database `address`; empty is the SQLite file in the data folder")
	flags.StringVar(&c.bus, "bus", "", "message bus `address`; empty is within this process")
	flags.StringArrayVar(&c.limits, "limit", nil, "override a limit, `NAME=VALUE`; 0 switches it off; repeatable: "+strings.Join(handlers.LimitNames(), ", "))
	flags.StringVar(&c.metricsListen, "metrics-listen", "", "private `address` for /metrics and /debug/pprof/; empty is off")
	flags.BoolVar(&c.linkCards, "link-cards", true, "show what stands behind the first link of a message; the server asks the other site, readers never do")
	flags.BoolVar(&c.webHooks, "web-hooks", true, "let people have their notifications sent to an address of their own; never to a private one")
	flags.StringVar(&c.smtp, "smtp", "", "mail `server`, such as smtp://user:password@mail.example.org:587; empty sends no mail")
	flags.StringVar(&c.mailFrom, "mail-from", "", "`address` that mail comes from; needed with --smtp")
	flags.StringVar(&c.logFormat, "log", "text", "log `format`: text or json")
	flags.BoolVar(&c.acceptMissing, "accept-missing-wal", false, "start although an unclean stop lost the write-ahead log (the newest messages may be gone)")
}

// keyFolder holds the keys that sign tokens.
func (c *config) keyFolder() string { return filepath.Join(c.data, "keys") }

// fileFolder holds the files that people upload.
func (c *config) fileFolder() string { return filepath.Join(c.data, "files") }

// parse reads flags in any place, then environment twins for those not given.
// The rest of the arguments comes back.
func parse(env environment, name string, args []string, define func(*pflag.FlagSet)) ([]string, error) {
	flags := pflag.NewFlagSet("parley "+name, pflag.ContinueOnError)
	flags.SetOutput(env.stdout)
	flags.SortFlags = false
	define(flags)
	if err := flags.Parse(args); err != nil {
		if err == pflag.ErrHelp {
			return nil, err
		}
		return nil, usageError{err}
	}
	var bad error
	flags.VisitAll(func(f *pflag.Flag) {
		value := env.getenv(twin(f.Name))
		if f.Changed || value == "" || bad != nil {
			return
		}
		for _, v := range twinValues(f, value) {
			if err := flags.Set(f.Name, v); err != nil {
				bad = usagef("%s: %w", twin(f.Name), err)
			}
		}
	})
	return flags.Args(), bad
}

// twin names the environment variable of a flag.
func twin(flag string) string {
	return "PARLEY_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// twinValues splits the twin of a repeatable flag at blanks.
func twinValues(f *pflag.Flag, value string) []string {
	if f.Value.Type() == "stringArray" {
		return strings.Fields(value)
	}
	return []string{value}
}

// address gives the one public address once the listener's port is known:
// port 0 in the base URL takes it, and so does a base URL that was not set.
func (c *config) address(listener net.Addr) (*url.URL, error) {
	base, err := parseBase(c.baseURL)
	if err != nil {
		return nil, err
	}
	tcp, ok := listener.(*net.TCPAddr)
	if ok && (base.Port() == "0" || c.baseURL == defaultBaseURL) {
		base.Host = net.JoinHostPort(base.Hostname(), fmt.Sprint(tcp.Port))
	}
	return base, nil
}

// parseBase takes a scheme, a host and perhaps a port, with or without a slash
// at the end, which it drops.
func parseBase(text string) (*url.URL, error) {
	base, err := url.Parse(text)
	if err != nil || (base.Scheme != "http" && base.Scheme != "https") || base.Hostname() == "" || base.User != nil || strings.Trim(base.Path, "/") != "" || base.RawQuery != "" || base.Fragment != "" {
		return nil, usagef("base-url: %q is not an address such as https://chat.example.org", text)
	}
	base.Path = ""
	return base, nil
}

func (c *config) zone() (*time.Location, error) {
	zone, err := time.LoadLocation(c.timeZone)
	if err != nil || c.timeZone == "" || c.timeZone == "Local" {
		return nil, usagef("time-zone: %q is not a zone such as Europe/Berlin", c.timeZone)
	}
	return zone, nil
}

func (c *config) proxies() ([]netip.Prefix, error) {
	var networks []netip.Prefix
	for _, text := range c.trustedProxies {
		network, err := netip.ParsePrefix(text)
		if err != nil {
			return nil, usagef("trusted-proxy: %q is not a network such as 10.0.0.0/8", text)
		}
		networks = append(networks, network.Masked())
	}
	return networks, nil
}

// mailer is nil where no mail is to be sent.
func (c *config) mailer(log *slog.Logger) (*handlers.Mailer, error) {
	if c.smtp == "" {
		return nil, nil
	}
	return handlers.NewMailer(c.smtp, c.mailFrom, log)
}

func (c *config) limitTable() (handlers.Limits, error) {
	limits := handlers.DefaultLimits()
	for _, text := range c.limits {
		if err := limits.Set(text); err != nil {
			return limits, usagef("limit: %w", err)
		}
	}
	return limits, nil
}

// fetch is nil where other sites are not to be asked.
func (c *config) fetch(base *url.URL) *fetch.Client {
	if !c.linkCards {
		return nil
	}
	return c.client(base)
}

// hooks is nil where people are to have no web hooks.
func (c *config) hooks(base *url.URL) *fetch.Client {
	if !c.webHooks {
		return nil
	}
	return c.client(base)
}

func (c *config) client(base *url.URL) *fetch.Client {
	return fetch.New(fetch.Options{Agent: "Parley/" + version + " (+" + base.String() + ")", Allow: c.reach})
}
