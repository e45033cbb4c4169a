package handlers_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/db/chat"
)

func TestVisitorWithoutAnAccountAppearsAtTheDeskAtOnce(t *testing.T) {
	t.Parallel()
	h, ada, iris := newDesk(t)
	zoe := h.stranger()
	zoe.get("/support").is(200).holds("Nobody is at the desk just now.").guarded()
	list, bell := iris.follow("/support/desk"), iris.bellOf()
	elsewhere := iris.follow("/support/desk")
	zoe.get("/support").is(200).holds("Somebody is here to answer you.")

	zoe.post("/support", "name", " Zoe  Q ", "body", "Where is my parcel?", "page", "https://shop.example/cart?item=3").leadsTo("/support")

	for _, p := range []*deskPage{list, elsewhere} {
		p.wait("the visit in the list", func() bool {
			return len(p.rows) == 1 && contains(p.rows[0], "Zoe Q", "Where is my parcel?", "waiting") && p.count == "1 waiting"
		})
		p.isFresh()
	}
	bell.wait("a toast", func() bool { return len(bell.toasts) == 1 })
	iris.get("/notifications").is(200).holds("Zoe Q").holds("waits at the support desk")
	iris.get(visitPath(h.visit("Zoe Q").ID)).is(200).holds(`href="https://shop.example/cart?item=3"`)
	zoe.get("/support").is(200).holds("Where is my parcel?").holds("Somebody will be with you as soon as they can.").guarded()
	if got := ada.get("/rooms").is(200).body; strings.Contains(got, "desk-count") {
		t.Error("who is no agent has the desk in the sidebar")
	}
	h.stranger().get("/support").is(200).holds("Your name")
}

func TestBothSidesHearEachLineAndEqualAFreshPage(t *testing.T) {
	t.Parallel()
	h, _, iris := newDesk(t)
	zoe := h.visitor("Zoe", "first")
	id := h.visit("Zoe").ID
	theirs, ours, list := zoe.follow("/support"), iris.follow(visitPath(id)), iris.follow("/support/desk")

	iris.claims(id)
	theirs.says("iris answers you.")
	theirs.reads("iris answers now.")
	zoe.htmx("/support/messages", "body", "second", "key", "a").is(http.StatusCreated).holds(`id="visit-form"`)
	theirs.send(map[string]any{"action": "message", "body": "third", "key": "b"})
	ours.reads("visitor third")
	iris.htmx(visitPath(id)+"/messages", "body", "fourth", "key", "a").is(http.StatusCreated)
	iris.post(visitPath(id)+"/messages", "body", "fifth", "key", "b").leadsTo(visitPath(id))

	for _, p := range []*deskPage{theirs, ours} {
		p.reads("agent fifth")
		p.isFresh()
	}
	list.wait("the list to follow", func() bool {
		return len(list.rows) == 1 && contains(list.rows[0], "fifth", "with iris") && list.count == ""
	})
	want := []string{"said  first", "joined iris ", "said  second", "said  third", "said iris fourth", "said iris fifth"}
	if got := h.said(id); !slices.Equal(got, want) {
		t.Errorf("the visit is %q, want %q", got, want)
	}
}

func TestPageThatWasCutOffLacksNothing(t *testing.T) {
	t.Parallel()
	h, _, iris := newDesk(t)
	zoe := h.visitor("Zoe", "first")
	id := h.visit("Zoe").ID
	theirs, ours, list := zoe.follow("/support"), iris.follow(visitPath(id)), iris.follow("/support/desk")
	pages := []*deskPage{theirs, ours, list}
	for _, p := range pages {
		p.cut()
	}

	iris.claims(id)
	zoe.post("/support/messages", "body", "while it was away").leadsTo("/support")
	h.visitor("Yan", "another")

	for _, p := range pages {
		p.connect()
		p.wait("the number of those who wait", func() bool { return p.count == "1 waiting" || p == theirs })
		p.isFresh()
	}
	zoe.post("/support/messages", "body", "and on").leadsTo("/support")
	theirs.reads("and on")
	ours.reads("and on")
	theirs.isFresh()
	ours.isFresh()
}

