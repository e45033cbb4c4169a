package chat

import (
	"slices"
	"strings"
	"unicode"
)

// Command is what a message asks the server to do instead of being said.
type Command struct {
	Name string // without the slash, in small letters
	Rest string // what stands behind it, without blanks around
}

// CommandUse is how a command is written and what it does.
type CommandUse struct {
	Name, Example, About string
}

// commandUses are all there are, by name.
var commandUses = []CommandUse{
	{"help", "/help", "lists what can be done with a slash"},
	{"invite", "/invite ann bob", "brings people into the room"},
	{"leave", "/leave", "leaves the room"},
	{"me", "/me waves", "says what you do"},
	{"play", "/play bell", "plays a sound for everybody who is looking: " + strings.Join(sounds, ", ")},
	{"shrug", "/shrug who knows", "says it with ¯\\_(ツ)_/¯ behind it"},
	{"topic", "/topic Plans for Friday", "gives the room another topic"},
}

// sounds are what /play knows.
var sounds = []string{"bell", "crickets", "drum", "fanfare", "horn", "rimshot"}

// CommandUses lists all commands by name.
func CommandUses() []CommandUse { return slices.Clone(commandUses) }

// Sounds lists the names of what /play plays.
func Sounds() []string { return slices.Clone(sounds) }

// ParseCommand tells whether a text begins with a command: a slash, a letter,
// and letters, digits, - and _ up to a blank or the end. A path such as
// /etc/passwd, whose first word has a second slash, is none. A command that
// nobody knows is one too.
func ParseCommand(text string) (c Command, is bool) {
	name, found := strings.CutPrefix(text, "/")
	if !found {
		return Command{}, false
	}
	end := strings.IndexFunc(name, unicode.IsSpace)
	if end < 0 {
		end = len(name)
	}
	name, rest := name[:end], name[end:]
	first, _ := decode(name)
	if !unicode.IsLetter(first) || strings.ContainsFunc(name, func(r rune) bool { return !wordly(r) && r != '-' && r != '_' }) {
		return Command{}, false
	}
	return Command{Name: strings.ToLower(name), Rest: strings.TrimSpace(rest)}, true
}

// Unslashed is what a text says that is no command: where a slash stands in
// front of one, to have it said and not done, it is gone. What would still be
// read as an action then is kept from it by Markdown's own sign.
func Unslashed(text string) string {
	said, found := strings.CutPrefix(text, "/")
	if _, is := ParseCommand(said); !found || !is {
		return text
	}
	if Action(said) != "" || Sound(said) != "" {
		return `\` + said
	}
	return said
}

// Action is what somebody does who writes "/me waves"; empty where a text is
// no action.
func Action(text string) string {
	if !strings.HasPrefix(text, "/") {
		return ""
	}
	if c, is := ParseCommand(text); is && c.Name == "me" {
		return c.Rest
	}
	return ""
}

// Sound is what somebody plays who writes "/play bell"; empty where a text
// plays nothing that there is.
func Sound(text string) string {
	if !strings.HasPrefix(text, "/") {
		return ""
	}
	c, is := ParseCommand(text)
	if name := strings.ToLower(c.Rest); is && c.Name == "play" && slices.Contains(sounds, name) {
		return name
	}
	return ""
}

// Shrug puts the figure behind a text, so written that Markdown shows it whole.
func Shrug(text string) string { return strings.TrimSpace(text + ` ¯\\\_(ツ)\_/¯`) }

// Meant is the command that a name which there is not comes closest to; empty
// where it is like none.
func Meant(name string) string {
	best, closest := "", 3
	for _, c := range commandUses {
		away := distance(name, c.Name)
		if strings.HasPrefix(c.Name, name) {
			away = 1
		}
		if away < closest && away < max(len(c.Name), 2) {
			best, closest = c.Name, away
		}
	}
	return best
}

// distance is how many letters have to be put in, taken out or changed to make
// one name of another (Levenshtein). Long names are far from everything.
func distance(a, b string) int {
	if len(a) > 16 {
		return len(a)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}
