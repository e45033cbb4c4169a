package handlers_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/db/chat"
)

// saidLast is the newest message of a room.
func (b *browser) saidLast(room chat.RoomID) chat.Message {
	b.t.Helper()
	m, err := b.house.store.Membership(b.t.Context(), b.user.ID, room)
	if err != nil {
		b.t.Fatal(err)
	}
	page, err := b.house.store.Before(b.t.Context(), m, m.Room.Head+1, 1)
	if err != nil {
		b.t.Fatal(err)
	}
	return page.Messages[0]
}

func (b *browser) region() chat.Region {
	b.t.Helper()
	user, err := b.house.store.User(b.t.Context(), b.user.ID)
	if err != nil {
		b.t.Fatal(err)
	}
	return user.Region
}

func TestTimesReadAsAPersonChose(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	ada.say(lobby, "at noon somewhere")
	said := ada.saidLast(lobby)

	bob.post("/settings/region", "zone", "Asia/Tokyo", "language", "en-US").leadsTo("/settings/region")

	tokyo, err := time.LoadLocation("Asia/Tokyo")
	if err != nil {
		t.Fatal(err)
	}
	bob.get(roomPath(lobby)).is(200).holds(`lang="en-US"`).holds(said.Created.In(tokyo).Format("3:04 PM") + "</time>").holds(said.Created.In(tokyo).Format("Monday, January 2, 2006") + "</h2>")
	ada.get(roomPath(lobby)).is(200).holds(`lang="en-GB"`).holds(said.Created.Format("15:04") + "</time>").holds(said.Created.Format("Monday, 2 January 2006") + "</h2>")
	bob.get("/settings/region").is(200).holds(`value="Asia/Tokyo" selected`).holds(`value="en-US" selected`)
}

func TestARegionThatIsNoneIsRefused(t *testing.T) {
	_, ada := newInhabited(t)

	ada.post("/settings/region", "zone", "Europe/Atlantis").is(422).holds("There is no such time zone.")
	ada.post("/settings/region", "zone", "../../etc/passwd").is(422)
	ada.post("/settings/region", "zone", "Local").is(422)
	ada.post("/settings/region", "language", "xx").is(422).holds("Choose one of the languages.")

	if region := ada.region(); region != (chat.Region{}) {
		t.Errorf("a refused region was kept: %v", region)
	}
}

// The ways in which a hundred people read.
var (
	spokenLanguages = []string{"en-GB", "en-US"}
	peoplesZones    = []string{"Europe/Berlin", "America/New_York", "Asia/Kolkata"}
)

// readersOf opens the lobby for a hundred people, evenly in every way to read.
func readersOf(h *house) []*page {
	h.t.Helper()
	var pages []*page
	for i, b := range h.people("reader", 100) {
		region := chat.Region{Language: spokenLanguages[i%2], Zone: peoplesZones[i%3]}
		if err := h.store.SetRegion(h.t.Context(), b.user.ID, region); err != nil {
			h.t.Fatal(err)
		}
		pages = append(pages, b.open(lobby))
	}
	return pages
}

func TestOneRenderingServesAllWhoReadAlike(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	pages := readersOf(h)
	ways := uint64(len(spokenLanguages) * len(peoplesZones))
	var said chat.Message

	for _, act := range []struct {
		name   string
		do     func()
		arrive func(*page) bool
		drawn  uint64
	}{
		{"a message", func() { ada.say(lobby, "first"); said = ada.saidLast(lobby) },
			func(p *page) bool { return slices.Contains(textsOf(p.log), "first") }, ways},
		{"an edit", func() { ada.post("/messages/"+said.ID.String(), "body", "second").is(http.StatusSeeOther) },
			func(p *page) bool { return slices.Contains(textsOf(p.log), "second") }, ways},
		{"a reaction", func() { ada.post("/messages/"+said.ID.String()+"/reactions", "emoji", "👍").is(http.StatusSeeOther) },
			func(p *page) bool { return strings.Contains(p.log[0].reactions, "👍") }, 1},
	} {
		before := h.announcer.Drawn()
		act.do()
		for _, p := range pages {
			p.wait(act.name, func() bool { return act.arrive(p) })
		}
		if drawn := h.announcer.Drawn() - before; drawn != act.drawn {
			t.Errorf("%s was rendered %d times for a hundred people who read in %d ways, want %d", act.name, drawn, ways, act.drawn)
		}
	}
	for i, p := range pages {
		zone, err := time.LoadLocation(peoplesZones[i%3])
		if err != nil {
			t.Fatal(err)
		}
		clock := said.Created.In(zone).Format([]string{"15:04", "3:04 PM"}[i%2])
		if !slices.ContainsFunc(p.all(), func(frame string) bool { return strings.Contains(frame, fmt.Sprintf(">%s</time>", clock)) }) {
			t.Errorf("%s, who reads %s in %s, got no frame that says %s", p.browser.user.Username, spokenLanguages[i%2], zone, clock)
		}
	}
}
