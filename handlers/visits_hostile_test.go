package handlers_test

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"parley/db/chat"
)

// TestVisitorIsTheAuthorWhateverTheirFramesName, by the socket and by forms.
func TestVisitorIsTheAuthorWhateverTheirFramesName(t *testing.T) {
	t.Parallel()
	h, _, iris := newDesk(t)
	zoe := h.visitor("Zoe", "first")
	h.visitor("Yan", "another")
	id, other := h.visit("Zoe").ID, h.visit("Yan").ID
	iris.claims(other)
	page := zoe.follow("/support")
	lies := []string{"visit", other.String(), "visit_id", other.String(), "id", other.String(), "agent", iris.user.ID.String(), "agent_id", iris.user.ID.String(),
		"user", iris.user.ID.String(), "author", "iris", "name", "iris", "kind", "joined", "page", "x", "act", "close", "room", "1"}
	frame := map[string]any{"action": "message", "body": "by a frame"}
	for i := 0; i < len(lies); i += 2 {
		frame[lies[i]] = lies[i+1]
	}

	page.send(frame)
	page.reads("visitor by a frame")
	zoe.post("/support/messages?visit="+other.String(), append(lies, "body", "by a form")...).is(303)
	for _, action := range []string{"resume", "claim", "close", "read", "react", "thread", "visit", ""} {
		page.send(map[string]any{"action": action, "visit": other.String(), "cursor": "0", "body": "x"})
		page.wait("a complaint", func() bool { return page.code == "UNKNOWN_ACTION" })
	}

	if got, want := h.said(id), []string{"said  first", "said  by a frame", "said  by a form"}; !slices.Equal(got, want) {
		t.Errorf("the visit is %q, want %q", got, want)
	}
	if got := h.said(other); len(got) != 2 {
		t.Errorf("the other's visit is %q", got)
	}
	if got := h.visit("Zoe"); got.State() != chat.VisitWaiting || got.Name != "Zoe" {
		t.Errorf("the visit is %+v", got)
	}
}

func TestVisitOfAnotherVisitorIsNotThere(t *testing.T) {
	t.Parallel()
	h, _, _ := newDesk(t)
	zoe := h.visitor("Zoe", "a secret of mine")
	id := h.visit("Zoe").ID
	yan, bob := h.stranger(), h.person("bob")
	yan.keep(&http.Cookie{Name: "visit", Value: strings.Repeat("A", 43), Path: "/"})

	for _, b := range []*browser{yan, bob, h.stranger()} {
		for _, path := range []string{"/support", "/support?visit=" + id.String(), "/support?id=" + id.String()} {
			if strings.Contains(b.get(path).is(200).body, "secret") {
				t.Errorf("%s shows somebody else's visit", path)
			}
		}
		b.post("/support/messages", "body", "x", "visit", id.String()).is(404)
		b.post("/support/end", "visit", id.String()).is(404)
		b.refusal(b.handshake("/ws/support/?visit=" + id.String())).is(404)
		p := h.dial(t, "/ws/support/?visit="+id.String()+"&after=1", b.headers())
		if code := p.closed(); code != 4404 || len(p.all()) != 1 || !strings.Contains(p.last(), "not there any more") {
			t.Errorf("the socket was closed with %d and told %q", code, p.all())
		}
	}
	yan.get(visitPath(id)).leadsTo("/login?next=" + strings.ReplaceAll(visitPath(id), "/", "%2F"))
	for _, path := range []string{visitPath(id), visitPath(id) + "/messages", "/support/desk"} {
		none := strings.Replace(path, visitPath(id), visitPath(999_999), 1)
		if path != visitPath(id)+"/messages" {
			bob.get(path).is(403).sameAs(bob.get(none))
		}
		if path != "/support/desk" {
			bob.post(path, "act", "claim", "body", "x").is(403).sameAs(bob.post(none, "act", "claim", "body", "x"))
		}
	}
	zoe.get("/support").is(200).holds("a secret of mine")
}

// TestPageOfNobodyAtTheDeskHearsNoVisit, whatever its address asks for.
func TestPageOfNobodyAtTheDeskHearsNoVisit(t *testing.T) {
	t.Parallel()
	h, ada, iris := newDesk(t)
	zoe := h.visitor("Zoe", "first")
	id := h.visit("Zoe").ID
	iris.claims(id)
	witness := iris.follow(visitPath(id))
	var peers []*peer
	for _, query := range []string{"?page=p&visit=" + id.String() + "&after=0", "?page=p&view=desk", "?visit=" + id.String()} {
		p := h.dial(t, socketPath(0)+query, ada.headers())
		p.send(map[string]any{"action": "resume", "page": "p", "title": "People"})
		p.send(map[string]any{"action": "typing"})
		peers = append(peers, p)
	}

	zoe.post("/support/messages", "body", "for the desk alone").is(303)
	witness.reads("for the desk alone")
	h.visitor("Yan", "another")
	witness.wait("the number of those who wait", func() bool { return witness.count == "1 waiting" })

	for i, p := range peers {
		p.raw(websocket.TextMessage, `{"action":"nothing"}`)
		heard := strings.Join(p.until("does not know how to do that"), "")
		if contains(heard, "for the desk alone") || contains(heard, "visit-") || contains(heard, "desk-count") {
			t.Errorf("connection %d heard %q", i, heard)
		}
	}
}

