package handlers_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

// FuzzCursor asks a real house with a cursor through every door that takes
// one: it is an answer, a refusal or the whole log, never a fault of ours.
func FuzzCursor(f *testing.F) {
	for _, seed := range []string{"0", "3", "-1", "100", "9223372036854775808", "1e3", "", "\x00", "' OR 1=1", "5;", "<b>", "٣", "\xff"} {
		f.Add(seed)
	}
	h, ada := newInhabited(f)
	h.write(ada, lobby, 5)
	program := ada.program(lobby)
	f.Fuzz(func(t *testing.T, cursor string) {
		ada.t, program.t = t, t
		for _, door := range []string{"/rooms/1/messages?before=", "/rooms/1/messages?until=9&after=", "/rooms/1?before=", "/rooms/1?around=", "/api/rooms/1/messages?after="} {
			if a := ada.get(door + url.QueryEscape(cursor)); a.status != http.StatusOK && a.status != http.StatusBadRequest && a.status != http.StatusNotFound {
				t.Fatalf("%s was answered with %d", a.asked, a.status)
			}
		}
		program.forget()
		program.send(map[string]any{"action": "resume", "cursor": strings.ToValidUTF8(cursor, "�")})
		program.say("barrier", "barrier")
		for _, frame := range program.until(`data-key="barrier"`) {
			if strings.Contains(frame, "SERVER_BUSY") || strings.Contains(frame, "BAD_FRAME") {
				t.Fatalf("%q was answered with %s", cursor, frame)
			}
		}
	})
}
