package views

import "parley/db/chat"

// search is a page of hits, in a room and in a direct conversation.
func (s sampler) search() SearchPage {
	excerpt := []chat.Stretch{{Text: "…"}, {Text: s.text, Found: true}, {Text: s.text}}
	return SearchPage{Shell: s.shell(0), Older: true,
		Form: SearchForm{Words: s.text, From: s.text, In: "7", Has: "link", Since: "2026-03-01", Before: "2026-03-03"},
		Hits: []chat.Hit{
			{Message: s.message(9), Place: s.membership(chat.RoomMember), Excerpt: excerpt},
			{Message: s.by(43), Place: s.talk(), Excerpt: excerpt},
		}}
}
