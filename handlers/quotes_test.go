package handlers_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"parley/db/chat"
)

// quoteIn is what the message below a node answers.
func quoteIn(node *html.Node) string {
	quote := find(node, "blockquote", "class", "quote")
	if quote == nil {
		return ""
	}
	return attribute(quote, "data-message") + " " + text(find(quote, "bdi", "", "")) + ": " + text(find(quote, "p", "", ""))
}

// requote does what htmx does with what became of a message that others answer.
func (p *page) requote(quote string) {
	id, _, _ := strings.Cut(quote, " ")
	for i := range p.log {
		if strings.HasPrefix(p.log[i].quote, id+" ") {
			p.log[i].quote = quote
		}
	}
}

// quotes waits until the page shows a text as an answer to that.
func (p *page) quotes(body, quote string) {
	p.browser.t.Helper()
	p.wait(body+" as an answer to "+quote, func() bool {
		return slices.ContainsFunc(p.log, func(a article) bool { return a.text == body && a.quote == quote })
	})
}

// answer sends an answer over the page's socket.
func (p *page) answer(to, body string) {
	p.browser.t.Helper()
	p.queue(body)
	p.send(map[string]any{"action": "message", "body": body, "reply_to": to})
}

func (b *browser) getHTMX(path string) answer {
	b.t.Helper()
	r := b.request(http.MethodGet, path, nil)
	r.Header.Set("HX-Request", "true")
	return b.do(r)
}

func TestAnswerShowsWhatItAnswersOverEveryDoor(t *testing.T) {
	_, ada, bob, ofAda := inhabitedRoom(t)
	p, reader, program := bob.open(lobby), ada.open(lobby), bob.program(lobby)

	p.answer(ofAda.String(), "over the socket")
	bob.post("/rooms/1/messages", "body", "as a form", "reply_to", ofAda.String()).is(http.StatusSeeOther)
	program.send(map[string]any{"action": "message", "body": "as a program", "key": "k", "reply_to": ofAda.String()})

	for _, body := range []string{"over the socket", "as a form", "as a program"} {
		reader.quotes(body, ofAda.String()+" Ada: of ada")
	}
	p.settled()
	p.equalsFresh(t)
	reader.equalsFresh(t)
}

func TestAnswerFollowsWhatItAnswers(t *testing.T) {
	_, ada, bob, ofAda := inhabitedRoom(t)
	path := "/messages/" + ofAda.String()
	bob.post("/rooms/1/messages", "body", "answer", "reply_to", ofAda.String()).is(http.StatusSeeOther)
	live, away := bob.open(lobby), bob.load(lobby)

	ada.post(path, "body", "of ada, **better**").is(http.StatusSeeOther)
	live.quotes("answer", ofAda.String()+" Ada: of ada, **better**")
	live.equalsFresh(t)
	bob.reactHTMX(ofAda, "emoji", "👍").is(http.StatusNoContent)
	away.connect()
	away.quotes("answer", ofAda.String()+" Ada: of ada, **better**")
	away.equalsFresh(t)

	asleep := bob.load(lobby)
	ada.post(path + "/delete").is(http.StatusSeeOther)
	asleep.connect()
	for _, p := range []*page{live, away, asleep} {
		p.quotes("answer", ofAda.String()+" Ada: This message was removed.")
		p.equalsFresh(t)
	}
}

func TestAnswerReadsWithTheNewNameOfWhomItAnswers(t *testing.T) {
	_, ada, bob, ofAda := inhabitedRoom(t)
	bob.post("/rooms/1/messages", "body", "answer", "reply_to", ofAda.String()).is(http.StatusSeeOther)
	bob.load(lobby)

	ada.post("/settings/profile", "display_name", "Augusta").is(http.StatusSeeOther)

	bob.open(lobby).quotes("answer", ofAda.String()+" Augusta: of ada")
}

