package handlers_test

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"parley/db/chat"
)

// page is a room's page as it stands in a browser: what it was loaded with,
// changed by the frames that came since, in the way of htmx. It speaks by the
// outbox, as the real one does.
type page struct {
	*peer
	browser *browser
	room    chat.RoomID
	token   string

	// Guarded by the peer's lock.
	cursor string
	log    []article // oldest first
	outbox []string  // texts on their way
	acked  int       // texts that were answered
	code   string    // of the composer's complaint
	kept   string    // the text that the complaint gives back
	here   []string  // the numbers of people that the page has shown, in order
	people map[string]string
	thread *thread // nil: none is open
}

// article is one message as it stands on a page.
type article struct {
	id, seq, author, key, text string
	reactions                  string // each with its number and people
	continues, edited, deleted bool
	card                       string // all that stands in it
	replies                    string // what is said of its thread
	quote                      string // what it answers: the id, and the words
}

// load opens a room's page and no socket yet.
func (b *browser) load(room chat.RoomID) *page {
	b.t.Helper()
	p := &page{browser: b, room: room}
	p.fill(b.t, b.get(roomPath(room)).is(200).body)
	return p
}

func (p *page) fill(t testing.TB, body string) {
	t.Helper()
	document, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	p.log = articlesIn(document)
	p.here = []string{text(find(document, "span", "id", "online-count"))}
	p.people = standings(document)
	p.cursor = attribute(find(document, "input", "name", "cursor"), "value")
	p.token = attribute(find(document, "input", "name", "page"), "value")
	if p.cursor == "" || p.token == "" {
		t.Fatalf("the page has cursor %q and token %q", p.cursor, p.token)
	}
}

// open is a page with its socket, up to date.
func (b *browser) open(room chat.RoomID) *page {
	b.t.Helper()
	p := b.load(room)
	p.connect()
	return p
}

// connect opens the page's socket, anew after a loss, and resumes.
func (p *page) connect() {
	p.browser.t.Helper()
	p.dial()
	p.resume()
	p.wait("the people of the room", func() bool { return slices.ContainsFunc(p.frames, isPeople) })
}

// isPeople tells the frame that ends the answer to a page's resume.
func isPeople(frame string) bool { return strings.Contains(frame, `id="people-list"`) }

// dial opens the page's socket and says nothing yet. The one before, if there
// was one, is closed and read to its end: a page has one at a time.
func (p *page) dial() {
	b := p.browser
	b.t.Helper()
	if p.peer != nil {
		p.ws.Close()
		p.closed()
	}
	ws, _, err := b.house.upgrade(socketPath(p.room)+"?page="+p.token, b.headers())
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { ws.Close() })
	p.peer = newPeer(b.t, ws)
	p.hears = p.apply
	go p.read()
}

// resume is the first word of a page on each of its connections.
func (p *page) resume() {
	p.browser.t.Helper()
	p.mu.Lock()
	fields := map[string]any{"action": "resume", "cursor": p.cursor, "page": p.token, "acked": strconv.Itoa(p.acked)}
	switch len(p.outbox) {
	case 0:
	case 1:
		fields["body"] = p.outbox[0]
	default:
		fields["body"] = slices.Clone(p.outbox)
	}
	p.mu.Unlock()
	p.send(fields)
}

// write sends a text over the socket, or keeps it in the outbox while there is
// none.
func (p *page) write(text string) {
	p.browser.t.Helper()
	p.queue(text)
	p.send(map[string]any{"action": "message", "body": text})
}

func (p *page) queue(text string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.outbox = append(p.outbox, text)
}

// settled waits until the whole outbox was answered.
func (p *page) settled() {
	p.browser.t.Helper()
	p.wait("an answer to everything in the outbox", func() bool { return len(p.outbox) == 0 })
}

// shows waits until the page's log has a text.
func (p *page) shows(text string) {
	p.browser.t.Helper()
	p.wait("the text "+text, func() bool {
		return slices.ContainsFunc(p.log, func(a article) bool { return a.text == text })
	})
}

// texts is what the page's log says.
func (p *page) texts() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return textsOf(p.log)
}

func textsOf(log []article) []string {
	var texts []string
	for _, a := range log {
		texts = append(texts, a.text)
	}
	return texts
}

// articles is the page's log.
func (p *page) articles() []article {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.log)
}

// complaint waits for one and gives its code and the text it keeps.
func (p *page) complaint() (code, kept string) {
	p.browser.t.Helper()
	p.wait("a complaint", func() bool { code, kept = p.code, p.kept; return code != "" })
	return code, kept
}

// apply does with a frame what htmx does. The peer holds the lock.
func (p *page) apply(frame string) {
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(frame), body)
	if err != nil {
		p.browser.t.Errorf("a frame is no HTML: %v", err)
	}
	for _, node := range nodes {
		if node.Type == html.ElementNode && node.Data != "hx-partial" && node.Data != "title" {
			p.browser.t.Errorf("a frame holds %s at its top", node.Data)
		}
		p.applyPartial(node, attribute(node, "id")+attribute(node, "hx-target"))
	}
}

func (p *page) applyPartial(partial *html.Node, target string) {
	if p.thread != nil {
		p.thread.apply(partial, target)
	}
	swap := attribute(partial, "hx-swap")
	switch {
	case strings.HasPrefix(target, "thread-") && strings.HasSuffix(target, "-line"):
		p.applyReplies(partial, strings.TrimSuffix(strings.TrimPrefix(target, "thread-"), "-line"), swap)
	case strings.HasPrefix(target, "#message-") && swap == "append":
		root, _, _ := strings.Cut(strings.TrimPrefix(target, "#message-"), ":")
		p.applyReplies(partial, root, swap)
	case target == "end":
		p.log = append(p.log, articlesIn(partial)...)
		p.moveCursor(partial)
	case target == "#end input":
		p.moveCursor(partial)
	case target == "messages":
		p.log = articlesIn(partial)
		p.moveCursor(partial)
	case strings.HasPrefix(target, "card-"), strings.Contains(target, ":not(:has(> .link-card)) > "):
		p.applyCard(partial, target)
	case strings.HasPrefix(target, "reactions-"), strings.HasPrefix(target, "#message-"):
		p.applyReactions(partial, target)
	case strings.HasPrefix(target, ".quote"):
		p.requote(quoteIn(partial))
	case strings.HasPrefix(target, "message-"):
		p.replace(articlesIn(partial))
	case target == "acked":
		p.acked, _ = strconv.Atoi(attribute(find(partial, "input", "name", "acked"), "value"))
	case strings.HasPrefix(target, "#outbox form:first-child"):
		p.outbox = p.outbox[min(1, len(p.outbox)):]
	case target == "online-count":
		p.here = append(p.here, text(partial))
	case target == "people-list":
		p.people = standings(partial)
	case strings.HasPrefix(target, "person-"):
		maps.Copy(p.people, standings(partial))
	case target == "composer-error":
		p.code = attribute(find(partial, "div", "id", "composer-error"), "data-code")
		p.kept = text(find(partial, "pre", "", ""))
	}
}

func (p *page) replace(changed []article) {
	for _, a := range changed {
		for i := range p.log {
			if p.log[i].id == a.id {
				p.log[i] = a
			}
		}
	}
}

func (p *page) moveCursor(partial *html.Node) {
	p.cursor = attribute(find(partial, "input", "name", "cursor"), "value")
}
