package handlers_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"parley/handlers"
)

// indexed waits until search knows everything that was said.
func (h *house) indexed() {
	h.t.Helper()
	if err := h.store.IndexMessages(h.t.Context()); err != nil {
		h.t.Fatal(err)
	}
}

// searchPath is the address of a search by its fields.
func searchPath(fields ...string) string { return "/search?" + encoded(fields).Encode() }

// foundHit is a hit as it stands on a page.
type foundHit struct{ title, words, marked, leads string }

// hits are what an answer of search shows.
func (a answer) hits() (found []foundHit) {
	a.t.Helper()
	document, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		a.t.Fatal(err)
	}
	for n := range document.Descendants() {
		if n.Data == "li" && attribute(n, "class") == "entry" {
			link := find(n, "a", "class", "title")
			found = append(found, foundHit{
				title: strings.Join(strings.Fields(text(link)), " "), leads: attribute(link, "href"),
				words: strings.TrimSpace(text(find(n, "p", "class", "words"))), marked: text(find(n, "mark", "", "")),
			})
		}
	}
	return found
}

// older is where an answer's link to older hits leads; empty without one.
func (a answer) older() string {
	_, rest, _ := strings.Cut(a.body, `hx-get="/search/more`)
	address, _, _ := strings.Cut(rest, `"`)
	return html.UnescapeString(address)
}

func TestSearchFindsWhatWasJustSaidAndLeadsToIt(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob := h.person("bob")
	bob.say(lobby, "The Harbour list is <b>done</b>")
	h.indexed()

	found := ada.get(searchPath("q", "harbour")).is(200).hits()

	message := h.stored(ada, lobby)[0].ID.String()
	want := []foundHit{{"bob in General", "The Harbour list is <b>done</b>", "Harbour", "/rooms/1?around=" + message + "#message-" + message}}
	if !slices.Equal(found, want) {
		t.Errorf("found %+v, want %+v", found, want)
	}
	ada.get(found[0].leads).is(200).holds(`id="message-` + message + `"`)
}

// TestAMessageIsFoundWithoutBeingAskedFor: the server brings it into the index
// by itself.
func TestAMessageIsFoundWithoutBeingAskedFor(t *testing.T) {
	t.Parallel()
	_, ada := newInhabited(t)
	for i := range 3 {
		word := fmt.Sprint("tulip", i)
		ada.say(lobby, word)
		said := time.Now()
		for len(ada.get(searchPath("q", word)).is(200).hits()) == 0 {
			if time.Since(said) > patience {
				t.Fatalf("%s was not found", word)
			}
		}
	}
}

func TestSearchFieldsAndTypedFiltersWorkTogether(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob := h.person("bob")
	board := h.closedRoom(ada, bob)
	today := time.Now().UTC().Format(time.DateOnly)
	ada.say(lobby, "tulip of ada")
	bob.say(lobby, "tulip of bob https://x.example")
	bob.say(board, "tulip of the board")
	tomorrow := time.Now().UTC().AddDate(0, 0, 1).Format(time.DateOnly)
	h.indexed()

	for _, c := range []struct {
		fields []string
		want   int
	}{
		{[]string{"q", "tulip"}, 3},
		{[]string{"q", "tulip from:bob"}, 2},
		{[]string{"q", "tulip", "from", "@bob"}, 2},
		{[]string{"q", "tulip", "from", "Bob"}, 2},
		{[]string{"q", "tulip from:bob", "in", board.String()}, 1},
		{[]string{"q", "", "in", board.String()}, 1},
		{[]string{"q", `in:"board"`}, 1},
		{[]string{"q", "tulip", "in", "4711"}, 0},
		{[]string{"q", "tulip", "in", "Board"}, 0},
		{[]string{"q", "tulip", "has", "link"}, 1},
		{[]string{"q", "tulip", "after", today, "before", tomorrow}, 3},
		{[]string{"q", "tulip after:" + tomorrow}, 0},
		{[]string{"q", "tulip", "in", ""}, 3},
	} {
		if found := ada.get(searchPath(c.fields...)).is(200).hits(); len(found) != c.want {
			t.Errorf("%v finds %d, want %d: %+v", c.fields, len(found), c.want, found)
		}
	}
	ada.get(searchPath("q", "tulip", "after", "yesterday")).is(422).holds("That is no day").holds(`value="tulip"`).holds(`value="yesterday"`)
}

