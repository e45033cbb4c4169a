package handlers

import (
	"slices"
	"sync"
	"time"

	"parley/db/chat"
	"parley/views"
)

// standings is how reachable everybody is who was connected since the start,
// as others are shown it. A state has the serial of its last change, so that a
// page that knows how far it is true can be told the rest. The crowd's
// goroutine alone changes states, but for those who come; everybody may read them.
type standings struct {
	mu     sync.Mutex
	people map[chat.UserID]*standing
	serial uint64
}

// standing is one person's.
type standing struct {
	circle    chat.Circle
	connected bool
	known     bool      // the circle was read
	untold    bool      // their state is news, although it has not changed since
	moved     bool      // and others than before may know it
	since     time.Time // of their first connection
	alive     time.Time // of their last sign of life
	state     chat.Presence
	serial    uint64
}

// newStandings begins with serials beyond those of every run before, so that a
// page of one is told everything.
func newStandings() *standings {
	return &standings{people: map[chat.UserID]*standing{}, serial: uint64(time.Now().UnixMicro())}
}

// recall takes in who was here before the start. Pages of then may still show
// them as online.
func (s *standings) recall(users []chat.UserID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.serial++
	for _, user := range users {
		if s.people[user] == nil {
			s.people[user] = &standing{state: chat.Offline, serial: s.serial}
		}
	}
}

// connect notes that a person is here, and tells whether their circle is to be
// read: until it is known they are offline.
func (s *standings) connect(user chat.UserID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	one := s.people[user]
	if one == nil {
		one = &standing{state: chat.Offline}
		s.people[user] = one
	}
	if !one.connected {
		now := time.Now()
		one.connected, one.known, one.since, one.alive = true, false, now, now
	}
	return !one.known
}

// disconnect notes that a person went.
func (s *standings) disconnect(user chat.UserID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if one := s.people[user]; one != nil {
		one.connected = false
	}
}

// stir notes a sign of life, and tells whether it ends an absence.
func (s *standings) stir(user chat.UserID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	one := s.people[user]
	if one == nil {
		return false
	}
	one.alive = time.Now()
	return one.state == chat.Away
}

// learn takes a circle as it was just read. Whoever came just now has their
// state from here on, so that the next page shows it; others are told of it
// with the next round.
func (s *standings) learn(circle chat.Circle) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if one := s.people[circle.User.ID]; one != nil {
		if one.connected && !one.known {
			one.state, one.untold = circle.Presence(one.alive, time.Now(), chat.AwayAfter), true
		}
		one.moved = one.moved || one.known && !sameCompany(one.circle, circle)
		one.circle, one.known = circle, true
	}
}

// sameCompany tells whether the same people know of a presence.
func sameCompany(a, b chat.Circle) bool {
	return slices.Equal(a.Rooms, b.Rooms) && slices.Equal(a.Friends, b.Friends) && slices.Equal(a.Blocked, b.Blocked)
}

// circle gives that of somebody who is connected.
func (s *standings) circle(user chat.UserID) (chat.Circle, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if one := s.people[user]; one != nil && one.connected && one.known {
		return one.circle, true
	}
	return chat.Circle{}, false
}

// members are the connected people of a room, as far as is known.
func (s *standings) members(room chat.RoomID) []chat.UserID {
	s.mu.Lock()
	defer s.mu.Unlock()
	var members []chat.UserID
	for user, one := range s.people {
		if one.connected && chat.Contains(one.circle.Rooms, room) {
			members = append(members, user)
		}
	}
	return members
}

// settle brings states up to the time and gives the people whose state
// changed, or who may know of it, most of them at most; more tells that others
// wait.
func (s *standings) settle(now time.Time, awayAfter time.Duration, most int) (news []news, more bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for user, one := range s.people {
		state := chat.Offline
		switch {
		case one.connected && one.known:
			state = one.circle.Presence(one.alive, now, awayAfter)
		case one.connected:
			state = one.state // not known yet
		}
		if state == one.state && !one.untold && !one.moved {
			continue
		}
		if len(news) == most {
			return news, true
		}
		s.serial++
		one.state, one.serial = state, s.serial
		news = append(news, newsOf(user, one))
		one.untold, one.moved = false, false
	}
	return news, false
}

// news is a change of state, and who may know of it.
type news struct {
	user   chat.UserID
	state  chat.Presence
	circle chat.Circle
	since  time.Time
	moved  bool // who does not know of it may have known
}

func newsOf(user chat.UserID, one *standing) news {
	return news{user: user, state: one.state, circle: one.circle, since: one.since, moved: one.moved}
}

// after gives what changed beyond a serial, as a person may know it.
func (s *standings) after(serial uint64, viewer chat.Circle, wanted func(news) bool) []news {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []news
	for user, one := range s.people {
		if one.serial <= serial {
			continue
		}
		if change := newsOf(user, one); (one.state == chat.Offline || viewer.Knows(one.circle)) && wanted(change) {
			found = append(found, change)
		}
	}
	return found
}

// now is the newest serial. Whoever draws states asks for it first.
func (s *standings) now() uint64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.serial
}

// of is somebody's state as a person may know it.
func (s *standings) of(viewer chat.Circle, user chat.UserID) chat.Presence {
	s.mu.Lock()
	defer s.mu.Unlock()
	if one := s.people[user]; one != nil && viewer.Knows(one.circle) {
		return one.state
	}
	return chat.Offline
}

// seenBy is how a person sees others: one who is not connected, like everybody.
func (s *standings) seenBy(user chat.UserID) views.Sight {
	viewer, ok := s.circle(user)
	if !ok {
		return s.open
	}
	return func(other chat.UserID) chat.Presence { return s.of(viewer, other) }
}

// state is somebody's, whoever asks.
func (s *standings) state(user chat.UserID) chat.Presence {
	s.mu.Lock()
	defer s.mu.Unlock()
	if one := s.people[user]; one != nil {
		return one.state
	}
	return chat.Offline
}

// open is somebody's state as everybody who shares a room with them may know
// it. Whoever has blocked somebody is shown to each of the others alone.
func (s *standings) open(user chat.UserID) chat.Presence {
	s.mu.Lock()
	defer s.mu.Unlock()
	if one := s.people[user]; one != nil && len(one.circle.Blocked) == 0 {
		return one.state
	}
	return chat.Offline
}

// guarded tells whether somebody has blocked others.
func (s *standings) guarded(user chat.UserID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	one := s.people[user]
	return one != nil && len(one.circle.Blocked) > 0
}

// retell makes news of the state of somebody who has blocked others, after a
// frame for everybody has shown them as offline.
func (s *standings) retell(user chat.UserID) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	one := s.people[user]
	if one == nil || len(one.circle.Blocked) == 0 {
		return false
	}
	one.untold = true
	return true
}

// visible are those who are not offline.
func (s *standings) visible() []news {
	s.mu.Lock()
	defer s.mu.Unlock()
	var visible []news
	for user, one := range s.people {
		if one.state != chat.Offline {
			visible = append(visible, newsOf(user, one))
		}
	}
	return visible
}

// viewers are the circles of everybody connected.
func (s *standings) viewers() []chat.Circle {
	s.mu.Lock()
	defer s.mu.Unlock()
	var viewers []chat.Circle
	for _, one := range s.people {
		if one.connected && one.known {
			viewers = append(viewers, one.circle)
		}
	}
	return viewers
}