// TestLineIsNeitherLostNorDoubledWhileAPageOpens opens pages while lines come.
func TestLineIsNeitherLostNorDoubledWhileAPageOpens(t *testing.T) {
	t.Parallel()
	h, _, iris := newDesk(t)
	zoe := h.visitor("Zoe", "first")
	id := h.visit("Zoe").ID
	iris.claims(id)
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
				zoe.try(zoe.form("/support/messages", "body", "line "+strings.Repeat("x", i%50)))
			}
		}
	}()

	var pages []*deskPage
	for range 5 {
		pages = append(pages, zoe.follow("/support"), iris.follow(visitPath(id)))
	}
	close(stop)
	<-stopped

	zoe.post("/support/messages", "body", "the last").leadsTo("/support")
	for _, p := range pages {
		p.reads("the last")
		p.isFresh()
	}
}

func TestWholeConversationWorksWithoutScript(t *testing.T) {
	t.Parallel()
	h, _, iris := newDesk(t)
	zoe := h.visitor("Zoe", "first")
	id := h.visit("Zoe").ID

	iris.get("/support/desk").is(200).holds(`href="` + visitPath(id) + `"`)
	iris.claims(id)
	iris.post(visitPath(id)+"/messages", "body", "answer").leadsTo(visitPath(id))
	zoe.get("/support").is(200).holds("answer").holds("iris answers you.").holds("<noscript>")
	zoe.post("/support/messages", "body", "thanks").leadsTo("/support")
	iris.get(visitPath(id)).is(200).holds("thanks").holds("<noscript>")
	iris.visitAct(id, "hand-over").leadsTo(visitPath(id))
	zoe.get("/support").is(200).holds("iris had to go.")
	iris.claims(id)
	iris.visitAct(id, "close").leadsTo(visitPath(id))
	zoe.get("/support").is(200).holds("iris closed the conversation.")
	zoe.post("/support/messages", "body", "one more thing").leadsTo("/support")
	zoe.get("/support").is(200).holds("Somebody will be with you")
	zoe.post("/support/end").leadsTo("/support")
	zoe.post("/support/end").leadsTo("/support")
	iris.get(visitPath(id)).is(200).holds("closed by the visitor")
}

func TestVisitIsClosedAfterTwoMinutesAndWaitsWhenItsVisitorIsBack(t *testing.T) {
	t.Parallel()
	h, _, iris := newDesk(t)
	zoe := h.visitor("Zoe", "first")
	id := h.visit("Zoe").ID
	theirs, ours := zoe.follow("/support"), iris.follow(visitPath(id))
	iris.claims(id)
	ours.says("active " + iris.user.ID.String())
	away := func(after time.Duration, here ...chat.VisitID) {
		t.Helper()
		if err := h.store.CloseAway(t.Context(), here, time.Now().Add(after)); err != nil {
			t.Fatal(err)
		}
	}

	away(chat.VisitAway+time.Second, id)
	theirs.cut()
	theirs.connect() // as a reload
	away(chat.VisitAway - 10*time.Second)
	if got := h.visit("Zoe").State(); got != chat.VisitActive {
		t.Errorf("within two minutes, and while the page is open, the visit is %s", got)
	}
	theirs.cut()
	away(3 * chat.VisitAway)

	ours.says("closed closed: the visitor left") // and so without the number that shows the field
	ours.isFresh()
	bell := iris.bellOf()
	theirs.connect()
	theirs.says("Somebody will be with you")
	theirs.reads("The visitor is back.")
	ours.says("waiting waiting")
	for _, p := range []*deskPage{theirs, ours} {
		p.isFresh()
	}
	bell.wait("a toast", func() bool { return len(bell.toasts) > 0 })
}

// TestVisitThatWasClosedByHandStaysClosedUntilItsVisitorWrites: looking at it
// again is no question.
func TestVisitThatWasClosedByHandStaysClosedUntilItsVisitorWrites(t *testing.T) {
	t.Parallel()
	h, _, iris := newDesk(t)
	zoe := h.visitor("Zoe", "first")
	id := h.visit("Zoe").ID
	iris.claims(id)
	iris.visitAct(id, "close").is(303)

	zoe.follow("/support").says("closed")
	if got := h.visit("Zoe").State(); got != chat.VisitClosed {
		t.Errorf("the visit is %s", got)
	}
	zoe.post("/support/messages", "body", "again").leadsTo("/support")
	if got := h.visit("Zoe").State(); got != chat.VisitWaiting {
		t.Errorf("the visit is %s", got)
	}
}

