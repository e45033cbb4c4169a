package views

import (
	"parley/db/chat"
	"parley/views/markdown"
)

// Called are the people whom a text calls by name, and whether it calls
// everybody of its room, as it is to be shown: words that call nobody are words.
type Called struct {
	People    []chat.User
	Everybody []string // the words for it, without their @
}

func (c Called) names() markdown.Names {
	names := markdown.Names{}
	for _, person := range c.People {
		names[person.Username] = int64(person.ID)
	}
	for _, word := range c.Everybody {
		names[word] = markdown.Everybody
	}
	return names
}

// Shown is what a text looks like, to be stored beside it. It is the same for
// everybody, so whom it calls is asked once, when it is written.
func Shown(text string, called Called) chat.Shown {
	return chat.Shown{HTML: markdown.Render(spoken(text), called.names()), Renderer: markdown.Version}
}

// words is what a message says. The HTML in it was made by the markdown
// package alone, so it becomes a fragment as it is; what another version of it
// made is made again, and calls whom it called. This is the one place where
// stored HTML reaches a page.
func words(m chat.Message) Fragment {
	if m.Renderer != markdown.Version {
		return Fragment{html: []byte(markdown.Render(spoken(m.Body), markdown.NamesIn(m.HTML)))}
	}
	return Fragment{html: []byte(m.HTML)}
}

// rendered is a text that is stored nowhere yet and calls nobody.
func rendered(text string) Fragment {
	return Fragment{html: []byte(markdown.Render(spoken(text), nil))}
}
