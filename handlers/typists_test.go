package handlers

import (
	"testing"
	"testing/synctest"
	"time"

	"parley/db/chat"
)

func TestTypingLineIsRenewedEveryThreeSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		typists := newTypists[place]()
		shown := 0
		for range 100 { // ten seconds
			if typists.begin(place{1, 7}) {
				shown++
			}
			time.Sleep(100 * time.Millisecond)
		}
		if shown != 4 {
			t.Errorf("shown %d times in ten seconds, want 4", shown)
		}
	})
}

func TestTypingIsQuietForThreeSecondsAfterAMessage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		typists := newTypists[place]()
		if typists.end(place{1, 7}) {
			t.Error("a message takes a line away that is not there")
		}
		if typists.begin(place{1, 7}) || !typists.begin(place{2, 7}) || !typists.begin(place{1, 8}) {
			t.Error("the message is felt elsewhere or not at all")
		}
		time.Sleep(typingEvery)
		if !typists.begin(place{1, 7}) || !typists.end(place{1, 7}) {
			t.Error("nothing is shown when the time is over")
		}
	})
}

func TestTypistsAreForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		typists := newTypists[place]()
		for user := range 1000 {
			typists.begin(place{1, chat.UserID(1 + user)})
		}
		time.Sleep(2 * time.Minute)
		typists.begin(place{1, 1})
		if n := len(typists.shown); n != 1 {
			t.Errorf("%d typists are remembered", n)
		}
	})
}
