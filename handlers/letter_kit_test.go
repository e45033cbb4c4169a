package handlers_test

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"regexp"
	"strings"
	"testing"
)

// opened is a letter with its two bodies decoded.
type opened struct {
	envelope   string
	header     mail.Header
	text, html string
}

// open fails unless it is a mail with a text and a page.
func (m *mailbox) open(t *testing.T) opened {
	t.Helper()
	raw := m.raw(t)
	begins := strings.Index(raw, ">\nAuto-Submitted:") + 2 // after the envelope
	envelope := raw[:begins]
	message, err := mail.ReadMessage(strings.NewReader(raw[begins:]))
	if err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	o := opened{envelope: envelope, header: message.Header}
	_, params, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	for parts := multipart.NewReader(message.Body, params["boundary"]); ; {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return o
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(part) // decodes quoted-printable
		if err != nil {
			t.Fatal(err)
		}
		if kind, _, _ := mime.ParseMediaType(part.Header.Get("Content-Type")); kind == "text/html" {
			o.html = string(body)
		} else {
			o.text = strings.ReplaceAll(string(body), "\r\n", "\n")
		}
	}
}

// link is where the letter's text ends such mail.
func (o opened) link(t *testing.T, h *house) string {
	t.Helper()
	link := regexp.MustCompile(`http://\S+/unsubscribe/\S+`).FindString(o.text)
	if got := o.header.Get("List-Unsubscribe"); got != "<"+link+">" || o.header.Get("List-Unsubscribe-Post") != "List-Unsubscribe=One-Click" {
		t.Errorf("programs end it at %q by %q, people at %q", got, o.header.Get("List-Unsubscribe-Post"), link)
	}
	return h.ours(link)
}
