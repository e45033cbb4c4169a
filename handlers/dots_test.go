package handlers_test

import (
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"parley/db/chat"
	"parley/handlers"
)

// dots is what frames made of a person's marks of presence, in their order.
func dots(frames []string, user chat.UserID) []string {
	var states []string
	for _, frame := range frames {
		nodes, err := html.ParseFragment(strings.NewReader(frame), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
		if err != nil {
			continue
		}
		for _, partial := range nodes {
			if attribute(partial, "hx-target") == `.presence[data-user="`+user.String()+`"]` {
				states = append(states, attribute(find(partial, "span", "class", "presence"), "data-state"))
			}
		}
	}
	return states
}

// dotted waits until a page shows somebody's dot in a state.
func (p *peer) dotted(b *browser, state string) {
	p.t.Helper()
	p.wait(b.user.Username+" "+state, func() bool {
		states := dots(p.frames, b.user.ID)
		return len(states) > 0 && states[len(states)-1] == state
	})
}

// othersOnline waits until a page shows how many others are online.
func (p *peer) othersOnline(number string) {
	p.t.Helper()
	p.wait(number+" others", func() bool {
		for i := len(p.frames) - 1; i >= 0; i-- {
			if _, after, ok := strings.Cut(p.frames[i], `id="others-online"`); ok {
				return number == "0" && !strings.Contains(after, "online") || strings.Contains(after, number+" online")
			}
		}
		return false
	})
}

// awayAfter lets people be away sooner.
func awayAfter(quiet time.Duration) setting {
	return func(_ *house, c *handlers.Config) { c.AwayAfter = quiet }
}

func TestDotsAreLiveOnPagesWithoutARoom(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob := h.person("bob")
	watcher := ada.elsewhere()

	tab := bob.elsewhere()
	watcher.dotted(bob, "online")
	watcher.othersOnline("1")
	tab.ws.NetConn().Close()
	watcher.dotted(bob, "offline")
	watcher.othersOnline("0")
}

func TestQuietPersonIsAwayUntilASignOfLife(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t, awayAfter(2*time.Second))
	bob := h.person("bob")
	watcher := ada.elsewhere()

	tab := bob.open(lobby)
	watcher.dotted(bob, "away")
	tab.write("back again")
	watcher.dotted(bob, "online")
	watcher.dotted(bob, "away")
	bob.get("/people").is(200)
	watcher.dotted(bob, "online")
}

func TestChosenPresenceIsShownToOthers(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob := h.person("bob")
	watcher, room := ada.elsewhere(), ada.open(lobby)
	bob.open(lobby)
	watcher.dotted(bob, "online")
	room.sees(bob, "here")
	room.counts("2")

	bob.post("/settings/presence", "presence", "dnd", "for", "30m").leadsTo("/settings/presence")
	watcher.dotted(bob, "dnd")
	ada.get("/users/2").is(200).holds("do not disturb")
	bob.post("/settings/presence", "presence", "offline").leadsTo("/settings/presence")
	watcher.dotted(bob, "offline")
	room.sees(bob, "offline")
	room.counts("1")
	watcher.othersOnline("0")
	if hidden := ada.get("/users/2").is(200).body; strings.Contains(hidden, "last seen") {
		t.Error("somebody who hides is said to have been seen")
	}
	bob.post("/settings/presence", "presence", "online").leadsTo("/settings/presence")
	watcher.dotted(bob, "online")
	room.sees(bob, "here")
}

func TestPresenceThatCannotBeIsRefused(t *testing.T) {
	_, ada := newInhabited(t)

	ada.post("/settings/presence", "presence", "dnd", "for", "a year").is(422).holds("Choose for how long.")
	ada.post("/settings/presence", "presence", "away").is(422).holds("Choose how others see you.")
	ada.post("/settings/presence").is(422)
	ada.get("/settings/presence").is(200).holds(`value="online" checked`)
}

