package views

import (
	"slices"
	"strings"
	"testing"

	"github.com/a-h/templ"

	"parley/db/chat"
)

// transcript is a file of messages of every kind.
func (s sampler) transcript() TranscriptPage {
	removed := s.by(43)
	removed.Deleted, removed.Body = noon, ""
	began := s.message(7)
	began.Replies.Count = 1
	thread := func(chat.Message) templ.Component {
		return TranscriptReplies(readers, "https://chat.example.com", []chat.Message{s.message(6)})
	}
	messages := []chat.Message{began, s.message(8), s.reacted(s.message(9)), removed, s.acting("/me " + s.text), s.acting("/play bell"), s.pinned(), s.filed(), s.answerTo(s.quote())}
	return TranscriptPage{Site: s.site(), Title: s.text, Since: s.text, To: s.text, Made: noon,
		Messages: TranscriptMessages(readers, "https://chat.example.com", messages, true, thread)}
}

// TestAFileNeedsNothingElse is TestNothingIsInlineAndNothingIsEvaluated for the
// one thing that is no page: it has its style inside, and nothing that asks.
func TestAFileNeedsNothingElse(t *testing.T) {
	styles := 0
	for _, n := range elements(parsed(t, Transcript(plain.transcript()))) {
		if n.Data == "style" {
			styles++
		}
		if slices.Contains([]string{"script", "link", "img", "audio", "iframe", "form", "button", "svg", "base"}, n.Data) {
			t.Errorf("it holds a <%s>", n.Data)
		}
		for _, a := range n.Attr {
			asks := a.Key == "src" || strings.HasPrefix(a.Key, "hx-") || strings.HasPrefix(a.Key, "on") || a.Key == "style"
			if asks || a.Key == "href" && !strings.HasPrefix(a.Val, "https://chat.example.com/messages/") && !strings.HasPrefix(a.Val, "https://chat.example.com/files/") {
				t.Errorf("%s=%q of <%s>", a.Key, a.Val, n.Data)
			}
		}
	}
	if styles != 1 {
		t.Errorf("it has %d sheets, want 1", styles)
	}
}

func TestAFileHoldsWhatWasSaid(t *testing.T) {
	got := textOf(parsed(t, Transcript(plain.transcript())))
	for _, want := range []string{"Tuesday, 3 March 2026", "12:00", "3 March 2026, 12:00", "This message was removed.", "played bell", "👍"} {
		if !strings.Contains(got, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	hostile := sampler{text: `</title><script>alert(1)</script>`}
	for _, n := range elements(parsed(t, Transcript(hostile.transcript()))) {
		if n.Data == "script" {
			t.Error("what people write becomes a script")
		}
	}
}
