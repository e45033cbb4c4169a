package views

import (
	"strings"
	"testing"

	"parley/db/chat"
)

// maxRoomPage is what a room with a page of everyday messages may weigh,
// before it is packed: a slow phone opens it.
const maxRoomPage = 50_000

func TestARoomOfFiftyMessagesIsSmall(t *testing.T) {
	room := plain.room()
	room.Messages, room.Fresh, room.Reply, room.Body, room.Errors = nil, 0, chat.Quote{}, "", nil
	for n := range 50 {
		m := everydayMessage()
		m.ID, m.Seq, m.Continues = m.ID+chat.MessageID(n), m.Seq+chat.Seq(n), n%2 == 1
		m.Shown = Shown(m.Body, Called{})
		room.Messages = append(room.Messages, MessageFragment(readers, m))
	}

	if size := len(Render(Room(room)).Bytes()); size >= maxRoomPage {
		t.Errorf("a room of 50 messages takes %d bytes, want less than %d", size, maxRoomPage)
	} else {
		t.Logf("a room of 50 messages takes %d bytes", size)
	}
}

func TestStoredTextIsShownUnlessAnotherRendererMadeIt(t *testing.T) {
	m := plain.message(9)
	m.Body, m.Shown = "*a*", Shown("*a*", Called{})
	if got := string(words(m).Bytes()); got != m.HTML || !strings.Contains(got, "<em>a</em>") {
		t.Errorf("got %s, want what is stored", got)
	}

	m.HTML, m.Renderer = "<b>of another time</b>", m.Renderer+1
	if got := string(words(m).Bytes()); got != Shown("*a*", Called{}).HTML {
		t.Errorf("got %s, want it rendered anew", got)
	}
}