func TestOutboxComesAgainWithWhatItAnswers(t *testing.T) {
	for name, c := range map[string]struct {
		body, replyTo any
		answers       []bool
	}{
		"one":                    {"text 1", "FIRST", []bool{true}},
		"one of several":         {[]string{"text 1", "text 2", "text 3"}, []string{"", "FIRST", ""}, []bool{false, true, false}},
		"a page of before":       {[]string{"text 1", "text 2"}, nil, []bool{false, false}},
		"a list that is shorter": {[]string{"text 1", "text 2"}, []string{"FIRST"}, []bool{true, false}},
	} {
		t.Run(name, func(t *testing.T) {
			h, ada, bob, ofAda := inhabitedRoom(t)
			p := bob.load(lobby)
			fields := map[string]any{"action": "resume", "cursor": p.cursor, "page": p.token, "acked": "0", "body": c.body}
			switch replies := c.replyTo.(type) {
			case string:
				fields["reply_to"] = ofAda.String()
			case []string:
				for i := range replies {
					replies[i] = strings.Replace(replies[i], "FIRST", ofAda.String(), 1)
				}
				fields["reply_to"] = replies
			}

			for range 2 { // the second time everything is stored already
				p.dial()
				p.send(fields)
				p.wait("all answered", func() bool { return p.acked == len(c.answers) })
			}

			stored := h.stored(ada, lobby)[2:]
			if len(stored) != len(c.answers) {
				t.Fatalf("%d messages are stored", len(stored))
			}
			for i, answers := range c.answers {
				if want := map[bool]chat.MessageID{true: ofAda}[answers]; stored[i].ReplyTo != want {
					t.Errorf("%q answers %d, want %d", stored[i].Body, stored[i].ReplyTo, want)
				}
			}
		})
	}
}

func TestRefusedAnswerKeepsWhatItAnswers(t *testing.T) {
	_, _, bob, ofAda := inhabitedRoom(t)
	long := strings.Repeat("x", 4001)
	field := `name="reply_to" value="` + ofAda.String() + `"`
	p := bob.open(lobby)

	p.answer(ofAda.String(), long)
	p.settled()

	p.wait("the answered message in the refusal", func() bool {
		return slices.ContainsFunc(p.frames, func(frame string) bool {
			return strings.Contains(frame, `data-code="TOO_LONG"`) && strings.Contains(frame, field)
		})
	})
	bob.post("/rooms/1/messages", "body", long, "reply_to", ofAda.String()).is(http.StatusUnprocessableEntity).holds(field).holds("of ada")
}

func TestReplyingIsAnAddressAndAFragment(t *testing.T) {
	h, ada, bob, ofAda := inhabitedRoom(t)
	path := "/messages/" + ofAda.String() + "/reply"
	field := `name="reply_to" value="` + ofAda.String() + `"`

	bob.get(path).leadsTo("/rooms/1?reply=" + ofAda.String())
	bob.get("/rooms/1?reply=" + ofAda.String()).is(http.StatusOK).holds(field).holds("Replying to")
	if got := bob.getHTMX(path).is(http.StatusOK).holds(field).body; strings.Contains(got, "<html") {
		t.Errorf("htmx gets %.200s", got)
	}
	bob.get("/messages/" + ofAda.String() + "/more").is(http.StatusOK).holds(`href="` + path + `"`)
	for _, body := range []string{"typed", "typed\nin lines"} {
		for _, lines := range []string{"one", "many", ""} {
			bob.post("/rooms/composer", "body", body, "lines", lines, "reply_to", ofAda.String()).is(http.StatusOK).holds(field)
		}
	}
	bob.post("/rooms/composer", "body", "typed", "tall", "1").is(http.StatusOK).holds("<textarea")
	bob.post("/rooms/composer", "body", "typed").is(http.StatusOK).holds(`value="typed"`)

	elsewhere := h.closedRoom(ada)
	ada.say(elsewhere, "a secret")
	secret := h.stored(ada, elsewhere)[0].ID.String()
	for _, foreign := range []string{secret, "4711", "x"} {
		bob.get("/messages/" + foreign + "/reply").is(http.StatusNotFound)
		for _, answer := range []answer{bob.get("/rooms/1?reply=" + foreign), bob.post("/rooms/composer", "body", "typed", "reply_to", foreign)} {
			if answer.is(http.StatusOK); strings.Contains(answer.body, "a secret") || !strings.Contains(answer.body, `name="reply_to" value=""`) {
				t.Errorf("%s answers what is not there", foreign)
			}
		}
	}
	ada.post("/messages/" + ofAda.String() + "/delete").is(http.StatusSeeOther)
	bob.get(path).is(http.StatusNotFound)
}

func TestWordsOfBlockedPeopleAreHiddenInAnswersToo(t *testing.T) {
	_, _, bob, _ := inhabitedRoom(t)

	bob.post("/users/1/block").is(http.StatusSeeOther)

	bob.get("/me.css").is(http.StatusOK).holds(`.quote[data-author="1"]`)
}
