package handlers_test

import (
	"net/url"
	"strings"
	"testing"

	"parley/db/chat"
)

// direct opens a conversation by the form.
func (b *browser) direct(usernames ...string) chat.RoomID {
	b.t.Helper()
	var fields []string
	for _, name := range usernames {
		fields = append(fields, "username", name)
	}
	place := b.post("/direct", fields...).is(303).header.Get("Location")
	room, err := chat.ParseID[chat.RoomID](strings.TrimPrefix(place, "/rooms/"))
	if err != nil {
		b.t.Fatalf("it leads to %s", place)
	}
	return room
}

func TestDirectConversationIsOneWhoeverBegins(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob := h.person("bob")
	page := bob.elsewhere()

	room := ada.direct("bob")

	page.shown("joined " + rowID(room))
	if again := bob.direct("ADA", "ada", "bob"); again != room {
		t.Errorf("bob has room %d, ada %d", again, room)
	}
	ada.get(roomPath(room)).is(200).holds("You and <bdi>bob</bdi>")
	bob.get(roomPath(room)).is(200).holds("You and <bdi>Ada</bdi>")
	ada.say(room, "hello")
	page.shown("spoke " + rowID(room))
}

func TestDirectConversationOpenedByBothAtOnceIsOne(t *testing.T) {
	h, ada := newInhabited(t)
	pair := []*browser{ada, h.person("bob")}
	places := make([]string, 20)

	atOnce(len(places), func(i int) {
		answer, err := pair[i%2].try(pair[i%2].form("/direct", "username", pair[1-i%2].user.Username))
		if err != nil || answer.status != 303 {
			t.Errorf("%d, %v", answer.status, err)
			return
		}
		places[i] = answer.header.Get("Location")
	})

	for _, place := range places {
		if place != places[0] {
			t.Errorf("one leads to %s, another to %s", place, places[0])
		}
	}
}

func TestDirectConversationIsNotThereForAThirdPerson(t *testing.T) {
	h, ada := newInhabited(t)
	bob, eve := h.person("bob"), h.person("eve")
	room := ada.direct("bob")
	ada.say(room, "for you alone")
	message := h.stored(ada, room)[0].ID.String()
	path := roomPath(room)

	for _, get := range []string{path, path + "/settings", path + "/leave", path + "/messages?before=9", path + "/socket", "/messages/" + message, "/messages/" + message + "/edit"} {
		eve.get(get).is(404)
		h.stranger().get(get).leadsTo("/login?next=" + url.QueryEscape(get))
	}
	for _, post := range []string{path + "/messages", path + "/join", path + "/leave", path + "/read", path + "/settings", path + "/members",
		path + "/members/1/remove", path + "/members/1/role", path + "/invites", path + "/archive", path + "/delete", "/messages/" + message, "/messages/" + message + "/delete"} {
		eve.post(post, "body", "x", "username", "eve", "role", "admin").is(404)
		h.stranger().post(post, "body", "x").leadsTo("/login")
	}
	eve.refusal(eve.handshake(socketPath(room))).is(404)
	if listed := eve.get("/rooms").is(200).body; strings.Contains(listed, path) {
		t.Error("it is listed")
	}
	if got := h.texts(bob, room); len(got) != 1 || got[0] != "for you alone" {
		t.Errorf("it says %q", got)
	}
}

func TestDirectConversationKeepsItsPeople(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	h.person("eve")
	room := ada.direct("bob")
	path := roomPath(room)

	for _, get := range []string{"/settings", "/leave"} {
		ada.get(path + get).is(403)
	}
	for _, post := range []string{"/leave", "/settings", "/members", "/members/" + bob.user.ID.String() + "/remove", "/invites", "/archive", "/delete"} {
		ada.post(path+post, "name", "x", "username", "eve", "expires", "", "uses", "").is(403)
	}

	if members := h.roomState(ada, room).members; len(members) != 2 {
		t.Errorf("%d people are in it", len(members))
	}
	bob.get(path).is(200)
}

func TestDirectConversationIsRefusedWithASentence(t *testing.T) {
	h, ada := newInhabited(t)
	var eight []string
	for _, b := range h.people("friend", 8) {
		eight = append(eight, "username", b.user.Username)
	}
	gone := h.person("gone")
	if err := h.store.SetActive(t.Context(), gone.user.ID, false); err != nil {
		t.Fatal(err)
	}

	ada.post("/direct").is(422).holds("Choose somebody to write to.")
	ada.post("/direct", "username", "ada").is(422).holds("Choose somebody to write to.")
	ada.post("/direct", "username", "ghost").is(422).holds("There is nobody of that name here.")
	ada.post("/direct", "username", "gone").is(422).holds("There is nobody of that name here.")
	ada.post("/direct", eight...).is(422).holds("A conversation has at most 8 people.")
	ada.direct(eight[1], eight[3], eight[5], eight[7], eight[9], eight[11], eight[13])
	h.stranger().post("/direct", "username", "ada").leadsTo("/login")

	rooms, err := h.store.MembershipsOf(t.Context(), ada.user.ID)
	if err != nil || len(rooms) != 2 {
		t.Errorf("%d rooms, %v", len(rooms), err)
	}
}

func TestPeopleAreFoundByAPartOfTheirNameAndNothingElse(t *testing.T) {
	h, ada := newInhabited(t)
	h.person("bob")
	h.person("carl")

	found := ada.get("/people?q=OB").is(200).holds("bob").body
	if strings.Contains(found, "carl") {
		t.Error("carl is listed too")
	}
	ada.get("/people?q=%25").is(200).holds("Nobody matches")
	ada.get("/people?q=%3Cscript%3E").is(200).holds("&lt;script&gt;")
	h.stranger().get("/people").leadsTo("/login?next=%2Fpeople")
}
