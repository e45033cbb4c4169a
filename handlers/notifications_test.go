package handlers_test

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"parley/db/chat"
)

// belled is a page of somebody's whose bell is followed, as htmx would keep it:
// its number, its rows and its toasts.
type belled struct {
	*peer

	// Guarded by the peer's lock.
	number string
	rows   []row    // as the list was loaded, and changed by frames
	toasts []string // ids of all that came, in order
	more   []string // what was said of those without a toast
	at     []time.Time
}

type row struct {
	id, kind, text string
	read, asks     bool
}

// bellOf is a page outside rooms with its bell open.
func (b *browser) bellOf() *belled {
	b.t.Helper()
	ws, _, err := b.house.upgrade(socketPath(0)+"?page=a-page", b.headers())
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { ws.Close() })
	p := &belled{peer: newPeer(b.t, ws), rows: b.listed("/notifications/menu"), number: "?"}
	p.hears = p.apply
	go p.read()
	p.send(map[string]any{"action": "resume", "page": "a-page", "title": "People"})
	p.wait("a first number", func() bool { return p.number != "?" })
	return p
}

// listed are the rows that an address answers with.
func (b *browser) listed(path string) []row {
	b.t.Helper()
	document, err := html.Parse(strings.NewReader(b.get(path).is(200).body))
	if err != nil {
		b.t.Fatal(err)
	}
	return rowsIn(document)
}

func rowsIn(root *html.Node) []row {
	var rows []row
	for n := range root.Descendants() {
		if n.Type == html.ElementNode && n.Data == "li" && strings.Contains(attribute(n, "class"), "notification") {
			rows = append(rows, row{id: attribute(n, "id"), kind: attribute(n, "data-kind"), text: strings.Join(strings.Fields(text(n)), " "),
				read: slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Key == "data-read" }), asks: strings.Contains(text(n), "Decline")})
		}
	}
	return rows
}

// apply does what htmx does with a frame.
func (p *belled) apply(frame string) {
	document, err := html.Parse(strings.NewReader(frame))
	if err != nil {
		p.t.Error(err)
		return
	}
	for n := range document.Descendants() {
		if n.Type != html.ElementNode || n.Data != "hx-partial" {
			continue
		}
		switch id, verb := attribute(n, "id"), attribute(n, "hx-swap"); {
		case id == "bell-count":
			p.number, p.at = text(n), append(p.at, time.Now())
		case id == "bell-list" && verb == "prepend":
			p.rows = append(rowsIn(n), p.rows...)
		case id == "bell-list":
			p.rows = rowsIn(n)
		case strings.HasPrefix(id, "notification-"):
			p.change(id, rowsIn(n))
		case id == "toasts":
			p.toast(n)
		}
	}
}

func (p *belled) change(id string, to []row) {
	if i := slices.IndexFunc(p.rows, func(r row) bool { return r.id == id }); i >= 0 {
		p.rows = slices.Replace(p.rows, i, i+1, to...)
	}
}

func (p *belled) toast(n *html.Node) {
	for toast := range n.Descendants() {
		switch id := attribute(toast, "id"); {
		case id == "more-toasts":
			p.more = append(p.more, strings.TrimSpace(text(toast)))
		case strings.HasPrefix(id, "toast-"):
			p.toasts = append(p.toasts, id)
		}
	}
}

// shows waits until the number and the texts of the rows that are not read are
// these, and gives the rows.
func (p *belled) shows(number string, unread ...string) []row {
	p.t.Helper()
	var rows []row
	p.wait(fmt.Sprint("a bell with ", number, unread), func() bool {
		var texts []string
		for _, r := range p.rows {
			if !r.read {
				texts = append(texts, r.text)
			}
		}
		rows = slices.Clone(p.rows)
		return p.number == number && slices.EqualFunc(texts, unread, func(text, want string) bool { return strings.Contains(text, want) })
	})
	return rows
}

func (p *belled) told() (toasts, more []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.toasts), slices.Clone(p.more)
}

func TestNewsReachesAllTabsOnceAndRenewsItsRow(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	room := h.direct(ada, bob)
	tabs := []*belled{bob.bellOf(), bob.bellOf(), h.browserOf(bob.user).bellOf()}

	ada.say(room, "one")
	for _, tab := range tabs {
		tab.shows("1", "Ada wrote to you")
	}
	for n := range 3 {
		ada.say(room, fmt.Sprint("again ", n))
	}
	for _, tab := range tabs {
		rows := tab.shows("1", "4 messages")
		if len(rows) != 1 || rows[0].kind != "direct" {
			t.Errorf("the rows are %v", rows)
		}
	}
	bob.get("/people").is(200).holds(`id="bell-count">1<`)

	promptly(t, "reading the room", func() {
		h.browserOf(bob.user).post(roomPath(room) + "/read").is(303)
		for _, tab := range tabs {
			tab.shows("0")
		}
	})
	bob.get("/people").is(200).holds(`id="bell-count" hidden`)
}

