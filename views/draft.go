package views

import (
	"fmt"

	"parley/db/chat"
)

// DraftsTitle is the Title of the page of drafts.
const DraftsTitle = "Drafts"

// DraftsPage is what somebody began to write, the newest first.
type DraftsPage struct {
	Shell  Shell
	Drafts []chat.Draft
}

// DraftStyle is the part of the viewer's own stylesheet that marks the rooms in
// which they began to write, and shows the way to all of that. So the rows of
// rooms stay the same for everybody, also where they are drawn anew. A page
// reads it as it opens, and that is when one comes from the room with the draft.
func DraftStyle(rooms []chat.RoomID) []byte {
	var style []byte
	for _, room := range rooms {
		style = fmt.Appendf(style, "#%s:not([aria-current])::after { content: \"\\270E\" / \", draft\"; }\n", RoomID(room))
	}
	if len(rooms) > 0 {
		style = append(style, "[data-drafts] { display: flex; }\n"...)
	}
	return style
}
