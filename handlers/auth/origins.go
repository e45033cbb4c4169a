package auth

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// Origins is the list of addresses at which this server is at home: the base
// URL and the further origins of the configuration. It is fixed from the start.
type Origins struct {
	origins map[string]bool // as browsers write them (RFC 6454, 6.2)
	hosts   map[string]bool // in small letters, with and without a default port
	list    []string
}

// NewOrigins reads the base URL and the further origins. Each is a scheme, a
// host and perhaps a port; the base URL may end with a slash.
func NewOrigins(base string, further ...string) (*Origins, error) {
	o := &Origins{origins: map[string]bool{}, hosts: map[string]bool{}}
	if err := o.add(strings.TrimSuffix(base, "/")); err != nil {
		return nil, err
	}
	for _, text := range further {
		if err := o.add(text); err != nil {
			return nil, err
		}
	}
	return o, nil
}

var defaultPorts = map[string]string{"http": ":80", "https": ":443"}

func (o *Origins) add(text string) error {
	u, err := url.Parse(text)
	if err != nil {
		return fmt.Errorf("origin %q: is not an address", text)
	}
	port, known := defaultPorts[u.Scheme]
	switch {
	case !known:
		return fmt.Errorf("origin %q: begins with neither http:// nor https://", text)
	case u.Hostname() == "" || strings.HasSuffix(u.Hostname(), ".") || !hostLetters(u.Host):
		return fmt.Errorf("origin %q: its host must be a name in ASCII or an address", text)
	case u.Port() != "" && !portNumber(u.Port()):
		return fmt.Errorf("origin %q: a port is a number from 1 to 65535", text)
	case u.User != nil || u.Path != "" || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" || strings.HasSuffix(u.Host, ":"):
		return fmt.Errorf("origin %q: holds more than scheme, host and port", text)
	}
	host := strings.TrimSuffix(strings.ToLower(u.Host), port)
	origin := u.Scheme + "://" + host
	o.hosts[host] = true
	if u.Port() == "" || ":"+u.Port() == port {
		o.hosts[host+port] = true
	}
	if !o.origins[origin] {
		o.origins[origin] = true
		o.list = append(o.list, origin)
	}
	return nil
}

func portNumber(text string) bool {
	n, err := strconv.ParseUint(text, 10, 16)
	return err == nil && n > 0 && text[0] != '0'
}

func hostLetters(host string) bool {
	return !strings.ContainsFunc(host, func(c rune) bool {
		return (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && !strings.ContainsRune(".-:[]", c)
	})
}

// List is all of them, the base URL's first.
func (o *Origins) List() []string { return o.list }

// Base is the base URL's origin, without a slash at its end.
func (o *Origins) Base() string { return o.list[0] }

// Secure tells whether the base URL is https.
func (o *Origins) Secure() bool { return strings.HasPrefix(o.Base(), "https:") }

// KnownHost tells whether a Host header is ours. An unknown one is a name that
// somebody else has pointed at us (DNS rebinding): answer 421.
func (o *Origins) KnownHost(host string) bool { return o.hosts[strings.ToLower(host)] }

// AllowedUpgrade decides by the Origin header whether a page may open a
// socket; nil or ErrOrigin. It is the only guard there is: browsers send
// cookies with an upgrade from any page and ask nobody before. The header must
// be one of the list, letter by letter. bearerOnly (see BearerOnly) says that
// the request needs none.
func (o *Origins) AllowedUpgrade(r *http.Request, bearerOnly bool) error {
	values := r.Header.Values("Origin")
	switch {
	case len(values) == 0 && bearerOnly:
		return nil
	case len(values) == 1 && o.origins[values[0]]:
		return nil
	}
	return ErrOrigin
}
