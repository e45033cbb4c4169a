package handlers_test

import (
	"net/http"
	"strings"
	"testing"
)

// refusedTexts are no messages, with the code of the answer.
var refusedTexts = map[string]struct{ text, code string }{
	"empty":           {"", "EMPTY"},
	"blank":           {" \t\r\n ", "EMPTY"},
	"no-break spaces": {"\u00a0\u2003\u3000", "EMPTY"},
	"zero width":      {"\u200b\u200b\u2060", "EMPTY"},
	"Hangul filler":   {"\u3164", "EMPTY"},
	"braille blank":   {"\u2800", "EMPTY"},
	"direction marks": {"\u202e\u202c", "EMPTY"},
	"marks alone":     {"\u0301\u0301", "EMPTY"},
	"NUL":             {"a\x00b", "BAD_FRAME"},
	"4,001 letters":   {strings.Repeat("x", 4001), "TOO_LONG"},
	"4,001 umlauts":   {strings.Repeat("ä", 4001), "TOO_LONG"},
}

// takenTexts are messages, as they are stored and shown.
var takenTexts = map[string]struct{ text, stored string }{
	"4,000 letters":   {strings.Repeat("x", 4000), strings.Repeat("x", 4000)},
	"4,000 faces":     {strings.Repeat("😀", 4000), strings.Repeat("😀", 4000)},
	"blanks around":   {" \r\n a  b \n", "a  b"},
	"CR LF":           {"a\r\nb\r\n\r\nc", "a\nb\n\nc"},
	"tags":            {"<b>bold</b><script>alert(1)</script>", "<b>bold</b><script>alert(1)</script>"},
	"attribute":       {`" onmouseover="alert(1)" x='`, `" onmouseover="alert(1)" x='`},
	"end of the text": {"</div></article><h1>x", "</div></article><h1>x"},
	"a fragment":      {`<hx-partial id="end" hx-swap="outerHTML"><article id="message-1">`, `<hx-partial id="end" hx-swap="outerHTML"><article id="message-1">`},
	"entities":        {"&lt;b&gt; &amp;amp; &#0;", "&lt;b&gt; &amp;amp; &#0;"},
	"template marks":  {"{{.}} ${x} <%= x %>", "{{.}} ${x} <%= x %>"},
}

func TestTextsThatAreNoMessagesAreRefusedWithTheirWordsKept(t *testing.T) {
	t.Parallel()
	for name, bad := range refusedTexts {
		t.Run(name, func(t *testing.T) {
			h, ada := newInhabited(t)
			bobs := h.person("bob").open(lobby)
			tab, p, program := ada.open(lobby), ada.open(lobby), ada.program(lobby)
			for _, quiet := range []*page{bobs, tab} {
				quiet.settle()
			}

			p.write(bad.text)
			p.settled()
			if code, kept := p.complaint(); code != bad.code || kept != strings.TrimSpace(bad.text) && name != "NUL" {
				t.Errorf("the page was told %s and keeps %.50q", code, kept)
			}
			program.say("k", bad.text)
			program.until(`data-code="` + bad.code + `"`)
			ada.post("/rooms/1/messages", "body", bad.text).is(http.StatusUnprocessableEntity).holds(`data-code="` + bad.code + `"`)
			r := ada.form("/rooms/1/messages", "body", bad.text)
			r.Header.Set("HX-Request", "true")
			ada.do(r).is(http.StatusUnprocessableEntity)

			for _, quiet := range []*page{bobs, tab} {
				quiet.settle()
				if texts := quiet.texts(); len(texts) > 4 {
					t.Errorf("the room holds %d messages", len(texts))
				}
			}
		})
	}
}

func TestTextsAreStoredAndShownAsTyped(t *testing.T) {
	t.Parallel()
	for name, good := range takenTexts {
		t.Run(name, func(t *testing.T) {
			h, ada := newInhabited(t)
			p, program := ada.open(lobby), ada.program(lobby)

			p.write(good.text)
			p.settled()
			program.say("k", good.text)
			p.wait("both messages", func() bool { return len(p.log) == 2 })
			ada.say(lobby, good.text)
			p.wait("three messages", func() bool { return len(p.log) == 3 })

			for _, text := range h.texts(ada, lobby) {
				if text != good.stored {
					t.Errorf("stored as %.100q, want %.100q", text, good.stored)
				}
			}
			for _, shown := range [][]article{p.articles(), ada.load(lobby).log} {
				for _, a := range shown {
					if a.text != good.stored {
						t.Errorf("shown as %.100q, want %.100q", a.text, good.stored)
					}
				}
			}
		})
	}
}

func TestTextOf100000LettersIsTooMuchForAForm(t *testing.T) {
	h, ada := newInhabited(t)

	ada.post("/rooms/1/messages", "body", strings.Repeat("x", 100_000)).is(http.StatusRequestEntityTooLarge)

	if texts := h.texts(ada, lobby); len(texts) > 0 {
		t.Errorf("the room holds %d messages", len(texts))
	}
}
