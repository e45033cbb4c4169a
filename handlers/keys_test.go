package handlers_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"parley/db/chat"
)

func TestKeyMakesASendHappenOnceThroughEveryDoor(t *testing.T) {
	h, ada := newInhabited(t)
	program, other := ada.program(lobby), ada.program(lobby)
	long := strings.Repeat("ключ", 25)

	program.say("k", "once")
	program.until("once")
	other.say("k", "once")
	ada.post("/rooms/1/messages", "key", "k", "body", "once").is(303)
	program.say(long, "long key")
	program.until("long key")
	ada.post("/rooms/1/messages", "key", long, "body", "long key").is(303)

	again := other.until(`data-key="k"`)
	if !strings.Contains(again[len(again)-1], "once") {
		t.Errorf("the second sender was answered with %q", again)
	}
	if got := h.texts(ada, lobby); !slices.Equal(got, []string{"once", "long key"}) {
		t.Errorf("the room holds %q", got)
	}
}

func TestKeyWithAnotherTextIsAnotherMessage(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	board := h.closedRoom(ada)

	for _, text := range []string{"first", "second", "first", "second"} {
		ada.post("/rooms/1/messages", "key", "k", "body", text).is(303)
	}
	bob.post("/rooms/1/messages", "key", "k", "body", "first").is(303)
	ada.post(roomPath(board)+"/messages", "key", "k", "body", "first").is(303)
	ada.say(lobby, "no key")
	ada.say(lobby, "no key")

	if got := h.texts(ada, lobby); !slices.Equal(got, []string{"first", "second", "first", "no key", "no key"}) {
		t.Errorf("the room holds %q", got)
	}
	if got := h.texts(ada, board); !slices.Equal(got, []string{"first"}) {
		t.Errorf("the other room holds %q", got)
	}
}

func TestRepeatedKeyAfterADeletionBringsNothingBack(t *testing.T) {
	h, ada := newInhabited(t)
	program := ada.program(lobby)
	program.say("k", "gone")
	program.until("gone")
	ada.post(messagePath(h.stored(ada, lobby)[0]) + "/delete").is(303)
	program.until("data-deleted")
	program.forget()

	program.say("k", "gone")

	program.until("data-deleted")
	if got := h.texts(ada, lobby); !slices.Equal(got, []string{""}) {
		t.Errorf("the room holds %q", got)
	}
}

func messagePath(m chat.Message) string { return fmt.Sprintf("/messages/%d", m.ID) }

func TestOutboxIsStoredOnceHoweverOftenThePageResumes(t *testing.T) {
	for name, texts := range map[string][]string{"one text": {"a"}, "several texts": {"a", "b", "a", "c"}} {
		t.Run(name, func(t *testing.T) {
			h, ada := newInhabited(t)
			reader := h.person("bob").open(lobby)
			p := ada.load(lobby)
			p.dial()
			for range 5 { // each time nothing of an answer is remembered
				p.ws.NetConn().Close()
				p.closed()
				p.acked, p.outbox = 0, slices.Clone(texts)
				p.connect()
				p.settled()
			}

			reader.wait("the texts", func() bool { return len(reader.log) >= len(texts) })
			if got := h.texts(ada, lobby); !slices.Equal(got, texts) {
				t.Errorf("the room holds %q", got)
			}
			p.wait("all counted", func() bool { return p.acked == len(texts) })
			if got := p.texts(); !slices.Equal(got, texts) {
				t.Errorf("the page shows %q", got)
			}
		})
	}
}

// TestTextsInFlightWhenTheConnectionBreaksAreStoredOnce breaks it at every
// moment between the sending and the answers.
func TestTextsInFlightWhenTheConnectionBreaksAreStoredOnce(t *testing.T) {
	h, ada := newInhabited(t)
	p := ada.open(lobby)
	var want []string
	for round := range 40 {
		for n := range 3 {
			want = append(want, fmt.Sprintf("%d.%d", round, n))
			p.write(want[len(want)-1])
		}
		if round%2 == 1 {
			p.shows(want[len(want)-1-round%3])
		}
		p.ws.NetConn().Close()
		p.closed()
		p.connect()
	}
	p.settled()

	if got := h.texts(ada, lobby); !slices.Equal(got, want) {
		t.Errorf("the room holds %d texts, want %d: %q", len(got), len(want), got)
	}
	if got := p.texts(); !slices.Equal(got, want) {
		t.Errorf("the page shows %d texts, want %d", len(got), len(want))
	}
}

// TestLetterTypedAfterEnterMakesNoSecondMessage: the page sends what its
// pending form holds now, which may be more than it held when it was sent.
func TestLetterTypedAfterEnterMakesNoSecondMessage(t *testing.T) {
	h, ada := newInhabited(t)
	p := ada.open(lobby)
	p.write("hello")
	p.settled()
	p.ws.NetConn().Close()
	p.closed()

	p.acked, p.outbox = 0, []string{"hello!"}
	p.connect()
	p.settled()

	if got := h.texts(ada, lobby); !slices.Equal(got, []string{"hello"}) {
		t.Errorf("the room holds %q", got)
	}
}

func TestWhatAPageSendsBeforeItsResumeComesWithIt(t *testing.T) {
	h, ada := newInhabited(t)
	p := ada.load(lobby)
	p.dial()
	p.write("early")
	p.resume()
	p.settled()
	p.write("later")
	p.settled()

	if got := h.texts(ada, lobby); !slices.Equal(got, []string{"early", "later"}) {
		t.Errorf("the room holds %q", got)
	}
}

func TestSecondResumeOfAConnectionIsRefused(t *testing.T) {
	h, ada := newInhabited(t)
	p := ada.open(lobby)
	p.queue("not this way")

	p.resume()

	if code, _ := p.complaint(); code != "BAD_FRAME" {
		t.Errorf("answered with %s", code)
	}
	if got := h.texts(ada, lobby); len(got) > 0 {
		t.Errorf("the room holds %q", got)
	}
}

func TestOutboxKeepsItsOrderAndSkipsWhatIsNoMessage(t *testing.T) {
	h, ada := newInhabited(t)
	p := ada.load(lobby)
	p.acked, p.outbox = 0, []string{"a", " ", "b", strings.Repeat("x", 4001), "c"}

	p.connect()
	p.settled()

	if got := h.texts(ada, lobby); !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("the room holds %d texts", len(got))
	}
	p.wait("five that were answered", func() bool { return p.acked == 5 })
}
