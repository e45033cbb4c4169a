package views

import (
	"strings"
	"testing"
	"time"

	"parley/db/chat"
)

// maxMessage is what one message of everyday length may cost in bytes: a busy
// room sends it to a thousand people ten times a second.
const maxMessage = 800

func everydayMessage() chat.Message {
	m := plain.message(123_456)
	m.Seq, m.Before = 98_765, noon.Add(-time.Hour)
	m.Body = strings.Repeat("eight by", 10)
	m.Key = "0123456789abcdef0123456789abcdef-12"
	return m
}

func TestAMessageIsSmall(t *testing.T) {
	size := len(MessageFragment(readers, everydayMessage()).Bytes())

	if size >= maxMessage {
		t.Errorf("a message of 80 letters takes %d bytes, want less than %d", size, maxMessage)
	}
}

func TestADayLineStandsWhereTheDayChanges(t *testing.T) {
	tokyo := time.FixedZone("Tokyo", 9*60*60)
	for _, test := range []struct {
		name            string
		before, created time.Time
		zone            *time.Location
		want            string // empty: no line
	}{
		{"first of the room", time.Time{}, noon, nil, "Tuesday, 3 March 2026"},
		{"same day", noon.Add(-time.Hour), noon, nil, ""},
		{"over midnight", noon.Add(-13 * time.Hour), noon, nil, "Tuesday, 3 March 2026"},
		{"midnight elsewhere", noon, noon.Add(4 * time.Hour), tokyo, "Wednesday, 4 March 2026"},
		{"not midnight elsewhere", noon.Add(-13 * time.Hour), noon.Add(-11 * time.Hour), tokyo, ""},
		{"same day of another year", noon.AddDate(-1, 0, 0), noon, nil, "Tuesday, 3 March 2026"},
		{"same day of another month", noon.AddDate(0, -1, 0), noon, nil, "Tuesday, 3 March 2026"},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := plain.message(9)
			m.Before, m.Created = test.before, test.created

			got := string(MessageFragment(Audience{Language: "en-GB", Zone: test.zone}, m).Bytes())

			if test.want == "" && strings.Contains(got, "<h2") {
				t.Errorf("got a day line in %s", got)
			}
			if test.want != "" && !strings.Contains(got, ">"+test.want+"</h2>") {
				t.Errorf("got %s, want the line %q", got, test.want)
			}
		})
	}
}

func TestAMessageKeepsItsBlanksAndLines(t *testing.T) {
	const body = "two\nlines\n\nthree  blanks   https://parley.example/a?b=1&c=2 end"
	m := plain.message(9)
	m.Body = body

	for _, n := range elements(parsedFragment(t, MessageFragment(readers, m).Bytes())) {
		if attribute(n, "class") == "text" {
			if got := textOf(n); got != body {
				t.Errorf("got %q, want %q", got, body)
			}
			return
		}
	}
	t.Error("the message has no text")
}

func TestARemovedMessageSaysNothingOfWhatItWas(t *testing.T) {
	m := plain.message(9)
	m.Body, m.Edited, m.Deleted = "what it was", noon, noon

	got := string(MessageDeleted(readers, m, 12).Bytes())

	for _, gone := range []string{"what it was", EditMessagePath(9), ">edited<"} {
		if strings.Contains(got, gone) {
			t.Errorf("a removed message still holds %q", gone)
		}
	}
}

func BenchmarkMessageFragment(b *testing.B) {
	m := everydayMessage()
	b.ReportAllocs()
	for b.Loop() {
		MessageFragment(readers, m)
	}
}
