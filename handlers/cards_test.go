package handlers_test

import (
	"fmt"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/net/html"

	"parley/db/chat"
	"parley/handlers"
	"parley/handlers/jobs/fetch"
)

// cardIn is all that stands in the card below a node.
func cardIn(node *html.Node) string {
	card := find(node, "aside", "class", "link-card")
	if card == nil {
		return ""
	}
	var said []string
	link, picture := "", ""
	for n := range card.Descendants() {
		switch {
		case n.Type == html.TextNode:
			said = append(said, strings.Fields(n.Data)...)
		case n.Data == "a":
			link = attribute(n, "href")
		case n.Data == "img":
			picture = attribute(n, "src")
		}
	}
	return strings.Join(said, " ") + " | " + link + " | " + picture
}

// applyCard does what htmx does with the partials of a message's card.
func (p *page) applyCard(partial *html.Node, target string) {
	message, _, _ := strings.Cut(strings.TrimPrefix(target, "#"), ":")
	message = strings.Replace(message, "card-", "message-", 1)
	for i := range p.log {
		a := &p.log[i]
		if a.id == message && (attribute(partial, "hx-swap") == "after") == (a.card == "") {
			a.card = cardIn(partial)
		}
	}
}

// cards waits until the page's messages have these cards, each told by a part of
// it; empty is none.
func (p *page) cards(wanted ...string) {
	p.browser.t.Helper()
	p.wait("the cards "+strings.Join(wanted, ", "), func() bool {
		return slices.EqualFunc(p.log, wanted, func(a article, want string) bool {
			return want == "" && a.card == "" || want != "" && strings.Contains(a.card, want)
		})
	})
}

// elsewhere is another site, which the server may ask. What it is asked for is
// counted.
type elsewhere struct {
	*httptest.Server
	asked atomic.Int32
}

func newElsewhere(t *testing.T) *elsewhere {
	t.Helper()
	e := &elsewhere{}
	e.Server = httptest.NewServer(http.HandlerFunc(e.answer))
	t.Cleanup(e.Close)
	return e
}

func (e *elsewhere) answer(w http.ResponseWriter, r *http.Request) {
	e.asked.Add(1)
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	switch r.URL.Path {
	case "/tides", "/winds":
		fmt.Fprintf(w, `<title>About %s</title><meta name=description content="High &amp; low"><meta property=og:image content=/picture>`, r.URL.Path[1:])
	case "/picture":
		w.Header().Set("Content-Type", "image/png")
		png.Encode(w, image.NewRGBA(image.Rect(0, 0, 600, 300)))
	case "/text":
		w.Header().Set("Content-Type", "text/plain")
		fmt.Fprint(w, "<title>no page</title>")
	case "/inside":
		http.Redirect(w, r, "http://127.0.0.1:1/", http.StatusFound)
	case "/untitled":
		fmt.Fprint(w, "<p>hello")
	default:
		http.NotFound(w, r)
	}
}

// reaching lets a house ask another site and nobody else.
func reaching(e *elsewhere) setting {
	address := netip.MustParseAddrPort(e.Listener.Addr().String())
	return func(_ *house, c *handlers.Config) {
		c.Fetch = fetch.New(fetch.Options{Agent: "Parley/test", Allow: func(a netip.AddrPort) bool { return a == address }})
	}
}

// last is the newest message of the lobby.
func (h *house) last(b *browser) chat.Message {
	h.t.Helper()
	messages := h.stored(b, lobby)
	return messages[len(messages)-1]
}

func removeCardPath(m chat.Message) string { return messagePath(m) + "/card/remove" }

func TestCardOfALinkComesToEverybody(t *testing.T) {
	t.Parallel()
	e := newElsewhere(t)
	h, ada := newInhabited(t, reaching(e))
	bob := h.person("bob")
	first, second := ada.open(lobby), bob.open(lobby)

	first.write("look: " + e.URL + "/tides and " + e.URL + "/winds")

	for _, p := range []*page{first, second} {
		p.cards("127.0.0.1 About tides High & low | " + e.URL + "/tides | /cards/1/picture?v=1")
		p.equalsFresh(t)
	}
	first.write("plain: " + e.URL + "/picture")
	second.cards("About tides", "127.0.0.1 | "+e.URL+"/picture | /cards/2/picture?v=2")
	second.equalsFresh(t)
}

