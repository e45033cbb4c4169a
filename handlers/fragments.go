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

// fragments keeps messages rendered for one audience. Broadcast, page and
// history use the same bytes, so a message is rendered once in its life.
type fragments struct {
	audience views.Audience
	kept     *lru.Cache[fragmentKey, views.Fragment]
}

// fragmentKey is everything that a drawing depends on and that may change: a
// person's new name or picture draws their messages anew, and their name those
// that they reacted to or that answer them.
type fragmentKey struct {
	id      chat.MessageID
	version chat.Seq
	name    string
	picture int
	by      string // who reacted, as it reads
	quote   chat.Quote
	replies chat.Replies
}

func newFragments(audience views.Audience) *fragments {
	kept, err := lru.New[fragmentKey, views.Fragment](keptFragments)
	if err != nil {
		panic(err) // only for a size below 1
	}
	return &fragments{audience: audience, kept: kept}
}

// of gives the message as everybody of the audience sees it.
func (f *fragments) of(m chat.Message) views.Fragment {
	key := fragmentKey{m.ID, m.Version, m.Author.DisplayName, m.Author.Picture, reactors(m), m.Quote, m.Replies}
	if fragment, ok := f.kept.Get(key); ok {
		return fragment
	}
	fragment := views.MessageFragment(f.audience, m)
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
func (f *fragments) all(messages []chat.Message, see views.Sight) []views.Fragment {
	drawn := make([]views.Fragment, len(messages))
	for i, m := range messages {
		drawn[i] = f.of(m).With(see(m.Author.ID))
	}
	return drawn
}
