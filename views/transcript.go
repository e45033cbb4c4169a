package views

import (
	"strings"
	"time"

	"github.com/a-h/templ"

	"parley/db/chat"
	"parley/static"
)

// SaveRoomTitle is the Title of the page on which a room is saved.
const SaveRoomTitle = "Save the room"

// SaveRoomPage asks which days of a room are to be saved.
type SaveRoomPage struct {
	Shell      Shell
	Membership chat.Membership
	Since, To  string // days, as in 2026-11-01; empty: from the beginning, until now
	Errors     Errors
}

// TranscriptPage is a room, or some days of it, as one file that needs nothing
// else. Messages draws what was said and may take long.
type TranscriptPage struct {
	Site      Site
	Title     string
	Since, To string // days, or empty
	Made      time.Time
	Messages  templ.Component
}

// span says which days the file holds.
func (p TranscriptPage) span() string {
	switch {
	case p.Since != "" && p.To != "":
		return "From " + p.Since + " to " + p.To
	case p.Since != "":
		return "From " + p.Since
	case p.To != "":
		return "Until " + p.To
	}
	return "From the beginning"
}

// TranscriptMessages are the next messages of a file. base is the address of
// the place, to which their links lead; first tells that nothing stands above
// them in the file. thread draws the thread that a message began.
func TranscriptMessages(a Audience, base string, messages []chat.Message, first bool, thread func(chat.Message) templ.Component) templ.Component {
	return transcriptMessages(a, base, messages, first, thread)
}

// TranscriptReplies are the next messages of a thread in a file.
func TranscriptReplies(a Audience, base string, messages []chat.Message) templ.Component {
	return transcriptReplies(a, base, messages)
}

// TranscriptBroken ends a file that could not be written to its end.
func TranscriptBroken() templ.Component { return transcriptBroken() }

// transcriptPolicy has the file ask for nothing, wherever it is opened.
const transcriptPolicy = "default-src 'none'; style-src 'unsafe-inline'"

// inlineSheet is the common stylesheet inside a file that has no other. It is
// the place's own, so it becomes a fragment as it is.
func inlineSheet() Fragment {
	return Fragment{html: []byte("<style>" + string(static.Sheet()) + "</style>")}
}

// reactionsLine is the reactions to a message as text: "👍 2, 🎉 1".
func reactionsLine(m chat.Message) string {
	var line []string
	for _, r := range m.Reactions {
		line = append(line, r.Text+" "+Reactors(r))
	}
	return strings.Join(line, ", ")
}
