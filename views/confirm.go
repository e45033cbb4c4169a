package views

// ConfirmTitle is the Title of the question whether it is really somebody.
const ConfirmTitle = "Before you go on"

// ConfirmPage asks once more who somebody is, before they see or do something.
type ConfirmPage struct {
	Shell          Shell
	Action         string // where it posts to
	Password, Code bool   // what is asked for
	Next           string // where it leads then; empty: the page itself does it
	// Carried is a form that came too late. It is posted again with what is
	// asked for, whose names begin with ConfirmPrefix then.
	Carried []Carried
	Late    bool
	Errors  Errors
}

// Carried is one field of a form that waits.
type Carried struct{ Name, Value string }

// ConfirmPrefix keeps what is asked for apart from a form that waits.
const ConfirmPrefix = "confirm_"

func (p ConfirmPage) named(field string) string {
	if p.Late {
		return ConfirmPrefix + field
	}
	return field
}

// sentence says why it is asked, and what comes of it.
func (p ConfirmPage) sentence() string {
	var why string
	switch {
	case p.Password && p.Code:
		why = "Some pages here want to be sure that it is you: they ask for your password when you last typed it more than ten minutes ago, and once for a code of your second factor."
	case p.Code:
		why = "Whoever looks after this place shows their second factor once, wherever they are signed in."
	default:
		why = "Some pages here want to be sure that it is you, and not somebody who found your screen open. You last typed your password more than ten minutes ago."
	}
	if p.Late {
		return why + " Nothing is lost: what you were about to do is done right after this."
	}
	return why
}
