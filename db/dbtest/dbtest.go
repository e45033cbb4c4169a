// Package dbtest is the contract that every engine of package db passes. Its
// subtests say in their names what may be relied upon.
package dbtest

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"parley/db"
	"parley/db/chat"
)

// Run tries the contract. open gives an engine on an empty database; every
// subtest opens one of its own.
func Run(t *testing.T, open func(t *testing.T) db.Engine) {
	for _, group := range []map[string]func(*house){
		accounts, signIns, sessions, tickets, refreshes, rooms, memberships, lobby, messages, sendingOnce, permissions,
		edits, pages, changes, readMarks, announcements, acts, strangers,
		roomChanges, endedRooms, roomMembers, mutes, invites, directs, directory, resets, profiles,
		custody, purges, circles, friends, blocks, reaches, selfPortraits, mentions, reading, searches, reactions, removals, pins, saves, everybody, suggestions, drafts, jobs, cards, files, quotes, threads, bells, bellKeeping, levels, hearings, hours, passes, outward, hooks,
		audits, sanctions, reports, verdicts, orders, sweeps, roomAudits,
		factors, challenges, addresses, rules, helds, raids,
		visits, desk, deskKeeping,
	} {
		for name, try := range group {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				try(newHouse(t, open(t)))
			})
		}
	}
}

// house is a store with its first person and first room.
type house struct {
	*testing.T
	engine  db.Engine
	store   *db.Store
	heard   *recorder
	ada     chat.User // an admin of the site, and of general
	general chat.Room
}

const firstRoom = "General"

func newHouse(t *testing.T, engine db.Engine) *house {
	t.Helper()
	heard := &recorder{}
	store, err := db.Open(t.Context(), engine, db.Options{Committed: heard.listen})
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	h := &house{T: t, engine: engine, store: store, heard: heard}
	t.Cleanup(h.leave)
	h.ada, h.general, err = store.CreateFirstUser(t.Context(), chat.NewUser{Username: "ada", DisplayName: "Ada"}, firstRoom)
	h.must(err)
	return h
}

// leave closes the store. Whatever a test did, the database is whole.
func (h *house) leave() {
	if h.store.Writable() == nil {
		h.check(h.store.Check(context.Background()))
	}
	h.check(h.store.Close())
}

// recorder listens to what is committed.
type recorder struct {
	mu      sync.Mutex
	changes []chat.Change
}

func (r *recorder) listen(changes []chat.Change) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.changes = append(r.changes, changes...)
}

func (r *recorder) of(room chat.RoomID) []chat.Change {
	r.mu.Lock()
	defer r.mu.Unlock()
	var found []chat.Change
	for _, c := range r.changes {
		if c.Room == room {
			found = append(found, c)
		}
	}
	return found
}

func (h *house) must(err error) {
	h.Helper()
	if err != nil {
		h.Fatal(err)
	}
}

// check is must for goroutines, which may not end a test.
func (h *house) check(err error) {
	h.Helper()
	if err != nil {
		h.Error(err)
	}
}

// person is a new account; it is in general, as everyone is.
func (h *house) person(username string) chat.User {
	h.Helper()
	user, err := h.store.CreateUser(h.Context(), chat.NewUser{Username: username})
	h.must(err)
	return user
}

func (h *house) people(n int) []chat.User {
	h.Helper()
	var users []chat.User
	for i := range n {
		users = append(users, h.person(fmt.Sprintf("person%d", i)))
	}
	return users
}

func (h *house) place(user chat.User, room chat.Room) chat.Membership {
	h.Helper()
	m, err := h.store.Membership(h.Context(), user.ID, room.ID)
	h.must(err)
	return m
}

func (h *house) room(maker chat.User, kind chat.RoomKind, name string) chat.Membership {
	h.Helper()
	m, err := h.store.CreateRoom(h.Context(), maker, chat.NewRoom{Name: name, Kind: kind})
	h.must(err)
	return m
}

func (h *house) say(m chat.Membership, body string) chat.Message {
	h.Helper()
	message, created, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: body, At: time.Now()})
	h.must(err)
	if !created {
		h.Fatalf("%q was not created", body)
	}
	return message
}

func (h *house) edit(m chat.Membership, id chat.MessageID, body string) chat.Message {
	h.Helper()
	message, err := h.store.EditMessage(h.Context(), m, id, chat.Edit{Body: body, At: time.Now()})
	h.must(err)
	return message
}

func (h *house) delete(m chat.Membership, id chat.MessageID) chat.Message {
	h.Helper()
	message, err := h.store.DeleteMessage(h.Context(), m, id, time.Now())
	h.must(err)
	return message
}

// together runs n functions at once and waits for all.
func together(n int, do func(i int)) {
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { do(i) })
	}
	group.Wait()
}
