package main

import (
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
)

// behindGateway is what a place needs that gateways of a story stand in front
// of.
const behindGateway = "--trusted-proxy=127.0.0.0/8"

// newGateway is a way to a place over which a person comes from an address, as
// over a proxy of the place. Over it goes whatever their browser asks for.
func newGateway(p *place, address string) *proxy {
	p.t.Helper()
	target, err := url.Parse(p.address)
	if err != nil {
		p.t.Fatal(err)
	}
	forward := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		r.SetURL(target)
		r.Out.Host = r.In.Host
		r.Out.Header.Set("X-Forwarded-For", address)
	}})
	p.t.Cleanup(forward.Close)
	n := newProxy(p.t, 0)
	n.via = strings.TrimPrefix(forward.URL, "http://")
	return n
}
