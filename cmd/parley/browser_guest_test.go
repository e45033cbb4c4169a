package main

import (
	"context"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/cdproto/target"
	"github.com/chromedp/chromedp"
)

// guest is somebody with a browser of their own: cookies, cache and tabs that
// nobody else shares.
type guest struct {
	t       *testing.T
	place   *place
	name    string // what they sign in with
	browser cdp.BrowserContextID
	tabs    []*tab
}

// password is everybody's.
const password = "a long enough password"

// visitor is somebody without an account.
func (p *place) visitor(name string) *guest {
	p.t.Helper()
	return p.visitorOver(nil, name)
}

// visitorOver is somebody whose browser reaches the place over a network of
// their own; nil is none.
func (p *place) visitorOver(n *proxy, name string) *guest {
	p.t.Helper()
	params := target.CreateBrowserContextParams{}
	if n != nil {
		params.ProxyServer = n.flag()
		params.ProxyBypassList = "<-loopback>" // loopback goes through it as well
	}
	ctx := chromium.started(p.t)
	made, err := chromedp.CallBrowser(ctx, target.CreateBrowserContext, params)
	if err != nil {
		p.t.Fatal(err)
	}
	a := &guest{t: p.t, place: p, name: name, browser: made.BrowserContextID}
	p.t.Cleanup(a.leave)
	return a
}

// signUpOver makes an account over the page for it, through a network.
func (p *place) signUpOver(n *proxy, name string) *guest {
	p.t.Helper()
	a := p.visitorOver(n, name)
	tab := a.open("/signup")
	tab.fill("username", name)
	tab.fill("password", password)
	tab.submits("main form")
	tab.waits("the way in", `location.pathname.startsWith("/rooms")`)
	tab.close()
	return a
}

// signUp is somebody who has signed up already, without a look at the page for
// it: most stories begin behind it. The first is the place's first person.
func (p *place) signUp(name string) *guest {
	p.t.Helper()
	return p.signUpAs(name, "")
}

// signUpAs is signUp with a name for others to see.
func (p *place) signUpAs(name, displayName string) *guest {
	p.t.Helper()
	a := p.visitor(name)
	page, err := http.Get(p.address + "/signup") // where nobody is yet, it leads to another
	if err != nil {
		p.t.Fatal(err)
	}
	page.Body.Close()
	fields := url.Values{"username": {name}, "password": {password}, "display_name": {displayName}}
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, page.Request.URL.String(), strings.NewReader(fields.Encode()))
	if err != nil {
		p.t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", p.address)
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		p.t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther {
		p.t.Fatalf("%s was answered with %d", name, answer.StatusCode)
	}
	a.keep(answer.Cookies())
	return a
}

// keep puts cookies into the person's browser.
func (a *guest) keep(cookies []*http.Cookie) {
	a.t.Helper()
	kept := storage.SetCookiesParams{BrowserContextID: a.browser}
	for _, c := range cookies {
		kept.Cookies = append(kept.Cookies, &network.CookieParam{Name: c.Name, Value: c.Value, URL: a.place.address, Path: c.Path,
			HTTPOnly: c.HttpOnly, SameSite: network.CookieSameSiteLax})
	}
	if _, err := chromedp.CallBrowser(chromium.ctx, storage.SetCookies, kept); err != nil {
		a.t.Fatal(err)
	}
}

// open opens a page in a new tab.
func (a *guest) open(path string) *tab {
	a.t.Helper()
	b := a.blank()
	b.goTo(path)
	if b.count(field) > 0 {
		b.beginsToWrite()
	}
	return b
}

// blank opens an empty tab.
func (a *guest) blank() *tab {
	a.t.Helper()
	b := &tab{t: a.t, owner: a, trouble: &trouble{}}
	b.ctx, b.end = chromedp.NewContext(chromium.started(a.t),
		chromedp.WithExistingBrowserContext(a.browser), chromedp.WithListener(b.trouble.hear))
	if err := chromedp.Do(b.ctx, b.prepare); err != nil {
		a.t.Fatalf("no tab for %s: %v", a.name, err)
	}
	a.tabs = append(a.tabs, b)
	return b
}

// leave ends the person's browser with all its tabs at once, as a crash or a
// pulled plug does.
func (a *guest) leave() {
	if a.browser == "" {
		return
	}
	// Asked for before it ends: afterwards no page could complain any more.
	for _, b := range a.tabs {
		b.check()
	}
	ctx, stop := context.WithTimeout(chromium.ctx, patience)
	defer stop()
	if _, err := chromedp.CallBrowser(ctx, target.DisposeBrowserContext, target.DisposeBrowserContextParams{BrowserContextID: a.browser}); err != nil {
		a.t.Errorf("the browser of %s did not end: %v", a.name, err)
	}
	a.browser = ""
	for _, b := range a.tabs {
		b.end()
	}
}
