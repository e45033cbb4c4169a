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
// on one device is read on all; of whom, numbers says. A sidebar that missed a
// frame is right again with the next page.
type sidebars struct {
	hub       *realtime.Hub
	standings *standings
	stop      chan struct{}
	done      chan struct{}

	departures atomic.Uint64 // of people from rooms, each counted before pages stop following

	mu      sync.Mutex // held while publishing, which does not block
	active  map[chat.RoomID]activity
	redrawn map[chat.RoomID]bool // whose rows lost their numbers since takeRedrawn
}

// activity is what a room did since its members were last told.
type activity struct {
	room   chat.Room
	author chat.UserID                     // of all of it; 0 where there were several
	told   map[chat.UserID]chat.Membership // who know more of it already
}

func newSidebars(hub *realtime.Hub, standings *standings) *sidebars {
	s := &sidebars{hub: hub, standings: standings, stop: make(chan struct{}), done: make(chan struct{}), active: map[chat.RoomID]activity{}, redrawn: map[chat.RoomID]bool{}}
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
	room.Newest = message.Seq
	if room.Kind == chat.Direct {
		room.Last = chat.NewSnippet(message.Author.ID, message.Body)
	}
	s.active[room.ID] = activity{room: room, author: author, told: map[chat.UserID]chat.Membership{}}
}

// tell shows one person on all their pages how a room stands with them. Where
// a message is yet to be shown to everybody, this is shown after it again.
func (s *sidebars) tell(ms ...chat.Membership) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range ms {
		if a, waits := s.active[m.Room.ID]; waits && m.Room.Newest >= a.room.Newest {
			a.told[m.User.ID] = m
		}
	}
	s.publish(userTopic(ms[0].User.ID), views.RoomShownTo(s.standings.seenBy(ms[0].User.ID), ms...))
}

// takeRedrawn gives the rooms whose rows were drawn anew for everybody.
func (s *sidebars) takeRedrawn() []chat.RoomID {
	s.mu.Lock()
	defer s.mu.Unlock()
	rooms := slices.Collect(maps.Keys(s.redrawn))
	clear(s.redrawn)
	return rooms
}

// favoured moves a room between the lists of one person.
func (s *sidebars) favoured(m chat.Membership) views.Fragment {
	s.mu.Lock()
	defer s.mu.Unlock()
	moved := views.RoomFavoured(m, s.standings.seenBy(m.User.ID))
	s.publish(userTopic(m.User.ID), moved)
	return moved
}

// said shows which message of a room is the newest, and what it says, after an
// older one was changed or removed: in rows of direct conversations.
func (s *sidebars) said(room chat.Room) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a, waits := s.active[room.ID]; waits {
		a.room.Last, a.room.Newest = room.Last, room.Newest
		s.active[room.ID] = a
	}
	if room.Kind == chat.Direct {
		s.publish(membersTopic(room.ID), views.RoomSaid(room))
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
	s.publish(membersTopic(room), views.RoomSpoke(a.room, a.author, s.standings.open))
	s.redrawn[room] = true
	for user, m := range a.told {
		s.publish(userTopic(user), views.RoomShownTo(s.standings.seenBy(user), m))
	}
}

// joined puts a room into the lists of a new member's open pages, which hear
// of it from now on.
func (s *sidebars) joined(room chat.Room, user chat.UserID) {
	for _, conn := range s.hub.Tagged(pageTag(user)) {
		conn.Subscribe(membersTopic(room.ID))
	}
	s.publish(userTopic(user), views.RoomJoined(room, s.standings.seenBy(user)))
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
		room.Newest = a.room.Newest
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
	delete(s.redrawn, room)
	s.publish(membersTopic(room), views.RoomGone(room))
}

func (s *sidebars) publish(topic string, fragment views.Fragment) {
	s.hub.Publish(topic, realtime.Frame{Body: fragment.Bytes(), Ephemeral: true})
}

func (s *sidebars) close() {
	close(s.stop)
	<-s.done
}
