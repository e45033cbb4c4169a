// Package fetch asks other sites for something on behalf of people, who choose
// the address. Its main idea is that nobody inside may be reached that way: an
// address is checked when it is typed, again at each redirect, and once more,
// after the name was resolved, at the moment of dialling, so that a name which
// resolves to something else the second time gains nothing.
//
// What comes back is bounded in time, in bytes and in headers. Nothing is sent
// along but who asks: no cookies, no referrer, no credentials. The package knows
// no person, no message and no store.
package fetch

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"syscall"
	"time"
)

// What one question may cost.
const (
	Timeout   = 5 * time.Second
	MaxBody   = 512 << 10
	maxHeader = 64 << 10
	maxHops   = 5
)

var (
	// ErrForbidden is an address that nobody is asked at.
	ErrForbidden = errors.New("fetch: not a public address of the web")
	// ErrAnswer is an answer that is no use: a status that is not 200, a body in
	// an encoding that was not asked for, or one redirect too many.
	ErrAnswer = errors.New("fetch: no good answer")
)

// Options are what a client must be told.
type Options struct {
	// Agent says who asks, as the header User-Agent has it.
	Agent string
	// Allow lets addresses through although they are not public; nil: none.
	Allow func(netip.AddrPort) bool
}

// Client asks. It may be used by any number of goroutines.
type Client struct {
	options Options
	client  http.Client
}

// New makes a client.
func New(options Options) *Client {
	c := &Client{options: options}
	dialer := net.Dialer{Timeout: Timeout, ControlContext: c.guard}
	c.client = http.Client{
		CheckRedirect: c.redirect,
		Transport: &http.Transport{
			Proxy:                  nil, // one that the environment names would do the dialling
			DialContext:            dialer.DialContext,
			DisableKeepAlives:      true,
			DisableCompression:     true, // so what is counted is what was sent
			MaxResponseHeaderBytes: maxHeader,
		},
	}
	return c
}

// Answer is what a site said with 200.
type Answer struct {
	URL   *url.URL // after all redirects
	Type  string   // Content-Type
	Body  []byte   // its first MaxBody bytes
	Whole bool     // that is all of it
}

// Get asks for what stands at a link. accept is the kind that is wanted. It
// takes at most Timeout.
func (c *Client) Get(ctx context.Context, link, accept string) (Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	u, err := url.Parse(link)
	if err != nil || c.check(u) != nil {
		return Answer{}, ErrForbidden
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return Answer{}, ErrForbidden
	}
	request.Header.Set("User-Agent", c.options.Agent)
	request.Header.Set("Accept", accept)
	request.Header.Set("Accept-Encoding", "identity")
	response, err := c.client.Do(request)
	if err != nil {
		return Answer{}, fmt.Errorf("fetch: %w", err)
	}
	defer response.Body.Close()
	return read(response)
}

func read(response *http.Response) (Answer, error) {
	encoding := response.Header.Get("Content-Encoding")
	if response.StatusCode != http.StatusOK || encoding != "" && encoding != "identity" {
		return Answer{}, fmt.Errorf("%w: %d %.20q", ErrAnswer, response.StatusCode, encoding)
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, MaxBody+1))
	if err != nil {
		return Answer{}, fmt.Errorf("fetch: %w", err)
	}
	kept := min(len(body), MaxBody)
	return Answer{URL: response.Request.URL, Type: response.Header.Get("Content-Type"), Body: body[:kept], Whole: kept == len(body)}, nil
}

// redirect looks at each next address as at the first.
func (c *Client) redirect(next *http.Request, before []*http.Request) error {
	if len(before) > maxHops {
		return fmt.Errorf("%w: more than %d redirects", ErrAnswer, maxHops)
	}
	if next.Method != before[0].Method {
		return fmt.Errorf("%w: it moved, and what is sent would not go along", ErrAnswer)
	}
	next.Header.Del("Referer")
	return c.check(next.URL)
}

// check is what an address says before anybody is asked what its name means.
func (c *Client) check(u *url.URL) error {
	if u.Scheme != "http" && u.Scheme != "https" || u.User != nil || u.Opaque != "" {
		return ErrForbidden
	}
	address, err := netip.ParseAddr(u.Hostname())
	if err == nil {
		return c.checkAddress(netip.AddrPortFrom(address, portOf(u)))
	}
	if !publicName(u.Hostname()) || !webPort(portOf(u)) {
		return ErrForbidden
	}
	return nil
}

// portOf is 0 where the address names one that cannot be.
func portOf(u *url.URL) uint16 {
	switch {
	case u.Port() != "":
		port, _ := strconv.ParseUint(u.Port(), 10, 16)
		return uint16(port)
	case u.Scheme == "https":
		return 443
	}
	return 80
}

func webPort(port uint16) bool { return port == 80 || port == 443 }

func (c *Client) checkAddress(a netip.AddrPort) error {
	if public(a.Addr()) && webPort(a.Port()) || c.options.Allow != nil && c.options.Allow(a) {
		return nil
	}
	return ErrForbidden
}

// guard sees every address that is about to be dialled, behind the names.
func (c *Client) guard(_ context.Context, _, address string, _ syscall.RawConn) error {
	a, err := netip.ParseAddrPort(address)
	if err != nil {
		return ErrForbidden
	}
	return c.checkAddress(a)
}
