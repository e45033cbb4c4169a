package chat

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// What of a search is used at most: the rest is left out.
const (
	MaxSearch      = 500 // characters
	MaxSearchTerms = 20  // words and phrases together
	maxSearchNames = 20  // of each filter
)

// Search is what somebody looks for. Everything in it must be true of a
// message at once; of several names of one filter, one is enough.
type Search struct {
	Terms []SearchTerm
	From  []string // user names and names of people
	In    []string // names of rooms, as their member sees them
	Rooms []RoomID // the same, by id
	Link  bool     // has an address of the web
	// File and Picture: has a file, has one that is shown as a picture.
	File, Picture bool
	// Since and Until bound when it was written: from the beginning of Since,
	// before Until; zero for no bound.
	Since, Until time.Time
}

// SearchTerm is a word, which may stand inside of a longer one, or a phrase:
// whole words in their order.
type SearchTerm struct {
	Text   string
	Phrase bool
}

// Empty: there is nothing to look for.
func (s Search) Empty() bool {
	return len(s.Terms)+len(s.From)+len(s.In)+len(s.Rooms) == 0 && !s.Link && !s.File && !s.Picture && s.Since.IsZero() && s.Until.IsZero()
}

// ParseSearch reads what was typed: words, "phrases", and the filters from:,
// in:, has: (link, file, image), before: and after:, whose values may stand in quotes. Days are
// those of the zone; both are part of what is looked for. What is no filter is
// words: a search is never wrong.
func ParseSearch(typed string, zone *time.Location) Search {
	var s Search
	rest := searchText(typed)
	for len(s.Terms) < MaxSearchTerms {
		var word string
		if word, rest = nextWord(rest); word == "" {
			break
		}
		s.read(word, zone)
	}
	return s
}

// searchText bounds what was typed and makes a blank of what no message shows.
func searchText(typed string) string {
	text := strings.Map(func(r rune) rune {
		if r == utf8.RuneError || r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, typed)
	if utf8.RuneCountInString(text) > MaxSearch {
		text = string([]rune(text)[:MaxSearch])
	}
	return text
}

// nextWord takes the first word off a text. Blanks in quotes belong to it,
// where the quotes are closed and begin the word or a filter's value.
func nextWord(text string) (word, rest string) {
	text = strings.TrimSpace(text)
	end := strings.IndexAny(text, " \u00a0\u3000")
	if end < 0 {
		end = len(text)
	}
	if quote := strings.IndexByte(text, '"'); quote == 0 || quote > 0 && quote < end && filterName(text[:quote]) != "" {
		if length := strings.IndexByte(text[quote+1:], '"'); length >= 0 {
			end = quote + length + 2
		}
	}
	return text[:end], text[end:]
}

// filterName is the name of the filter that a text consists of with its colon.
func filterName(text string) string {
	name, after, found := strings.Cut(strings.ToLower(text), ":")
	if found && after == "" && slices.Contains([]string{"from", "in", "has", "before", "after"}, name) {
		return name
	}
	return ""
}

// read takes in one word.
func (s *Search) read(word string, zone *time.Location) {
	name, value, _ := strings.Cut(word, ":")
	if name = filterName(name + ":"); name != "" && s.filter(name, unquoted(value), zone) {
		return
	}
	inner := unquoted(word)
	if strings.Trim(inner, `" `) != "" {
		s.Terms = append(s.Terms, SearchTerm{Text: inner, Phrase: inner != word})
	}
}

func unquoted(text string) string {
	if len(text) >= 2 && text[0] == '"' && text[len(text)-1] == '"' {
		return text[1 : len(text)-1]
	}
	return text
}

// filter takes in a filter and tells whether it is one.
func (s *Search) filter(name, value string, zone *time.Location) bool {
	value = Line(value)
	switch {
	case value == "":
		return false
	case name == "from":
		s.From = append(s.From, strings.TrimPrefix(value, "@"))
		s.From = s.From[:min(len(s.From), maxSearchNames)]
	case name == "in":
		s.In = append(s.In, strings.TrimPrefix(value, "#"))
		s.In = s.In[:min(len(s.In), maxSearchNames)]
	case name == "has":
		return s.Holds(value)
	case name == "before":
		return s.To(value, zone)
	case name == "after":
		return s.Start(value, zone)
	}
	return true
}

// Holds narrows the search to messages with a link, a file or an image, and tells
// whether the word is one of these.
func (s *Search) Holds(what string) bool {
	switch strings.ToLower(what) {
	case "link":
		s.Link = true
	case "file":
		s.File = true
	case "image":
		s.Picture = true
	default:
		return false
	}
	return true
}

// Start lets the search begin with a day, such as 2026-11-01, and tells whether
// it is one.
func (s *Search) Start(day string, zone *time.Location) bool {
	at, ok := parseDay(day, zone)
	if ok {
		s.Since = at
	}
	return ok
}

// To lets the search end with a day, which is part of it, and tells whether it
// is one.
func (s *Search) To(day string, zone *time.Location) bool {
	at, ok := parseDay(day, zone)
	if ok {
		s.Until = time.Date(at.Year(), at.Month(), at.Day()+1, 0, 0, 0, 0, at.Location())
	}
	return ok
}

func parseDay(day string, zone *time.Location) (time.Time, bool) {
	if zone == nil {
		zone = time.UTC
	}
	at, err := time.ParseInLocation(time.DateOnly, day, zone)
	return at, err == nil
}

// Hit is a message that was found.
type Hit struct {
	Message Message
	Place   Membership // of who looked for it, in its room
	Excerpt []Stretch  // the text about the first place found
}

// Stretch is a piece of text; it is what was looked for, or stands around it.
type Stretch struct {
	Text  string
	Found bool
}
