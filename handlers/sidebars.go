package handlers

import (
	"sync"
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

	mu     sync.Mutex
	active map[chat.RoomID]activity
}

// activity is what a room did since its members were last told.
type activity struct {
	room   chat.Room
	author chat.UserID // of all of it; 0 where there were several
}

func newSidebars(hub *realtime.Hub) *sidebars {
	s := &sidebars{hub: hub, stop: make(chan struct{}), done: make(chan struct{}), active: map[chat.RoomID]activity{}}
	go s.run()
	return s
}

// spoke notes a message; sidebars show it with the next tick.
func (s *sidebars) spoke(room chat.Room, author chat.UserID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, already := s.active[room.ID]
	if already && a.author != author {
		author = 0
	}
	s.active[room.ID] = activity{room: room, author: author}
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
	active := s.active
	s.active = map[chat.RoomID]activity{}
	s.mu.Unlock()
	for id, a := range active {
		s.publish(membersTopic(id), views.RoomSpoke(a.room, a.author))
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
	for _, conn := range s.hub.Tagged(pageTag(user)) {
		conn.Unsubscribe(membersTopic(room))
	}
	s.publish(userTopic(user), views.RoomGone(room))
}

// changed shows a room's new name.
func (s *sidebars) changed(room chat.Room) { s.publish(membersTopic(room.ID), views.RoomRenamed(room)) }

// gone takes a deleted room out of everybody's list.
func (s *sidebars) gone(room chat.RoomID) { s.publish(membersTopic(room), views.RoomGone(room)) }

func (s *sidebars) publish(topic string, fragment views.Fragment) {
	s.hub.Publish(topic, realtime.Frame{Body: fragment.Bytes(), Ephemeral: true})
}

func (s *sidebars) close() {
	close(s.stop)
	<-s.done
}
