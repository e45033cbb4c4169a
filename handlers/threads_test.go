package handlers_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"parley/db/chat"
)

func threadPath(root chat.MessageID) string { return "/messages/" + root.String() + "/thread" }

// thread is the open thread of a page, as it stands there.
type thread struct {
	root   chat.MessageID
	cursor string
	log    []article
}

// opens opens a thread on the page, and tells the server so.
func (p *page) opens(root chat.MessageID) {
	p.browser.t.Helper()
	opened := p.browser.loadThread(root)
	p.mu.Lock()
	p.thread = opened
	p.mu.Unlock()
	p.resumeThread()
}

func (p *page) resumeThread() {
	p.browser.t.Helper()
	p.mu.Lock()
	fields := map[string]any{"action": "thread", "thread": p.thread.root.String(), "cursor": p.thread.cursor}
	p.mu.Unlock()
	p.send(fields)
}

// loadThread is a thread as a page of ours gets it.
func (b *browser) loadThread(root chat.MessageID) *thread {
	b.t.Helper()
	document, err := html.Parse(strings.NewReader(b.getHTMX(threadPath(root)).is(http.StatusOK).body))
	if err != nil {
		b.t.Fatal(err)
	}
	opened := &thread{root: root, log: articlesIn(document)}
	opened.read(document)
	if opened.cursor == "" {
		b.t.Fatal("the thread has no cursor")
	}
	return opened
}

func (t *thread) read(node *html.Node) {
	t.cursor = attribute(find(node, "input", "name", "cursor"), "value")
}

// apply does what htmx does with a partial about an open thread.
func (t *thread) apply(partial *html.Node, target string) {
	switch {
	case target == "thread-"+t.root.String()+"-end":
		t.log = append(t.log, articlesIn(partial)...)
		t.read(partial)
	case target == "thread-"+t.root.String():
		t.log = articlesIn(partial)
		t.read(partial)
	case attribute(partial, "hx-swap") == "delete":
		t.log = slices.DeleteFunc(t.log, func(a article) bool { return a.id == target })
	case strings.HasPrefix(target, "message-"):
		for _, changed := range articlesIn(partial) {
			for i := range t.log {
				if t.log[i].id == changed.id {
					t.log[i] = changed
				}
			}
		}
	}
}

// threadSays waits until the open thread has exactly these texts.
func (p *page) threadSays(texts ...string) {
	p.browser.t.Helper()
	p.wait("the thread "+strings.Join(texts, ", "), func() bool { return slices.Equal(textsOf(p.thread.log), texts) })
}

// threadEqualsFresh compares the open thread with one that is opened now.
func (p *page) threadEqualsFresh(t *testing.T) {
	t.Helper()
	fresh := p.browser.loadThread(p.thread.root)
	p.mu.Lock()
	defer p.mu.Unlock()
	if !slices.Equal(p.thread.log, fresh.log) {
		t.Errorf("the thread shows\n%v\na fresh one\n%v", p.thread.log, fresh.log)
	}
}

// countsReplies waits until the page says how much is in a thread.
func (p *page) countsReplies(root chat.MessageID, line string) {
	p.browser.t.Helper()
	p.wait("the line "+line, func() bool {
		return slices.ContainsFunc(p.log, func(a article) bool {
			return a.id == "message-"+root.String() && strings.HasPrefix(a.replies, line) && (line != "" || a.replies == "")
		})
	})
}

// applyReplies does what htmx does with the line under a message.
func (p *page) applyReplies(partial *html.Node, root, swap string) {
	for i := range p.log {
		if a := &p.log[i]; a.id == "message-"+root && (swap == "append") == (a.replies == "") {
			a.replies = repliesIn(partial)
		}
	}
}

func repliesIn(node *html.Node) string { return text(find(node, "a", "class", "thread-line")) }

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
	live.threadSays("This message was removed.")
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
	h, ada, bob, root := inhabitedRoom(t)
	page, elsewhere := ada.open(lobby), ada.elsewhere()
	elsewhere.send(map[string]any{"action": "resume", "page": "a-page", "title": "Threads"})
	counted := func(count string) string { return `id="threads-unread">` + count }

	bob.post(threadPath(root), "body", "news").is(http.StatusSeeOther)
	page.until(counted("1"))
	elsewhere.until(counted("1"))
	ada.get("/threads").is(http.StatusOK).holds("data-unread").holds("1 reply")
	heard := len(elsewhere.all())
	head := h.membership(ada, lobby).Room.Head
	page.send(map[string]any{"action": "read", "thread": root.String(), "cursor": head.String()})
	elsewhere.wait("no number", func() bool {
		return slices.ContainsFunc(elsewhere.frames[min(heard, len(elsewhere.frames)):], func(frame string) bool {
			return strings.Contains(frame, `id="threads-unread"></span>`)
		})
	})
	if body := ada.get("/threads").is(http.StatusOK).body; strings.Contains(body, "data-unread ") {
		t.Error("it is unread yet")
	}

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
