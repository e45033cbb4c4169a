package handlers_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
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
