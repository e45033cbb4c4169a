package handlers

import (
	"strings"

	lru "github.com/hashicorp/golang-lru/v2"

	"parley/db/chat"
	"parley/views"
)

// keptFragments bounds the cache of rendered messages: at about 700 bytes each
// some 15 MiB, the newest pages of four hundred rooms.
const keptFragments = 20_000

// fragments keeps rendered messages. Broadcast, page and history use the same
// bytes, so a message is rendered once in its life for each audience.
type fragments struct {
	kept *lru.Cache[fragmentKey, views.Fragment]
}

// fragmentKey is everything that a drawing depends on and that may change: a
// person's new name or picture draws their messages anew, and their name those
// that they reacted to or that answer them.
type fragmentKey struct {
	reads   views.Audience
	id      chat.MessageID
	version chat.Seq
	name    string
	picture int
	by      string // who reacted, as it reads
	quote   chat.Quote
	replies chat.Replies
}

func newFragments() *fragments {
	kept, err := lru.New[fragmentKey, views.Fragment](keptFragments)
	if err != nil {
		panic(err) // only for a size below 1
	}
	return &fragments{kept: kept}
}

// of gives the message as everybody of the audience sees it.
func (f *fragments) of(a views.Audience, m chat.Message) views.Fragment {
	key := fragmentKey{a, m.ID, m.Version, m.Author.DisplayName, m.Author.Picture, reactors(m), m.Quote, m.Replies}
	if fragment, ok := f.kept.Get(key); ok {
		return fragment
	}
	fragment := views.MessageFragment(a, m)
	f.kept.Add(key, fragment)
	return fragment
}

// reactors are the names beside a message's reactions; most have none.
func reactors(m chat.Message) string {
	var by []string
	for _, r := range m.Reactions {
		by = append(by, views.Reactors(r))
	}
	return strings.Join(by, "\n")
}

// all gives a page of messages, with their authors' presence as see has it.
func (f *fragments) all(a views.Audience, messages []chat.Message, see views.Sight) []views.Fragment {
	drawn := make([]views.Fragment, len(messages))
	for i, m := range messages {
		drawn[i] = f.of(a, m).With(see(m.Author.ID))
	}
	return drawn
}
