package handlers

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"parley/db/chat"
	"parley/realtime"
	"parley/views"
)

// sidebarEvery merges what a busy room does to its members' sidebars: one
// frame a second, however many messages.
const sidebarEvery = time.Second

// sidebars keeps the room lists of open pages true: rooms that got a message
// move up and turn bold, rooms come and go with memberships, and what was read
// on one device is read on all. A sidebar that missed a frame is right again
// with the next page.
type sidebars struct {
	hub  *realtime.Hub
	stop chan struct{}
	done chan struct{}

	departures atomic.Uint64 // of people from rooms, each counted before pages stop following

	mu     sync.Mutex // held while publishing, which does not block
	active map[chat.RoomID]activity
}

// activity is what a room did since its members were last told.
type activity struct {
	room    chat.Room
	author  chat.UserID // of all of it; 0 where there were several
	newest  chat.Seq
	readers []chat.UserID // who have seen all of it already
}

func newSidebars(hub *realtime.Hub) *sidebars {
	s := &sidebars{hub: hub, stop: make(chan struct{}), done: make(chan struct{}), active: map[chat.RoomID]activity{}}
	go s.run()
	return s
}

// spoke notes a message; sidebars show it with the next tick.
func (s *sidebars) spoke(room chat.Room, message chat.Message) {
	s.mu.Lock()
	defer s.mu.Unlock()
	author := message.Author.ID
	a, already := s.active[room.ID]
	if already && a.author != author {
		author = 0
	}
	s.active[room.ID] = activity{room: room, author: author, newest: message.Seq}
}

// read shows a room as read on all pages of a person. Where the message that
// they read is yet to be shown, the mark follows it.
func (s *sidebars) read(m chat.Membership) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, waits := s.active[m.Room.ID]
	switch {
	case !waits:
		s.publish(userTopic(m.User.ID), views.RoomRead(m.Room))
	case a.newest <= m.LastRead:
		a.readers = append(a.readers, m.User.ID)
		s.active[m.Room.ID] = a
	}
}

func (s *sidebars) run() {
	defer close(s.done)
	tick := time.NewTicker(sidebarEvery)
	defer tick.Stop()
	for {
		select {
		case <-s.stop:
			return
		case <-tick.C:
			s.flush()
		}
	}
}

func (s *sidebars) flush() {
	s.mu.Lock()
	rooms := slices.Collect(maps.Keys(s.active))
	s.mu.Unlock()
	for _, room := range rooms {
		s.show(room)
	}
}

// show publishes under the lock, so that what happens to the room meanwhile
// comes after it: a deleted room does not come back into the lists.
func (s *sidebars) show(room chat.RoomID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, waits := s.active[room]
	if !waits {
		return // deleted just now
	}
	delete(s.active, room)
	s.publish(membersTopic(room), views.RoomSpoke(a.room, a.author))
	for _, reader := range a.readers {
		s.publish(userTopic(reader), views.RoomRead(a.room))
	}
}

// joined puts a room into the lists of a new member's open pages, which hear
// of it from now on.
func (s *sidebars) joined(room chat.Room, user chat.UserID) {
	for _, conn := range s.hub.Tagged(pageTag(user)) {
		conn.Subscribe(membersTopic(room.ID))
	}
	s.publish(userTopic(user), views.RoomJoined(room))
}

// left takes a room out of the lists of somebody who is no member any more.
func (s *sidebars) left(room chat.RoomID, user chat.UserID) {
	s.departures.Add(1)
	for _, conn := range s.hub.Tagged(pageTag(user)) {
		conn.Unsubscribe(membersTopic(room))
	}
	s.publish(userTopic(user), views.RoomGone(room))
}

// changed shows a room's new name, which what waits to be shown has from now
// on.
func (s *sidebars) changed(room chat.Room) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a, waits := s.active[room.ID]; waits {
		a.room = room
		s.active[room.ID] = a
	}
	s.publish(membersTopic(room.ID), views.RoomRenamed(room))
}

// gone takes a deleted room out of everybody's list.
func (s *sidebars) gone(room chat.RoomID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.active, room)
	s.publish(membersTopic(room), views.RoomGone(room))
}

func (s *sidebars) publish(topic string, fragment views.Fragment) {
	s.hub.Publish(topic, realtime.Frame{Body: fragment.Bytes(), Ephemeral: true})
}

func (s *sidebars) close() {
	close(s.stop)
	<-s.done
}
