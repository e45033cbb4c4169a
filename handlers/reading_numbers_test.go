package handlers_test

import (
	"regexp"
	"strings"
	"testing"
	"time"

	"parley/db/chat"
)

// titled is a page outside rooms that has told its title.
func (b *browser) titled(title string) *peer {
	b.t.Helper()
	p := b.elsewhere()
	p.send(map[string]any{"action": "resume", "page": "a-page", "title": title})
	p.wait("a first title", func() bool { return len(titlesIn(p.frames)) > 0 })
	return p
}

var titleTag = regexp.MustCompile(`<title>(.*?)</title>.*?<link id="icon"[^>]*href="([^"]*)"`)

// titlesIn are the titles that frames gave a page, each with the number on the
// icon that came with it.
func titlesIn(frames []string) []string {
	var titles []string
	for _, frame := range frames {
		if found := titleTag.FindStringSubmatch(frame); found != nil {
			_, number, _ := strings.Cut(found[2], "&amp;n=")
			titles = append(titles, found[1]+" "+number)
		}
	}
	return titles
}

// isTitled waits until the last title is this, with the icon's number behind it.
func (p *peer) isTitled(want string) {
	p.t.Helper()
	p.wait("the title "+want, func() bool {
		titles := titlesIn(p.frames)
		return len(titles) > 0 && titles[len(titles)-1] == want
	})
}

func TestMentionIsCountedOnEveryPageOfThePersonAndOnNobodyElses(t *testing.T) {
	t.Parallel()
	c := newCast(t)
	people, room, others := c.member.titled("People"), c.member.open(lobby), c.admin.titled("People")
	for _, p := range []*peer{people, others} {
		p.isTitled("People · Parley ")
	}

	c.admin.say(c.room, "@bob, and @boss")
	for _, p := range []*peer{people, room.peer} {
		p.shown("calls " + rowID(c.room) + " 1")
	}
	people.isTitled("(1) People · Parley 1")
	room.isTitled("(1) General · Parley 1")
	c.admin.say(c.room, "not about anybody")
	c.admin.say(c.room, "@bob")
	people.shown("calls " + rowID(c.room) + " 2")
	people.isTitled("(2) People · Parley 2")
	c.member.get("/people").is(200).holds("<title>(2) People · Parley</title>").holds("&amp;n=2").holds(`data-mentions="2"`)

	promptly(t, "reading", func() {
		c.member.post(c.at("ROOM/read")).is(303)
		people.isTitled("People · Parley ")
		room.isTitled("General · Parley ")
	})
	people.shown("read " + rowID(c.room))
	if titles := titlesIn(others.all()); len(titles) != 1 {
		t.Errorf("the author's page was titled %q", titles)
	}
	if frames := strings.Join(others.all(), ""); strings.Contains(frames, "data-mentions") {
		t.Error("the author's sidebar has a number")
	}
}

func TestWhatIsReadAsItComesIsNeverCounted(t *testing.T) {
	c := newCast(t)
	room, other := c.member.open(c.room), c.member.titled("People")
	room.isTitled("Board · Parley ")

	for range 3 {
		c.admin.say(c.room, "@bob")
		room.wait("the message", func() bool { return len(room.log) > 0 })
		room.send(map[string]any{"action": "read", "cursor": c.membership(c.member, c.room).Room.Newest.String()})
		eventually(t, "the mark", func() bool { return c.membership(c.member, c.room).Mentions == 0 })
	}
	c.admin.say(lobby, "@bob") // what comes to be shown after it
	other.isTitled("(1) People · Parley 1")

	if titles := titlesIn(other.all()); len(titles) != 2 {
		t.Errorf("the titles were %q", titles)
	}
}

