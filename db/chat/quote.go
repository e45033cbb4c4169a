package chat

// Quote is the message that another one answers, as it is now.
type Quote struct {
	ID     MessageID // 0: there is none
	Author Named
	Text   string // its beginning on one line; empty: it was removed
}

// QuoteReads is how much of a text a quote looks at, in characters: whoever
// reads no more of it makes the same quote.
const QuoteReads = 400

// QuoteOf is what an answer to a message shows of it.
func QuoteOf(m Message) Quote {
	quote := Quote{ID: m.ID, Author: Named{ID: m.Author.ID, Name: m.Author.DisplayName}}
	if m.Deleted.IsZero() {
		body := m.Body
		if letters := []rune(body); len(letters) > QuoteReads {
			body = string(letters[:QuoteReads])
		}
		quote.Text = NewSnippet(m.Author.ID, body).Text
	}
	return quote
}
