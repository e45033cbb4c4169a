package handlers_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"parley/db/chat"
)

// roomState is everything of a room that a form could change.
type roomState struct {
	room    chat.Room
	members []chat.Member
	invites []chat.Invite
}

func (h *house) roomState(witness *browser, room chat.RoomID) roomState {
	h.t.Helper()
	m := h.membership(witness, room)
	members, _, err := h.store.Members(h.t.Context(), m, 100)
	if err != nil {
		h.t.Fatal(err)
	}
	invites, err := h.store.InvitesOf(h.t.Context(), m)
	if err != nil {
		h.t.Fatal(err)
	}
	return roomState{m.Room, members, invites}
}

// cast is a closed room with one of each who may try something with it.
type cast struct {
	*house
	admin, member, stranger, guest *browser
	room                           chat.RoomID
	invite                         chat.Invite
}

func newCast(t *testing.T) *cast {
	t.Helper()
	h, ada := newInhabited(t)
	c := &cast{house: h, admin: h.person("boss"), member: h.person("bob"), stranger: ada, guest: h.stranger()}
	c.room = h.closedRoom(c.admin, c.member)
	h.link(c.admin, c.room, "1d", "10")
	c.invite = h.roomState(c.admin, c.room).invites[0]
	return c
}

// at puts the room and its member into a path.
func (c *cast) at(path string) string {
	return strings.NewReplacer("ROOM", roomPath(c.room), "MEMBER", c.member.user.ID.String(), "INVITE", c.invite.ID.String()).Replace(path)
}

// roomForms are the forms with which a room is looked after, and the answer to
// an admin.
var roomForms = []struct {
	path   string
	fields []string
	status int
}{
	{"ROOM/settings", []string{"name", "Mine", "topic", "New", "kind", "open"}, 303},
	{"ROOM/members", []string{"username", "ada"}, 303},
	{"ROOM/members/MEMBER/role", []string{"role", "admin"}, 303},
	{"ROOM/members/MEMBER/remove", nil, 303},
	{"ROOM/invites", []string{"expires", "1h", "uses", "1"}, 200},
	{"ROOM/invites/INVITE/revoke", nil, 303},
	{"ROOM/archive", []string{"archived", "1"}, 303},
	{"ROOM/delete", nil, 303},
}

func TestFormsOfARoomAreForItsAdminsOnly(t *testing.T) {
	t.Parallel()
	for _, form := range roomForms {
		t.Run(form.path, func(t *testing.T) {
			c := newCast(t)
			before, path := c.roomState(c.admin, c.room), c.at(form.path)

			c.guest.post(path, form.fields...).leadsTo("/login")
			c.stranger.post(path, form.fields...).is(404)
			c.member.post(path, form.fields...).is(403)
			hx := c.member.form(path, form.fields...)
			hx.Header.Set("HX-Request", "true")
			c.member.do(hx).is(403)
			foreign := c.admin.form(path, form.fields...)
			foreign.Header.Set("Origin", "https://evil.example")
			foreign.Header.Set("Sec-Fetch-Site", "cross-site")
			c.admin.do(foreign).is(403)
			c.admin.get(strings.TrimSuffix(path, "/settings"))

			if after := c.roomState(c.admin, c.room); !reflect.DeepEqual(after, before) {
				t.Errorf("the room became %+v, was %+v", after, before)
			}
			c.admin.post(path, form.fields...).is(form.status)
		})
	}
}

func TestRightsEndWithTheRoleWhileThePageIsOpen(t *testing.T) {
	t.Parallel()
	for _, form := range roomForms {
		t.Run(form.path, func(t *testing.T) {
			c := newCast(t)
			m := c.membership(c.admin, c.room)
			if err := c.store.SetMemberRole(t.Context(), m, c.member.user.ID, chat.RoomAdmin); err != nil {
				t.Fatal(err)
			}
			c.member.get(c.at("ROOM/settings")).is(200)
			if err := c.store.SetMemberRole(t.Context(), m, c.member.user.ID, chat.RoomMember); err != nil {
				t.Fatal(err)
			}
			before := c.roomState(c.admin, c.room)

			c.member.post(c.at(form.path), form.fields...).is(403)

			if after := c.roomState(c.admin, c.room); !reflect.DeepEqual(after, before) {
				t.Errorf("the room became %+v, was %+v", after, before)
			}
		})
	}
}

func TestSettingsAreShownToAdminsOnly(t *testing.T) {
	c := newCast(t)

	c.guest.get(c.at("ROOM/settings")).leadsTo("/login?next=%2Frooms%2F" + c.room.String() + "%2Fsettings")
	c.stranger.get(c.at("ROOM/settings")).is(404)
	c.member.get(c.at("ROOM/settings")).is(403)
	c.admin.get(c.at("ROOM/settings")).is(200).holds(`value="Board"`).holds("bob")
	c.admin.get("/rooms/4711/settings").is(404)
	c.admin.get("/rooms/x/settings").is(404)
}