func TestStrangersLearnNothingBySearch(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob, eve := h.person("bob"), h.person("eve")
	board := h.closedRoom(ada, bob)
	bob.say(board, "secret tulip")
	h.indexed()
	same := func(path, like string) {
		t.Helper()
		a, b := eve.get(path).is(200), eve.get(like).is(200)
		if len(a.hits()) != 0 || answerOf(t, a) != answerOf(t, b) {
			t.Errorf("%s tells more than %s", path, like)
		}
	}

	same(searchPath("q", "secret"), searchPath("q", "never-said"))
	same(searchPath("q", "in:board"), searchPath("q", "in:nowhere"))
	same(searchPath("q", "x", "in", board.String()), searchPath("q", "x", "in", "4711"))
	same(searchPath("q", "from:bob"), searchPath("q", "from:nobody"))
	if n := len(bob.get(searchPath("q", "secret")).hits()); n != 1 {
		t.Fatalf("a member finds %d", n)
	}
	if err := h.store.Leave(t.Context(), h.membership(bob, board)); err != nil {
		t.Fatal(err)
	}
	if n := len(bob.get(searchPath("q", "secret")).hits()); n != 0 {
		t.Error("somebody who left still finds what was said")
	}
	h.stranger().get(searchPath("q", "secret")).leadsTo("/login?next=" + url.QueryEscape(searchPath("q", "secret")))
}

// answerOf is what a page of search answers, without what was asked.
func answerOf(t *testing.T, a answer) string {
	t.Helper()
	document, err := html.Parse(strings.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	return text(find(document, "div", "class", "empty"))
}

func TestHostileSearchesAreAnswered(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	ada.say(lobby, "calm")
	h.indexed()
	for _, typed := range []string{
		`"`, "AND", "* OR (", "NEAR(", "\x00", "\xff", "calm\x00\x1b", "<script>alert(1)</script>", `" OR tags : "r1`, "words:x", strings.Repeat("not ", 2500), strings.Repeat("字", 900), "before:9999999999", "in:\"",
	} {
		body := ada.get(searchPath("q", typed)).is(200).body
		if strings.Contains(body, "<script>alert") {
			t.Errorf("%q came back as it was", typed)
		}
	}
	for _, older := range []string{"", "x", "-1", "99999999999999999999"} {
		if a := ada.get(searchPath("q", "calm", "older", older)); a.status >= 500 {
			t.Errorf("older=%s is answered with %d", older, a.status)
		}
	}
}

func TestOlderHitsFollowWithoutAGap(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	var want []string
	for i := range 45 {
		text := fmt.Sprint("tulip ", i)
		ada.say(lobby, text)
		want = append([]string{text}, want...)
	}
	h.indexed()

	var got []string
	for path := searchPath("q", "tulip"); path != ""; {
		a := ada.get(path).is(200)
		for _, hit := range a.hits() {
			got = append(got, hit.words)
		}
		if path = a.older(); path != "" {
			plain := ada.get("/search" + path).is(200)
			path = "/search/more" + path
			if more := ada.get(path).is(200); !slices.Equal(more.hits(), plain.hits()) || strings.Contains(more.body, "<html") {
				t.Errorf("%s and its page with a shell differ", path)
			}
		}
		ada.say(lobby, "another tulip")
		h.indexed()
	}
	if !slices.Equal(got, want) {
		t.Errorf("found %q", got)
	}
}

func TestSearchesOfOnePersonAreLimited(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t, limited(func(l *handlers.Limits) { l.Searches = 0.001 }))
	bob := h.person("bob")
	for range 5 {
		ada.get(searchPath("q", "tulip")).is(200)
	}

	refused := ada.get(searchPath("q", "my tulip")).is(http.StatusTooManyRequests).holds("Please wait a moment").holds(`value="my tulip"`)

	if refused.header.Get("Retry-After") == "" {
		t.Error("nothing says when to come back")
	}
	ada.get("/search").is(200)
	bob.get(searchPath("q", "tulip")).is(200)
}

func TestSearchLeavesBlockedPeopleOut(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob := h.person("bob")
	bob.say(lobby, "tulip")
	h.indexed()
	if n := len(ada.get(searchPath("q", "tulip")).hits()); n != 1 {
		t.Fatalf("%d hits", n)
	}
	ada.post("/users/" + bob.user.ID.String() + "/block")
	if n := len(ada.get(searchPath("q", "tulip")).hits()); n != 0 {
		t.Error("what somebody wrote is found whom the searcher blocks")
	}
}
