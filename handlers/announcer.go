package handlers

import (
	"slices"
	"sync"

	"parley/db/chat"
	"parley/realtime"
	"parley/views"
)

// Announcer turns committed changes into frames for whoever is listening. The
// store calls Committed after each durable commit, from one goroutine and in
// the order of the changes, and lets their authors know only afterwards: an
// ack never overtakes its message.
type Announcer struct {
	hub      *realtime.Hub
	site     views.Site
	audience views.Audience
	messages *fragments
	typists  *typists
	moved    roomSet // rooms whose people changed
	sidebars *sidebars
}

// NewAnnouncer makes the announcer that db.Options.Committed wants.
func NewAnnouncer(hub *realtime.Hub, site views.Site) *Announcer {
	return &Announcer{hub: hub, site: site, audience: site.Audience, messages: newFragments(site.Audience), typists: newTypists(), moved: newRoomSet(), sidebars: newSidebars(hub)}
}

// Committed publishes the changes. A bus that fails loses frames only: every
// page finds what it lacks in the change log when it resumes.
func (a *Announcer) Committed(changes []chat.Change) {
	for _, change := range changes {
		a.publish(change)
	}
}

func (a *Announcer) publish(change chat.Change) {
	topic := roomTopic(change.Room)
	if change.Kind == chat.MessageCreated && a.typists.end(change.Room, change.Message.Author.ID) {
		a.hub.Publish(topic, realtime.Frame{Body: views.TypingDone(change.Message.Author.ID).Bytes(), Ephemeral: true})
	}
	a.hub.Publish(topic, a.frame(change))
	a.follow(change)
}

// follow does what a change means beyond the log of its room.
func (a *Announcer) follow(change chat.Change) {
	switch change.Kind {
	case chat.MessageCreated:
		a.sidebars.spoke(change.Place, change.Message)
	case chat.MemberJoined:
		a.moved.add(change.Room)
		a.sidebars.joined(change.Place, change.User.ID)
	case chat.MemberChanged:
		a.moved.add(change.Room)
		a.changedStanding(change.Standing)
	case chat.MemberLeft:
		a.out(change, "left", farewellLeft())
	case chat.MemberRemoved:
		a.out(change, "removed", farewellRemoved())
	case chat.RoomChanged:
		a.sidebars.changed(change.Place)
	case chat.RoomDeleted:
		a.hub.CloseTagged(roomTag(change.Room), closeRoomGone, "room deleted", farewellGone())
		a.sidebars.gone(change.Room)
	}
}

// out ends what somebody had of a room that they are not in any more.
func (a *Announcer) out(change chat.Change, reason string, farewell realtime.Frame) {
	a.hub.CloseTagged(placeTag(change.Room, change.User.ID), closeForbidden, reason, farewell)
	a.moved.add(change.Room)
	a.sidebars.left(change.Room, change.User.ID)
}

// frame draws one change for everybody in the room. It may arrive twice or
// late and leaves the page the same.
func (a *Announcer) frame(change chat.Change) realtime.Frame {
	frame := realtime.Frame{Number: uint64(change.Seq)}
	switch change.Kind {
	case chat.MessageCreated:
		frame.Open, frame.Body, frame.Close = views.LogOpen(), a.messages.of(change.Message).Bytes(), views.LogClose(change.Seq)
	case chat.MessageEdited:
		frame.Body = views.MessageEdited(a.audience, change.Message, change.Seq).Bytes()
	case chat.MessageDeleted:
		frame.Body = views.MessageDeleted(a.audience, change.Message, change.Seq).Bytes()
	case chat.RoomChanged:
		frame.Body = views.RoomChanged(a.site, change.Place, change.Seq).Bytes()
	default:
		frame.Body = views.CursorMoved(change.Seq).Bytes()
	}
	return frame
}

// frames draws changes for one connection, outside the topic's order.
// Neighbouring new messages share a frame, which a browser applies at once.
func (a *Announcer) frames(changes []chat.Change) []realtime.Frame {
	var frames []realtime.Frame
	for _, change := range changes {
		next := a.frame(change)
		next.Number = 0
		next.Body = slices.Clip(next.Body) // the cache's own; what follows must not grow into it
		if n := len(frames) - 1; n >= 0 && next.Open != nil && frames[n].Open != nil {
			frames[n].Body = append(frames[n].Body, next.Body...)
			frames[n].Close = next.Close
			continue
		}
		frames = append(frames, next)
	}
	return frames
}

// roomSet gathers rooms until somebody takes them.
type roomSet struct {
	mu    *sync.Mutex
	rooms map[chat.RoomID]bool
	wake  chan struct{}
}

func newRoomSet() roomSet {
	return roomSet{mu: &sync.Mutex{}, rooms: map[chat.RoomID]bool{}, wake: make(chan struct{}, 1)}
}

func (s roomSet) add(room chat.RoomID) {
	s.mu.Lock()
	s.rooms[room] = true
	s.mu.Unlock()
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (s roomSet) take() []chat.RoomID {
	s.mu.Lock()
	defer s.mu.Unlock()
	var rooms []chat.RoomID
	for room := range s.rooms {
		rooms = append(rooms, room)
		delete(s.rooms, room)
	}
	return rooms
}
