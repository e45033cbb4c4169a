package handlers_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestThreadIsLiveOnOpenPagesAndOnlyCountedInTheRoom(t *testing.T) {
	_, ada, bob, root := inhabitedRoom(t)
	reader, elsewhere := ada.open(lobby), bob.open(lobby)
	reader.opens(root)
	reader.threadSays()

	bob.post(threadPath(root), "body", "first").leadsTo(threadPath(root))
	reader.threadSays("first")
	sent := bob.form(threadPath(root), "body", "second", "key", "k")
	sent.Header.Set("HX-Request", "true")
	bob.do(sent).is(http.StatusCreated).holds("thread-" + root.String() + "-form").holds("Stop following")
	reader.threadSays("first", "second")
	program := ada.program(lobby)
	program.send(map[string]any{"action": "message", "body": "third", "key": "k", "thread": root.String()})
	reader.threadSays("first", "second", "third")

	for _, p := range []*page{reader, elsewhere} {
		p.countsReplies(root, "3 replies")
		if got := p.texts(); !slices.Equal(got, []string{"of ada", "of bob"}) {
			t.Errorf("the room says %v", got)
		}
		p.equalsFresh(t)
	}
	reader.threadEqualsFresh(t)
}

func TestThreadSentTwiceIsOneMessage(t *testing.T) {
	h, ada, bob, root := inhabitedRoom(t)

	for range 2 {
		bob.post(threadPath(root), "body", "once", "key", "k").is(http.StatusSeeOther)
	}

	if got := ada.loadThread(root).log; len(got) != 1 {
		t.Errorf("the thread holds %v", got)
	}
	if got := h.texts(ada, lobby); len(got) != 2 {
		t.Errorf("the room holds %v", got)
	}
}

func TestThreadCatchesUpFromItsOwnCursor(t *testing.T) {
	h, ada, bob, root := inhabitedRoom(t)
	p := bob.open(lobby)
	p.opens(root)
	ada.post(threadPath(root), "body", "before").is(http.StatusSeeOther)
	p.threadSays("before")
	before := ada.loadThread(root).log[0].id
	p.ws.Close()
	ada.post(threadPath(root), "body", "missed").is(http.StatusSeeOther)
	ada.post("/messages/"+strings.TrimPrefix(before, "message-"), "body", "before, edited").leadsTo(threadPath(root) + "?at=" + strings.TrimPrefix(before, "message-") + "#" + before)
	ada.say(lobby, "in the room")

	p.connect()
	for range 2 { // said twice, it is the same
		p.resumeThread()
		p.threadSays("before, edited", "missed")
	}
	ada.post(threadPath(root), "body", "live").is(http.StatusSeeOther)
	p.threadSays("before, edited", "missed", "live")
	p.threadEqualsFresh(t)
	p.equalsFresh(t)

	for _, cursor := range []string{"", "x", "-1", "99999"} { // a cursor that cannot be gets all of it
		p.mu.Lock()
		p.thread.cursor, p.thread.log = cursor, nil
		p.mu.Unlock()
		p.resumeThread()
		p.threadSays("before, edited", "missed", "live")
	}
	if got := h.texts(ada, lobby); len(got) != 3 {
		t.Errorf("the room holds %v", got)
	}
}

func TestRemovedReplyIsCountedNoMore(t *testing.T) {
	_, ada, bob, root := inhabitedRoom(t)
	ada.post(threadPath(root), "body", "gone soon").is(http.StatusSeeOther)
	live, away := bob.open(lobby), bob.load(lobby)
	live.opens(root)
	live.countsReplies(root, "1 reply")
	id := strings.TrimPrefix(live.thread.log[0].id, "message-")

	ada.post("/messages/" + id + "/delete").is(http.StatusSeeOther)
	live.threadSays("Removed by its author.")
	away.connect()

	for _, p := range []*page{live, away} {
		p.countsReplies(root, "")
		p.equalsFresh(t)
	}
	live.threadEqualsFresh(t)
}

func TestThreadOfAnotherRoomIsNotHeard(t *testing.T) {
	h, ada, bob, _ := inhabitedRoom(t)
	secret := h.closedRoom(ada)
	ada.say(secret, "a secret")
	root := h.stored(ada, secret)[0].ID
	p := bob.open(lobby)

	p.send(map[string]any{"action": "thread", "thread": root.String(), "cursor": "0"})
	p.complaint()
	ada.post(threadPath(root), "body", "another secret").is(http.StatusSeeOther)
	ada.say(lobby, "the end")
	p.shows("the end")

	if slices.ContainsFunc(p.all(), func(frame string) bool { return strings.Contains(frame, "another secret") }) {
		t.Error("a stranger hears a thread")
	}
	bob.post(threadPath(root), "body", "x").is(http.StatusNotFound)
	bob.post("/messages/"+root.String()+"/follow", "mark", "follow").is(http.StatusNotFound)
}

