package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// onPhone makes the tab a phone of 390 by 844 points with a touch screen.
func (b *tab) onPhone() {
	b.t.Helper()
	b.run("become a phone", chromedp.EmulateViewport(390, 844, chromedp.EmulateMobile, chromedp.EmulateTouch))
}

func TestRoomOnAPhone(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	bob := p.signUp("bob").open("/rooms")
	bob.enterRoom("lobby")
	ann := p.signUp("ann").open("/rooms")
	ann.onPhone()
	ann.enterRoom("lobby")

	ann.tap(field)
	ann.draft("from a phone")
	ann.tap(sendButton)
	everybody([]*tab{ann, bob}, func(b *tab) { b.sees("from a phone") })
	ann.isReady()
	ann.fitsItsWidth()
	ann.navigatesByTheSidebar()
}

func TestSidebarOnAPhoneNeedsNoScript(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	ann := p.signUp("ann").withoutScript("/rooms")
	ann.onPhone()
	ann.fillIn(`form[action="/rooms/enter"] [name=name]`, "lobby")
	ann.submits(`form[action="/rooms/enter"]`)

	ann.navigatesByTheSidebar()
}

// navigatesByTheSidebar opens the list of rooms with a finger and goes to
// another room.
func (b *tab) navigatesByTheSidebar() {
	b.t.Helper()
	if ask[bool](b, `document.querySelector("#sidebar").checkVisibility()`) {
		b.t.Error("the sidebar is open on a phone before anybody asks for it")
	}
	b.tap(`button[popovertarget="sidebar"]`)
	b.waits("the sidebar, all of it", `(e => e.matches(":popover-open") && e.getBoundingClientRect().left === 0)(document.querySelector("#sidebar"))`)
	b.navigates("another room", func() { b.tap("#rooms a:not([aria-current])") })
	b.shows("h1", "General")
}

// fitsItsWidth fails when a part of the page is wider than the window.
func (b *tab) fitsItsWidth() {
	b.t.Helper()
	wide := ask[[]string](b, `[document.scrollingElement, document.body, ...document.querySelectorAll("main, .page, .log, .foot, .bar, .panel:popover-open, .sidebar:popover-open")]
		.filter(e => e.scrollWidth > e.clientWidth || e.getBoundingClientRect().right > innerWidth + 0.5)
		.map(e => e.tagName + "." + e.className + " is " + e.scrollWidth + " px wide and has " + e.clientWidth)`)
	if len(wide) > 0 {
		b.t.Errorf("%s at %s, %d px: %s", b, b.path(), ask[int](b, `innerWidth`), strings.Join(wide, "; "))
	}
}

// screens are the tabs with which one person looks at the same pages: with a
// finger on small ones, with a mouse on large ones.
type screens []screen

type screen struct {
	*tab
	touch  bool
	widths []int64 // of small and usual phones, a tablet; of desks; in CSS pixels
}

func (a *guest) screens() screens {
	a.t.Helper()
	return screens{{a.blank(), true, []int64{360, 390, 768}}, {a.blank(), false, []int64{1440, 1600}}}
}

// areDrawn opens a page on each screen and looks at it in every width. With
// PARLEY_SHOTS set, pictures of it are left in that folder.
func (s screens) areDrawn(name, path string) {
	for _, b := range s {
		b.t.Helper()
		b.goTo(path)
		for _, width := range b.widths {
			b.sized(width)
			b.fitsItsWidth()
			if folder := os.Getenv("PARLEY_SHOTS"); folder != "" && (width == 390 || width == 1440) {
				b.isPictured(folder, fmt.Sprintf("%s-%d", name, width))
			}
		}
		b.isAccessible()
	}
}

func (b screen) sized(width int64) {
	b.t.Helper()
	if b.touch {
		b.run("be a phone", chromedp.EmulateViewport(width, 844, chromedp.EmulateMobile, chromedp.EmulateTouch))
		return
	}
	call(b.tab, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: width, Height: 900, DeviceScaleFactor: 1})
}

