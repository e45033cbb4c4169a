package main

import (
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"time"

	"parley/handlers"
	"parley/handlers/auth"
)

// settings are what a configuration says, once it was read and found good.
type settings struct {
	zone    *time.Location
	proxies []netip.Prefix
	frames  []string // of other sites, for the support desk
	limits  handlers.Limits
	mailer  *handlers.Mailer // nil: no mail is sent
}

// settings reads what asks for no port and no file.
func (c *config) settings(log *slog.Logger) (s settings, err error) {
	if s.zone, err = c.zone(); err != nil {
		return s, err
	}
	if s.proxies, err = c.proxies(); err != nil {
		return s, err
	}
	if s.frames, err = c.frames(); err != nil {
		return s, err
	}
	if s.limits, err = c.limitTable(); err != nil {
		return s, err
	}
	if s.mailer, err = c.mailer(log); err != nil {
		return s, usageError{err}
	}
	return s, nil
}

// home is where the server is at home: its one public address, and the origins
// whose pages may open its socket. listener is nil where nothing listens yet.
func (c *config) home(listener net.Addr) (*url.URL, *auth.Origins, error) {
	base, err := c.address(listener)
	if err != nil {
		return nil, nil, err
	}
	origins, err := auth.NewOrigins(base.String(), c.allowOrigins...)
	if err != nil {
		return nil, nil, usageError{err}
	}
	return base, origins, nil
}

// frames are the origins whose pages may hold the support desk's, as browsers
// write them.
func (c *config) frames() ([]string, error) {
	if len(c.supportFrames) == 0 {
		return nil, nil
	}
	origins, err := auth.NewOrigins(c.supportFrames[0], c.supportFrames[1:]...)
	if err != nil {
		return nil, usagef("support-frame: %v", err)
	}
	return origins.List(), nil
}
