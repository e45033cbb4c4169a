package views

import (
	"strings"

	"parley/db/chat"
)

// composer is the first form of the outbox. It holds a refused text, in a box
// of several lines where it has several.
func (p RoomPage) composer() composerForm {
	return composerForm{
		room:    p.Membership.Room.ID,
		key:     p.Key,
		body:    p.Body,
		reply:   p.Reply,
		tall:    strings.Contains(p.Body, "\n"),
		refused: len(p.Errors) > 0,
		next:    composerPath(),
		files:   p.Staged,
	}
}

// refusal is why a natively posted message was not taken.
func (p RoomPage) refusal() Refusal {
	if len(p.Errors) == 0 {
		return Refusal{}
	}
	return Refusal{Code: p.Errors[0].Code, Sentence: p.Errors[0].Reason}
}

// newest leads to the newest message, which may be beyond this page.
func (p RoomPage) newest() string {
	if p.Newer {
		return RoomPath(p.Membership.Room.ID)
	}
	return anchor(endID)
}

// kindIcon is the icon of a room's kind.
func kindIcon(kind chat.RoomKind) string {
	switch kind {
	case chat.Closed:
		return "lock"
	case chat.Direct:
		return "people"
	}
	return "hash"
}

// seen are the messages above the line "New", fresh those below it.
func (p RoomPage) seen() []Fragment  { return p.Messages[:len(p.Messages)-p.Fresh] }
func (p RoomPage) fresh() []Fragment { return p.Messages[len(p.Messages)-p.Fresh:] }