func TestThreadsOfFollowersAreCountedOnAllTheirPages(t *testing.T) {
	t.Parallel()
	h, ada, bob, root := inhabitedRoom(t)
	page, elsewhere := ada.open(lobby), ada.elsewhere()
	elsewhere.send(map[string]any{"action": "resume", "page": "a-page", "title": "Threads"})
	counted := func(count string) string { return `id="threads-unread">` + count }
	heard := 0
	tells := func(text string) { // behind what was told before
		t.Helper()
		elsewhere.wait(text, func() bool {
			at := slices.IndexFunc(elsewhere.frames[heard:], func(frame string) bool { return strings.Contains(frame, text) })
			heard += at + 1
			return at >= 0
		})
	}

	bob.post(threadPath(root), "body", "news").is(http.StatusSeeOther)
	page.until(counted("1"))
	tells(counted("1"))
	ada.get("/threads").is(http.StatusOK).holds("data-unread").holds("1 reply")
	head := h.membership(ada, lobby).Room.Head
	page.send(map[string]any{"action": "read", "thread": root.String(), "cursor": head.String()})
	tells(`id="threads-unread"></span>`)
	if body := ada.get("/threads").is(http.StatusOK).body; strings.Contains(body, "data-unread ") {
		t.Error("it is unread yet")
	}

	bob.post(threadPath(root), "body", "gone soon").is(http.StatusSeeOther)
	tells(counted("1"))
	said := bob.loadThread(root).log
	bob.post("/messages/" + strings.TrimPrefix(said[len(said)-1].id, "message-") + "/delete").is(http.StatusSeeOther)
	tells(`id="threads-unread"></span>`)

	ada.post("/messages/"+root.String()+"/follow", "mark", "mute").leadsTo(threadPath(root))
	bob.post(threadPath(root), "body", "for @ada").is(http.StatusSeeOther)
	if got, err := h.store.UnreadThreads(t.Context(), ada.user.ID); err != nil || got != 0 {
		t.Errorf("%d are unread, %v", got, err)
	}
	ada.get(threadPath(root)).is(http.StatusOK).holds("Unmute").holds("Stop following")
	ada.post("/messages/"+root.String()+"/follow", "mark", "love").is(http.StatusUnprocessableEntity)
	bob.get("/threads").is(http.StatusOK).holds("2 replies")
}

func TestThreadIsAPageWithoutScript(t *testing.T) {
	h, ada, bob, root := inhabitedRoom(t)
	bob.post(threadPath(root), "body", "inside").is(http.StatusSeeOther)
	inside := strings.TrimPrefix(bob.loadThread(root).log[0].id, "message-")

	bob.get(threadPath(root)).is(http.StatusOK).holds("<html").holds("of bob").holds("inside").holds(`action="` + threadPath(root) + `"`)
	long := strings.Repeat("x", 4001)
	bob.post(threadPath(root), "body", long).is(http.StatusUnprocessableEntity).holds(long).holds("4,000")
	at := threadPath(root) + "?at=" + inside + "#message-" + inside
	bob.get("/messages/" + inside).leadsTo(at)
	bob.get("/messages/" + inside + "/thread").leadsTo(at)
	bob.get("/messages/" + inside + "/more").is(http.StatusOK).holds(threadPath(root))
	bob.get("/messages/" + inside + "/reply").is(http.StatusNotFound)
	bob.post("/messages/"+inside+"/thread", "body", "deeper").is(http.StatusNotFound)
	bob.post("/rooms/1/unread", "message", inside).is(http.StatusNotFound)
	ada.get("/search?q=inside").is(http.StatusOK)
	for range 60 {
		bob.post(threadPath(root), "body", "more").is(http.StatusSeeOther)
	}
	bob.get(threadPath(root) + "?at=" + inside).is(http.StatusOK).holds("inside").holds("Show the newest replies")
	if body := bob.get(threadPath(root)).is(http.StatusOK).holds("Show earlier replies").body; strings.Contains(body, ">inside<") {
		t.Error("the newest part has the oldest message")
	}
	if got := h.texts(ada, lobby); len(got) != 2 {
		t.Errorf("the room holds %v", got)
	}
}

func TestThreadsAreListedPageByPage(t *testing.T) {
	h, ada := newInhabited(t)
	for i := range 51 {
		ada.say(lobby, fmt.Sprintf("root %02d.", i))
		ada.post(threadPath(h.stored(ada, lobby)[i].ID), "body", "in it").is(http.StatusSeeOther)
	}

	newest := ada.get("/threads").is(http.StatusOK).holds("root 50.").body
	_, rest, _ := strings.Cut(newest, `href="/threads?before=`)
	from, _, _ := strings.Cut(rest, `"`)

	if strings.Contains(newest, "root 00.") {
		t.Error("the first page has more than its share")
	}
	ada.get("/threads?before=" + from).is(http.StatusOK).holds("root 00.")
	ada.get("/threads?before=1").is(http.StatusOK).holds("No older threads.")
	ada.get("/threads?before=x").is(http.StatusNotFound)
}
