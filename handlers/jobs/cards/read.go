package cards

import (
	"bytes"
	"net/url"
	"strings"
	"unicode"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"
	"golang.org/x/net/idna"

	"parley/handlers/jobs/fetch"
)

// The longest texts of a card, in letters: two lines of title, and somewhat more
// than the two lines of description that are shown.
const (
	maxSite        = 60
	maxTitle       = 140
	maxDescription = 280
)

// maxTag is the longest tag that is read, in bytes.
const maxTag = 64 << 10

// seen is what a page says of itself. picture is a whole address.
type seen struct{ site, title, description, picture string }

// read reads the head of a page, as HTML, in whatever letters it is written. Of
// several names for one thing the first in these lists counts that is there.
func read(answer fetch.Answer) seen {
	said := headOf(answer)
	return seen{
		site:        clean(first(said, "og:site_name", "application-name"), maxSite),
		title:       clean(first(said, "og:title", "twitter:title", "<title>"), maxTitle),
		description: clean(first(said, "og:description", "twitter:description", "description"), maxDescription),
		picture:     whole(first(said, "og:image:secure_url", "og:image:url", "og:image", "twitter:image", "twitter:image:src"), answer.URL),
	}
}

// headOf is the first of each meta element of a page, by its name, and its title.
func headOf(answer fetch.Answer) map[string]string {
	said := map[string]string{}
	letters, err := charset.NewReader(bytes.NewReader(answer.Body), answer.Type)
	if err != nil {
		return said
	}
	page := html.NewTokenizer(letters)
	page.SetMaxBuf(maxTag)
	for {
		switch page.Next() {
		case html.ErrorToken: // the end, or too long
			return said
		case html.EndTagToken:
			if name, _ := page.TagName(); string(name) == "head" {
				return said
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			token := page.Token()
			switch token.Data {
			case "body":
				return said
			case "meta":
				keepMeta(said, token.Attr)
			case "title":
				if page.Next() == html.TextToken {
					keep(said, "<title>", string(page.Text()))
				}
			}
		}
	}
}

func keepMeta(said map[string]string, attributes []html.Attribute) {
	var name, content string
	for _, a := range attributes {
		switch a.Key {
		case "property", "name":
			if name == "" {
				name = strings.ToLower(strings.TrimSpace(a.Val))
			}
		case "content":
			content = a.Val
		}
	}
	keep(said, name, content)
}

func keep(said map[string]string, name, text string) {
	if _, known := said[name]; !known && strings.TrimSpace(text) != "" {
		said[name] = text
	}
}

func first(said map[string]string, names ...string) string {
	for _, name := range names {
		if said[name] != "" {
			return said[name]
		}
	}
	return ""
}

// clean makes one line of a text that a stranger wrote: nothing in it is unseen
// or turns what stands beside it round, and it is at most so many letters long.
func clean(text string, most int) string {
	text = strings.Map(func(letter rune) rune {
		switch {
		case unicode.IsSpace(letter):
			return ' '
		case letter == '\u200c', letter == '\u200d': // they join and part letters of some scripts, and emoji
			return letter
		case unicode.IsControl(letter), unicode.Is(unicode.Cf, letter), unicode.Is(unicode.Co, letter), letter == unicode.ReplacementChar:
			return -1
		}
		return letter
	}, text)
	letters := []rune(strings.Join(strings.Fields(text), " "))
	if len(letters) <= most {
		return string(letters)
	}
	return strings.TrimRight(string(letters[:most-1]), " ") + "…"
}

// whole is an address that stands on a page, empty where it is none of the web.
func whole(address string, page *url.URL) string {
	u, err := page.Parse(strings.TrimSpace(address))
	if address == "" || err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return ""
	}
	return u.String()
}

// siteOf names a site by what it calls itself, and always by its host, which it
// cannot choose freely, as the network knows it: letters of other alphabets can
// imitate another.
func siteOf(name string, page *url.URL) string {
	host, err := idna.Lookup.ToASCII(page.Hostname())
	if err != nil {
		host = page.Hostname()
	}
	host = clean(strings.TrimPrefix(strings.ToLower(host), "www."), maxSite)
	if name == "" || strings.EqualFold(name, host) {
		return host
	}
	return name + " · " + host
}
