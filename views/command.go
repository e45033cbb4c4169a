package views

import (
	"parley/db/chat"
	"parley/static"
)

// CommandsTitle is the Title of the page of commands, CommandsPath its address.
const (
	CommandsTitle = "Commands"
	CommandsPath  = "/commands"
)

// Done is what a command did that left no message.
type Done struct {
	Sentence string
	Help     bool // the list of commands stands below it
	Left     bool // the person is not in the room any more
	Held     bool // it was a message that waits for somebody of the staff
}

// CommandDone tells whoever gave a command what became of it.
func CommandDone(d Done) Fragment { return Render(commandDone(d)) }

// Sounded plays a sound once on a page. It is for those who
// look when it is played, so it stands in no log.
func Sounded(name string) Fragment { return Render(sounded(name)) }

// soundPath is where a sound is; it is one of chat.Sounds.
func soundPath(name string) string { return static.Path(static.SoundName(name)) }

// Short is a word that somebody typed, cut to what a sentence can hold.
func Short(word string) string {
	const most = 40
	if letters := []rune(word); len(letters) > most {
		return string(letters[:most]) + "…"
	}
	return word
}

// spoken is a text without the word that makes it an action.
func spoken(text string) string {
	if action := chat.Action(text); action != "" {
		return action
	}
	return text
}
