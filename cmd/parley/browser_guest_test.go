package main

import (
	"context"
	"testing"

	"github.com/chromedp/cdproto/cdp"
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

// signUp makes an account over the page for it. Somebody's first is the house's
// first.
func (p *place) signUp(name string) *guest {
	p.t.Helper()
	return p.signUpOver(nil, name)
}

func (p *place) signUpOver(n *proxy, name string) *guest {
	p.t.Helper()
	a := p.visitorOver(n, name)
	a.signUpAs("")
	return a
}

// signUpAs signs up with a name for others to see.
func (p *place) signUpAs(name, displayName string) *guest {
	p.t.Helper()
	a := p.visitor(name)
	a.signUpAs(displayName)
	return a
}

func (a *guest) signUpAs(displayName string) {
	a.t.Helper()
	tab := a.open("/signup")
	tab.fill("username", a.name)
	tab.fill("password", password)
	tab.fill("display_name", displayName)
	tab.submits("main form")
	tab.waits("the way in", `location.pathname.startsWith("/rooms")`)
	tab.close()
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
