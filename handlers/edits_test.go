package handlers_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"parley/db/chat"
)

func TestMessagesAreChangedByTheirAuthorAlone(t *testing.T) {
	h, ada, bob, ofAda := inhabitedRoom(t)
	stranger := h.person("eve")
	stranger.post("/rooms/1/leave").is(303)
	path := "/messages/" + ofAda.String()
	reader := ada.open(lobby)

	for b, want := range map[*browser]int{bob: http.StatusForbidden, stranger: http.StatusNotFound} {
		b.post(path, "body", "not by its author").is(want)
		b.get(path + "/edit").is(want)
		b.post(path + "/delete").is(want)
	}
	ada.get(path + "/edit").is(200).holds("of ada")
	ada.post(path, "body", "").is(http.StatusUnprocessableEntity).holds("Write something first.")
	ada.post(path, "body", long(4001)).is(http.StatusUnprocessableEntity).holds(long(4001))
	ada.post(path, "body", "<i>better</i>\r\nnow").leadsTo("/rooms/1?around=" + ofAda.String() + "#message-" + ofAda.String())

	reader.shows("<i>better</i>\nnow")
	if got := h.texts(ada, lobby); !slices.Equal(got, []string{"<i>better</i>\nnow", "of bob"}) {
		t.Errorf("the room holds %q", got)
	}
	reader.equalsFresh(t)
}

// asksHTMX and postsHTMX are what htmx sends from a page.
func (b *browser) asksHTMX(path string) answer {
	b.t.Helper()
	r := b.request(http.MethodGet, path, nil)
	r.Header.Set("HX-Request", "true")
	return b.do(r)
}

func (b *browser) postsHTMX(path string, fields ...string) answer {
	b.t.Helper()
	r := b.form(path, fields...)
	r.Header.Set("HX-Request", "true")
	return b.do(r)
}

// TestEditingInPlaceKeepsWhatIsTyped: every refusal is a sentence in the form,
// whose text nobody touches.
func TestEditingInPlaceKeepsWhatIsTyped(t *testing.T) {
	_, ada, bob, ofAda := inhabitedRoom(t)
	path, id := "/messages/"+ofAda.String(), ofAda.String()
	reader := bob.open(lobby)

	form := ada.asksHTMX(path + "/edit").is(http.StatusOK).holds(`hx-swap="after"`).holds(">of ada</textarea>").holds(`id="edit-` + id + `"`)
	if strings.Contains(form.body, "<html") {
		t.Error("htmx gets a page")
	}
	bob.asksHTMX(path + "/edit").is(http.StatusForbidden)
	was := []string{"was", chat.Mark("of ada")}
	for body, sentence := range map[string]string{"  ": "Write something first.", long(4001): "4,000"} {
		ada.postsHTMX(path, append(was, "body", body)...).is(http.StatusUnprocessableEntity).holds(`id="edit-` + id + `-fault"`).holds(sentence)
	}
	ada.postsHTMX(path, append(was, "body", "better")...).is(http.StatusOK).holds(`id="edit-` + id + `" hx-swap="delete"`)
	reader.shows("better")

	refused := ada.postsHTMX(path, append(was, "body", "from another tab")...).is(http.StatusConflict).holds("changed elsewhere").holds(">better</pre>")
	refused.holds(`value="` + chat.Mark("better") + `"`)
	ada.post(path, append(was, "body", "without script")...).is(http.StatusUnprocessableEntity).holds(">without script</textarea>").holds(">better</pre>")
	ada.postsHTMX(path, "was", chat.Mark("better"), "body", "from another tab").is(http.StatusOK)
	reader.shows("from another tab")
	reader.equalsFresh(t)

	ada.post(path + "/delete").is(http.StatusSeeOther)
	ada.postsHTMX(path, "body", "too late").is(http.StatusNotFound).holds("removed meanwhile").holds("-fault")
}

func TestMessagesAreRemovedByTheirAuthorAndWhoLooksAfterTheRoom(t *testing.T) {
	h, ada, bob, ofAda := inhabitedRoom(t)
	ofBob := h.stored(ada, lobby)[1]
	reader := bob.open(lobby)

	ada.get(messagePath(ofBob) + "/edit").is(200).holds("Remove the message")
	ada.post(messagePath(ofBob), "body", "put into their mouth").is(http.StatusForbidden)
	ada.post(messagePath(ofBob) + "/delete").is(303)
	ada.post("/messages/" + ofAda.String() + "/delete").is(303)

	reader.wait("both removed", func() bool {
		return !slices.ContainsFunc(reader.log, func(a article) bool { return !a.deleted })
	})
	reader.equalsFresh(t)
	for _, page := range []string{bob.get("/rooms/1").body, bob.get("/api/rooms/1/messages").body} {
		if strings.Contains(page, "of ada") || strings.Contains(page, "of bob") {
			t.Error("the words of a removed message are still there")
		}
	}
}

func TestRemovedMessageCannotBeChanged(t *testing.T) {
	_, ada, _, ofAda := inhabitedRoom(t)
	path := "/messages/" + ofAda.String()
	ada.post(path + "/delete").is(303)

	ada.get(path + "/edit").is(http.StatusNotFound)
	ada.post(path, "body", "back again").is(http.StatusNotFound)
	ada.post(path + "/delete").is(http.StatusNotFound)
	ada.get(path).leadsTo("/rooms/1?around=" + ofAda.String() + "#message-" + ofAda.String())
}

// TestPermalinkOpensTheRoomAtItsMessage reads on from there in both directions.
func TestPermalinkOpensTheRoomAtItsMessage(t *testing.T) {
	h, ada := newInhabited(t)
	h.write(ada, lobby, 200)
	middle := h.stored(ada, lobby)[99]

	place := ada.get(messagePath(middle)).is(303).header.Get("Location")
	path, _, _ := strings.Cut(place, "#")
	page := ada.get(path).is(200).holds(">written 99<").body

	for _, text := range []string{">written 99<", ">written 75<", ">written 123<"} {
		if !strings.Contains(page, text) {
			t.Errorf("the page lacks %s", text)
		}
	}
	if strings.Contains(page, ">written 199<") {
		t.Error("the page is at the end of the log")
	}
	ada.get("/rooms/1?around=999999").is(404)
}

// TestOlderPagesLeadToTheBeginning follows the way back as htmx does.
func TestOlderPagesLeadToTheBeginning(t *testing.T) {
	h, ada := newInhabited(t)
	h.write(ada, lobby, 175)
	page := ada.get("/rooms/1").is(200).body
	var read []string

	for pages := 0; ; pages++ {
		read = append(textsOf(articlesOf(t, page)), read...)
		_, rest, more := strings.Cut(page, `hx-get="/rooms/1/messages?before=`)
		if !more {
			break
		}
		if pages > 10 {
			t.Fatal("the way back has no end")
		}
		seq, _, _ := strings.Cut(rest, `"`)
		page = ada.get("/rooms/1/messages?before=" + seq).is(200).body
	}

	if want := h.texts(ada, lobby); !slices.Equal(read, want) {
		t.Errorf("%d messages were read, want %d", len(read), len(want))
	}
	for _, wrong := range []string{"", "x", "-1", "1e3", "9223372036854775808"} {
		ada.get("/rooms/1/messages?before=" + wrong).is(http.StatusBadRequest)
	}
}
