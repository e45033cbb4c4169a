package auth

import (
	"fmt"
	"net/http"
)

// CrossSite lets no other site's page change anything here, whatever cookies
// the browser adds.
type CrossSite struct {
	origins    *Origins
	protection *http.CrossOriginProtection
	open       func(*http.Request) bool
}

// NewCrossSite trusts the origins of the list and nobody else. open tells which
// requests look at no credential they carry, as a login: a stale cookie must
// not block a program there, so a missing Origin is no fault, but a foreign
// one is. nil: none are open.
func NewCrossSite(origins *Origins, open func(*http.Request) bool) (*CrossSite, error) {
	protection := http.NewCrossOriginProtection()
	for _, origin := range origins.list {
		if err := protection.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("cross-site: %w", err)
		}
	}
	if open == nil {
		open = func(*http.Request) bool { return false }
	}
	return &CrossSite{origins: origins, protection: protection, open: open}, nil
}

// Handler lets through what Check allows; deny answers the rest.
func (c *CrossSite) Handler(next http.Handler, deny func(http.ResponseWriter, *http.Request, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := c.Check(r); err != nil {
			deny(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// Check decides on one request; nil or ErrOrigin. Beyond what the standard
// library does, an unsafe request without Sec-Fetch-Site must show an Origin
// of the list, and may leave it out only where no cookie decides.
func (c *CrossSite) Check(r *http.Request) error {
	if err := c.protection.Check(r); err != nil {
		return fmt.Errorf("%w: %w", ErrOrigin, err)
	}
	if safe(r.Method) || r.Header.Get("Sec-Fetch-Site") != "" {
		return nil
	}
	switch values := r.Header.Values("Origin"); {
	case len(values) == 1 && c.origins.origins[values[0]]:
		return nil
	case len(values) == 0 && !c.decidedByCookie(r):
		return nil
	}
	return ErrOrigin
}

// decidedByCookie: a Bearer token beside a cookie decides alone, and no page
// can add one without having asked.
func (c *CrossSite) decidedByCookie(r *http.Request) bool {
	_, bearer := bearerToken(r)
	return len(r.Header.Values("Cookie")) > 0 && !bearer && !c.open(r)
}

// safe methods change nothing here (RFC 9110, 9.2.1).
func safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}
