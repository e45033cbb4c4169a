package handlers_test

import (
	"strconv"
	"strings"
	"testing"

	"parley/db/chat"
)

// TestSocketsOfAnAccountOutOfUseSayNothingMore: the frame that comes before the
// sockets are closed is refused like any other.
func TestSocketsOfAnAccountOutOfUseSayNothingMore(t *testing.T) {
	for i := range 5 {
		s := newStage(t, chat.Closed)
		program := s.people[member].program(s.room)
		s.must(s.store.SetActive(t.Context(), s.people[member].user.ID, false))

		program.say("k", "said out of use "+strconv.Itoa(i))

		if code := program.closed(); code != 4401 {
			t.Errorf("closed with %d, want 4401", code)
		}
		for _, m := range s.stored(s.host, s.room) {
			if strings.Contains(m.Body, "out of use") {
				t.Errorf("it said %q", m.Body)
			}
		}
	}
}
