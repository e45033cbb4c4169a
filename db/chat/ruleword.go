package chat

import (
	"fmt"
	"net/netip"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// word is a word of a text, folded, and where it stands.
type word struct {
	folded string
	Place
}

// wordReader cuts a text into words as wordsOf does, but keeps their places,
// reads code too, and passes over letters that nobody sees, with which a word
// could be hidden.
type wordReader struct {
	words []word
	open  []byte // the word that is being read, not folded yet
	from  int
	plain bool // it is ASCII
	whole bool // it is complete but for marks
	fold  cases.Caser
}

// wordsIn are the words of a text, whole.
func wordsIn(text string) []word {
	r := wordReader{words: make([]word, 0, len(text)/6), fold: cases.Fold()}
	for at := 0; at < len(text); {
		normal := norm.NFKC.QuickSpanString(text[at:])
		for i, letter := range text[at : at+normal] {
			r.letter(letter, at+i)
		}
		if at += normal; at < len(text) {
			at += r.segment(text[at:], at)
		}
	}
	r.end(len(text))
	return r.words
}

// segment reads one letter with its marks that is not in the normal form, and
// gives its length.
func (r *wordReader) segment(text string, at int) int {
	var segment norm.Iter
	segment.InitString(norm.NFKC, text)
	for _, letter := range string(segment.Next()) {
		r.letter(letter, at)
	}
	return max(1, segment.Pos())
}

func (r *wordReader) letter(letter rune, at int) {
	if letter < utf8.RuneSelf {
		r.ascii(byte(letter), at)
		return
	}
	mark := false
	switch {
	case wordly(letter):
		if r.whole || unspaced(letter) {
			r.end(at)
		}
	case unicode.IsMark(letter):
		mark = true
	case unicode.Is(unicode.Cf, letter): // invisible
		return
	default:
		r.end(at)
		return
	}
	r.begin(at)
	if r.plain = false; !mark {
		r.whole = unspaced(letter)
	}
	r.open = utf8.AppendRune(r.open, letter)
}

func (r *wordReader) ascii(b byte, at int) {
	switch {
	case 'A' <= b && b <= 'Z':
		b += 'a' - 'A'
	case 'a' <= b && b <= 'z', '0' <= b && b <= '9':
	default:
		r.end(at)
		return
	}
	if r.whole {
		r.end(at)
	}
	r.begin(at)
	r.open = append(r.open, b)
}

func (r *wordReader) begin(at int) {
	if len(r.open) == 0 {
		r.from, r.plain = at, true
	}
}

func (r *wordReader) end(at int) {
	if len(r.open) > 0 {
		folded := string(r.open)
		if !r.plain {
			folded = r.fold.String(folded)
		}
		r.words = append(r.words, word{folded, Place{r.from, at}})
		r.open = r.open[:0]
	}
	r.whole = false
}

// linkPlaces are the links of a text as rules see them: also those in code and
// in angle brackets, and those that no page could be behind.
func linkPlaces(body string) []Place {
	var places []Place
	for at := 0; ; {
		sign := strings.Index(body[at:], "://")
		if sign < 0 {
			return places
		}
		_, scheme := cutScheme(body[at : at+sign])
		from, rest := at+sign-len(scheme), body[at+sign+len("://"):]
		end := strings.IndexFunc(rest, endsLink)
		if end < 0 {
			end = len(rest)
		}
		to := at + sign + len("://") + len(trimLink(rest[:end]))
		if scheme != "" && to > at+sign+len("://") {
			places = append(places, Place{from, to})
		}
		at += sign + len("://") + end
	}
}

// hostsOf reads a list of hosts, one a line; an address stands for its host.
func hostsOf(text string) []string {
	var hosts []string
	for _, line := range linesOf(text) {
		if _, rest, found := strings.Cut(line, "://"); found {
			line = rest
		}
		hosts = append(hosts, hostOf("//"+strings.TrimPrefix(line, "*.")))
	}
	return hosts
}

func checkHosts(text string) error {
	lines := linesOf(text)
	for i, host := range hostsOf(text) {
		_, err := netip.ParseAddr(host)
		if err != nil && (!strings.Contains(host, ".") || strings.ContainsAny(host, " /@")) {
			return Invalid{Field: "text", Reason: fmt.Sprintf("“%s”, line %d of the list, is no host such as shop.example. What is below it counts too.", cutAt(lines[i], 40), i+1)}
		}
	}
	return nil
}
