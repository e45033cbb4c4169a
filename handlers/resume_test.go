package handlers_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"parley/db/chat"
)

// equalsFresh fails unless the page shows what a page shows that is loaded now.
func (p *page) equalsFresh(t *testing.T) {
	t.Helper()
	fresh := p.browser.load(p.room)
	p.wait("the newest change", func() bool { return p.cursor == fresh.cursor })
	if got := p.articles(); !slices.Equal(got, fresh.log) {
		t.Errorf("the page shows\n%v\na fresh one\n%v", got, fresh.log)
	}
}

// cursors are what a page may say it has seen last, with whether what it
// missed is told one by one. HEAD is the room's newest number.
var cursors = map[string]struct {
	cursor any
	told   bool
}{
	"its own":        {"HEAD", true},
	"the beginning":  {"0", true},
	"a number":       {2, true},
	"beyond the end": {"100", false},
	"huge":           {"9223372036854775807", false},
	"too huge":       {"9223372036854775808", false},
	"negative":       {"-1", false},
	"text":           {"three", false},
	"fraction":       {"3.0", false},
	"exponent":       {"1e1", false},
	"hexadecimal":    {"0x1", false},
	"blank":          {" 3", false},
	"empty":          {"", false},
	"list":           {[]string{"x", "1"}, false},
	"another room's": {"40", false},
}

func TestCursorThatIsNoneOfTheRoomGetsTheWholeLog(t *testing.T) {
	h, ada := newInhabited(t)
	h.write(ada, lobby, 5)

	for name, c := range cursors {
		p := ada.load(lobby)
		if c.cursor == "HEAD" {
			c.cursor = p.cursor
		}
		p.dial()
		p.send(map[string]any{"action": "resume", "cursor": c.cursor, "page": p.token, "acked": "0"})
		p.wait("the people", func() bool { return slices.ContainsFunc(p.frames, isPeople) })
		whole := slices.ContainsFunc(p.all(), func(frame string) bool { return strings.Contains(frame, `id="messages"`) })
		if whole == c.told {
			t.Errorf("%s: the whole log came: %t", name, whole)
		}
		if whole {
			p.equalsFresh(t)
		}
	}
}

// write stores messages without the doors.
func (h *house) write(b *browser, room chat.RoomID, count int) {
	h.t.Helper()
	m := h.membership(b, room)
	for i := range count {
		if _, _, err := h.store.CreateMessage(h.t.Context(), m, chat.NewMessage{Body: fmt.Sprintf("written %d", i)}); err != nil {
			h.t.Fatal(err)
		}
	}
}

func TestPageThatMissedMoreThan200ChangesGetsTheNewestPage(t *testing.T) {
	for missed, whole := range map[int]bool{200: false, 201: true} {
		t.Run(fmt.Sprint(missed), func(t *testing.T) {
			h, ada := newInhabited(t)
			p := ada.load(lobby)
			h.write(ada, lobby, missed)

			p.connect()

			if got := strings.Contains(strings.Join(p.all(), ""), "You were away for a while."); got != whole {
				t.Errorf("brought up to date as a whole: %t", got)
			}
			fresh := ada.load(lobby)
			p.wait("the newest change", func() bool { return p.cursor == fresh.cursor })
			if got := p.articles(); !slices.Equal(got[len(got)-50:], fresh.log) {
				t.Errorf("the page ends otherwise than a fresh one, with %d messages", len(got))
			}
		})
	}
}

func TestEditsAndDeletionsAreReplayed(t *testing.T) {
	h, ada := newInhabited(t)
	h.write(ada, lobby, 10)
	p := ada.open(lobby)
	p.ws.NetConn().Close()
	p.closed()

	h.write(ada, lobby, 6)
	stored := h.stored(ada, lobby)
	for _, i := range []int{0, 3, 11, 12} {
		ada.post(messagePath(stored[i]), "body", "edited").is(303)
		ada.post(messagePath(stored[i]), "body", "edited twice").is(303)
	}
	for _, i := range []int{3, 4, 12, 13} {
		ada.post(messagePath(stored[i]) + "/delete").is(303)
	}
	carol := h.person("carol")
	carol.say(lobby, "new here")
	p.connect()

	p.equalsFresh(t)
}

func TestMessageStoredBetweenThePageAndItsSocketIsShownOnce(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	p := ada.load(lobby)
	bob.say(lobby, "before the socket")
	p.dial()
	bob.say(lobby, "before the resume")
	p.resume()
	bob.say(lobby, "at the resume")
	p.shows("at the resume")
	p.write("own")
	p.settled()
	p.shows("own")

	want := []string{"before the socket", "before the resume", "at the resume", "own"}
	if got := p.texts(); !slices.Equal(got, want) {
		t.Errorf("the page shows %q", got)
	}
}

// TestNothingFallsBetweenReplayAndLive has pages resume while others write as
// fast as they can.
func TestNothingFallsBetweenReplayAndLive(t *testing.T) {
	t.Parallel()
	const visits, writers, each = 100, 4, 10
	h, ada := newInhabited(t)
	pages := []*page{h.person("bob").load(lobby), h.person("carol").load(lobby)}
	var places []chat.Membership
	for _, b := range h.people("writer", writers) {
		places = append(places, h.membership(b, lobby))
	}

	for visit := range visits {
		p := pages[visit%len(pages)]
		p.dial()
		var writing sync.WaitGroup
		for _, m := range places {
			writing.Go(func() { h.fill(m, visit, each) })
		}
		p.resume()
		p.wait("the people of the room", func() bool { return slices.ContainsFunc(p.frames, isPeople) })
		writing.Wait()
		p.ws.NetConn().Close()
		p.closed()
	}
	ada.say(lobby, "the last")

	want := h.texts(ada, lobby)
	if len(want) != visits*writers*each+1 {
		t.Fatalf("%d texts are stored", len(want))
	}
	for _, p := range pages {
		p.connect()
		p.shows("the last")
		if got := p.texts(); !slices.Equal(got, want) {
			t.Errorf("the page shows %d texts and %d are stored", len(got), len(want))
		}
	}
}

// fill writes one message after the other without the doors.
func (h *house) fill(m chat.Membership, visit, count int) {
	for i := range count {
		body := fmt.Sprintf("%d.%d of %s", visit, i, m.User.Username)
		if _, _, err := h.store.CreateMessage(h.t.Context(), m, chat.NewMessage{Body: body}); err != nil {
			h.t.Error(err)
		}
	}
}

func TestProgramMayAskForWhatItMissedAtAnyTime(t *testing.T) {
	h, ada := newInhabited(t)
	h.write(ada, lobby, 3)
	program := ada.program(lobby)

	for _, cursor := range []string{"0", "3", "0", "nonsense"} {
		program.forget()
		program.send(map[string]any{"action": "resume", "cursor": cursor})
		program.say(cursor, "after "+cursor)
		heard := strings.Join(program.until("after "+cursor), "")
		if missed := strings.Contains(heard, "written 0"); missed != (cursor != "3") {
			t.Errorf("from %s on the first message came: %t", cursor, missed)
		}
	}
}