// TestServerThatComesBackWaitsForVisitors, whose pages could not but go.
func TestServerThatComesBackWaitsForVisitors(t *testing.T) {
	t.Parallel()
	h, _, _ := newDesk(t)
	zoe := h.visitor("Zoe", "first")
	zoe.follow("/support").cut()
	night := time.Now().Add(8 * time.Hour)

	if err := h.store.AwaitVisitors(t.Context(), night); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		after time.Duration
		want  chat.VisitState
	}{{time.Minute, chat.VisitWaiting}, {chat.VisitAway, chat.VisitClosed}} {
		if err := h.store.CloseAway(t.Context(), nil, night.Add(c.after)); err != nil {
			t.Fatal(err)
		}
		if got := h.visit("Zoe").State(); got != c.want {
			t.Errorf("after %v the visit is %s", c.after, got)
		}
	}
}

// TestVisitLivesByTheClock goes through the hours of one.
func TestVisitLivesByTheClock(t *testing.T) {
	atLeisure(t, func(t *testing.T, h *house, ada *browser) {
		iris := h.opensDesk(ada)
		zoe := h.visitor("Zoe", "first")
		page := zoe.follow("/support")
		iris.claims(h.visit("Zoe").ID)

		time.Sleep(10 * time.Minute)
		if got := h.visit("Zoe").State(); got != chat.VisitActive {
			t.Errorf("while its page is open the visit is %s", got)
		}
		page.cut()
		time.Sleep(chat.VisitAway + 25*time.Second)
		if got := h.visit("Zoe").State(); got != chat.VisitClosed {
			t.Errorf("two minutes later the visit is %s", got)
		}
		time.Sleep(23 * time.Hour)
		zoe.get("/support").is(200).holds("first").holds("Write, and it goes on.")
		time.Sleep(time.Hour)
		if got := zoe.get("/support").is(200).holds("Your name").body; strings.Contains(got, "first") {
			t.Error("a day later the page still shows it")
		}
		zoe.post("/support/messages", "body", "x").is(404)
	})
}

func TestSentTwiceIsSaidOnce(t *testing.T) {
	t.Parallel()
	h, _, iris := newDesk(t)
	zoe := h.stranger()
	zoe.asks("Zoe", "first")
	zoe.asks("Zoe", "first") // pressed twice
	zoe.asks("Zoe", "from another tab")
	id := h.visit("Zoe").ID
	iris.claims(id)

	for range 2 {
		zoe.post("/support/messages", "body", "second", "key", "a").is(303)
		iris.post(visitPath(id)+"/messages", "body", "second", "key", "a").is(303)
	}

	want := []string{"said  first", "said  from another tab", "joined iris ", "said  second", "said iris second"}
	if got := h.said(id); !slices.Equal(got, want) {
		t.Errorf("the visit is %q, want %q", got, want)
	}
}

func TestDrainingTakesNothingFromVisitors(t *testing.T) {
	t.Parallel()
	h, _, _ := newDesk(t)
	zoe := h.visitor("Zoe", "first")
	page := zoe.follow("/support")

	h.server.Drain(t.Context())

	if code := page.closed(); code != 1012 {
		t.Errorf("the page was closed with %d", code)
	}
	zoe.post("/support/messages", "body", "late").is(http.StatusServiceUnavailable)
	zoe.get("/support").is(200).holds("first")
	zoe.refusal(zoe.handshake(page.socket)).is(http.StatusServiceUnavailable)
}

func TestVisitorWhoLoadsThePageAgainIsThere(t *testing.T) {
	t.Parallel()
	h, _, _ := newDesk(t)
	zoe := h.visitor("Zoe", "first")
	id := h.visit("Zoe").ID
	seen := func(here []chat.VisitID, after time.Duration) {
		t.Helper()
		if err := h.store.CloseAway(t.Context(), here, time.Now().Add(after)); err != nil {
			t.Fatal(err)
		}
	}

	seen([]chat.VisitID{id}, -chat.VisitAway+10*time.Second)
	zoe.get("/support").is(200)
	seen(nil, chat.VisitAway/2)

	if got := h.visit("Zoe").State(); got != chat.VisitWaiting {
		t.Errorf("the visit is %s", got)
	}
}
