package db

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"parley/db/chat"
)

// How much of a text an excerpt shows, in characters: about two lines, most of
// it behind the first place found.
const (
	excerptLength = 200
	excerptBefore = 60
)

// place is a stretch of a text, in bytes.
type place struct{ from, to int }

// excerpt is the text about the first place where it has one of the terms.
func excerpt(body string, wanted []chat.SearchTerm) []chat.Stretch {
	places := found(body, wanted)
	begin := 0
	if len(places) > 0 {
		begin = back(body, places[0].from, excerptBefore)
	}
	end := forth(body, begin, excerptLength)
	if len(places) > 0 {
		end = min(max(end, places[0].to), forth(body, places[0].from, excerptLength))
	}
	end = wordEnd(body, begin, end)
	var stretches []chat.Stretch
	add := func(text string, found bool) {
		if text != "" {
			stretches = append(stretches, chat.Stretch{Text: text, Found: found})
		}
	}
	if begin > 0 {
		add("…", false)
	}
	at := begin
	for _, p := range places {
		if p.from >= end {
			break
		}
		add(body[at:p.from], false)
		at = min(p.to, end)
		add(body[p.from:at], true)
	}
	add(body[at:end], false)
	if end < len(body) {
		add("…", false)
	}
	return stretches
}

// found are the places of a text where the terms stand, in order and apart.
func found(body string, wanted []chat.SearchTerm) []place {
	terms := Terms(body)
	var places []place
	for _, w := range wanted {
		sought := Terms(w.Text)
		switch {
		case len(sought) == 0:
		case Parted(sought, w.Phrase):
			places = append(places, inside(terms, sought[0].Letters)...)
		default:
			places = append(places, following(terms, sought)...)
		}
	}
	slices.SortFunc(places, func(a, b place) int { return cmp.Or(a.from-b.from, b.to-a.to) })
	return merged(places)
}

// inside are the places where letters stand within a term.
func inside(terms []Term, letters []rune) (places []place) {
	for _, t := range terms {
		for at := 0; at+len(letters) <= len(t.Letters); at++ {
			if slices.Equal(t.Letters[at:at+len(letters)], letters) {
				places = append(places, place{t.from[at], t.to[at+len(letters)-1]})
				at += len(letters) - 1
			}
		}
	}
	return places
}

// following are the places where terms stand one after the other.
func following(terms, sought []Term) (places []place) {
	for at := 0; at+len(sought) <= len(terms); at++ {
		run := terms[at : at+len(sought)]
		if slices.EqualFunc(run, sought, func(a, b Term) bool { return slices.Equal(a.Letters, b.Letters) }) {
			last := run[len(run)-1]
			places = append(places, place{run[0].from[0], last.to[len(last.to)-1]})
			at += len(sought) - 1
		}
	}
	return places
}

func merged(places []place) []place {
	var apart []place
	for _, p := range places {
		if n := len(apart); n > 0 && p.from <= apart[n-1].to {
			apart[n-1].to = max(apart[n-1].to, p.to)
			continue
		}
		apart = append(apart, p)
	}
	return apart
}

// back goes from a place towards the beginning, at most so many characters, to
// where a word begins if there is such a place.
func back(text string, from, characters int) int {
	at := from
	for ; at > 0 && characters > 0; characters-- {
		_, size := utf8.DecodeLastRuneInString(text[:at])
		at -= size
	}
	if at == 0 {
		return 0
	}
	if blank := strings.IndexAny(text[at:from], " \n"); blank >= 0 {
		return at + blank + 1
	}
	return at
}

// wordEnd goes back from an end to the blank in front of a word that it cuts,
// where that is near.
func wordEnd(text string, begin, end int) int {
	const near = 24 // bytes: a longer word is cut
	if end == len(text) {
		return end
	}
	if blank := strings.LastIndexAny(text[begin:end], " \n"); blank > 0 && end-begin-blank <= near {
		return begin + blank
	}
	return end
}

// forth goes at most so many characters towards the end.
func forth(text string, from, characters int) int {
	for at := range text[from:] {
		if characters == 0 {
			return from + at
		}
		characters--
	}
	return len(text)
}
