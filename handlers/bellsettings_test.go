package handlers_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"parley/db/chat"
)

const bellSettings = "/settings/notifications"

// hears keeps what of a room somebody is told.
func (b *browser) hears(room chat.RoomID, level chat.Level) {
	b.t.Helper()
	b.post(roomPath(room)+"/notifications", "level", string(level)).leadsTo(roomPath(room))
}

// rung are the kinds and the beginnings of somebody's rows, newest first.
func (b *browser) rung() []string {
	b.t.Helper()
	rows, _, err := b.house.store.Notifications(b.t.Context(), b.user.ID, 0, 100)
	if err != nil {
		b.t.Fatal(err)
	}
	var told []string
	for _, n := range rows {
		told = append(told, fmt.Sprint(n.Kind, " ", n.Words))
	}
	return told
}

func (b *browser) isRung(rows ...string) {
	b.t.Helper()
	if got := b.rung(); strings.Join(got, "\n") != strings.Join(rows, "\n") {
		b.t.Errorf("the bell of %s has %q, want %q", b.user.Username, got, rows)
	}
}

func TestLevelOfARoomIsChosenByEachMember(t *testing.T) {
	h, ada := newInhabited(t)
	bob, eve := h.person("bob"), h.person("eve")
	bob.get(roomPath(lobby)).is(200).holds(`href="/rooms/1/notifications" aria-label="Notifications: Mentions"`)
	bob.get(roomPath(lobby) + "/notifications").is(200).holds(`value="mentions" checked`)

	bob.hears(lobby, chat.LevelAll)
	eve.hears(lobby, chat.LevelNothing)
	ada.say(lobby, "@eve and others")

	bob.isRung("direct @eve and others")
	eve.isRung()
	bob.get("/notifications").is(200).holds("wrote in").holds("<bdi>General</bdi>")
	eve.get(bellSettings).is(200).holds(`href="/rooms/1/notifications"><bdi>General</bdi>`)
	bob.post(roomPath(lobby)+"/notifications", "level", "loud").is(422).holds("Choose all messages, mentions, or nothing.").holds(`value="all" checked`)
	bob.do(byHTMX(bob.form(roomPath(lobby)+"/notifications", "level", "mentions"))).is(http.StatusNoContent)
}

func TestKeywordsAreKeptAndRefusedAsTyped(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")

	bob.post(bellSettings, "part", "keywords", "keywords", "Release\r\nчерновик, release").leadsTo(bellSettings)
	bob.get(bellSettings).is(200).holds(">Release\nчерновик</textarea>")
	for typed, reason := range map[string]string{
		"ok\nx": "A keyword has 2 to 40 letters, unlike “x”.", strings.Repeat("y", 1000): "A keyword has 2 to 40 letters",
		strings.Repeat("word, ", 3) + manyWords(21): "at most 20 can be kept",
	} {
		bob.post(bellSettings, "part", "keywords", "keywords", typed).is(422).holds(reason).holds(">" + typed + "</textarea>").holds(`aria-describedby="keywords-fault"`)
	}
	bob.post(bellSettings, "part", "nonsense").is(400)

	ada.say(lobby, "the `черновик`")
	bob.isRung()
	ada.say(lobby, "the ЧЕРНОВИК")
	bob.isRung("keyword the ЧЕРНОВИК")
	bob.get("/notifications").is(200).holds("used a keyword of yours in")
}

func manyWords(n int) string {
	var words []string
	for i := range n {
		words = append(words, fmt.Sprint("word", i))
	}
	return strings.Join(words, ", ")
}

func TestOutsidersHearNothingOfARoomByAnyRule(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	board := h.closedRoom(ada)
	bob.post(bellSettings, "part", "keywords", "keywords", "budget").is(303)
	bob.post("/users/1/attention", "attention", "always").leadsTo("/users/1")

	ada.say(board, "the budget, @bob")

	bob.isRung()
	bob.post(roomPath(board)+"/notifications", "level", "all").is(404)
	ada.say(lobby, "well")
	bob.isRung("direct well")
}

func TestPeopleAreHeardAlwaysOrNever(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")

	bob.post("/users/1/attention", "attention", "never").leadsTo("/users/1")
	ada.say(lobby, "@bob, hello")
	bob.isRung()
	bob.get(roomPath(lobby)).is(200).holds(", hello")
	bob.get("/users/1").is(200).holds(`<option value="never" selected>`)
	bob.get(bellSettings).is(200).holds("<span>never</span>")

	bob.post("/users/1/attention", "attention", "sometimes").is(422).holds("Choose always, never, or as of everybody.")
	bob.post("/users/2/attention", "attention", "never").is(422).holds("That is you")
	bob.post("/users/404/attention", "attention", "never").is(404)
	bob.post("/users/1/attention", "attention", "", "next", bellSettings).leadsTo(bellSettings)
	ada.say(lobby, "@bob, again")
	bob.isRung("mention @bob, again")
}

