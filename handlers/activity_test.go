package handlers_test

import (
	"strings"
	"testing"

	"parley/db/chat"
)

// activity is an open page of activity.
func (b *browser) activity() *peer {
	b.t.Helper()
	page := b.get("/activity").is(200).body
	_, rest, _ := strings.Cut(page, `hx-ws:connect="`)
	address, _, _ := strings.Cut(rest, `"`)
	return b.house.dial(b.t, strings.ReplaceAll(address, "&amp;", "&"), b.headers())
}

// pictured waits until the page of activity holds all of these at once.
func (p *peer) pictured(texts ...string) string {
	p.t.Helper()
	var newest string
	p.wait(strings.Join(texts, ", "), func() bool {
		newest = newestActivity(p.frames)
		for _, text := range texts {
			if !strings.Contains(newest, text) {
				return false
			}
		}
		return true
	})
	return newest
}

func TestActivityShowsWhoIsWhereAndWhatIsGoingOn(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob, carol := h.person("bob"), h.person("carol")
	board := h.closedRoom(bob, carol)
	watcher := ada.activity()
	watcher.pictured("Nobody has a room open")

	bob.open(lobby)
	carol.open(board)
	shown := watcher.pictured(">bob<", ">carol<", "in <bdi>General</bdi>", "in a closed room", "1 here")
	if strings.Contains(shown, "Board") {
		t.Error("an admin outside sees the name of a closed room")
	}
	bob.say(lobby, "one")
	carol.say(board, "two")
	watcher.pictured("2 messages in the last hour, by minute", "1 message in the last hour")
	bob.post("/settings/presence", "presence", "offline").leadsTo("/settings/presence")
	watcher.wait("nobody of that name", func() bool {
		return !strings.Contains(newestActivity(watcher.frames), ">bob<")
	})
}

// newestActivity is the newest frame of the page of activity.
func newestActivity(frames []string) string {
	for i := len(frames) - 1; i >= 0; i-- {
		if strings.Contains(frames[i], `id="activity"`) {
			return frames[i]
		}
	}
	return ""
}

func TestActivityIsForThoseWhoLookAfterThePlace(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob := h.person("bob")

	bob.get("/activity").is(403)
	sly := h.dial(t, socketPath(0)+"?page=x&view=activity", bob.headers())
	ada.activity().pictured(">bob<")

	if newestActivity(sly.all()) != "" {
		t.Error("a member's socket was told of the activity")
	}
	if strings.Contains(bob.get("/rooms").is(200).body, "/activity") {
		t.Error("a member's sidebar leads to the activity")
	}
	if err := h.store.SetRole(t.Context(), bob.user.ID, chat.RoleModerator); err != nil {
		t.Fatal(err)
	}
	bob.get("/activity").is(200)
}
