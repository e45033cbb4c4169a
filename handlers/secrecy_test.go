package handlers_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"parley/db/chat"
)

// TestRoomThatIsNotYoursAnswersAsNone asks every address of a room and of a
// message, once for a closed room and once for one that there is not.
func TestRoomThatIsNotYoursAnswersAsNone(t *testing.T) {
	h, ada, bob, _ := inhabitedRoom(t)
	board := h.closedRoom(ada)
	ada.say(board, "secret")
	message := h.stored(ada, board)[0].ID
	before := h.content()

	for _, r := range allRoutes(t) {
		if !strings.Contains(r.pattern, "{room}") && !strings.Contains(r.pattern, "{message}") || strings.HasPrefix(r.pattern, "/ws/") {
			continue
		}
		for _, headers := range []map[string]string{{}, {"HX-Request": "true"}, {"Accept": "application/json"}} {
			hidden := bob.ask(r.method, r.in(board, message, ada.user.ID), headers)
			none := bob.ask(r.method, r.in(999_999, 999_999, ada.user.ID), headers)
			hidden.is(http.StatusNotFound)
			hidden.sameAs(none)
		}
	}

	if h.content() != before {
		t.Error("a stranger changed something")
	}
}

// ask sends a request with a form that would do for any route.
func (b *browser) ask(method, path string, headers map[string]string) answer {
	b.t.Helper()
	r := b.request(method, path, strings.NewReader(encoded([]string{"body", "x", "name", "x", "username", "ada", "role", "member", "seq", "1"}).Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for name, value := range headers {
		r.Header.Set(name, value)
	}
	return b.do(r)
}

// sameAs fails unless the other answer cannot be told from this one.
func (a answer) sameAs(other answer) {
	a.t.Helper()
	if a.status != other.status || a.body != other.body {
		a.t.Errorf("%s was answered with %d %.300q, %s with %d %.300q", a.asked, a.status, a.body, other.asked, other.status, other.body)
	}
	got, want := a.header.Clone(), other.header.Clone()
	got.Del("Date")
	want.Del("Date")
	if !maps.EqualFunc(got, want, slices.Equal) {
		a.t.Errorf("%s was answered with the header %v, %s with %v", a.asked, got, other.asked, want)
	}
}

func TestSocketOfARoomThatIsNotYoursAnswersAsNone(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	for _, room := range []string{h.closedRoom(ada).String(), h.openRoom(ada).String(), "999999", "0", "-1", "01", "x", "9223372036854775808"} {
		a := bob.refusal(bob.handshake("/ws/chat/" + room + "/"))
		if a.is(http.StatusNotFound).body != "Nothing at this address\n" {
			t.Errorf("%s: %q", room, a.body)
		}
	}
}

// openRoom makes a room that everybody can find and nobody is in but its maker.
func (h *house) openRoom(maker *browser) chat.RoomID {
	h.t.Helper()
	m, err := h.store.CreateRoom(h.t.Context(), maker.user, chat.NewRoom{Name: "Garden", Kind: chat.Open})
	if err != nil {
		h.t.Fatal(err)
	}
	return m.Room.ID
}

func TestClosedRoomIsInNoListOfAStranger(t *testing.T) {
	h, ada, bob, _ := inhabitedRoom(t)
	h.closedRoom(ada)

	for _, path := range []string{"/rooms", "/rooms?q=Board", "/rooms/1"} {
		page := bob.get(path).is(200).body
		if strings.Contains(strings.ReplaceAll(page, "“Board”", ""), ">Board<") {
			t.Errorf("%s names the closed room", path)
		}
		ada.get(path).holds("Board")
	}
	// Entering by its name makes another, open room and tells nothing.
	bob.post("/rooms/enter", "name", "Board").is(http.StatusSeeOther)
}

func TestOpenRoomShowsItsDoorAndNothingOfItsLog(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	garden := h.openRoom(ada)
	ada.say(garden, "between the roses")

	page := bob.get(roomPath(garden)).is(http.StatusOK).holds("Garden").holds("Join the room")

	if strings.Contains(page.body, "roses") {
		t.Error("the door shows the log")
	}
	bob.get(roomPath(garden) + "/messages?before=100").is(http.StatusNotFound)
	bob.get(messagePath(h.stored(ada, garden)[0])).is(http.StatusNotFound)
	bob.post(roomPath(garden)+"/messages", "body", "x").is(http.StatusNotFound)
	bob.post(roomPath(garden) + "/join").leadsTo(roomPath(garden))
	bob.get(roomPath(garden)).holds("between the roses")
}

func TestPeopleWithoutAnAccountAreSentToSignIn(t *testing.T) {
	h, _, bob, message := inhabitedRoom(t)
	guest := h.stranger()

	for path, next := range map[string]string{
		"/rooms/1": "%2Frooms%2F1", "/rooms?q=x": "%2Frooms%3Fq%3Dx", "/messages/" + message.String(): "%2Fmessages%2F" + message.String(),
		"/users/" + bob.user.ID.String(): "%2Fusers%2F" + bob.user.ID.String(), "/settings/sessions": "%2Fsettings%2Fsessions",
	} {
		guest.get(path).leadsTo("/login?next=" + next)
		fragment := guest.request(http.MethodGet, path, nil)
		fragment.Header.Set("HX-Request", "true")
		if a := guest.do(fragment).is(http.StatusUnauthorized); a.header.Get("HX-Redirect") != "/login" {
			t.Errorf("%s tells htmx to go to %q", path, a.header.Get("HX-Redirect"))
		}
		program := guest.request(http.MethodGet, path, nil)
		program.Header.Set("Accept", "application/json")
		guest.do(program).is(http.StatusUnauthorized)
	}
	guest.post("/rooms/1/messages", "body", "x").leadsTo("/login")
}
