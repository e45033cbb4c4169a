package handlers_test

import (
	"net/http"
	"strings"
	"testing"
)

// hearsOf waits for a frame of a page that holds a text.
func (p *page) hearsOf(text string) {
	p.browser.t.Helper()
	p.wait("a frame with "+text, func() bool { return strings.Contains(strings.Join(p.frames, "\n"), text) })
}

func TestTextsBehindASlashAreSaidAsTheyAreMeant(t *testing.T) {
	h, ada, bob, _ := inhabitedRoom(t)
	reader := bob.open(lobby)
	writer := ada.open(lobby)

	for _, text := range []string{"/me waves", "//topic is a command", "/etc/passwd is missing", "/shrug who knows", "// a comment"} {
		writer.write(text)
	}
	writer.settled()
	ada.post("/rooms/1/messages", "body", "/me posts").is(http.StatusSeeOther)

	got := strings.Join(h.texts(ada, lobby)[2:], "|")
	if want := `/me waves|/topic is a command|/etc/passwd is missing|who knows ¯\\\_(ツ)\_/¯|// a comment|/me posts`; got != want {
		t.Errorf("stored is %s, want %s", got, want)
	}
	reader.hearsOf(`class="actor"`)
	reader.hearsOf(`<p dir="auto">posts</p>`)
	reader.equalsFresh(t)
}

func TestUnknownCommandIsToldToItsAuthorAloneAndKeepsTheText(t *testing.T) {
	h, ada, bob, _ := inhabitedRoom(t)
	reader, writer := bob.open(lobby), ada.open(lobby)

	writer.write("/tpic Plans")
	writer.settled()
	if code, kept := writer.complaint(); code != "UNKNOWN_COMMAND" || kept != "/tpic Plans" {
		t.Errorf("told is %s, kept %q", code, kept)
	}
	writer.hearsOf("Did you mean /topic?")
	ada.post("/rooms/1/messages", "body", "/nothing <b>").is(http.StatusUnprocessableEntity).holds(`value="/nothing &lt;b&gt;"`).holds("UNKNOWN_COMMAND")
	program := ada.program(lobby)
	program.send(map[string]any{"action": "message", "body": "/play nothing", "key": "k"})
	program.until(`data-code="BAD_COMMAND"`)
	for _, empty := range []string{"/me", "/topic", "/invite", "/invite nobody-like-that"} {
		ada.post("/rooms/1/messages", "body", empty).is(http.StatusUnprocessableEntity).holds("BAD_COMMAND")
	}

	reader.equalsFresh(t)
	if got := len(h.texts(ada, lobby)); got != 2 {
		t.Errorf("%d messages are stored, want 2", got)
	}
}

func TestCommandWithoutAMessageIsAnsweredAndDoneOnce(t *testing.T) {
	h, ada, bob, _ := inhabitedRoom(t)
	writer := ada.open(lobby)

	writer.write("/topic Plans for Friday")
	writer.settled()
	writer.hearsOf("The room has a new topic.")
	if got := h.membership(ada, lobby).Room.Topic; got != "Plans for Friday" {
		t.Fatalf("the topic is %q", got)
	}

	ada.post("/rooms/1/settings", "name", "Lobby", "topic", "Another", "kind", "open").is(http.StatusSeeOther)
	again := ada.load(lobby) // the same page, whose answer was lost
	again.token, again.acked = writer.token, 0
	again.dial()
	again.queue("/topic Plans for Friday")
	again.resume()
	again.settled()
	again.hearsOf("That is done.")
	if got := h.membership(ada, lobby).Room.Topic; got != "Another" {
		t.Errorf("the topic is %q, which undoes what came between", got)
	}
	bob.post("/rooms/1/messages", "body", "/topic Of Bob").is(http.StatusForbidden)
	if got := len(h.texts(ada, lobby)); got != 2 {
		t.Errorf("%d messages are stored, want 2", got)
	}
}

func TestCommandsInviteHelpAndLeave(t *testing.T) {
	h, ada, bob, _ := inhabitedRoom(t)
	room := h.closedRoom(ada)
	messages := "/rooms/" + room.String() + "/messages"

	ada.post(messages, "body", "/invite @bob").leadsTo("/rooms/" + room.String())
	bob.post(messages, "body", "/invite ada").is(http.StatusForbidden)
	ada.post(messages, "body", "/help").leadsTo("/commands")
	ada.get("/commands").is(http.StatusOK).holds("/topic Plans for Friday")
	leaver := bob.open(room)
	leaver.write("/help")
	leaver.settled()
	leaver.hearsOf("<code>/shrug who knows</code>")
	leaver.send(map[string]any{"action": "message", "body": "/leave"})
	leaver.hearsOf("You left this room.")
	bob.get("/rooms/" + room.String()).is(http.StatusNotFound)
	ada.post(messages, "body", "/leave").leadsTo("/rooms")
	if got := h.texts(ada, lobby); len(got) != 2 {
		t.Errorf("stored is %q", got)
	}
}

// TestSoundIsHeardLiveAlone: a page that is loaded or resumes shows it and is
// silent.
func TestSoundIsHeardLiveAlone(t *testing.T) {
	_, ada, bob, _ := inhabitedRoom(t)
	away := bob.load(lobby)
	listener := bob.open(lobby)
	writer := ada.open(lobby)

	writer.write("/play Bell")
	writer.settled()

	const autoplay = `<audio autoplay src="/static/sound-bell-`
	listener.hearsOf(autoplay)
	listener.hearsOf(`<audio controls preload="none" src="/static/sound-bell-`)
	away.connect()
	away.hearsOf("<audio controls")
	if strings.Contains(strings.Join(away.all(), ""), "autoplay") {
		t.Error("a page that resumes plays it")
	}
	fresh := bob.get("/rooms/1").holds("<audio controls")
	if strings.Contains(fresh.body, "autoplay") {
		t.Error("a page that is loaded plays it")
	}
	listener.equalsFresh(t)
}
