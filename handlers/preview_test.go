package handlers_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestPreviewShowsATextAndSendsNothing(t *testing.T) {
	h, ada := newInhabited(t)

	ada.post("/rooms/preview", "body", "**bold** <b>").is(200).holds(`<hx-partial id="preview">`).holds("<strong>bold</strong> &lt;b&gt;")
	ada.post("/rooms/preview", "body", " ").is(http.StatusUnprocessableEntity).holds("Write something first.")
	ada.post("/rooms/preview", "body", long(4001)).is(http.StatusUnprocessableEntity)
	h.stranger().post("/rooms/preview", "body", "x").is(303)

	if texts := h.texts(ada, lobby); len(texts) > 0 {
		t.Errorf("the room holds %q", texts)
	}
}

func TestFormattedTextIsStoredByBothDoorsAndByEdits(t *testing.T) {
	h, ada := newInhabited(t)
	p := ada.open(lobby)

	p.write("*over the socket*")
	p.settled()
	ada.say(lobby, "*by form*")
	p.shows("by form")
	first := h.stored(ada, lobby)[0]
	ada.post(messagePath(first), "body", "**changed**").is(303)

	p.shows("changed")
	p.equalsFresh(t)
	var shown []string
	for _, m := range h.stored(ada, lobby) {
		shown = append(shown, m.HTML)
		if m.Renderer == 0 {
			t.Errorf("%q has no version of the renderer", m.Body)
		}
	}
	if got, want := strings.Join(shown, " "), `<p dir="auto"><strong>changed</strong></p> <p dir="auto"><em>by form</em></p>`; got != want {
		t.Errorf("stored are %s, want %s", got, want)
	}
}

func TestTextOfAnotherRendererIsShownAnew(t *testing.T) {
	h, ada := newInhabited(t)
	h.write(ada, lobby, 1)

	ada.get("/rooms/1").is(200).holds(`<p dir="auto">written 0</p>`)

	if m := h.stored(ada, lobby)[0]; m.Renderer != 0 || m.HTML != "" {
		t.Errorf("the stored message was changed: %q of %d", m.HTML, m.Renderer)
	}
}
