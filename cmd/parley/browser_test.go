package main

// The browser tests tell stories: people, each with a browser of their own and
// several tabs in it, at a place that runs the real program. Nothing is played:
// the server, its file, the sockets and Chromium are what a person would use.
// A story fails when a page did not show what it should, and also when anything
// stood in the console of a page that the story did not announce.

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// patience is how long a page may take before a story fails. It is far more
// than anything here needs, because machines that run tests are busy.
const patience = 30 * time.Second

// soon is how long a change may take from the act to everybody's page.
const soon = time.Second

func TestMain(m *testing.M) {
	code := m.Run()
	chromium.close()
	program.remove()
	os.Exit(code)
}

// browser is the one Chromium process of all stories. It starts with the first
// person, in a fresh profile folder.
type browser struct {
	once  sync.Once
	ctx   context.Context
	close func()
	err   error
}

var chromium = &browser{close: func() {}}

// started gives the context that people's tabs derive from.
func (b *browser) started(t *testing.T) context.Context {
	t.Helper()
	b.once.Do(b.start)
	if b.err != nil {
		t.Fatalf("the browser tests need Chromium: %v", b.err)
	}
	return b.ctx
}

func (b *browser) start() {
	path, err := findChromium()
	if err != nil {
		b.err = err
		return
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WindowSize(1280, 800),
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true),
		// the first two are chromedp's; the others draw what the bar for addresses
		// suggests, as two pages more for each tab, and nobody types an address here
		chromedp.Flag("disable-features", "Translate,BlinkGenPropertyTrees,WebUIOmniboxPopup,WebUIOmniboxAimPopup"),
		// a mouse, which a machine without a screen has not (hover: hover, pointer: fine)
		chromedp.Flag("blink-settings", "primaryHoverType=2,availableHoverTypes=2,primaryPointerType=4,availablePointerTypes=4"))
	ctx, freeProcess := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, closeBrowser := chromedp.NewContext(ctx)
	b.ctx, b.close = ctx, func() {
		closeBrowser()
		freeProcess() // waits until the process and its profile folder are gone
	}
	b.err = chromedp.Do(ctx)
}

func findChromium() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("there is no chromium, chromium-browser or google-chrome in the PATH (Debian, Ubuntu: apt-get install chromium)")
}

// promptly fails when act, which waits for pages, took longer than limit.
func promptly(t *testing.T, what string, limit time.Duration, act func()) {
	t.Helper()
	began := time.Now()
	act()
	if took := time.Since(began); took > limit {
		t.Errorf("%s took %v, want at most %v", what, took.Round(time.Millisecond), limit)
	}
}