func TestPresenceIsKnownToThoseWhoShareARoomOnly(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob, carol := h.person("bob"), h.person("carol")
	bob.post("/rooms/1/leave").leadsTo("/rooms")
	admin, stranger := ada.elsewhere(), carol.elsewhere()

	bob.elsewhere()
	admin.dotted(bob, "online")
	admin.dotted(carol, "online")
	admin.othersOnline("2")

	if states := dots(stranger.all(), bob.user.ID); len(states) > 0 {
		t.Errorf("a stranger was told %q", states)
	}
	carol.get("/users/2").is(200).holds("bob, offline")
	bob.post("/rooms/1/join").leadsTo("/rooms/1")
	stranger.dotted(bob, "online")
	bob.post("/rooms/1/leave").leadsTo("/rooms")
	stranger.dotted(bob, "offline")
}

func TestPageThatComesBackLearnsTheDotsThatChanged(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob, carol := h.person("bob"), h.person("carol")
	tab := bob.elsewhere()
	carol.elsewhere()
	watcher := ada.elsewhere()
	watcher.dotted(bob, "online")
	watcher.dotted(carol, "online")
	page := ada.get("/people").is(200).body
	_, rest, _ := strings.Cut(page, "&amp;seen=")
	seen, _, _ := strings.Cut(rest, `"`)

	tab.ws.NetConn().Close()
	watcher.dotted(bob, "offline")
	back := h.dial(t, socketPath(0)+"?page=another&seen="+seen, ada.headers())

	back.dotted(bob, "offline")
	if states := dots(back.all(), carol.user.ID); len(states) > 0 {
		t.Errorf("what had not changed was told again: %q", states)
	}
}

func TestLastSeenIsKeptAndShown(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob := h.person("bob")
	watcher := ada.elsewhere()
	if strings.Contains(ada.get("/users/2").is(200).body, "last seen") {
		t.Error("somebody who never was here was seen")
	}

	tab := bob.elsewhere()
	watcher.dotted(bob, "online")
	tab.ws.NetConn().Close()
	watcher.dotted(bob, "offline")
	eventually(t, "last seen", func() bool {
		circle, err := h.store.Circle(t.Context(), bob.user.ID)
		return err == nil && time.Since(circle.LastSeen) < time.Minute
	})

	ada.get("/users/2").is(200).holds("last seen")
}

func TestAuthorsOfAPageHaveTheirDots(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob := h.person("bob")
	watcher := ada.elsewhere()
	bob.open(lobby)
	watcher.dotted(bob, "online")
	bob.say(lobby, "here I am")

	shown := ada.get("/rooms/1").is(200).body
	_, article, _ := strings.Cut(shown, `data-author="2"`)

	if dot, _, _ := strings.Cut(article, "</header>"); !strings.Contains(dot, `data-user="2" data-state="online"`) {
		t.Errorf("the author's dot is %s", dot)
	}
}

func TestWhoeverIsBlockedSeesThemOfflineEverywhere(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob, carol := h.person("bob"), h.person("carol")
	elsewhere, room, friend := carol.elsewhere(), carol.open(lobby), ada.open(lobby)
	tab := bob.open(lobby)
	elsewhere.dotted(bob, "online")
	everyone := []*page{room, friend}
	for _, p := range everyone {
		p.sees(bob, "here")
	}

	bob.post("/users/" + carol.user.ID.String() + "/block").is(303)
	elsewhere.dotted(bob, "offline")
	room.sees(bob, "offline")
	friend.sees(bob, "here")
	before := len(dots(friend.all(), bob.user.ID))
	tab.write("after it")
	friend.shows("after it")
	room.shows("after it")
	friend.wait("the author's dot", func() bool { return len(dots(friend.frames, bob.user.ID)) > before })
	friend.dotted(bob, "online")
	bob.post("/settings/presence", "presence", "dnd").is(303)
	friend.dotted(bob, "dnd")

	if states := dots(elsewhere.all(), bob.user.ID); states[len(states)-1] != "offline" {
		t.Errorf("whom they blocked was told %q", states)
	}
	for path, shown := range map[string]string{"/users/2": `bob, offline`, "/people": `bob, offline`} {
		carol.get(path).is(200).holds(shown)
	}
	for _, state := range []string{"online", "away", "dnd"} {
		for _, path := range []string{"/users/2", "/people", "/rooms/1"} {
			if strings.Contains(carol.get(path).is(200).body, `data-user="2" data-state="`+state) {
				t.Errorf("%s shows them as %s", path, state)
			}
		}
	}
	bob.post("/users/" + carol.user.ID.String() + "/unblock").is(303)
	elsewhere.dotted(bob, "dnd")
}
