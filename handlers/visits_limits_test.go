package handlers_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/db/chat"
	"parley/handlers"
)

// refusedBeginnings are forms with which no visit begins, with what the page
// must keep and say.
var refusedBeginnings = map[string]struct {
	name, body string
	kept, says string
}{
	"nothing":             {"", "", "Tell us your name", "Write something first."},
	"no name":             {"  ", "Where is my parcel?", "Where is my parcel?</textarea>", "Tell us your name"},
	"a long name":         {long(chat.MaxDisplayName + 1), "x", `value="` + long(chat.MaxDisplayName+1) + `"`, "Tell us your name"},
	"no words":            {"Zoe", " \n ", `value="Zoe"`, "Write something first."},
	"4,001 letters":       {"Zoe", strings.Repeat("é", 4001), strings.Repeat("é", 4001) + "</textarea>", "That is too long: 4,001 characters"},
	"a name of the house": {"Admin", "x", `value="Admin"`, "taken for something else"},
	"two alphabets":       {"Zое", "x", "x</textarea>", "taken for something else"},
	"turned letters":      {"a\u202eb", "x", "x</textarea>", "taken for something else"},
	"a bell":              {"a\x07b", "x", "x</textarea>", "taken for something else"},
	"no letters at all":   {"\u200b\u00ad", "x", "x</textarea>", "Tell us your name"},
	"markup":              {`"><script>` + long(chat.MaxDisplayName), "x", `value="&#34;&gt;&lt;script&gt;`, "Tell us your name"},
}

func TestRefusedBeginningKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	h, _, _ := newDesk(t)
	before := h.content()

	for name, c := range refusedBeginnings {
		b := h.stranger()
		a := b.post("/support", "name", c.name, "body", c.body, "page", "https://shop.example/cart")
		if a.status != 422 || !contains(a.body, c.kept, c.says, `value="https://shop.example/cart"`) {
			t.Errorf("%s: answered with %d %.3000s", name, a.status, a.body)
		}
		if b.cookie("visit") != "" {
			t.Errorf("%s: the browser is known by something", name)
		}
	}
	if h.content() != before {
		t.Error("a refused form changed something")
	}
}

func TestRefusedWordsStayInTheirField(t *testing.T) {
	t.Parallel()
	h, _, iris := newDesk(t)
	zoe := h.visitor("Zoe", "first")
	id := h.visit("Zoe").ID
	iris.claims(id)
	theirs := zoe.follow("/support")
	before := h.said(id)

	for body, code := range map[string]string{long(4001): "TOO_LONG", "": "EMPTY", " \u200b ": "EMPTY", "a\x00b": "BAD_FRAME"} {
		for b, path := range map[*browser]string{zoe: "/support/messages", iris: visitPath(id) + "/messages"} {
			a := b.post(path, "body", body).is(422).holds(`data-code="` + code + `"`)
			if len(body) > 1000 {
				a.holds(`value="` + body + `"`)
			}
			b.htmx(path, "body", body).is(422).holds(`<hx-partial id="composer-error"`).holds(code)
		}
	}
	zoe.htmx("/support/messages", "body", "x", "key", long(chat.MaxKey+1)).is(http.StatusBadRequest).holds("BAD_FRAME")
	theirs.send(map[string]any{"action": "message", "body": long(4001)})
	theirs.wait("a complaint", func() bool { return theirs.code == "TOO_LONG" })
	if !strings.Contains(theirs.last(), long(4001)) {
		t.Error("the words are lost")
	}
	if got := h.said(id); !slices.Equal(got, before) {
		t.Errorf("the visit is %.300q", got)
	}

	zoe.post("/support/messages", "body", long(4000)).is(303)
	theirs.reads(long(4000))
}

func TestAnAddressBeginsOnlySoManyVisits(t *testing.T) {
	t.Parallel()
	h, _, _ := newDesk(t, limited(func(l *handlers.Limits) { l.Visits = 2 }))
	zoe := h.visitor("Zoe", "first")
	zoe.post("/support/end").is(303)
	zoe.post("/support/messages", "body", "and on").is(303) // rings like another

	late := h.stranger()
	a := late.post("/support", "name", "Yan", "body", "Where is it?").is(http.StatusTooManyRequests).holds("Where is it?</textarea>").holds(`value="Yan"`)
	if a.header.Get("Retry-After") == "" || late.cookie("visit") != "" {
		t.Errorf("answered with %v", a.header)
	}
	zoe.post("/support/messages", "body", "more of the same").is(303)
	zoe.post("/support/end").is(303)
	zoe.post("/support/messages", "body", "and on").is(http.StatusTooManyRequests).holds(`value="and on"`)
}

