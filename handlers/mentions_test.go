package handlers_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"

	"parley/db/chat"
)

// drawn is how a name looks that calls somebody.
func drawn(b *browser) string {
	id := b.user.ID.String()
	return `<a class="mention" href="/users/` + id + `" data-user="` + id + `">@` + b.user.Username + `</a>`
}

const drawnRoom = `<span class="mention" data-user="all">@room</span>`

// calls is how often a room calls somebody.
func (h *house) calls(b *browser, room chat.RoomID) int { return h.membership(b, room).Mentions }

func TestNamesOfMembersAreLinksToThem(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	h.person("eve")
	room := h.closedRoom(ada, bob)
	tab := bob.open(room)

	ada.say(room, "hi @bob and @eve, see `@bob`")

	tab.until("hi " + drawn(bob) + " and @eve, see <code>@bob</code>")
	ada.get(roomPath(room)).is(http.StatusOK).holds(drawn(bob))
	if css := bob.get("/me.css").body; !strings.Contains(css, `:has(.mention:is([data-user="`+bob.user.ID.String()+`"], [data-user="all"]))`) {
		t.Errorf("bob's messages are not marked: %s", css)
	}

	message := h.stored(ada, room)[0]
	ada.post("/messages/"+message.ID.String(), "body", "changed for @ada").is(http.StatusSeeOther)
	tab.until("changed for " + drawn(ada))
}

func TestEverybodyIsCalledByThoseWhoMay(t *testing.T) {
	h, ada := newInhabited(t)
	bob, eve := h.person("bob"), h.person("eve")
	tab := bob.open(lobby)

	tab.write("@room lunch")

	tab.until(drawnRoom + " lunch")
	if ada, eve := h.calls(ada, lobby), h.calls(eve, lobby); ada != 1 || eve != 1 {
		t.Errorf("ada is called %d times and eve %d times", ada, eve)
	}
}

func TestHereCallsThoseWhoAreOnline(t *testing.T) {
	h, ada := newInhabited(t)
	bob, eve, hidden := h.person("bob"), h.person("eve"), h.person("hidden")
	bob.open(lobby)
	hidden.post("/settings/presence", "presence", "offline").is(http.StatusSeeOther)
	hidden.open(lobby)
	forged := ada.form(roomPath(lobby)+"/messages", "body", "@here now", "present", eve.user.ID.String(), "everybody", "1")

	ada.do(forged).is(http.StatusSeeOther)

	for who, want := range map[*browser]int{bob: 1, eve: 0, hidden: 0} {
		if got := h.calls(who, lobby); got != want {
			t.Errorf("%s is called %d times, want %d", who.user.Username, got, want)
		}
	}
}

// TestWhoMayNotCallEverybodyIsToldAlone is true at every door: the message
// stands with plain words, nobody is called, and its author is told.
func TestWhoMayNotCallEverybodyIsToldAlone(t *testing.T) {
	const note = "may call everybody in it"
	h, ada := newInhabited(t)
	bob := h.people("person", chat.MaxEverybody)[0] // one too many, with ada
	watcher, tab, program := ada.open(lobby), bob.open(lobby), bob.program(lobby)

	tab.write("@room from a page")
	program.say("k", "@room from a program")
	bob.post(roomPath(lobby)+"/messages", "body", "@here from a form").is(http.StatusSeeOther)
	request := bob.form(roomPath(lobby)+"/messages", "body", "@room by htmx")
	request.Header.Set("HX-Request", "true")
	bob.do(request).is(http.StatusCreated).holds(note)

	tab.until(note)
	program.until(note)
	bob.get(roomPath(lobby)).is(http.StatusOK).holds(note)
	watcher.shows("@room by htmx")
	for _, frame := range watcher.all() {
		if strings.Contains(frame, note) || strings.Contains(frame, `data-user="all"`) {
			t.Errorf("others see %s", frame)
		}
	}
	if got := h.calls(ada, lobby); got != 0 {
		t.Errorf("ada is called %d times", got)
	}
	if got := len(h.stored(bob, lobby)); got != 4 {
		t.Errorf("%d messages stand", got)
	}
}

func TestThoseWhoLookAfterARoomCallEverybodyOfAnySize(t *testing.T) {
	h, ada := newInhabited(t)
	people := h.people("person", chat.MaxEverybody+1)

	ada.say(lobby, "@room hear")

	for i, person := range people {
		if got := h.calls(person, lobby); got != 1 {
			t.Errorf("person %s is called %d times", strconv.Itoa(i), got)
		}
	}
	if page := ada.get(roomPath(lobby)).body; strings.Contains(page, "may call everybody in it") {
		t.Error("ada is told that she may not")
	}
}
