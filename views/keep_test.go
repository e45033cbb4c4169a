package views

import (
	"strings"
	"testing"

	"parley/db/chat"
)

func (s sampler) pinned() chat.Message {
	m := s.message(9)
	m.Pinned, m.Version = 13, 13
	return m
}

// saved is a page of what somebody saved, one of which was removed.
func (s sampler) saved() SavedPage {
	removed := s.by(43)
	removed.Deleted, removed.Body = noon, ""
	return SavedPage{Shell: s.shell(0), Older: true, Saved: []chat.Saved{
		{ID: 5, Note: s.text, At: noon, Message: s.message(8), Place: s.membership(chat.RoomMember)},
		{ID: 4, At: noon, Message: removed, Place: s.talk()},
	}}
}

func TestOnlyAPinnedMessageSaysSo(t *testing.T) {
	const mark = `class="pin-mark"`
	plainly := string(MessageFragment(readers, plain.message(9)).Bytes())
	if strings.Contains(plainly, "pin") {
		t.Errorf("a plain message speaks of pins: %s", plainly)
	}
	if got := string(MessageFragment(readers, plain.pinned()).Bytes()); !strings.Contains(got, mark) {
		t.Errorf("a pinned one does not: %s", got)
	}
	gone := plain.pinned()
	gone.Deleted = noon
	if got := string(MessageFragment(readers, gone).Bytes()); strings.Contains(got, mark) {
		t.Errorf("a removed one does: %s", got)
	}
}
