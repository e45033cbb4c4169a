package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"parley/db/chat"
)

// begins saves what stands in the field of a room, as a page does.
func (b *browser) begins(room chat.RoomID, body string) {
	b.t.Helper()
	r := b.form(roomPath(room)+"/draft", "body", body)
	r.Header.Set("HX-Request", "true")
	b.do(r).is(http.StatusNoContent)
}

// field is the text in the composer of a room that is opened now.
func (b *browser) field(room chat.RoomID) string {
	b.t.Helper()
	page := b.get(roomPath(room)).is(http.StatusOK).body
	_, outbox, _ := strings.Cut(page, `id="outbox"`)
	if _, tall, is := strings.Cut(outbox, "<textarea"); is {
		_, tall, _ = strings.Cut(tall, ">")
		text, _, _ := strings.Cut(tall, "<")
		return text
	}
	_, value, _ := strings.Cut(outbox, `name="body" value="`)
	text, _, _ := strings.Cut(value, `"`)
	return text
}

func TestADraftStandsInTheRoomOnEveryDevice(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	phone := h.browserOf(ada.user)

	ada.begins(lobby, "half a <b>")
	if got := phone.field(lobby); got != "half a &lt;b&gt;" {
		t.Errorf("the phone has %q", got)
	}
	phone.begins(lobby, "two\nlines")
	if got := ada.field(lobby); got != "two\nlines" {
		t.Errorf("the desk has %q", got)
	}
	if got := bob.field(lobby); got != "" {
		t.Errorf("bob has %q", got)
	}
	ada.begins(lobby, "")
	if got := phone.field(lobby); got != "" {
		t.Errorf("an emptied draft is %q", got)
	}
}

func TestWhatIsSentIsNoDraftWhicheverComesFirst(t *testing.T) {
	_, ada := newInhabited(t)
	tab := ada.open(lobby)

	ada.begins(lobby, "hello wor")
	tab.write("hello world")
	tab.settled()
	if got := ada.field(lobby); got != "" {
		t.Errorf("after sending there is %q", got)
	}

	ada.begins(lobby, "hello worl") // was on its way
	if got := ada.field(lobby); got != "" {
		t.Errorf("the late draft is %q", got)
	}
}

func TestDraftsAreTheirWritersAlone(t *testing.T) {
	const secret = "between me and myself"
	h, ada := newInhabited(t)
	bob, eve := h.person("bob"), h.person("eve")
	room := h.closedRoom(ada, bob)
	bob.begins(room, secret)

	bob.get("/drafts").is(http.StatusOK).holds(secret)
	bob.get("/me.css").is(http.StatusOK).holds("#room-" + room.String() + ":not([aria-current])::after")
	for _, path := range []string{"/drafts", roomPath(room), "/me.css", "/rooms", "/search?q=between"} {
		for _, b := range []*browser{ada, eve} {
			if a := b.get(path); strings.Contains(a.body, secret) || strings.Contains(a.body, "#room-"+room.String()+":not") {
				t.Errorf("%s sees it at %s", b.user.Username, path)
			}
		}
	}
	eve.post(roomPath(room)+"/draft", "body", "x").is(http.StatusNotFound)

	ada.post(roomPath(room) + "/members/" + bob.user.ID.String() + "/remove").is(http.StatusSeeOther)
	if page := bob.get("/drafts").is(http.StatusOK).body; strings.Contains(page, secret) {
		t.Error("the draft outlives the membership")
	}
}

func TestADraftIsThrownAwayWithoutScript(t *testing.T) {
	_, ada := newInhabited(t)
	ada.begins(lobby, "half")

	ada.post("/rooms/1/draft", "body", "").leadsTo("/drafts")

	ada.get("/drafts").is(http.StatusOK).holds("Nothing begun")
}

func TestARefusedTextIsShownInPlaceOfTheDraft(t *testing.T) {
	_, ada := newInhabited(t)
	ada.begins(lobby, "draft")

	a := ada.post("/rooms/1/messages", "body", strings.Repeat("long ", chat.MaxBody)).is(http.StatusUnprocessableEntity)

	a.holds("long long")
	if strings.Contains(a.body, "draft</textarea>") || strings.Contains(a.body, `value="draft"`) {
		t.Error("the draft took its place")
	}
}
