package chat

import (
	"net/netip"
	"net/url"
	"strings"
	"unicode"
)

// MaxLink is the longest link that gets a card, in bytes: as long as browsers
// and servers take.
const MaxLink = 2048

// Card is what stands behind the first link of a message. Its picture, if it has
// one, is found by Page and Width points wide and Height high.
type Card struct {
	Page          PageID
	Link          string
	Site          string
	Title         string // empty where the link is a picture
	Description   string
	Width, Height int // 0: no picture
}

// FirstLink is the first address of the web that a text names, empty where there
// is none. It stands outside code and begins a word; one in angle brackets is
// meant to have no card. It is complete: its host has a dot or is an address.
func FirstLink(body string) string {
	if !strings.Contains(body, "://") {
		return ""
	}
	for _, paragraph := range proseOf(body) {
		if found := linkIn(withoutSpans(paragraph)); found != "" {
			return found
		}
	}
	return ""
}

// linkIn is the first link of a text without code.
func linkIn(text string) string {
	for {
		at := strings.Index(text, "://")
		if at < 0 {
			return ""
		}
		before, scheme := cutScheme(text[:at])
		rest := text[at+len("://"):]
		end := strings.IndexFunc(rest, endsLink)
		if end < 0 {
			end = len(rest)
		}
		address := scheme + "://" + trimLink(rest[:end])
		if scheme != "" && !strings.HasSuffix(before, "<") && webAddress(address) {
			return address
		}
		text = rest[end:]
	}
}

// cutScheme takes the scheme off the end of what stands before "://"; it is
// empty where it is another, or the end of a longer word.
func cutScheme(text string) (before, scheme string) {
	for _, scheme := range []string{"https", "http"} {
		if len(text) < len(scheme) || !strings.EqualFold(text[len(text)-len(scheme):], scheme) {
			continue
		}
		before := text[:len(text)-len(scheme)]
		if letter, _ := lastLetter(before); wordly(letter) {
			return before, ""
		}
		return before, scheme
	}
	return text, ""
}

func endsLink(letter rune) bool {
	return unicode.IsSpace(letter) || unicode.IsControl(letter) || strings.ContainsRune("<>\"`[]\\", letter)
}

// trimLink leaves out punctuation that ends a sentence, marks of emphasis, and a
// bracket that was opened before the link.
func trimLink(link string) string {
	opened := strings.Count(link, "(")
	closed := strings.Count(link, ")")
	for {
		trimmed := strings.TrimRight(link, ".,;:!?'*_~|")
		if strings.HasSuffix(trimmed, ")") && opened < closed {
			trimmed, closed = trimmed[:len(trimmed)-1], closed-1
		}
		if trimmed == link {
			return link
		}
		link = trimmed
	}
}

// webAddress tells an address that could be asked for from what only looks like
// one.
func webAddress(text string) bool {
	if len(text) > MaxLink {
		return false
	}
	u, err := url.Parse(text)
	if err != nil || u.User != nil || u.Hostname() == "" {
		return false
	}
	if _, err := netip.ParseAddr(u.Hostname()); err == nil {
		return true
	}
	return strings.Contains(strings.Trim(u.Hostname(), "."), ".")
}
