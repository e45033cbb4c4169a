package handlers_test

import (
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"parley/db/chat"
)

// asked asks as htmx does.
func (b *browser) asked(path string) answer {
	b.t.Helper()
	r := b.request("GET", path, nil)
	r.Header.Set("HX-Request", "true")
	return b.do(r)
}

// lacks fails when the body has the text in it.
func (a answer) lacks(text string) answer {
	a.t.Helper()
	if strings.Contains(a.body, text) {
		a.t.Fatalf("%s was answered with %q in it", a.asked, text)
	}
	return a
}

func TestDirectConversationCountsEveryMessageAndSaysTheLast(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob := h.person("bob")
	room := ada.direct("bob")
	page, adas := bob.titled("People"), ada.titled("People")

	ada.say(room, "first & <b>")
	ada.say(room, "second\nline")

	page.shown("calls " + rowID(room) + " 2")
	page.isTitled("(2) People · Parley 2")
	for _, p := range []*peer{page, adas} {
		p.until(`<span class="said" data-user="` + ada.user.ID.String() + `">You: </span> <bdi>second line</bdi>`)
	}
	second := h.stored(ada, room)[1].ID.String()
	ada.post("/messages/"+second, "body", "changed").is(303)
	page.until("<bdi>changed</bdi>")
	ada.post("/messages/" + second + "/delete").is(303)
	page.until("<bdi>first &amp; &lt;b&gt;</bdi>")
	page.isTitled("(1) People · Parley 1")
	bob.get("/people").is(200).holds("<bdi>first &amp; &lt;b&gt;</bdi>")
	adas.shown("spoke " + rowID(room))
	if titles := titlesIn(adas.all()); len(titles) != 1 {
		t.Errorf("the author's titles were %q", titles)
	}
}

func TestFavouriteMovesInAllTabsOfThePerson(t *testing.T) {
	c := newCast(t)
	pages, others := []*peer{c.member.elsewhere(), c.member.open(c.room).peer}, c.admin.elsewhere()
	favourite := c.at("ROOM/favourite")
	row := rowID(c.room)

	c.member.post(favourite, "on", "1").leadsTo(c.at("ROOM"))
	for _, p := range pages {
		p.shown("moved " + row + " to #favourites")
	}
	c.member.get("/people").is(200).holds(`<ul id="favourites"><li><a class="room-link" id="` + row + `"`)
	pages[1].until(`aria-pressed="true"`)
	request := c.member.form(favourite)
	request.Header.Set("HX-Request", "true")
	c.member.do(request).is(200).holds(`aria-pressed="false"`)
	for _, p := range pages {
		p.shown("moved " + row + " to #rooms")
	}
	c.member.get("/people").is(200).holds(`<ul id="favourites"></ul>`)

	c.stranger.post(favourite, "on", "1").is(404)
	if event := last(others.sidebar(), c.room); event != "" {
		t.Errorf("somebody else's sidebar: %s", event)
	}
}

func TestSidebarIsNarrowedToWhatIsTyped(t *testing.T) {
	c := newCast(t)
	direct := c.member.direct("boss")

	lists := func(q string) answer { return c.member.asked("/rooms/lists?here=1&q=" + url.QueryEscape(q)).is(200) }

	lists("GENER").holds(`id="room-1" href="/rooms/1" aria-current="page"`).lacks(rowID(c.room)).lacks("<html").lacks(rowID(direct))
	lists("bos").holds(rowID(direct)).lacks(`id="room-1"`)
	lists("bob").lacks(rowID(direct)) // nobody looks for themselves
	lists("").holds(rowID(direct)).holds(rowID(c.room)).holds(`id="room-1"`)
	lists("<b>").holds("“&lt;b&gt;”")
	c.stranger.asked("/rooms/lists?q=board").is(200).lacks("Board")
	c.member.get("/rooms?q=gener").is(200).holds("General")
}

func TestLineAndChipStandWhereOneLeftOff(t *testing.T) {
	c := newCast(t)
	c.admin.say(c.room, "old")
	c.member.post(c.at("ROOM/read")).is(303)
	c.member.say(c.room, "my own")
	c.member.get(c.at("ROOM")).is(200).lacks("new-line").lacks("new-chip")
	c.admin.say(c.room, "news 1")
	first := c.stored(c.admin, c.room)[2].ID.String()
	c.admin.say(c.room, "news 2")

	page := c.member.get(c.at("ROOM")).is(200).holds("2 new messages").holds(`href="#new"`).body

	line, before, after := strings.Index(page, `id="new"`), strings.Index(page, "my own"), strings.Index(page, `id="message-`+first+`"`)
	if before > line || line > after {
		t.Errorf("the line stands at %d, between %d and %d", line, before, after)
	}
	c.fill(c.membership(c.admin, c.room), 0, 60)
	around := c.at("ROOM?around=" + first + "&new=1")
	c.member.get(c.at("ROOM")).is(200).lacks("new-line").holds("62 new messages").holds(strings.ReplaceAll(around, "&", "&amp;") + "#new")
	c.member.post(c.at("ROOM/read")).is(303)
	c.member.get(c.at("ROOM")).is(200).lacks("new-line").lacks("new-chip")
	c.member.get(around).is(200).holds(`id="new"`)
}

