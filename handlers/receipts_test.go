package handlers_test

import (
	"regexp"
	"strings"
	"testing"

	"parley/db/chat"
	"parley/handlers"
)

var question = regexp.MustCompile(`action:applied,ask:(\d+)`)

// confirms says that a page has swapped in what it was sent, when it is asked.
func (p *peer) confirms() (ask string) {
	p.t.Helper()
	for _, frame := range p.until("action:applied") {
		if found := question.FindStringSubmatch(frame); found != nil {
			ask = found[1]
		}
	}
	p.forget()
	p.send(map[string]any{"action": "applied", "ask": ask})
	return ask
}

// wasAsked tells whether a page was, after all that happened so far.
func (p *page) wasAsked(sayer *browser) bool {
	p.browser.t.Helper()
	sayer.say(p.room, "a marker for "+p.token)
	p.shows("a marker for " + p.token)
	return question.MatchString(strings.Join(p.all(), ""))
}

// desk is an open page of moderation, without a room. What it says to nobody is
// refused after its resume, which has no answer of its own.
func (b *browser) desk() *peer {
	b.t.Helper()
	p := b.house.dial(b.t, socketPath(0)+"?page=desk", b.headers())
	p.send(map[string]any{"action": "resume", "page": "desk"})
	p.say("k", "x")
	p.until(`data-code="NOT_MEMBER"`)
	return p
}

func TestRemovalIsCountedOnThePagesThatShowIt(t *testing.T) {
	t.Parallel()
	h, mod, bob, carol, _ := reportedRoom(t)
	ada := h.browserOf(h.stored(bob, lobby)[0].Author)
	pages := []*page{bob.open(lobby), carol.open(lobby), ada.open(lobby)}
	late := carol.load(lobby)
	late.dial()
	program := h.person("dora").program(lobby)
	bob.open(h.closedRoom(bob))
	desk := mod.desk()

	mod.post("/moderation/reports/1", "decision", "remove", "reason", "spam").leadsTo("/moderation")
	mod.get("/moderation").is(200).holds(">0 of 4 open pages have it<")
	pages[0].wait("a question after the removal", func() bool {
		return pages[0].log[1].deleted && question.MatchString(strings.Join(pages[0].frames, ""))
	})
	ask := pages[0].confirms()
	desk.until(">1 of 4 open pages have it<")
	pages[0].send(map[string]any{"action": "applied", "ask": ask})
	program.send(map[string]any{"action": "applied", "ask": ask})
	pages[1].send(map[string]any{"action": "applied", "ask": "4711"})
	pages[1].confirms()
	desk.until(">2 of 4 open pages have it<")
	late.resume()
	late.confirms()
	desk.until(">3 of 4 open pages have it<")
	pages[2].ws.Close()
	desk.until(">3 of 3 open pages have it<")

	for _, path := range []string{"/moderation", "/moderation/reports/1", "/moderation/log", accountPath(bob)} {
		mod.get(path).is(200).holds(">3 of 3 open pages have it<")
	}
	if question.MatchString(strings.Join(program.all(), "")) {
		t.Error("a program was asked")
	}
	desk.forget()
	mod.post("/moderation/reports/1/restore").is(303)
	for _, p := range append(pages[:2], late) {
		p.confirms()
	}
	desk.until(">3 of 3 open pages have it<")
}

func TestWhatIsDoneToAPersonIsCountedOnAllTheirPages(t *testing.T) {
	h, _ := newInhabited(t)
	mod, bob := h.moderator("mod"), h.person("bob")
	tabs := []*peer{bob.open(lobby).peer, bob.open(lobby).peer, bob.desk()}
	h.person("carol").open(lobby)
	bob.program(0)
	desk := mod.desk()

	for _, action := range []string{"warn", "mute", "unmute"} {
		mod.acts(bob, action, "1h").is(303)
		for _, tab := range tabs {
			tab.confirms()
		}
		desk.until(">3 of 3 open pages have it<")
		desk.forget()
	}
	mod.acts(bob, "ban", "").is(303)
	desk.until(">3 of 3 open pages are closed<")
	mod.get(accountPath(bob)).is(200).holds(">3 of 3 open pages are closed<")
}

