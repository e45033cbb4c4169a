package views

import (
	"slices"
	"time"

	"parley/db/chat"
)

// HistoryPage is what a message said; Versions are oldest first.
type HistoryPage struct {
	Shell    Shell
	Message  chat.Message
	Versions []chat.Version
}

// shownText is one of them as it is shown.
type shownText struct {
	name    string
	at      time.Time
	body    string
	changes []passage // against the one before; nil for the first
}

// versions are newest first.
func (p HistoryPage) versions() []shownText {
	var shown []shownText
	for i, v := range p.Versions {
		next := shownText{name: "As first sent", at: v.At, body: v.Body}
		if i > 0 {
			next.name, next.changes = "Changed", difference(p.Versions[i-1].Body, v.Body)
		}
		shown = append(shown, next)
	}
	slices.Reverse(shown)
	return shown
}
