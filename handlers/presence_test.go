package handlers_test

import (
	"slices"
	"testing"
	"time"
)

// grace is how long somebody stays present after their last page is gone.
const grace = 5 * time.Second

// counts waits until the page shows so many people, and gives every number
// that it has shown up to then.
func (p *page) counts(people string) []string {
	p.browser.t.Helper()
	var shown []string
	p.wait(people+" people", func() bool {
		shown = slices.Clone(p.here)
		return shown[len(shown)-1] == people
	})
	return shown
}

// sees waits until the page shows somebody as offline, online or here.
func (p *page) sees(b *browser, standing string) {
	p.browser.t.Helper()
	p.wait(b.user.Username+" "+standing, func() bool { return p.people[b.user.ID.String()] == standing })
}

func TestPresenceCountsPeopleAndNotTheirTabs(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob := h.person("bob")
	watcher := ada.load(lobby)
	if watcher.here[0] != "0" || watcher.people[ada.user.ID.String()] != "offline" {
		t.Errorf("a fresh house shows %q people here, %v", watcher.here, watcher.people)
	}
	watcher.connect()
	watcher.sees(ada, "here")
	ada.open(lobby)
	ada.program(lobby)

	tabs := []*page{bob.open(lobby), bob.open(lobby), bob.open(lobby)}
	watcher.counts("2")
	watcher.sees(bob, "here")
	for _, tab := range tabs {
		tab.ws.NetConn().Close() // as when a browser is killed
	}
	gone := time.Now()
	shown := watcher.counts("1")

	if took := time.Since(gone); took < grace {
		t.Errorf("somebody whose last page closed was gone after %v", took)
	}
	watcher.sees(bob, "offline")
	for _, count := range shown {
		if count != "0" && count != "1" && count != "2" {
			t.Errorf("the page showed the numbers %q", shown)
		}
	}
}

// TestReloadDoesNotFlap takes the time from somebody else, who goes after the
// last reload: when they are gone, whoever reloaded would have been too.
func TestReloadDoesNotFlap(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob, clock := h.person("bob"), h.person("clock")
	watcher, tab, last := ada.open(lobby), bob.open(lobby), clock.open(lobby)
	watcher.counts("3")

	for range 3 {
		tab.ws.NetConn().Close()
		tab = bob.open(lobby)
	}
	last.ws.NetConn().Close()
	watcher.sees(clock, "offline")
	shown := watcher.counts("2")

	watcher.sees(bob, "here")
	if slices.Contains(shown[slices.Index(shown, "3"):], "1") {
		t.Errorf("the page showed the numbers %q", shown)
	}
}

func TestSomebodyElsewhereIsOnlineAndNotHere(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob := h.person("bob")
	board := h.closedRoom(bob)
	watcher := ada.open(lobby)

	elsewhere := bob.open(board)
	watcher.sees(bob, "online")
	here := bob.open(lobby)
	watcher.sees(bob, "here")
	watcher.counts("2")
	here.ws.NetConn().Close()
	watcher.sees(bob, "online")
	elsewhere.ws.NetConn().Close()
	watcher.sees(bob, "offline")
}

func TestWhoLeavesTheRoomIsNoLongerInItsPeople(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob, carol := h.person("bob"), h.person("carol")
	watcher := ada.open(lobby)

	bob.post("/rooms/1/leave").leadsTo("/rooms")
	watcher.wait("bob gone", func() bool { return watcher.people[bob.user.ID.String()] == "" })
	dora := h.person("dora")
	watcher.sees(dora, "offline")
	bob.post("/rooms/1/join").leadsTo("/rooms/1")
	watcher.sees(bob, "offline")

	if watcher.people[carol.user.ID.String()] != "offline" {
		t.Errorf("the people are %v", watcher.people)
	}
}

func TestPageLoadedRightAfterSomebodyCameShowsThem(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	for _, b := range h.people("guest", 10) {
		b.program(lobby)
		page := ada.load(lobby)

		if standing := page.people[b.user.ID.String()]; standing != "here" {
			t.Errorf("%s is shown as %s", b.user.Username, standing)
		}
	}
}