// TestVisitorsLearnNothingButWhatIsSaidAndWhoAnswers looks through all pages and
// frames of one for what is the agents'.
func TestVisitorsLearnNothingButWhatIsSaidAndWhoAnswers(t *testing.T) {
	t.Parallel()
	h, ada, _ := newDesk(t)
	bob := h.person("bob")
	agent, err := h.store.CreateUser(t.Context(), chat.NewUser{Username: "i.secretname", DisplayName: "Iris", Role: chat.RoleMember})
	if err != nil {
		t.Fatal(err)
	}
	iris := h.browserOf(agent)
	h.appoints(iris)
	ada.say(lobby, "what a room says")
	bob.post("/support", "name", "Bob", "body", "first", "page", "https://shop.example/cart").is(303)
	id := h.visit("Bob").ID
	before := bob.get("/support").is(200).body
	page := bob.follow("/support")

	iris.claims(id)
	ours := iris.follow(visitPath(id))
	ours.send(map[string]any{"action": "typing"})
	iris.post(visitPath(id)+"/messages", "body", "answer").is(303)
	iris.visitAct(id, "hand-over").is(303)
	iris.claims(id)
	iris.visitAct(id, "close").is(303)
	page.reads("Iris closed the conversation.")

	told := before + strings.Join(page.all(), "") + bob.get("/support").is(200).body
	for _, theirs := range []string{"secretname", "/users/", "/rooms/1", "/moderation", "/support/desk", "shop.example", "visit-head", "data-agent", "data-user=\"" + iris.user.ID.String(),
		"typing-" + iris.user.ID.String(), "desk-count", "what a room says", "General", "signed in as", "me.css", "Claim", "Hand over"} {
		if strings.Contains(told, theirs) {
			t.Errorf("the visitor was told %q", theirs)
		}
	}
}

func TestWhatVisitorsWriteIsWords(t *testing.T) {
	t.Parallel()
	h, _, iris := newDesk(t)
	name, body := `<b onclick=x>Zoe</b>`, `<script>alert(1)</script> [x](javascript:alert(1)) ![y](https://evil.example/z.png)`
	zoe := h.visitor(name, body)
	id := h.visit(name).ID
	list, ours, theirs := iris.follow("/support/desk"), iris.follow(visitPath(id)), zoe.follow("/support")

	zoe.post("/support/messages", "body", body).is(303)
	iris.claims(id)
	iris.post(visitPath(id)+"/messages", "body", body).is(303)
	theirs.reads("answers now")
	ours.reads("answers now")

	shown := strings.Join(slices.Concat(list.all(), ours.all(), theirs.all()), "") + iris.get("/notifications/menu").body + iris.get("/notifications").body +
		iris.get("/support/desk").body + iris.get(visitPath(id)).body + zoe.get("/support").body
	for _, live := range []string{"<b onclick", "<script>alert", `href="javascript:`, "<img src=\"https://evil", "src=\"https://evil"} {
		if strings.Contains(shown, live) {
			t.Errorf("a page or a frame holds %q", live)
		}
	}
}

// cameFrom are addresses of pages, and whether agents may follow them.
var cameFrom = map[string]string{
	"https://shop.example/cart?item=3#top":           "https://shop.example/cart?item=3#top",
	"http://shop.example":                            "http://shop.example",
	"https://shop.example/für?q=ü\u202e":             "https://shop.example/f%C3%BCr?q=%C3%BC%E2%80%AE",
	"javascript:alert(1)":                            "",
	"JaVaScRiPt://shop.example/%0aalert(1)":          "",
	"data:text/html,<script>alert(1)</script>":       "",
	"//shop.example/":                                "",
	"/rooms":                                         "",
	"https:shop.example":                             "",
	"ftp://shop.example/":                            "",
	"https://parley.example@evil.example/":           "",
	"https://shop.example/\x00\r\nSet-Cookie: a=b":   "",
	"https://shop.example/" + strings.Repeat("%", 9): "",
	"https://" + strings.Repeat("ü", 4000):           "https://" + strings.Repeat("%C3%BC", 246),
	"\xff\xfe":                                       "",
	`https://shop.example/"><script>alert(1)`:        "https://shop.example/%22%3E%3Cscript%3Ealert%281%29",
}

func TestPageOfAVisitorIsALinkOfTheWebOrNone(t *testing.T) {
	t.Parallel()
	h, _, iris := newDesk(t)

	for page, want := range cameFrom {
		b, name := h.stranger(), "Zoe "+strconv.Itoa(len(h.waiting()))
		b.get("/support?" + encoded([]string{"page", page}).Encode()).is(200)
		b.post("/support", "name", name, "body", "first", "page", page).is(303)
		visit := h.visit(name)
		if len(visit.Page) > chat.MaxVisitPage {
			t.Errorf("%d bytes of %.40q are kept", len(visit.Page), page)
		}
		shown := iris.get(visitPath(visit.ID)).is(200).body
		_, link, _ := strings.Cut(shown, `from <a href="`)
		if link, _, _ = strings.Cut(link, `"`); link != want {
			t.Errorf("%.60q becomes the link %.90q, want %q", page, link, want)
		}
		if strings.Contains(shown, "\u202e") || strings.Contains(shown, "<script>alert") {
			t.Errorf("%.60q stands on the page as it is", page)
		}
	}
}
