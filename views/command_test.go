package views

import (
	"strings"
	"testing"

	"parley/db/chat"
)

func (s sampler) acting(body string) chat.Message {
	m := s.message(9)
	m.Body = body
	return m
}

func TestAnActionIsShownWithoutItsCommand(t *testing.T) {
	m := plain.acting("/me *waves* <b>")
	m.Shown = Shown(m.Body, Called{})
	got := string(MessageFragment(readers, m).Bytes())
	if !strings.Contains(got, `<bdi>Maya Lindqvist</bdi></span>  <p dir="auto"><em>waves</em> &lt;b&gt;</p>`) || strings.Contains(got, "/me ") {
		t.Errorf("got %s", got)
	}
	literal := plain.acting(chat.Unslashed("//me waves"))
	if got := string(MessageFragment(readers, literal).Bytes()); !strings.Contains(got, `<p dir="auto">/me waves</p>`) {
		t.Errorf("what is to be said is shown as %s", got)
	}
}

func TestAShrugIsWhole(t *testing.T) {
	for text, want := range map[string]string{"": `¯\_(ツ)_/¯`, "who *knows*": `who <em>knows</em> ¯\_(ツ)_/¯`} {
		if got := Shown(chat.Shrug(text), Called{}).HTML; got != `<p dir="auto">`+want+`</p>` && got != `<p dir="auto">`+want+"</p>\n" {
			t.Errorf("%q is shown as %s", text, got)
		}
	}
}

func TestEverySoundIsThere(t *testing.T) {
	for _, name := range chat.Sounds() {
		if path := soundPath(name); !strings.HasPrefix(path, "/static/sound-"+name+"-") {
			t.Errorf("%s is at %s", name, path)
		}
	}
}
