package handlers_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// logPage is a page of a room's log as programs read it.
type logPage struct {
	Messages []struct {
		ID     int64
		Seq    int64
		Body   string
		Key    string
		Author struct {
			Username    string
			DisplayName string `json:"display_name"`
		}
		Created         time.Time
		Edited, Deleted *time.Time
	}
	Older, Newer bool
	Head         int64
}

func TestRoomIsReadByEveryCredential(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	bob.program(lobby).say("k1", "<b>hello</b>")
	ada.open(lobby).shows("<b>hello</b>")

	for name, way := range ways {
		if name == "ticket" {
			continue // opens sockets only
		}
		_, header := way(h, ada)
		for _, path := range []string{"/api/rooms/1/messages", "/api/rooms/1/messages/"} {
			r := h.stranger().request(http.MethodGet, path, nil)
			r.Header = header
			got := decoded[logPage](t, h.stranger().do(r).is(200))
			if len(got.Messages) != 1 || got.Head != got.Messages[0].Seq {
				t.Fatalf("%s: got %+v", name, got)
			}
			m := got.Messages[0]
			if m.Body != "<b>hello</b>" || m.Key != "k1" || m.Author.Username != "bob" || m.Edited != nil || m.Deleted != nil || time.Since(m.Created) > time.Hour {
				t.Errorf("%s: got %+v", name, m)
			}
		}
	}
}

func TestRoomOfStrangersIsNotRead(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	board := h.closedRoom(ada)
	h.stranger().get("/api/rooms/1/messages").unauthorized()

	hidden := bob.get("/api" + roomPath(board) + "/messages").is(http.StatusNotFound)
	hidden.sameAs(bob.get("/api/rooms/999999/messages"))
	hidden.sameAs(bob.get("/api/rooms/x/messages"))
	if decoded[detail](t, hidden).Detail == "" {
		t.Error("404 says nothing")
	}
	bob.post("/api/rooms/1/messages", "body", "x").is(http.StatusMethodNotAllowed)
}

func TestRoomIsReadPageByPage(t *testing.T) {
	h, ada := newInhabited(t)
	h.write(ada, lobby, 120)
	read := func(query string) logPage {
		return decoded[logPage](t, ada.get("/api/rooms/1/messages"+query).is(200))
	}

	newest := read("")
	if len(newest.Messages) != 50 || !newest.Older || newest.Newer || newest.Messages[49].Body != "written 119" {
		t.Errorf("the newest page has %d messages, older %t, newer %t", len(newest.Messages), newest.Older, newest.Newer)
	}
	before := read(fmt.Sprintf("?before=%d", newest.Messages[0].Seq))
	if before.Messages[49].Body != "written 69" || !before.Older || !before.Newer {
		t.Errorf("before it ends with %q", before.Messages[49].Body)
	}
	var all []string
	for after := int64(0); ; {
		page := read(fmt.Sprintf("?after=%d", after))
		for _, m := range page.Messages {
			all = append(all, m.Body)
			after = m.Seq
		}
		if !page.Newer {
			break
		}
	}
	if got, want := strings.Join(all, "\n"), strings.Join(h.texts(ada, lobby), "\n"); got != want {
		t.Errorf("page by page there are %d messages", len(all))
	}
	if past := read("?after=999999"); len(past.Messages) != 0 || past.Newer {
		t.Errorf("behind the end there are %d messages", len(past.Messages))
	}
	for _, wrong := range []string{"?before=x", "?after=-1", "?before=", "?after=1e3", "?before=9223372036854775808"} {
		ada.get("/api/rooms/1/messages" + wrong).is(http.StatusBadRequest)
	}
}