func TestRefusedSettingsKeepWhatWasTypedAndSayWhy(t *testing.T) {
	c := newCast(t)
	if _, err := c.store.CreateRoom(t.Context(), c.admin.user, chat.NewRoom{Name: "Taken", Kind: chat.Open}); err != nil {
		t.Fatal(err)
	}
	before := c.roomState(c.admin, c.room)
	for _, refused := range []struct {
		name, topic, kind string
		says, keeps       string
	}{
		{"", "typed topic", "closed", "Give the room a name.", `value="typed topic"`},
		{"  ", "typed topic", "open", "Give the room a name.", `value="open" checked`},
		{strings.Repeat("n", 500), "", "closed", "at most 60 characters; this one has 500.", strings.Repeat("n", 500)},
		{"a\u202eb", "typed topic", "closed", "invisible or direction-changing", `value="typed topic"`},
		{"Fine", strings.Repeat("t", 251), "closed", "A topic has at most 250 characters", `value="Fine"`},
		{"Fine", "a\u200bb", "closed", "A topic cannot hold invisible", `value="Fine"`},
		{"Fine", "", "direct", "A room is open or closed.", `value="Fine"`},
		{"Fine", "", "king", "A room is open or closed.", `value="Fine"`},
		{"TAKEN", "typed topic", "open", "There is an open room of that name already.", `value="TAKEN"`},
		{`<script>alert(1)</script>` + strings.Repeat("x", 60), "", "closed", "at most 60", "&lt;script&gt;"},
	} {
		answer := c.admin.post(c.at("ROOM/settings"), "name", refused.name, "topic", refused.topic, "kind", refused.kind).is(422)
		answer.holds(refused.says).holds(refused.keeps)
		if strings.Contains(answer.body, "<script>alert") {
			t.Error("typed markup came back as markup")
		}
	}
	c.admin.post(c.at("ROOM/members"), "username", "ghost").is(422).holds("There is nobody of that name here.").holds(`value="ghost"`)
	c.admin.post(c.at("ROOM/members/")+c.admin.user.ID.String()+"/role", "role", "member").is(422).holds("Somebody has to look after the room.")
	c.admin.post(c.at("ROOM/members/MEMBER/role"), "role", "king").is(400)
	c.admin.post(c.at("ROOM/invites"), "expires", "3y", "uses", "1").is(400)
	c.admin.post(c.at("ROOM/invites"), "expires", "1h", "uses", "7").is(400)
	c.admin.post(c.at("ROOM/members/4711/remove")).is(404)
	c.admin.post(c.at("ROOM/members/0/role"), "role", "admin").is(404)
	c.admin.post(c.at("ROOM/invites/4711/revoke")).is(404)

	if after := c.roomState(c.admin, c.room); !reflect.DeepEqual(after, before) {
		t.Errorf("the room became %+v, was %+v", after, before)
	}
}

func TestRoomIsLookedAfterByItsForms(t *testing.T) {
	c := newCast(t)
	settings := c.at("ROOM/settings")

	c.admin.post(settings, "name", "  Tea   room ", "topic", "Leaves & water").leadsTo(settings)
	c.admin.get(settings).holds("The room is changed.").holds(`value="Tea room"`).holds("Leaves &amp; water")
	c.admin.post(c.at("ROOM/members"), "username", " ADA ").leadsTo(settings)
	c.admin.get(settings).holds("Ada is in the room.")
	c.admin.post(c.at("ROOM/members/MEMBER/role"), "role", "admin").leadsTo(settings)
	c.admin.post(c.at("ROOM/members/MEMBER/remove")).is(403)
	c.admin.post(c.at("ROOM/members/") + c.admin.user.ID.String() + "/remove").leadsTo(c.at("ROOM/leave"))
	c.admin.post(c.at("ROOM/members/")+c.admin.user.ID.String()+"/role", "role", "member").leadsTo(c.at("ROOM"))
	c.admin.get(settings).is(403)

	state := c.roomState(c.admin, c.room)
	if state.room.Kind != chat.Closed || state.room.Topic != "Leaves & water" || len(state.members) != 3 {
		t.Errorf("the room is %+v", state)
	}
	c.stranger.get(c.at("ROOM")).is(200).holds("Tea room")
}

func TestArchivedRoomIsReadAndTakesNothingNewByAnyDoor(t *testing.T) {
	c := newCast(t)
	c.member.say(c.room, "before")
	message := c.stored(c.member, c.room)[0]
	c.admin.post(c.at("ROOM/archive")).leadsTo(c.at("ROOM/settings"))
	before := c.roomState(c.admin, c.room)

	c.member.get(c.at("ROOM")).is(200).holds("before").holds("This room is archived.")
	c.member.post(c.at("ROOM/messages"), "body", "x").is(403)
	c.member.post("/messages/"+message.ID.String(), "body", "x").is(403)
	c.member.post("/messages/" + message.ID.String() + "/delete").is(403)
	c.admin.post(c.at("ROOM/members"), "username", "ada").is(403)
	c.admin.post(c.at("ROOM/invites"), "expires", "", "uses", "").is(403)
	program := c.member.program(c.room)
	program.say("k", "x")
	program.until(`data-code="ROOM_LOCKED"`)

	after := c.roomState(c.admin, c.room)
	if !reflect.DeepEqual(after, before) || after.room.Archived.After(time.Now()) {
		t.Errorf("the room became %+v, was %+v", after, before)
	}
	c.admin.post(c.at("ROOM/archive"), "archived", "").leadsTo(c.at("ROOM/settings"))
	c.member.say(c.room, "again")
}
