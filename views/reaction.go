package views

import (
	"strconv"
	"strings"

	"parley/db/chat"
)

// ReactionTitle is the Title of the page on which one reacts to a message.
const ReactionTitle = "React"

// ReactionPage is where one chooses a reaction. Text is what was typed into its
// field and refused.
type ReactionPage struct {
	Shell   Shell
	Message chat.Message
	Text    string
	Errors  Errors
}

// MessageReacted puts a message's reactions, as they are now, in place of the
// old ones and moves the cursor.
func MessageReacted(m chat.Message, cursor chat.Seq) Fragment {
	return Render(messageReacted(m, cursor))
}

// Reactors names those who gave a reaction, as everybody reads it: "Ada",
// "Ada and Bob", "Ada, Bob and 3 others".
func Reactors(r chat.Reaction) string {
	const shown = 3
	var names []string
	for _, person := range r.People[:min(shown, len(r.People))] {
		names = append(names, person.Name)
	}
	if more := r.Count - shown; more > 0 {
		names = append(names[:shown-1], strconv.Itoa(more+1)+" others")
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// reactorIDs is what a reader's own stylesheet finds them by.
func reactorIDs(r chat.Reaction) string {
	var ids []string
	for _, person := range r.People {
		ids = append(ids, person.ID.String())
	}
	return strings.Join(ids, " ")
}

// boost is the field for a reaction in words.
func (p ReactionPage) boost() field {
	return field{form: "reaction", name: "emoji", label: "Or say it in up to 16 letters", value: p.Text, fault: p.Errors.For("emoji"), required: true}
}
