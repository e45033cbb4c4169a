package main

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"

	"github.com/spf13/pflag"
)

// tides is another site, which the server of openPlaceReaching may ask.
func tides(t *testing.T) *httptest.Server {
	t.Helper()
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/picture" {
			w.Header().Set("Content-Type", "image/png")
			picture := image.NewNRGBA(image.Rect(0, 0, 600, 315))
			for i := range picture.Pix {
				picture.Pix[i] = uint8(i * i / 600)
			}
			picture.Set(0, 0, color.White)
			png.Encode(w, picture)
			return
		}
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, `<title>Changes of chart datum</title><meta property=og:site_name content="Tide Tables"><meta property=og:image content=/picture>
			<meta name=description content="From January the tables refer to lowest astronomical tide. What changed, station by station, and how to convert older predictions.">`)
	}))
	t.Cleanup(site.Close)
	return site
}

// openPlaceReaching is openPlace of a server that may ask another site, and
// nobody else.
func openPlaceReaching(t *testing.T, site *httptest.Server) *place {
	t.Helper()
	address := netip.MustParseAddrPort(site.Listener.Addr().String())
	p := &place{t: t, log: newLogbook()}
	var c config
	env := environment{getenv: noEnv, stdout: p.log}
	if _, err := parse(env, "serve", []string{"--listen", "127.0.0.1:0", "--base-url", "http://127.0.0.1:0", "--data", t.TempDir(), unlimited, "--limit=typing=0"}, func(f *pflag.FlagSet) { c.serveFlags(f) }); err != nil {
		t.Fatal(err)
	}
	c.reach = func(a netip.AddrPort) bool { return a == address }
	app, err := newApp(t.Context(), c, slog.New(slog.NewJSONHandler(p.log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- app.run(ctx) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the program ended with %v", err)
		}
		p.log.check(t)
	})
	p.address = (<-p.log.serving).Address
	return p
}

// carded waits for the card of a message, with its picture drawn.
func (b *tab) carded(text string) {
	b.t.Helper()
	b.waits("the card", js(`(c => c?.innerText.includes("Changes of chart datum") && c.querySelector("img").complete && c.querySelector("img").naturalWidth === 480)(document.querySelector("#message-" + %s + " > .link-card"))`, b.find(text).ID))
}

// uncarded waits until it is gone.
func (b *tab) uncarded(text string) {
	b.t.Helper()
	b.waits("no card", js(`!document.querySelector("#message-" + %s + " > .link-card")`, b.find(text).ID))
}

func TestCardComesIsLostNowhereAndIsTakenAway(t *testing.T) {
	t.Parallel()
	site := tides(t)
	p := openPlaceReaching(t, site)
	line := newProxy(t, 0)
	ann, bob := p.signUpOver(line, "ann").open("/rooms"), p.signUp("bob").open("/rooms")
	ann.enterRoom("lobby")
	bob.enterRoom("lobby")
	everybody([]*tab{ann, bob}, func(b *tab) { b.staysLoaded() })
	text := "see " + site.URL + "/datum"

	bob.write(text)
	everybody([]*tab{ann, bob}, func(b *tab) { b.carded(text) })
	if ask[bool](ann, `document.querySelector(".link-card form").checkVisibility()`) {
		t.Error("ann is offered to take away what is bob's")
	}

	ann.trouble.expect(awayFromServer...)
	line.cut()
	ann.isLost()
	bob.click(".link-card .tool")
	bob.uncarded(text)
	bob.click(field)
	again := "once more " + site.URL + "/other"
	bob.write(again)
	bob.carded(again)
	line.restore()
	ann.isLive()

	ann.uncarded(text)
	ann.carded(again)
	everybody([]*tab{ann, bob}, func(b *tab) {
		if got := ask[string](b, `performance.getEntriesByType("resource").map(e => e.name).filter(n => !n.startsWith(location.origin)).join(" ")`); got != "" {
			t.Errorf("asked elsewhere: %s", got)
		}
		b.stillLoaded()
		b.equalsFreshPage()
	})
}
