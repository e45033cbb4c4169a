package chat

// Quote is the message that another one answers, as it is now.
type Quote struct {
	ID     MessageID // 0: there is none
	Author Named
	Text   string // its beginning on one line; empty: it was removed
}

// QuoteOf is what an answer to a message shows of it.
func QuoteOf(m Message) Quote {
	if !m.Deleted.IsZero() {
		m.Body = ""
	}
	return NewQuote(m.ID, Named{ID: m.Author.ID, Name: m.Author.DisplayName}, m.Body)
}

// QuoteReads is how much of a text a quote looks at, in characters: whoever
// reads no more of it makes the same quote.
const QuoteReads = 400

// NewQuote takes the beginning of a text.
func NewQuote(id MessageID, author Named, body string) Quote {
	if letters := []rune(body); len(letters) > QuoteReads {
		body = string(letters[:QuoteReads])
	}
	return Quote{ID: id, Author: author, Text: NewSnippet(author.ID, body).Text}
}
