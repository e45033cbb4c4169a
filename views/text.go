package views

import (
	"net/url"
	"regexp"
	"strings"
)

// span is a stretch of a message's text, a web address or not.
type span struct {
	text string
	link bool
}

// address finds what looks like a web address; what follows a sentence is cut
// off by closing.
var address = regexp.MustCompile(`https?://[^\s<>"]+`)

// spans cuts a text at its web addresses. Joined again, the spans are the text.
func spans(text string) []span {
	if !strings.Contains(text, "://") {
		return []span{{text: text}}
	}
	var found []span
	rest := text
	for {
		at := address.FindStringIndex(rest)
		if at == nil {
			return append(found, span{text: rest})
		}
		end := at[0] + len(trimAddress(rest[at[0]:at[1]]))
		found = append(found, span{text: rest[:at[0]]}, span{text: rest[at[0]:end], link: linkable(rest[at[0]:end])})
		rest = rest[end:]
	}
}

// trimAddress leaves punctuation that ends a sentence outside the address, and
// a closing bracket that was opened before it.
func trimAddress(address string) string {
	for {
		trimmed := strings.TrimRight(address, ".,;:!?'*_")
		if strings.HasSuffix(trimmed, ")") && strings.Count(trimmed, "(") < strings.Count(trimmed, ")") {
			trimmed = trimmed[:len(trimmed)-1]
		}
		if trimmed == address {
			return address
		}
		address = trimmed
	}
}

// linkable: it names a host and no user, whose name could pass for one.
func linkable(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && u.User == nil
}
