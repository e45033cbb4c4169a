package handlers_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"parley/db/chat"
	"parley/handlers"
)

// offered are the words that a text's end may be meant as, the likeliest first.
func (b *browser) offered(room chat.RoomID, body string) []string {
	b.t.Helper()
	answer := b.post(roomPath(room)+"/suggest", "body", body).is(http.StatusOK).body
	var words []string
	for _, part := range strings.Split(answer, `name="pick" value="`)[1:] {
		word, _, _ := strings.Cut(part, `"`)
		words = append(words, word)
	}
	slices.Reverse(words) // the likeliest stands next to the field
	return words
}

func TestWhoSpokeLatelyIsSuggestedFirst(t *testing.T) {
	h, ada := newInhabited(t)
	for _, name := range []string{"joan", "joe", "jonas"} {
		h.person(name)
	}
	jonas := h.person("jo.last")
	jonas.say(lobby, "I was here")

	for body, want := range map[string][]string{
		"hi @jo":   {"@jo.last", "@joan", "@joe", "@jonas"},
		"hi @JOA":  {"@joan"},
		"hi @joa ": nil,
		"hi":       nil,
		"@roo":     {"@room"},
		"@H":       {"@here"},
		":rock":    {"🚀"},
		"@nobody":  nil,
		"":         nil,
	} {
		if got := ada.offered(lobby, body); !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", body, got, want)
		}
	}
}

func TestOnlyMembersAreSuggestedAndOnlyToMembers(t *testing.T) {
	h, ada := newInhabited(t)
	bob, eve, ben := h.person("bob"), h.person("eve"), h.person("ben")
	h.person("bert")
	room := h.closedRoom(ada, bob, ben)
	ada.post("/users/" + ben.user.ID.String() + "/block").is(http.StatusSeeOther)

	if got := ada.offered(room, "@b"); !slices.Equal(got, []string{"@bob"}) {
		t.Errorf("ada is offered %q", got)
	}
	for _, body := range []string{"@b", "x"} {
		eve.post(roomPath(room)+"/suggest", "body", body).is(http.StatusNotFound)
		eve.post(roomPath(99)+"/suggest", "body", body).is(http.StatusNotFound)
	}
}

func TestWordsForEverybodyAreOfferedToThoseWhoMayUseThem(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.people("person", chat.MaxEverybody)[0]

	if got := ada.offered(lobby, "@ro"); !slices.Equal(got, []string{"@room"}) {
		t.Errorf("ada is offered %q", got)
	}
	if got := bob.offered(lobby, "@ro"); got != nil {
		t.Errorf("bob is offered %q", got)
	}
}

func TestAPickedNameStandsInTheText(t *testing.T) {
	_, ada := newInhabited(t)

	ada.post("/rooms/1/suggest", "body", "hi <b>, @joan", "pick", "@jo").is(http.StatusOK).holds(`value="hi &lt;b&gt;, @jo "`)
	for _, pick := range []string{"@two words", "@" + strings.Repeat("a", 31)} {
		ada.post("/rooms/1/suggest", "body", "@jo", "pick", pick).is(http.StatusBadRequest)
	}
}

func TestSuggestionsAreLimited(t *testing.T) {
	_, ada := newInhabited(t, limited(func(l *handlers.Limits) { l.Typing = 0.5 }))
	ada.offered(lobby, "@a")

	a := ada.post("/rooms/1/suggest", "body", "@a").is(http.StatusTooManyRequests)

	if a.header.Get("Retry-After") == "" {
		t.Error("it does not say when to come again")
	}
}
