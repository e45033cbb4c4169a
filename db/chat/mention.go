package chat

import "strings"

// MaxMentioned is how many people one message calls by name at most: further
// names are words like others.
const MaxMentioned = 20

// Mentioned gives the user names that a text calls, folded and in the order of
// the text, none twice and at most MaxMentioned. A name stands after an @ that
// begins a word, so not in a mail address, and not in code as Markdown marks
// it. Whether there is somebody of that name only the store knows.
func Mentioned(body string) []string {
	if !strings.Contains(body, "@") {
		return nil
	}
	var names mentionedNames
	for _, paragraph := range proseOf(body) {
		if strings.Contains(paragraph, "@") {
			names.read(withoutSpans(paragraph))
		}
	}
	return names
}

type mentionedNames []string

// read takes the names out of a text without code.
func (n *mentionedNames) read(text string) {
	for at, begins := 0, true; at < len(text) && len(*n) < MaxMentioned; {
		letter, size := decode(text[at:])
		at += size
		if letter == '@' && begins {
			n.add(nameAt(text[at:]))
		}
		begins = !wordly(letter) && letter != '\\' // which takes the meaning from what follows
	}
}

func (n *mentionedNames) add(name string) {
	if name == "" {
		return
	}
	for _, known := range *n {
		if known == name {
			return
		}
	}
	*n = append(*n, name)
}

// nameAt is the user name that a text begins with, empty where it begins with
// none: without the dots and hyphens that end a sentence, and whole, not a part
// of a longer word.
func nameAt(text string) string {
	end := 0
	for end < len(text) && nameByte(text[end]) {
		end++
	}
	if letter, _ := decode(text[end:]); end < len(text) && wordly(letter) {
		return ""
	}
	name := strings.ToLower(strings.TrimRight(text[:end], "._-"))
	if !username.MatchString(name) {
		return ""
	}
	return name
}

// nameByte tells what may stand in a user name as people type it.
func nameByte(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || b == '.' || b == '_' || b == '-'
}
