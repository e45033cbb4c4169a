package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"net/url"
)

// Check tells whether a link may be asked, so that whoever types it hears of it:
// ErrForbidden where not, also if its name means such an address now. A name that
// means nothing now is let through: what it will mean is looked at when it is
// asked.
func (c *Client) Check(ctx context.Context, link string) error {
	u, err := url.Parse(link)
	if err != nil || c.check(u) != nil {
		return ErrForbidden
	}
	return c.resolved(ctx, u.Hostname(), portOf(u))
}

// resolved checks all that a name means now.
func (c *Client) resolved(ctx context.Context, host string, port uint16) error {
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	addresses, err := net.DefaultResolver.LookupNetIP(ctx, "ip", host)
	if err != nil {
		return nil
	}
	for _, a := range addresses {
		if err := c.checkAddress(netip.AddrPortFrom(a.Unmap(), port)); err != nil {
			return err
		}
	}
	return nil
}

// Post sends a body to a link, with headers, and is content with any answer
// between 200 and 299; what it says is not read. It takes at most Timeout.
// Redirects are followed where they ask for the same to be sent elsewhere
// (RFC 9110, 15.4.8 and 15.4.9).
func (c *Client) Post(ctx context.Context, link string, header http.Header, body []byte) error {
	ctx, cancel := context.WithTimeout(ctx, Timeout)
	defer cancel()
	u, err := url.Parse(link)
	if err != nil || c.check(u) != nil {
		return ErrForbidden
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(body))
	if err != nil {
		return ErrForbidden
	}
	maps.Copy(request.Header, header)
	request.Header.Set("User-Agent", c.options.Agent)
	response, err := c.client.Do(request)
	if err != nil {
		return fmt.Errorf("fetch: %w", err)
	}
	defer response.Body.Close()
	if response.StatusCode < 200 || response.StatusCode > 299 {
		return Refused{response.StatusCode}
	}
	return nil
}

// Refused is an answer to Post that is not content.
type Refused struct{ Status int }

func (e Refused) Error() string {
	return fmt.Sprintf("%v: %d %s", ErrAnswer, e.Status, http.StatusText(e.Status))
}

// Is makes it an ErrAnswer.
func (e Refused) Is(target error) bool { return errors.Is(target, ErrAnswer) }