func TestOrderOfARoomIsCountedForWhoKeepsIt(t *testing.T) {
	c := newCast(t)
	pages := []*page{c.member.open(c.room), c.admin.open(c.room)}
	away := c.member.load(c.room)
	own := c.admin.desk()
	settings := c.at("ROOM/settings")

	pages[0].forget()
	c.admin.post(settings, "slow_mode_seconds", "0", "locked", "1").leadsTo(settings)
	c.admin.get(settings).is(200).holds(">0 of 2 open pages have it<")
	for _, p := range pages {
		p.confirms()
	}
	own.until(">2 of 2 open pages have it<")
	c.mute("1h")
	pages[0].confirms()
	own.until(">1 of 1 open page has it<")
	c.admin.get(settings).is(200).holds(">2 of 2 open pages have it<").holds(">1 of 1 open page has it<")

	away.connect()
	for _, p := range []*page{away, pages[1]} {
		if p.wasAsked(c.admin) {
			t.Error("a page was asked that was not there, or is not concerned")
		}
	}
	c.admin.post(c.at("ROOM/members/MEMBER/remove")).leadsTo(settings)
	own.until(">2 of 2 open pages are closed<")
}

func TestPageThatOpensSlowlyShowsTheLatestCount(t *testing.T) {
	h, _ := newInhabited(t)
	mod, bob := h.moderator("mod"), h.person("bob")
	tab, first := bob.open(lobby), mod.desk()

	mod.acts(bob, "warn", "").is(303)
	mod.get(accountPath(bob)).is(200).holds(">0 of 1 open page has it<")
	tab.confirms()
	first.until(">1 of 1 open page has it<")

	mod.desk().until(">1 of 1 open page has it<")
	other := bob.desk()
	mod.acts(bob, "warn", "").is(303)
	for _, frame := range other.until("action:applied") {
		if strings.Contains(frame, "open page") {
			t.Error("it is told to whom it is not for")
		}
	}
}

func TestSweepIsCountedOnceOnThePagesOfAllItsRooms(t *testing.T) {
	h, _ := newInhabited(t)
	mod, bob := h.moderator("mod"), h.person("bob")
	board := h.closedRoom(bob)
	for _, room := range []chat.RoomID{lobby, lobby, board} {
		bob.say(room, "a flood")
	}
	pages := []*page{bob.open(lobby), bob.open(board), mod.open(lobby)}
	elsewhere := bob.open(h.closedRoom(bob))

	mod.sweeps(bob, "1h", "").leadsTo(accountPath(bob))
	for _, p := range pages {
		p.confirms()
	}

	eventually(t, "all of them", func() bool {
		return strings.Contains(mod.get(accountPath(bob)).is(200).body, ">3 of 3 open pages have it<")
	})
	if elsewhere.wasAsked(bob) {
		t.Error("a page of another room was asked")
	}
}

func TestRemovalFromTheMenuIsCountedInItsToast(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	bob.say(lobby, "buy this")
	ada.say(lobby, "mine")
	page := ada.open(lobby)
	removes := func(message chat.Message) answer {
		r := ada.form("/messages/" + message.ID.String() + "/delete")
		r.Header.Set("HX-Request", "true")
		return ada.do(r).is(200)
	}

	removes(h.stored(ada, lobby)[0]).holds(">0 of 1 open page has it<")
	page.confirms()
	page.until(">1 of 1 open page has it<")
	page.forget()
	removes(h.stored(ada, lobby)[1]).lacks("open page")
	if page.wasAsked(ada) {
		t.Error("a page is asked about what its author did")
	}
}

func TestAnswersOfAPageAreNoneOfItsFrames(t *testing.T) {
	h, _ := newInhabited(t, limited(func(l *handlers.Limits) { l.Frames = 1 }))
	mod := h.moderator("mod")
	bob := h.person("bob")
	tab := bob.open(lobby)

	for range 20 {
		mod.acts(bob, "warn", "").is(303)
		tab.confirms()
	}
	eventually(t, "an answer to all", func() bool {
		return strings.Count(mod.get("/moderation/log").is(200).body, ">1 of 1 open page has it<") == 20
	})
	tab.wait("nothing refused", func() bool { return tab.code == "" })
	for range 10 {
		tab.send(map[string]any{"action": "applied", "ask": "1"})
	}
	if code, _ := tab.complaint(); code != "RATE_LIMITED" {
		t.Errorf("answers that nobody asked for are refused with %q", code)
	}
}
