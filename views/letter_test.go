package views

import (
	"strings"
	"testing"

	"golang.org/x/net/html"

	"parley/db/chat"
)

func (s sampler) mailing(m chat.Mailing) MailingPage {
	m.Delay = chat.MailDelays[1]
	shell := s.shell(0)
	shell.Site.Mail = true
	return MailingPage{Shell: shell, Mailing: m, Errors: s.errors("mail", "delay")}
}

func (s sampler) letter() Letter {
	rows := s.notifications()
	return Letter{Site: s.site(), Base: "https://chat.example.org", News: chat.Letter{To: s.user(42), Rows: rows, Count: len(rows) + 3}, Unsubscribe: "https://chat.example.org/unsubscribe/42/token"}
}

func TestLetterIsAsItWas(t *testing.T) {
	golden(t, "letter.html", plain.letter().HTML())
	golden(t, "letter.text", plain.letter().Text())
}

// TestNobodyCanWriteIntoALetter: what people wrote is neither markup nor a line
// of its own, and turns no direction.
func TestNobodyCanWriteIntoALetter(t *testing.T) {
	hostile := sampler{text: "a\r\nBcc: eve@example.org\r\n\r\n<img src=//eve.example> \u202egnp.exe\u2066 <script>"}
	letter := hostile.letter()
	letter.Site.Name = "Parley"

	if subject := letter.Subject(); subject != "24 notifications at Parley" {
		t.Errorf("the subject is %q", subject)
	}
	if strings.Contains(letter.Text(), "\nBcc") || strings.ContainsAny(letter.Text(), "\r\u202e\u2066") {
		t.Errorf("a line of its own, or another direction: %q", letter.Text())
	}
	document, err := html.Parse(strings.NewReader(letter.HTML()))
	if err != nil {
		t.Fatal(err)
	}
	for n := range document.Descendants() {
		if n.Type == html.ElementNode && strings.Contains(" img script link iframe style form ", " "+n.Data+" ") {
			t.Errorf("a %s in a letter", n.Data)
		}
		if href := attribute(n, "href"); href != "" && !strings.HasPrefix(href, letter.Base+"/") {
			t.Errorf("a link to %s", href)
		}
	}
}
