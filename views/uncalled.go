package views

import "github.com/a-h/templ"

// Uncalled tells somebody that what they sent did not call everybody. It takes
// the place of a refusal, and the message stands.
func Uncalled(words string) Refusal {
	return Refusal{Code: "NOT_CALLED", Sentence: "Only those who look after a room of this size may call everybody in it. Your message is sent, and " + words + " is a word in it. You can call people by their names."}
}

// Sent is a stored message as the answer to a post, with what its author is
// told besides, if anything.
func Sent(message Fragment, note Refusal) Fragment {
	if note.Sentence == "" {
		return message
	}
	return Render(templ.Join(message, composerErrorChanged(note)))
}
