package handlers_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"parley/db/chat"
)

// newDesk is a house whose support desk is open, with an admin who does not
// answer there and an agent.
func newDesk(t testing.TB, settings ...setting) (h *house, ada, iris *browser) {
	t.Helper()
	h, ada = newInhabited(t, settings...)
	return h, ada, h.opensDesk(ada)
}

// opensDesk gives a house a desk and its first agent.
func (h *house) opensDesk(admin *browser) (iris *browser) {
	h.t.Helper()
	admin.post("/moderation/settings/desk", "open", "1").leadsTo("/moderation/settings")
	return h.agent("iris")
}

// agent is a person who answers at the desk.
func (h *house) agent(name string) *browser {
	h.t.Helper()
	b := h.person(name)
	h.appoints(b)
	return b
}

func (h *house) appoints(b *browser) {
	h.t.Helper()
	if err := h.store.SetAgent(h.t.Context(), b.user.ID, true); err != nil {
		h.t.Fatal(err)
	}
}

func agentPath(b *browser) string { return "/moderation/users/" + b.user.ID.String() + "/agent" }

// visitor is somebody without an account who has asked.
func (h *house) visitor(name, body string) *browser {
	h.t.Helper()
	b := h.stranger()
	b.asks(name, body)
	return b
}

func (b *browser) asks(name, body string) {
	b.t.Helper()
	b.post("/support", "name", name, "body", body).leadsTo("/support")
}

// waiting are the visits that go on.
func (h *house) waiting() []chat.Visit {
	h.t.Helper()
	going, _, err := h.store.Desk(h.t.Context(), 1000, 0)
	if err != nil {
		h.t.Fatal(err)
	}
	return going
}

// visit is the one that a visitor of a name has going or had last.
func (h *house) visit(name string) chat.Visit {
	h.t.Helper()
	going, done, err := h.store.Desk(h.t.Context(), 1000, 1000)
	if err != nil {
		h.t.Fatal(err)
	}
	all := append(going, done...)
	at := slices.IndexFunc(all, func(v chat.Visit) bool { return v.Name == name })
	if at < 0 {
		h.t.Fatalf("%s has no visit among %d", name, len(all))
	}
	return all[at]
}