func TestRoomIsMarkedUnreadFromAMessageOnAndStaysSo(t *testing.T) {
	t.Parallel()
	c := newCast(t)
	c.admin.say(c.room, "@bob one")
	c.admin.say(c.room, "@bob two")
	second := c.stored(c.admin, c.room)[1]
	reading, other := c.member.open(c.room), c.member.titled("People")
	for range 10 {
		c.member.post(c.at("ROOM/read")).is(303)
		reading.send(map[string]any{"action": "read", "cursor": second.Seq.String()}) // may be pending
		other.isTitled("People · Parley ")
		other.forget()

		c.member.get("/messages/" + second.ID.String() + "/more").is(200).holds("Mark unread from here").holds("@bob</a> two")
		c.member.post(c.at("ROOM/unread"), "message", second.ID.String()).leadsTo("/rooms")

		other.shown("calls " + rowID(c.room) + " 1")
		other.isTitled("(1) People · Parley 1")
	}
	if m := c.membership(c.member, c.room); m.LastRead != second.Seq-1 || m.Mentions != 1 {
		t.Errorf("read up to %d with %d mentions", m.LastRead, m.Mentions)
	}
}

func TestOnlyMembersMarkMessagesOfTheirRoomUnread(t *testing.T) {
	c := newCast(t)
	c.admin.say(c.room, "here")
	c.admin.say(lobby, "elsewhere")
	here, elsewhere := c.stored(c.admin, c.room)[0].ID.String(), c.stored(c.admin, lobby)[0].ID.String()

	c.stranger.post(c.at("ROOM/unread"), "message", here).is(404)
	c.stranger.get("/messages/" + here + "/more").is(404)
	for _, message := range []string{elsewhere, "", "0", "x", "4711"} {
		c.member.post(c.at("ROOM/unread"), "message", message).is(404)
	}
	c.admin.post("/messages/" + here + "/delete").is(303)
	c.member.get("/messages/" + here + "/more").is(200).holds("Removed by its author.")
}

func TestAllRoomsAreReadAtOnceOnAllDevices(t *testing.T) {
	t.Parallel()
	c := newCast(t)
	pages, other := []*peer{c.member.titled("People"), c.member.titled("Rooms")}, c.admin.titled("People")
	unread := func() {
		c.admin.say(c.room, "@bob and @boss")
		c.stranger.say(lobby, "@bob and @boss")
		for _, p := range pages {
			p.shown("calls " + rowID(lobby) + " 1")
			p.shown("calls " + rowID(c.room) + " 1")
		}
		pages[0].isTitled("(2) People · Parley 2")
	}

	unread()
	promptly(t, "reading all", func() {
		c.member.post("/rooms/read").leadsTo("/rooms")
		for _, p := range pages {
			p.shown("read " + rowID(lobby))
			p.shown("read " + rowID(c.room))
		}
		pages[0].isTitled("People · Parley ")
		pages[1].isTitled("Rooms · Parley ")
	})
	for _, p := range pages {
		p.forget()
	}
	unread()
	request := c.member.form("/rooms/read")
	request.Header.Set("HX-Request", "true")
	c.member.do(request).is(204)
	pages[0].isTitled("People · Parley ")

	other.isTitled("(2) People · Parley 2")
	if slices.Contains(other.sidebar(), "read "+rowID(lobby)) {
		t.Error("somebody else's rooms were read")
	}
}

func TestReadMarksOfNoSenseChangeNoCount(t *testing.T) {
	t.Parallel()
	c := newCast(t)
	for range 3 {
		c.admin.say(c.room, "@bob")
	}
	log := c.stored(c.admin, c.room)
	mark := func(room chat.RoomID, seq chat.Seq) {
		if err := c.store.MarkRead(t.Context(), []chat.ReadMark{{User: c.member.user.ID, Room: room, Seq: seq}}); err != nil {
			t.Fatal(err)
		}
	}
	mark(c.room, log[1].Seq)
	before := c.membership(c.member, c.room)
	page, inLobby, program := c.member.open(c.room), c.member.open(lobby), c.stranger.program(lobby)

	behind := []string{"1", "0", "-1", log[0].Seq.String(), log[1].Seq.String()}
	beyond := []string{"9223372036854775807", "99999999999999999999", "1e9", "99999", "", "x", (before.Room.Head + 1000).String()}
	for n := range 10_000 {
		cursors := behind
		if n%2 == 0 {
			cursors = beyond
		}
		page.send(map[string]any{"action": "read", "cursor": cursors[rand.IntN(len(cursors))], "room": lobby.String(), "user": "1"})
	}
	program.send(map[string]any{"action": "read", "cursor": log[2].Seq.String(), "room": c.room.String()})
	page.write("a barrier") // every mark before it was taken
	page.settled()
	inLobby.send(map[string]any{"action": "read", "cursor": c.membership(c.member, lobby).Room.Head.String()})
	eventually(t, "a mark after them", func() bool {
		m := c.membership(c.member, lobby)
		return m.LastRead == m.Room.Head
	})

	after := c.membership(c.member, c.room)
	if after.LastRead != before.LastRead || after.Mentions != 1 {
		t.Errorf("read up to %d with %d mentions, before up to %d", after.LastRead, after.Mentions, before.LastRead)
	}
}
