package views

import (
	"parley/db/chat"
	"parley/views/markdown"
)

// Shown is what a text looks like, to be stored beside it.
func Shown(text string) chat.Shown {
	return chat.Shown{HTML: markdown.Render(text), Renderer: markdown.Version}
}

// words is what a message says. The HTML in it was made by the markdown
// package alone, so it becomes a fragment as it is; what another version of it
// made is made again. This is the one place where stored HTML reaches a page.
func words(m chat.Message) Fragment {
	if m.Renderer != markdown.Version || chat.Action(m.Body) != "" {
		return rendered(m.Body)
	}
	return Fragment{html: []byte(m.HTML)}
}

// rendered is a text that is stored nowhere yet.
func rendered(text string) Fragment { return Fragment{html: []byte(markdown.Render(spoken(text)))} }