func TestReactionsAreToldToWhoAsked(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	bob.say(lobby, "a joke")
	joke := "/messages/" + bob.saidLast(lobby).ID.String() + "/reactions"

	ada.post(joke, "emoji", "👍").is(303)
	bob.isRung()
	bob.post(bellSettings, "part", "signals", "reactions", "1").leadsTo(bellSettings)
	bob.post(joke, "emoji", "👍").is(303)
	ada.post(joke, "emoji", "🎉").is(303)

	bob.isRung("reaction a joke")
	bob.get("/notifications").is(200).holds("<bdi>Ada</bdi>").holds("reacted to what you wrote in")
}

func TestQuietHoursAreKeptAndRefusedAsTyped(t *testing.T) {
	h, _ := newInhabited(t)
	bob := h.person("bob")
	bob.post("/settings/region", "zone", "Asia/Tokyo").is(303)

	bob.post(bellSettings, "part", "hours", "begins-monday", "22:00", "ends-monday", "07:00").leadsTo(bellSettings)
	bob.get(bellSettings).is(200).holds("(Asia/Tokyo)").holds(`name="begins-monday" type="time" value="22:00"`)
	refused := bob.post(bellSettings, "part", "hours", "begins-monday", "24:00", "ends-monday", "07:00", "begins-friday", "12:00").is(422)

	refused.holds(`value="24:00"`).holds("There is no such time.").holds(`value="12:00"`).holds("Say until when, or leave both empty.").holds(`id="ends-friday-fault"`)
	bob.get(bellSettings).is(200).holds(`name="begins-monday" type="time" value="22:00"`)
	bob.post(bellSettings, "part", "hours").leadsTo(bellSettings)
	bob.get(bellSettings).is(200).holds(`name="begins-monday" type="time" value=""`)
}

func TestQuietForAWhileIsOneTruthWithPresence(t *testing.T) {
	h, _ := newInhabited(t)
	bob := h.person("bob")

	bob.post("/settings/presence", "presence", "dnd", "for", "1h", "next", bellSettings).leadsTo(bellSettings)
	bob.get(bellSettings).is(200).holds("It is quiet until")
	bob.get("/settings/presence").is(200).holds(`value="dnd" checked`)
	bob.post("/settings/presence", "presence", "online", "next", bellSettings).leadsTo(bellSettings)
	bob.get(bellSettings).is(200).holds("Be quiet")
}

// TestBellIsQuietInQuietHours on a Saturday by the clock of bob, from 9:01 to
// 9:03 where he is.
func TestBellIsQuietInQuietHours(t *testing.T) {
	atLeisure(t, func(t *testing.T, h *house, ada *browser) {
		bob := h.person("bob")
		bob.post("/settings/region", "zone", "Asia/Tokyo").is(303)
		bob.post(bellSettings, "part", "signals", "sounds", "1").is(303)
		begins := time.Now().Truncate(time.Minute).Add(time.Minute)
		clock := func(at time.Time) string { return at.In(time.FixedZone("", 9*60*60)).Format("15:04") }
		bob.post(bellSettings, "part", "hours", "begins-saturday", clock(begins), "ends-saturday", clock(begins.Add(2*time.Minute))).is(303)
		tab := bob.bellOf()
		ada.say(lobby, "@bob, before")
		tab.shows("1", "@bob, before")
		wantTold(t, tab, 1, 1)

		time.Sleep(time.Until(begins) + 35*time.Second) // presence ages every 30
		ada.get("/users/2").is(200).holds("do not disturb")
		ada.say(lobby, "@bob, meanwhile")
		ada.say(h.direct(ada, bob), "psst")
		tab.shows("2", "psst", "@bob, meanwhile")
		wantTold(t, tab, 1, 1)

		time.Sleep(time.Until(begins) + 2*time.Minute + 35*time.Second)
		ada.get("/users/2").is(200).holds("online")
		wantTold(t, tab, 1, 1)
		ada.say(lobby, "@bob, after")
		tab.shows("2", "@bob, after", "psst")
		wantTold(t, tab, 2, 2)
	})
}

// wantTold is how many toasts and sounds there were.
func wantTold(t *testing.T, tab *belled, toasts, sounds int) {
	t.Helper()
	shown, _ := tab.told()
	heard := strings.Count(strings.Join(tab.all(), ""), "<audio autoplay")
	if len(shown) != toasts || heard != sounds {
		t.Errorf("there were %d toasts and %d sounds, want %d and %d", len(shown), heard, toasts, sounds)
	}
}

func TestSoundIsForWhatCallsAndForThoseWhoWantIt(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob, eve := h.person("bob"), h.person("eve")
	bob.post(bellSettings, "part", "signals", "sounds", "1").is(303)
	bob.hears(lobby, chat.LevelAll)
	loud, still := bob.bellOf(), eve.bellOf()

	ada.say(lobby, "a word")
	loud.shows("1", "a word")
	wantTold(t, loud, 1, 0)
	ada.say(lobby, "@bob @eve")
	loud.shows("2", "mentioned you", "a word")
	still.shows("1", "mentioned you")

	wantTold(t, loud, 2, 1)
	wantTold(t, still, 1, 0)
}