func TestVisitorSaysOnlySoMuchInAllTheirTabs(t *testing.T) {
	t.Parallel()
	h, _, iris := newDesk(t, limited(func(l *handlers.Limits) { l.Messages = 0.2 })) // and so one at once
	zoe := h.visitor("Zoe", "first")
	theirs, second := zoe.follow("/support"), zoe.follow("/support")
	zoe.post("/support/messages", "body", "one").is(303)

	for _, p := range []*deskPage{theirs, second} {
		p.send(map[string]any{"action": "message", "body": "two"})
		p.wait("a complaint", func() bool { return p.code == "RATE_LIMITED" })
	}
	zoe.post("/support/messages", "body", "two").is(http.StatusTooManyRequests).holds(`value="two"`)
	if a := zoe.htmx("/support/messages", "body", "two").is(http.StatusTooManyRequests).holds("RATE_LIMITED"); a.header.Get("Retry-After") == "" {
		t.Error("it does not say when to come again")
	}
	h.visitor("Yan", "another").post("/support/messages", "body", "one").is(303)
	id := h.visit("Zoe").ID
	iris.claims(id)
	iris.post(visitPath(id)+"/messages", "body", "one").is(303)
	iris.post(visitPath(id)+"/messages", "body", "two").is(http.StatusTooManyRequests).holds(`value="two"`)
}

func TestFloodOfFramesEndsAVisitorsPage(t *testing.T) {
	t.Parallel()
	h, _, iris := newDesk(t, limited(func(l *handlers.Limits) { l.Frames = 1 }))
	zoe := h.visitor("Zoe", "first")
	ours, theirs := iris.follow(visitPath(h.visit("Zoe").ID)), zoe.follow("/support")

	for range 200 {
		if theirs.trySend(map[string]any{"action": "typing"}) != nil {
			break
		}
	}

	if code := theirs.closed(); code != 1008 && code != 1006 {
		t.Errorf("the page was closed with %d", code)
	}
	zoe.follow("/support")
	if n := strings.Count(strings.Join(ours.all(), ""), "is typing"); n > 1 {
		t.Errorf("the agents saw %d typing lines", n)
	}
}

func TestOldestPageOfAVisitorGivesWay(t *testing.T) {
	t.Parallel()
	h, _, _ := newDesk(t, limited(func(l *handlers.Limits) { l.SocketsPerUser = 2 }))
	zoe, yan := h.visitor("Zoe", "first"), h.visitor("Yan", "another")
	others, oldest := yan.follow("/support"), zoe.follow("/support")
	zoe.follow("/support")

	newest := zoe.follow("/support")

	if code := oldest.closed(); code != 4408 || !contains(oldest.last(), "Opened elsewhere.", `href="/support"`) {
		t.Errorf("the oldest was closed with %d and told %q", code, oldest.last())
	}
	yan.post("/support/messages", "body", "still here").is(303)
	others.reads("still here")
	newest.isFresh()
}

// TestBlockedAddressFindsNoDesk, neither its page nor its post nor its socket.
func TestBlockedAddressFindsNoDesk(t *testing.T) {
	t.Parallel()
	h, ada, mod := behindOurProxy(t)
	ada.post("/moderation/settings/desk", "open", "1").is(303)
	zoe, yan := h.strangerFrom(badAddress), h.strangerFrom("198.51.100.9")
	zoe.asks("Zoe", "first")
	yan.asks("Yan", "another")
	page, kept := zoe.follow("/support"), yan.follow("/support")
	before := h.said(h.visit("Zoe").ID)

	mod.keepsOut(badAddress, "1h").is(303)

	toldBlocked(t, page.peer)
	zoe.get("/support").is(403).holds("Not from this address")
	for _, path := range []string{"/support", "/support/messages", "/support/end"} {
		zoe.post(path, "name", "Zoe", "body", "x").is(403)
	}
	toldBlocked(t, h.dial(t, page.socket, zoe.headers()))
	if got := zoe.refusesUpgrade("/ws/support/"); got != 403 {
		t.Errorf("a program's socket was refused with %d", got)
	}
	if got := h.said(h.visit("Zoe").ID); len(got) != len(before) {
		t.Errorf("the visit is %q", got)
	}
	yan.post("/support/messages", "body", "still here").is(303)
	kept.reads("still here")
}

