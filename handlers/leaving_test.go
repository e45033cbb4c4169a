package handlers_test

import (
	"strconv"
	"strings"
	"sync"
	"testing"

	"parley/db/chat"
)

func TestLeavingClosesTheOtherTabsOfTheRoomAndNoOthers(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	board := h.closedRoom(bob)
	bobs := []*peer{bob.open(lobby).peer, bob.open(lobby).peer, bob.program(lobby)}
	elsewhere, personal, adas := bob.open(board), bob.program(0), ada.open(lobby)

	promptly(t, "closing the tabs", func() {
		bob.post("/rooms/1/leave").leadsTo("/rooms")
		for _, tab := range bobs {
			if code := tab.closed(); code != 4403 {
				t.Errorf("closed with %d, want 4403", code)
			}
		}
	})

	for _, tab := range bobs {
		if last := tab.last(); !strings.Contains(last, "You left this room.") || !strings.Contains(last, `href="/rooms"`) {
			t.Errorf("the tab was told %q", last)
		}
	}
	bob.get("/rooms").is(200).holds("You left General.")
	bob.post("/rooms/1/messages", "body", "from outside").is(404)
	refused := bob.handshake(socketPath(lobby))
	bob.refusal(refused).is(404)
	adas.settle()
	elsewhere.settle()
	personal.say("k", "x")
	personal.until("NOT_MEMBER")
}

// TestNothingOfARoomArrivesAfterLeavingIt has others write all the time.
func TestNothingOfARoomArrivesAfterLeavingIt(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob, writer := h.person("bob"), h.membership(ada, lobby)
	for range 15 {
		h.rejoin(bob)
		tabs := []*peer{bob.open(lobby).peer, bob.program(lobby)}
		var writing sync.WaitGroup
		writing.Go(func() { h.fill(writer, 0, 40) })
		bob.post("/rooms/1/leave").leadsTo("/rooms")
		left := h.leftAt(ada, bob)
		for _, tab := range tabs {
			if code := tab.closed(); code != 4403 {
				t.Fatalf("closed with %d, want 4403", code)
			}
			if last := highest(tab.all()); last > left {
				t.Errorf("message %d arrived after leaving at %d", last, left)
			}
		}
		writing.Wait()
	}
}

// TestSocketOpenedWhileLeavingHearsNothing: it was let in by a membership that
// ended before it was open.
func TestSocketOpenedWhileLeavingHearsNothing(t *testing.T) {
	const rounds, sockets = 60, 4
	h, _ := newInhabited(t)
	bob := h.person("bob")
	header := bob.headers()
	for range rounds {
		h.rejoin(bob)
		opened := make([]*peer, sockets)
		var racing sync.WaitGroup
		for i := range opened {
			racing.Go(func() { opened[i], _ = h.tryDial(t, socketPath(lobby), header) })
		}
		bob.post("/rooms/1/leave").leadsTo("/rooms")
		racing.Wait()
		for _, p := range opened {
			if p == nil {
				continue // refused
			}
			if code := p.closed(); code != 4403 {
				t.Fatalf("closed with %d, want 4403", code)
			}
		}
	}
}

// rejoin makes somebody a member again.
func (h *house) rejoin(b *browser) {
	h.t.Helper()
	if _, err := h.store.Join(h.t.Context(), b.user, lobby); err != nil {
		h.t.Fatal(err)
	}
}

// leftAt is the number of somebody's last leaving.
func (h *house) leftAt(witness, leaver *browser) int {
	h.t.Helper()
	changes, _, err := h.store.ChangesAfter(h.t.Context(), h.membership(witness, lobby), 0, 1_000_000)
	if err != nil {
		h.t.Fatal(err)
	}
	last := chat.Seq(0)
	for _, change := range changes {
		if change.Kind == chat.MemberLeft && change.User.ID == leaver.user.ID {
			last = change.Seq
		}
	}
	return int(last)
}

// highest is the highest number of a message in the frames.
func highest(frames []string) int {
	last := 0
	for _, frame := range frames {
		for _, piece := range strings.Split(frame, `data-seq="`)[1:] {
			digits, _, _ := strings.Cut(piece, `"`)
			if seq, err := strconv.Atoi(digits); err == nil {
				last = max(last, seq)
			}
		}
	}
	return last
}
