package handlers_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"parley/db/chat"
)

// populate makes so many people without a page.
func (h *house) populate(count int) {
	h.t.Helper()
	var makers sync.WaitGroup
	for maker := range 16 {
		makers.Go(func() {
			for n := maker; n < count; n += 16 {
				name := fmt.Sprint("resident", n)
				if _, err := h.store.CreateUser(h.t.Context(), chat.NewUser{Username: name, DisplayName: name, Role: chat.RoleMember}); err != nil {
					h.t.Error(err)
				}
			}
		})
	}
	makers.Wait()
}

// TestAThousandPeopleAreToldAtOnce, everybody who is online within a second
// after what is waited for so that a page before the room rings no bell; and
// posting elsewhere goes on meanwhile.
func TestAThousandPeopleAreToldAtOnce(t *testing.T) {
	h, ada := newInhabited(t)
	h.populate(950)
	elsewhere := h.membership(ada, h.closedRoom(ada))
	var tabs []*belled
	for _, b := range h.people("online", 49) {
		tabs = append(tabs, b.bellOf())
	}
	usual := h.posting(elsewhere, 20)

	began := time.Now()
	ada.say(lobby, "@room, the house burns")
	meanwhile := h.posting(elsewhere, 20)
	var last time.Duration
	for _, tab := range tabs {
		tab.shows("1", "@room, the house burns")
		tab.mu.Lock()
		last = max(last, tab.at[len(tab.at)-1].Sub(began))
		tab.mu.Unlock()
	}

	t.Logf("told after %v; a post elsewhere took at most %v, and %v meanwhile", last.Round(time.Millisecond), usual, meanwhile)
	if wait := 600 * time.Millisecond; last > soon+wait {
		t.Errorf("the last was told after %v", last)
	}
	if meanwhile > 200*time.Millisecond {
		t.Errorf("posting elsewhere took %v meanwhile, %v before", meanwhile, usual)
	}
	for _, user := range []chat.UserID{2, 500, 1000} {
		if unread, err := h.store.UnreadNotifications(t.Context(), user); err != nil || unread != 1 {
			t.Errorf("the bell of person %d has %d rows, %v", user, unread, err)
		}
	}
}

// posting posts several messages one after the other, and gives how long the
// slowest took.
func (h *house) posting(m chat.Membership, count int) (slowest time.Duration) {
	h.t.Helper()
	for range count {
		began := time.Now()
		if _, _, err := h.store.CreateMessage(h.t.Context(), m, chat.NewMessage{Body: "well", At: began}); err != nil {
			h.t.Fatal(err)
		}
		slowest = max(slowest, time.Since(began))
	}
	return slowest.Round(time.Microsecond)
}
