package handlers_test

import (
	"strings"
	"testing"
)

// typed counts the typing lines that were heard.
func (p *page) typed() int {
	count := 0
	for _, frame := range p.all() {
		count += strings.Count(frame, "is typing")
	}
	return count
}

func TestTypingIsShownToTheOthersAtMostOnceInThreeSeconds(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	watcher, elsewhere := ada.open(lobby), ada.open(h.closedRoom(ada))
	tabs := []*page{bob.open(lobby), bob.open(lobby)}

	for range 20 {
		for _, tab := range tabs {
			tab.send(map[string]any{"action": "typing"})
		}
	}
	watcher.until("bob</b> is typing")
	ada.say(lobby, "a barrier")
	watcher.shows("a barrier")
	elsewhere.settle()

	if n := watcher.typed(); n != 1 {
		t.Errorf("bob was shown %d times", n)
	}
	if n := elsewhere.typed(); n != 0 {
		t.Errorf("bob was shown %d times in a room he is not in", n)
	}
}

func TestMessageTakesTheTypingLineAwayAndLateNoticesBringNoneBack(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	watcher, tab := ada.open(lobby), bob.open(lobby)
	tab.send(map[string]any{"action": "typing"})
	watcher.until("bob</b> is typing")
	watcher.forget()

	tab.write("done")
	tab.settled()
	tab.send(map[string]any{"action": "typing"})
	tab.write("and done")
	watcher.shows("and done")

	heard := strings.Join(watcher.all(), "")
	gone, message := strings.Index(heard, `id="typing-`+bob.user.ID.String()+`" hx-swap="delete"`), strings.Index(heard, ">done<")
	if gone < 0 || gone > message {
		t.Errorf("the line goes at %d, the message comes at %d: %s", gone, message, heard)
	}
	if watcher.typed() != 0 {
		t.Errorf("a late notice was shown: %s", heard)
	}
}

func TestTypingOfAStrangerIsRefused(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	watcher := ada.open(lobby)
	personal := bob.program(0)

	personal.send(map[string]any{"action": "typing"})

	personal.until(`data-code="NOT_MEMBER"`)
	watcher.settle()
	if watcher.typed() != 0 {
		t.Error("a stranger was shown as typing")
	}
}