// direct opens a conversation.
func (h *house) direct(b *browser, others ...*browser) chat.RoomID {
	h.t.Helper()
	var users []chat.User
	for _, other := range others {
		users = append(users, other.user)
	}
	m, err := h.store.OpenDirect(h.t.Context(), b.user, users)
	if err != nil {
		h.t.Fatal(err)
	}
	return m.Room.ID
}

func TestRoomThatIsBeforeOneRingsNoBell(t *testing.T) {
	c := newCast(t)
	room, other := c.member.open(c.room), c.member.bellOf()

	for range 3 {
		c.admin.say(c.room, "@bob")
		room.wait("the message", func() bool { return len(room.log) > 0 })
		room.send(map[string]any{"action": "read", "cursor": c.membership(c.member, c.room).Room.Newest.String()})
		eventually(t, "the mark", func() bool { return c.membership(c.member, c.room).Mentions == 0 })
	}
	c.admin.say(lobby, "@bob") // what comes to be shown after it
	rows := other.shows("1", "mentioned you in General")

	if toasts, _ := other.told(); len(toasts) != 1 || len(rows) != 1 {
		t.Errorf("there were toasts %v and rows %v", toasts, rows)
	}
}

func TestFriendRequestIsAnsweredInTheBellOnceForAll(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	tabs, asker := []*belled{bob.bellOf(), h.browserOf(bob.user).bellOf()}, ada.bellOf()
	ada.answers(bob, "request")
	for _, tab := range tabs {
		if rows := tab.shows("1", "Ada wants to be friends"); !rows[0].asks {
			t.Error("the row asks for no answer")
		}
	}

	bob.do(byHTMX(bob.form(friendPath(ada), "answer", "accept"))).is(http.StatusNoContent)

	for _, tab := range tabs {
		rows := tab.shows("0")
		if !strings.HasPrefix(rows[0].text, "You are friends with Ada now") || rows[0].asks {
			t.Errorf("the row became %v", rows[0])
		}
	}
	asker.shows("1", "bob accepted, and you are friends now")
	bob.do(byHTMX(bob.form(friendPath(ada), "answer", "decline"))).is(422).holds("You are friends already.")
	bob.post(friendPath(ada), "answer", "accept", "next", "/notifications").is(422)
	bob.get("/notifications").is(200).holds("You are friends with")
}

func byHTMX(r *http.Request) *http.Request {
	r.Header.Set("HX-Request", "true")
	return r
}

// mention gives somebody a row for each of so many rooms.
func (h *house) mention(by, to *browser, rooms int) {
	h.t.Helper()
	for n := range rooms {
		m, err := h.store.CreateRoom(h.t.Context(), by.user, chat.NewRoom{Name: fmt.Sprint("Room ", n), Kind: chat.Closed})
		if err == nil {
			err = h.store.AddMember(h.t.Context(), m.Room.ID, to.user.ID)
		}
		if err == nil {
			_, _, err = h.store.CreateMessage(h.t.Context(), m, chat.NewMessage{Body: "@" + to.user.Username, At: time.Now()})
		}
		if err != nil {
			h.t.Fatal(err)
		}
	}
}

var olderRows = regexp.MustCompile(`href="(/notifications\?before=\d+)"`)

func TestBellIsAPageWithTheSameRowsAndForms(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	bob.get("/notifications").is(200).holds("Nothing waits for you")
	h.mention(ada, bob, 25)

	var rows []row
	next := "/notifications"
	for next != "" {
		page := bob.get(next).is(200)
		rows = append(rows, bob.listed(next)...)
		rest := bob.listed("/notifications/rows" + strings.TrimPrefix(next, "/notifications"))
		if !slices.Equal(rows[len(rows)-len(rest):], rest) {
			t.Errorf("%s and its rows differ", next)
		}
		next = ""
		if found := olderRows.FindStringSubmatch(page.body); found != nil {
			next = found[1]
		}
		ada.say(lobby, "@bob") // above what is read
	}
	ids := map[string]bool{}
	for _, r := range rows {
		ids[r.id] = true
	}
	if len(rows) != 25 || len(ids) != 25 {
		t.Fatalf("%d rows, %d different", len(rows), len(ids))
	}

	id := strings.TrimPrefix(rows[0].id, "notification-")
	m := h.membership(bob, 26)
	bob.post("/notifications/" + id).leadsTo("/rooms/26?around=" + h.stored(bob, m.Room.ID)[0].ID.String() + "#message-" + h.stored(bob, m.Room.ID)[0].ID.String())
	bob.post("/notifications/read", "id", strings.TrimPrefix(rows[1].id, "notification-"), "id", strings.TrimPrefix(rows[2].id, "notification-")).leadsTo("/notifications")
	if now := bob.listed("/notifications/rows?before=27"); len(now) != 10 || unreadIn(bob.listed("/notifications")) != 7 {
		t.Errorf("%d rows of %d are unread", unreadIn(bob.listed("/notifications")), len(now))
	}
	bob.post("/notifications/read").leadsTo("/notifications")
	bob.get("/notifications").is(200).holds(`id="bell-count" hidden`)
	if left := unreadIn(bob.listed("/notifications")); left != 0 {
		t.Errorf("%d rows are unread", left)
	}
	bob.get("/notifications?before=1").is(200).holds("That was everything")
}