// isPictured leaves a picture of the page, light and dark, in a folder: for
// people to look at.
func (b screen) isPictured(folder, name string) {
	b.t.Helper()
	for _, scheme := range []string{"light", "dark"} {
		call(b.tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
			{Name: "prefers-color-scheme", Value: scheme}, {Name: "prefers-reduced-motion", Value: "reduce"}}})
		b.waits("the last of the change", `new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(() =>
			drawn(!document.getAnimations().some(a => a instanceof CSSTransition)))))`)
		picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, name+"-"+scheme+".png"), picture, 0o644)
		}
		if err != nil {
			b.t.Fatal(err)
		}
	}
}

// talk is a morning in a room.
var talk = map[string][]string{
	"ben": {"Morning. The pilot boat is back, two hours early.", "They say the fog lifts by ten.",
		"The chart is at https://example.org/charts/a-rather-long-address-that-goes-on-and-on/2026/november/harbour-entrance.html if anybody needs it."},
	"chloe": {"Thank you!", "averyveryverylongwordwithoutanybreakinitthatwouldpushthepagewideifnobodybrokeitsomewhereinthemiddleofitall",
		"One list for the day:\n1. the crane\n2. the paint for berth four\n3. somebody calls the school about Friday"},
	"ann": {"I take the school.", "And berth four can wait until the rain is over, I think: the forecast for the afternoon is dry, the wind turns west, and the paint needs six hours before anything may touch it.", "👋"},
}

func TestEveryPageFitsEveryWidthAndIsAccessible(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	outside := p.visitor("nobody").screens()
	outside.areDrawn("first-run", "/first-run")
	room, other := p.lively()
	own := room.find(talk["ann"][0])

	for _, page := range [][2]string{{"sign-in", "/login"}, {"sign-up", "/signup"}, {"missing", "/nothing-here"}} {
		for _, b := range outside {
			b.trouble.expect("404")
		}
		outside.areDrawn(page[0], page[1])
	}
	inside := room.owner.screens()
	for _, page := range [][2]string{
		{"rooms", "/rooms"}, {"no-rooms", "/rooms?q=nothing+of+that+name"}, {"room", room.path()},
		{"permalink", "/messages/" + own.ID}, {"edit", "/messages/" + own.ID + "/edit"},
		{"leave", room.path() + "/leave"}, {"notifications", "/notifications"}, {"join", other}, {"profile", "/users/1"},
	} {
		inside.areDrawn(page[0], page[1])
	}
}

// lively fills the place with people, rooms and words. It gives a page of the
// liveliest room, and the address of one that its reader is not in.
func (p *place) lively() (room *tab, other string) {
	p.t.Helper()
	room = p.signUpAs("ann", "Ann Lindqvist").open("/rooms")
	room.fillIn(`form[action="/rooms"][method=post] [name=name]`, "harbour")
	room.fillIn(`form[action="/rooms"][method=post] [name=topic]`, "What comes in, what goes out, and who is on watch")
	room.submits(`form[action="/rooms"][method=post]`)
	room.isLive()
	for _, name := range [][2]string{{"ben", "Ben Okafor"}, {"chloe", "Chloé Martin-Duval"}} {
		b := p.signUpAs(name[0], name[1]).open("/rooms")
		b.enterRoom("harbour")
		b.posts(talk[name[0]]...)
	}
	room.posts(talk["ann"]...)
	for _, name := range []string{"Night watch", "a-very-long-room-name-without-a-single-blank-in-the-middle", "Kitchen"} {
		b := room.owner.open("/rooms")
		b.enterRoom(name)
		b.close()
	}
	strange := p.signUpAs("dora", "Dora Hill").open("/rooms")
	strange.enterRoom("Lost and found")
	return room, strange.path()
}