func TestStaffSeeAndCloseConnectionsOfVisitors(t *testing.T) {
	t.Parallel()
	h, ada, _ := newDesk(t)
	zoe := h.visitor("Zoe", "first")
	page := zoe.follow("/support")
	list := ada.get("/moderation/connections").is(200).holds("Zoe").holds("at the support desk").body
	_, rest, _ := strings.Cut(list, "/moderation/connections/")
	id, _, _ := strings.Cut(rest, "/close")

	ada.post("/moderation/connections/" + id + "/close").is(303)

	if code := page.closed(); code != 4403 || !contains(page.last(), "A moderator closed this page.", `href="/support"`) {
		t.Errorf("the page was closed with %d and told %q", code, page.last())
	}
	ada.get("/moderation/log").is(200).holds("Zoe")
}

// TestVisitOfSomebodyWhoIsSignedInIsTheirs: agents see who it is, and whoever
// uses the browser after them reads nothing of it.
func TestVisitOfSomebodyWhoIsSignedInIsTheirs(t *testing.T) {
	t.Parallel()
	h, _, iris := newDesk(t)
	b := h.account("bob")
	b.get("/support").is(200).holds(`value="bob"`)
	b.asks("Bob", "a secret of mine")
	id := h.visit("Bob").ID
	iris.get(visitPath(id)).is(200).holds(`signed in as <a href="/users/` + b.user.ID.String() + `"`)
	page := b.follow("/support")

	b.post("/logout").is(303)

	signedOut(t, []*peer{page.peer})
	gone := func() {
		t.Helper()
		if strings.Contains(b.get("/support").is(200).body, "secret") {
			t.Error("somebody else reads it")
		}
		b.post("/support/messages", "body", "x").is(404)
		b.post("/support/end").is(404)
		if code := h.dial(t, page.socket, b.headers()).closed(); code != 4404 {
			t.Errorf("the socket was closed with %d", code)
		}
	}
	gone()
	h.account("carol")
	b.post("/login", "username", "carol", "password", password).is(303)
	gone()
	b.post("/login", "username", "bob", "password", password).is(303)
	again := b.follow("/support")
	again.reads("a secret of mine")
	iris.claims(id)
	again.says("iris answers you.")
}

func TestCookieOfAVisitIsOutOfReachOfScriptsAndOtherSites(t *testing.T) {
	t.Parallel()
	h, _, _ := newDesk(t)

	a := h.stranger().post("/support", "name", "Zoe", "body", "first")

	cookies := (&http.Response{Header: a.header}).Cookies()
	if len(cookies) != 1 {
		t.Fatalf("the answer sets %d cookies", len(cookies))
	}
	c := cookies[0]
	if c.Name != "visit" || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || len(c.Value) != 43 || time.Until(c.Expires) < 29*24*time.Hour {
		t.Errorf("got cookie %+v", c)
	}
}

// TestOtherSitesSpeakForNoVisitor, also not by a socket.
func TestOtherSitesSpeakForNoVisitor(t *testing.T) {
	t.Parallel()
	h, _, _ := newDesk(t)
	zoe := h.visitor("Zoe", "first")
	before := h.content()

	for name, spoil := range otherSites {
		for _, path := range []string{"/support", "/support/messages", "/support/end"} {
			r := zoe.form(path, "name", "Zoe", "body", "x")
			spoil(r, h.base)
			if a := zoe.do(r); a.status != http.StatusForbidden {
				t.Errorf("%s, %s: %d", path, name, a.status)
			}
		}
	}
	foreign := zoe.handshake("/ws/support/?after=1")
	foreign.Header.Set("Origin", "http://evil.example")
	zoe.refusal(foreign).is(http.StatusForbidden)
	if h.content() != before {
		t.Error("something was changed")
	}
}