// said is what stands in a visit: who said it, and what.
func (h *house) said(id chat.VisitID) []string {
	h.t.Helper()
	lines, err := h.store.VisitLines(h.t.Context(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	var said []string
	for _, l := range lines {
		said = append(said, string(l.Kind)+" "+l.Agent.Username+" "+l.Body)
	}
	return said
}

func visitPath(id chat.VisitID) string { return "/support/desk/" + id.String() }

// act is what an agent does with a visit.
func (b *browser) visitAct(id chat.VisitID, act string) answer {
	b.t.Helper()
	return b.post(visitPath(id), "act", act)
}

func (b *browser) claims(id chat.VisitID) {
	b.t.Helper()
	b.visitAct(id, "claim").leadsTo(visitPath(id))
}

// htmx is a form that a page of ours posts by itself.
func (b *browser) htmx(path string, fields ...string) answer {
	b.t.Helper()
	r := b.form(path, fields...)
	r.Header.Set("HX-Request", "true")
	return b.do(r)
}

// deskPage is a page of either side of the desk as it stands in a browser:
// loaded, and changed by the frames that came since.
type deskPage struct {
	*peer
	browser *browser
	path    string
	socket  string

	// Guarded by the peer's lock.
	lines  []element // of the visit
	state  string    // what is said of it
	typing []string
	code   string // of the complaint by the field
	rows   []string
	count  string // how many wait, in the sidebar
	states int    // frames that said how far the visit is
	lists  int    // frames with the list
}

type element struct{ id, text string }

// at loads a page and opens no socket yet.
func (b *browser) at(path string) *deskPage {
	b.t.Helper()
	p := &deskPage{browser: b, path: path}
	document, err := html.Parse(strings.NewReader(b.get(path).is(http.StatusOK).body))
	if err != nil {
		b.t.Fatal(err)
	}
	p.socket = attribute(find(document, "div", "id", "sock"), "hx-ws:connect")
	p.lines, p.rows = linesIn(document), rowsOfDesk(document)
	p.state = stateIn(document)
	p.count = text(find(document, "span", "id", "desk-count"))
	return p
}

// follow is a page that is up to date and hears what comes.
func (b *browser) follow(path string) *deskPage {
	b.t.Helper()
	p := b.at(path)
	p.connect()
	return p
}

// connect opens the page's socket, anew after a loss, and waits until it is up
// to date.
func (p *deskPage) connect() {
	b := p.browser
	b.t.Helper()
	ws, _, err := b.house.upgrade(p.socket, b.headers())
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { ws.Close() })
	p.peer = newPeer(b.t, ws)
	p.hears = p.apply
	p.states, p.lists = 0, 0
	go p.read()
	if strings.HasPrefix(p.socket, "/ws/chat/") {
		p.send(map[string]any{"action": "resume", "page": "a-page", "title": "Desk"})
	}
	p.wait("the page to be up to date", func() bool {
		return p.states > 0 || p.lists > 0
	})
}

func linesIn(root *html.Node) []element {
	var lines []element
	for n := range root.Descendants() {
		if id := attribute(n, "id"); strings.HasPrefix(id, "line-") {
			said := strings.TrimPrefix(text(n), text(find(n, "span", "class", "glyph"))) // which nobody reads
			lines = append(lines, element{id, strings.Join(strings.Fields(attribute(n, "data-side")+" "+said), " ")})
		}
	}
	return lines
}

func rowsOfDesk(root *html.Node) []string {
	var rows []string
	for n := range root.Descendants() {
		if n.Data == "li" && strings.HasPrefix(attribute(n, "id"), "visit-") {
			rows = append(rows, strings.Join(strings.Fields(text(n)), " "))
		}
	}
	return rows
}

// stateIn is what either side is told of the visit.
func stateIn(root *html.Node) string {
	for n := range root.Descendants() {
		if id := attribute(n, "id"); n.Data != "hx-partial" && (id == "visit-state" || id == "visit-head") {
			return strings.Join(strings.Fields(attribute(n, "data-state")+" "+attribute(n, "data-agent")+" "+text(n)), " ")
		}
	}
	return ""
}

// apply does with a frame what htmx does. The peer holds the lock.
func (p *deskPage) apply(frame string) {
	nodes, err := html.ParseFragment(strings.NewReader(frame), &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body})
	if err != nil {
		p.browser.t.Error(err)
	}
	for _, partial := range nodes {
		swap := attribute(partial, "hx-swap")
		switch target := attribute(partial, "id"); {
		case target == "visit-log" && swap == "append":
			p.lines = append(p.lines, linesIn(partial)...)
		case target == "visit-log":
			p.lines = linesIn(partial)
		case strings.HasPrefix(target, "line-"):
			p.lines = slices.DeleteFunc(p.lines, func(l element) bool { return l.id == target })
		case target == "visit-state", target == "visit-head":
			p.state = stateIn(partial)
			p.states++
		case target == "typing":
			p.typing = append(p.typing, text(partial))
		case strings.HasPrefix(target, "typing-"):
			p.typing = nil
		case target == "composer-error":
			p.code = attribute(find(partial, "div", "id", "composer-error"), "data-code")
		case target == "desk":
			p.rows = rowsOfDesk(partial)
			p.lists++
		case target == "desk-count":
			p.count = text(find(partial, "span", "id", "desk-count"))
		}
	}
}

// reads waits until a line of the page has the text in it.
func (p *deskPage) reads(text string) {
	p.browser.t.Helper()
	p.wait("the line "+text, func() bool {
		return slices.ContainsFunc(p.lines, func(l element) bool { return strings.Contains(l.text, text) })
	})
}

// says waits until the page says so of the visit.
func (p *deskPage) says(text string) {
	p.browser.t.Helper()
	p.wait("the state "+text, func() bool { return strings.Contains(p.state, text) })
}

// isFresh fails unless the page is as it would be if it were loaded now. The list
// and the number of those who wait come a little later than the lines.
func (p *deskPage) isFresh() {
	p.browser.t.Helper()
	fresh := p.browser.at(p.path)
	p.wait("the list and the number of a fresh page", func() bool { return p.count == fresh.count && slices.Equal(p.rows, fresh.rows) })
	p.mu.Lock()
	defer p.mu.Unlock()
	if !slices.Equal(p.lines, fresh.lines) || p.state != fresh.state {
		p.browser.t.Errorf("%s has come to\n%q\n%q\nand is\n%q\n%q", p.path, p.lines, p.state, fresh.lines, fresh.state)
	}
}

// cut breaks the page's connection off, as a network does.
func (p *deskPage) cut() {
	p.browser.t.Helper()
	p.ws.NetConn().Close()
	p.closed()
}