func unreadIn(rows []row) (unread int) {
	for _, r := range rows {
		if !r.read {
			unread++
		}
	}
	return unread
}

func TestBellIsItsPersonsAlone(t *testing.T) {
	h, ada := newInhabited(t)
	bob, eve := h.person("bob"), h.person("eve")
	h.mention(ada, bob, 1)
	id := strings.TrimPrefix(bob.listed("/notifications")[0].id, "notification-")

	nothing := eve.post("/notifications/987654321").is(404)
	if got := eve.post("/notifications/" + id).is(404); got.body != nothing.body {
		t.Error("somebody else's row is told from none")
	}
	eve.post("/notifications/read", "id", id).is(303)
	eve.post("/notifications/read").is(303)
	eve.post("/notifications/read", "id", "x").is(404)
	eve.get("/notifications?before=x").is(404)
	eve.get("/notifications/" + id).is(405)
	for _, path := range []string{"/notifications", "/notifications/rows", "/notifications/menu"} {
		eve.get(path).is(200).lacks("Ada")
		if left := unreadIn(bob.listed(path)); left != 1 {
			t.Errorf("%d rows of bob's are unread at %s", left, path)
		}
	}
	h.stranger().post("/notifications/read").leadsTo("/login")
	h.stranger().post("/notifications/" + id).leadsTo("/login")
	h.stranger().get("/notifications").leadsTo("/login?next=%2Fnotifications")
}

func TestThreeToastsStandAndTheOthersAreCounted(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	tab := bob.bellOf()

	h.mention(ada, bob, 8)

	tab.wait("eight rows", func() bool { return tab.number == "8" })
	toasts, more := tab.told()
	if len(toasts) != 3 || len(more) == 0 || more[len(more)-1] != "and 5 more" {
		t.Errorf("there were %d toasts and %q", len(toasts), more)
	}
	later := bob.bellOf()
	later.shows("8", slices.Repeat([]string{"Ada mentioned you"}, 8)...)
	if toasts, _ := later.told(); len(toasts) > 0 {
		t.Errorf("a page that was opened later has toasts %v", toasts)
	}
}

func TestBellRingsAtMostOnceASecond(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	tab, writer := bob.bellOf(), h.membership(ada, lobby)

	for begun := time.Now(); time.Since(begun) < 3*time.Second; {
		if _, _, err := h.store.CreateMessage(t.Context(), writer, chat.NewMessage{Body: "@bob", At: time.Now()}); err != nil {
			t.Fatal(err)
		}
	}

	tab.wait("a count of many", func() bool { return len(tab.rows) == 1 && strings.Contains(tab.rows[0].text, " messages") })
	tab.mu.Lock()
	defer tab.mu.Unlock()
	for i := 1; i < len(tab.at); i++ {
		if apart := tab.at[i].Sub(tab.at[i-1]); apart < 900*time.Millisecond {
			t.Errorf("two bell frames are %v apart", apart)
		}
	}
	if len(tab.rows) != 1 || tab.number != strconv.Itoa(1) {
		t.Errorf("the bell shows %s and %v", tab.number, tab.rows)
	}
}

func TestManyReadRowsBeginTheListAnew(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	h.mention(ada, bob, 25)
	tab := bob.bellOf()
	tab.wait("the number", func() bool { return tab.number == "25" })

	bob.do(byHTMX(bob.form("/notifications/read"))).is(http.StatusNoContent)

	if rows := tab.shows("0"); len(rows) != 10 {
		t.Errorf("%d rows stand in the list", len(rows))
	}
}

func TestRemovedMessageLeavesTheBell(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	tab := bob.bellOf()
	ada.say(lobby, "@bob, a secret")
	tab.shows("1", "a secret")

	said := h.stored(ada, lobby)
	ada.post("/messages/" + said[0].ID.String() + "/delete").is(303)

	if rows := tab.shows("0"); len(rows) != 0 {
		t.Errorf("there are rows %v", rows)
	}
}

func TestWhatACrashLeftUnpushedIsPushedOnceAfterTheStart(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	ada.say(lobby, "@bob")
	h.forget() // before it was pushed, which takes a moment

	tab := bob.bellOf()

	tab.shows("1", "Ada mentioned you in General")
	tab.wait("a toast", func() bool { return len(tab.toasts) > 0 })
	ada.say(h.direct(ada, bob), "hello") // what comes after it
	tab.shows("2", "Ada wrote to you", "Ada mentioned you in General")
	if toasts, _ := tab.told(); len(toasts) != 2 {
		t.Errorf("there were toasts %v", toasts)
	}
}
