package views

import (
	"strings"
	"testing"

	"parley/db/chat"
)

// carded is a message whose link has a card with everything on it.
func (s sampler) carded(id chat.MessageID) chat.Message {
	m := s.message(id)
	m.Card = &chat.Card{Page: 3, Link: "https://tides.example/a", Site: s.text, Title: s.text, Description: s.text, Width: 480, Height: 252}
	return m
}

// pictured is one whose link is a picture.
func (s sampler) pictured(id chat.MessageID) chat.Message {
	m := s.carded(id)
	m.Card.Title, m.Card.Description = "", ""
	return m
}

func TestCardLeadsOutAndLoadsNothingFromThere(t *testing.T) {
	for name, m := range map[string]chat.Message{"text": plain.carded(9), "picture": plain.pictured(9)} {
		drawn := string(MessageFragment(readers, m).Bytes())

		if got := strings.Count(drawn, "tides.example"); got != 1 {
			t.Errorf("%s: the other site is named %d times, want once", name, got)
		}
		for _, want := range []string{`href="https://tides.example/a" rel="nofollow noopener noreferrer ugc" target="_blank"`, `src="/cards/9/picture?v=3"`, `data-own method="post" action="/messages/9/card/remove"`} {
			if !strings.Contains(drawn, want) {
				t.Errorf("%s: there is no %s in %s", name, want, drawn)
			}
		}
	}
}

func TestCardReservesTheRoomOfItsPicture(t *testing.T) {
	drawn := string(MessageFragment(readers, plain.pictured(9)).Bytes())
	if want := `width="240" height="126"`; !strings.Contains(drawn, want) {
		t.Errorf("there is no %s in %s", want, drawn)
	}
}

func TestRemovedMessageHasNoCard(t *testing.T) {
	m := plain.carded(9)
	m.Deleted = noon
	if drawn := string(MessageFragment(readers, m).Bytes()); strings.Contains(drawn, "card") {
		t.Errorf("got %s", drawn)
	}
}

func TestACardOnlyAddsToTheMessagesThatHaveOne(t *testing.T) {
	with, without := plain.carded(9), plain.message(9)
	bare := string(MessageFragment(readers, without).Bytes())
	before, _, _ := strings.Cut(string(MessageFragment(readers, with).Bytes()), `<aside class="link-card"`)
	if !strings.HasPrefix(bare, before) || strings.Contains(bare, "card") {
		t.Errorf("a message without a card is %s", bare)
	}
}
