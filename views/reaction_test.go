package views

import (
	"strings"
	"testing"

	"parley/db/chat"
)

// reacted is a message that several people answered to.
func (s sampler) reacted(m chat.Message) chat.Message {
	m.Reactions = []chat.Reaction{
		{Text: "👍", Count: 2, People: s.named(42, 43)},
		{Text: s.text, Count: 5, People: s.named(44, 45, 46, 47, 48)},
	}
	return m
}

func (s sampler) named(ids ...chat.UserID) []chat.Named {
	var people []chat.Named
	for _, id := range ids {
		people = append(people, chat.Named{ID: id, Name: s.text})
	}
	return people
}

func TestReactorsAreNamedAsOneSaysIt(t *testing.T) {
	everybody := []chat.Named{{ID: 1, Name: "Ada"}, {ID: 2, Name: "Bob"}, {ID: 3, Name: "Cy"}, {ID: 4, Name: "Di"}}
	for count, want := range map[int]string{1: "Ada", 2: "Ada and Bob", 3: "Ada, Bob and Cy", 4: "Ada, Bob and 2 others", 250: "Ada, Bob and 248 others"} {
		got := Reactors(chat.Reaction{Count: count, People: everybody[:min(count, len(everybody))]})

		if got != want {
			t.Errorf("of %d: %q, want %q", count, got, want)
		}
	}
}

// TestOnesOwnReactionIsMarkedByIDAndNotByAPartOfIt: 4 is no reaction of 42.
func TestOnesOwnReactionIsMarkedByIDAndNotByAPartOfIt(t *testing.T) {
	line := string(MessageReacted(plain.reacted(plain.message(9)), 13).Bytes())

	if !strings.Contains(line, `data-by="42 43"`) || !strings.Contains(string(StyleFor(plain.user(4))), `[data-by~="4"]`) {
		t.Errorf("the line is %s, the style %s", line, StyleFor(plain.user(4)))
	}
}

func TestEveryEmojiOfThePickerIsAReaction(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range append(append([]emoji(nil), quickEmoji...), commonEmoji...) {
		if err := chat.CheckReaction(e.text); err != nil || seen[e.text] || e.name == "" {
			t.Errorf("%s %q: %v, seen before: %t", e.text, e.name, err, seen[e.text])
		}
		seen[e.text] = true
	}
}

func TestMessageWithoutReactionsHasNoLineForThem(t *testing.T) {
	if got := string(MessageFragment(readers, plain.message(9)).Bytes()); strings.Contains(got, "reactions-") {
		t.Errorf("got %s", got)
	}
}