func TestNumberGrowsAtMostOnceASecond(t *testing.T) {
	t.Parallel()
	c := newCast(t)
	page, writer := c.member.titled("People"), c.membership(c.admin, c.room)

	began := time.Now()
	for n := 0; len(titlesIn(page.all())) < 4; n++ {
		_, _, err := c.store.CreateMessage(t.Context(), writer, chat.NewMessage{Body: "@bob", At: time.Now()})
		if err != nil {
			t.Fatal(err)
		}
	}

	if took := time.Since(began); took < 2*time.Second {
		t.Errorf("three titles in %v", took)
	}
}

func TestTitlesOfRoomPagesFollowTheRoomAndOthersStay(t *testing.T) {
	t.Parallel()
	c := newCast(t)
	room, people := c.member.open(c.room), c.member.titled("Board")
	c.admin.say(lobby, "@bob")
	room.isTitled("(1) Board · Parley 1")

	c.admin.post(c.at("ROOM/settings"), "name", "Tea & <b>").is(303)

	room.isTitled("(1) Tea &amp; &lt;b&gt; · Parley 1")
	c.member.post("/rooms/1/read").is(303)
	room.isTitled("Tea &amp; &lt;b&gt; · Parley ")
	people.isTitled("Board · Parley ")
}

func TestPageThatWasAwayIsTitledAsItIsNow(t *testing.T) {
	c := newCast(t)
	page := c.member.load(c.room)
	c.admin.post(c.at("ROOM/settings"), "name", "Tea").is(303)
	c.admin.say(c.room, "@bob")

	page.connect()

	page.isTitled("(1) Tea · Parley 1")
}

func TestTitleThatAPageTellsIsBoundedAndStaysText(t *testing.T) {
	c := newCast(t)
	evil, long := c.member.titled(`</title><hx-partial id=sock>`), c.member.titled(strings.Repeat("ü", 30_000))

	evil.isTitled("&lt;/title&gt;&lt;hx-partial id=sock&gt; · Parley ")
	if titles := titlesIn(long.all()); len(titles[0]) > 2500 || !strings.HasPrefix(titles[0], "üü") {
		t.Errorf("a title of %d bytes", len(titles[0]))
	}
}

func TestLeavingARoomTakesItsNumberAway(t *testing.T) {
	t.Parallel()
	c := newCast(t)
	page := c.member.titled("People")
	for _, end := range []func(){
		func() { c.member.post(c.at("ROOM/leave")).is(303) },
		func() { c.admin.post(c.at("ROOM/delete")).is(303) },
	} {
		if err := c.store.AddMember(t.Context(), c.room, c.member.user.ID); err != nil {
			t.Fatal(err)
		}
		c.admin.say(c.room, "@bob")
		page.isTitled("(1) People · Parley 1")

		end()

		page.isTitled("People · Parley ")
	}
}

func TestRemovedMessageCallsNobodyAnyMore(t *testing.T) {
	t.Parallel()
	c := newCast(t)
	page := c.member.titled("People")
	c.admin.say(c.room, "@bob")
	page.isTitled("(1) People · Parley 1")
	page.shown("calls " + rowID(c.room) + " 1")

	c.admin.post("/messages/" + c.stored(c.admin, c.room)[0].ID.String() + "/delete").is(303)

	page.isTitled("People · Parley ")
	page.shown("read " + rowID(c.room))
}

func TestIconIsTheSameForEverybodyAndMayBeKept(t *testing.T) {
	h := newHouse(t)
	guest := h.stranger()

	for n, shown := range map[string]string{"1": ">1<", "9": ">9<", "10": ">9+<"} {
		icon := guest.get("/icon?v=x&n=" + n).is(200).holds(shown)
		if got := icon.header.Get("Content-Type"); got != "image/svg+xml" {
			t.Errorf("an icon of type %s", got)
		}
		if got := icon.header.Get("Cache-Control"); !strings.Contains(got, "immutable") {
			t.Errorf("an icon is kept by %q", got)
		}
	}
	for _, n := range []string{"", "0", "-1", "11", "9+", "<b>"} {
		guest.get("/icon?n=" + n).is(404)
	}
}