func TestPictureOfACardIsForTheRoomAlone(t *testing.T) {
	e := newElsewhere(t)
	h, ada := newInhabited(t, reaching(e))
	room := h.closedRoom(ada)
	reader := ada.open(room)
	reader.write(e.URL + "/tides")
	reader.cards("About tides")
	address := "/cards/" + h.stored(ada, room)[0].ID.String() + "/picture?v=1"

	got := ada.get(address).is(http.StatusOK)
	for name, want := range map[string]string{"Content-Type": "image/jpeg", "X-Content-Type-Options": "nosniff",
		"Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "private, max-age=31536000, immutable"} {
		if got := got.header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}

	eve := h.person("eve")
	hidden, nothing := eve.get(address).is(http.StatusNotFound), eve.get("/cards/99999/picture?v=1").is(http.StatusNotFound)
	if !sameAnswer(hidden, nothing) {
		t.Error("a stranger can tell that there is a picture")
	}
	for _, bad := range []string{"/cards/1/picture", "/cards/1/picture?v=2", "/cards/x/picture?v=1", "/cards/1/picture?v=-1"} {
		ada.get(bad).is(http.StatusNotFound)
	}
	h.stranger().get(address).is(http.StatusSeeOther)
}

func TestCardIsTakenAwayForGood(t *testing.T) {
	e := newElsewhere(t)
	h, ada := newInhabited(t, reaching(e))
	bob, eve := h.person("bob"), h.person("eve")
	reader := eve.open(lobby)
	bob.say(lobby, e.URL+"/tides")
	reader.cards("About tides")
	m := h.last(ada)
	bob.get("/messages/" + m.ID.String() + "/more").holds("/card/remove")
	if strings.Contains(eve.get("/messages/"+m.ID.String()+"/more").body, "/card/remove") {
		t.Error("somebody else is offered to take the card away")
	}

	eve.post(removeCardPath(m)).is(http.StatusForbidden)
	bob.post(removeCardPath(m)).leadsTo("/rooms/1?around=" + m.ID.String() + "#message-" + m.ID.String())
	reader.cards("")
	bob.post(messagePath(m), "body", "again "+e.URL+"/tides").is(http.StatusSeeOther)
	ada.say(lobby, e.URL+"/tides")

	reader.cards("", "About tides")
	reader.equalsFresh(t)
	ada.post(removeCardPath(h.last(ada))).is(http.StatusSeeOther)
	reader.cards("", "")
	reader.equalsFresh(t)
}

func TestOneLinkIsAskedForOnceWhoeverPostsIt(t *testing.T) {
	e := newElsewhere(t)
	h, ada := newInhabited(t, reaching(e))
	reader := ada.open(lobby)
	want := make([]string, 10)

	for i, b := range h.people("p", 10) {
		b.say(lobby, e.URL+"/tides")
		want[i] = "About tides"
	}

	reader.cards(want...)
	reader.equalsFresh(t)
	if got := e.asked.Load(); got != 2 {
		t.Errorf("the other site was asked %d times, want once for the page and once for its picture", got)
	}
}

// TestEditOfALinkChangesItsCard has one page that hears of it and one that
// slept.
func TestEditOfALinkChangesItsCard(t *testing.T) {
	e := newElsewhere(t)
	h, ada := newInhabited(t, reaching(e))
	reader := ada.open(lobby)
	reader.write(e.URL + "/tides")
	reader.cards("About tides")
	m, asleep := h.last(ada), h.person("bob").load(lobby)

	ada.post(messagePath(m), "body", "better: "+e.URL+"/winds").is(http.StatusSeeOther)
	reader.cards("About winds")
	ada.reactHTMX(m.ID, "emoji", "👍").is(http.StatusNoContent)
	reader.answers(m.ID, "👍 1 by 1")
	asleep.connect()
	asleep.cards("About winds")
	asleep.equalsFresh(t)

	ada.post(messagePath(m), "body", "nothing").is(http.StatusSeeOther)
	for _, p := range []*page{reader, asleep} {
		p.cards("")
		p.equalsFresh(t)
	}
}

// TestWhatGivesNoCardGivesNone ends with a link that gives one: jobs are done in
// their order.
func TestWhatGivesNoCardGivesNone(t *testing.T) {
	e := newElsewhere(t)
	h, ada := newInhabited(t, reaching(e))
	reader := ada.open(lobby)
	var want []string
	for _, body := range []string{e.URL + "/text", e.URL + "/inside", e.URL + "/untitled", e.URL + "/missing", "http://127.0.0.1:1/", "http://10.0.0.1/", "<" + e.URL + "/winds>",
		"`" + e.URL + "/winds`", h.base + "/login", h.base + "/login " + e.URL + "/winds", "no link"} {
		ada.say(lobby, body)
		want = append(want, "")
	}
	ada.say(lobby, e.URL+"/tides")

	reader.cards(append(want, "About tides")...)
	reader.equalsFresh(t)
}

func TestWhereCardsAreOffNobodyIsAsked(t *testing.T) {
	e := newElsewhere(t)
	h, ada := newInhabited(t)
	ada.say(lobby, e.URL+"/tides")
	if h.last(ada).Card != nil || e.asked.Load() != 0 {
		t.Error("the other site was asked")
	}
	if _, err := h.store.LinkWithoutCard(t.Context(), h.last(ada).ID); err != nil {
		t.Errorf("the message has no link: %v", err)
	}
}
