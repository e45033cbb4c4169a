package handlers

import (
	"slices"
	"sync/atomic"

	"parley/db/chat"
	"parley/realtime"
	"parley/views"
)

// Announcer turns committed changes into frames for whoever is listening. The
// store calls Committed after each durable commit, from one goroutine and in
// the order of the changes, and lets their authors know only afterwards: an
// ack never overtakes its message.
type Announcer struct {
	hub       *realtime.Hub
	audiences *audiences
	messages  *fragments
	typists   *typists[place]
	callers   *callers
	sidebars  *sidebars
	numbers   *numbers
	receipts  *receipts

	// Presence, which memberships change.
	standings *standings
	unrest    *unrest
	tempo     *tempo
	keptOut   *keptOut
	spoke     chan struct{} // wakes the indexer
	work      chan struct{} // wakes the runner of jobs
	desk      chan struct{} // wakes the reception
	toldLine  atomic.Int64  // the newest line of any visit that was published

	drawn atomic.Uint64
}

// NewAnnouncer makes the announcer that db.Options.Committed wants.
func NewAnnouncer(hub *realtime.Hub, site views.Site) *Announcer {
	standings := newStandings()
	sidebars := newSidebars(hub, standings)
	return &Announcer{hub: hub, audiences: newAudiences(site.Audience), messages: newFragments(), typists: newTypists[place](), callers: newCallers(),
		sidebars: sidebars, receipts: newReceipts(hub), numbers: newNumbers(hub, site, sidebars), standings: standings, unrest: newUnrest(), tempo: newTempo(), keptOut: newKeptOut(), spoke: make(chan struct{}, 1), work: make(chan struct{}, 1), desk: make(chan struct{}, 1)}
}

// Committed publishes the changes. A bus that fails loses frames only: every
// page finds what it lacks in the change log when it resumes.
func (a *Announcer) Committed(changes []chat.Change) {
	acted := false
	for _, change := range changes {
		a.publish(change)
		acted = acted || change.Kind == chat.StaffActed
	}
	if acted {
		a.receipts.ask()
	}
}

func (a *Announcer) publish(change chat.Change) {
	if change.Kind == chat.StaffActed {
		a.receipts.open(*change.Acted)
		return
	}
	if change.Kind == chat.PersonBarred {
		sentence := views.BarSentence(a.audiences.of(change.User), change.Sanction)
		a.hub.CloseTagged(userTag(change.User.ID), closeForbidden, "barred", farewellBarred(sentence))
		return
	}
	if change.Kind == chat.AddressesBlocked {
		a.blocked(change.Block)
		return
	}
	if change.Kind == chat.VisitChanged {
		a.visited(*change.Visited)
		return
	}
	if change.Kind == chat.AgentLeft {
		end := signedOut()
		a.hub.CloseTagged(userTag(change.User.ID), end.code, end.reason, end.farewell)
		return
	}
	if change.Kind == chat.MessageCreated && a.typists.end(place{change.Room, change.Message.Author.ID}) {
		a.hub.Publish(roomTopic(change.Room), realtime.Frame{Body: views.TypingDone(change.Message.Author.ID).Bytes(), Ephemeral: true})
	}
	var frame realtime.Frame
	for i, audience := range a.audiences.here(change.Room) {
		if i == 0 || !undated(change.Kind) {
			frame = withPins(withSound(a.frame(audience, change), change), change)
		}
		a.hub.Publish(logTopic(change.Room, audience), frame)
		if change.Message.Thread != 0 {
			a.hub.Publish(threadTopic(change.Message.Thread, audience), a.threadFrame(audience, change))
		}
	}
	a.follow(change)
}

// undated tells whether a change is drawn without any date or hour, so that
// all audiences read it alike.
func undated(kind chat.ChangeKind) bool {
	switch kind {
	case chat.MessageReacted, chat.MessageCarded, chat.MemberJoined, chat.MemberLeft, chat.MemberRemoved, chat.MemberChanged, chat.RoomChanged, chat.RoomDeleted:
		return true
	}
	return false
}

// Drawn is how many frames of changes were rendered since the start.
func (a *Announcer) Drawn() uint64 { return a.drawn.Load() }

// follow does what a change means beyond the log of its room.
func (a *Announcer) follow(change chat.Change) {
	if a.standings.retell(change.Message.Author.ID) {
		a.unrest.again()
	}
	if change.Work {
		wake(a.work)
	}
	switch change.Kind {
	case chat.MessageCreated:
		a.slowed(change)
		if change.Message.Thread == 0 {
			a.sidebars.spoke(change.Place, change.Message)
		}
		a.tempo.count(change.Room, change.At)
		wake(a.spoke)
		a.numbers.called(change.Called...)
		a.numbers.called(change.Followers...)
	case chat.MessageEdited, chat.MessageDeleted, chat.MessageRestored:
		a.changed(change)
	case chat.MemberJoined:
		a.unrest.member(change.Room, change.User.ID)
		a.sidebars.joined(change.Place, change.User.ID)
	case chat.MemberChanged:
		a.unrest.member(change.Room, change.User.ID)
		a.changedStanding(change.Standing)
	case chat.MemberLeft:
		a.out(change, "left", farewellLeft())
	case chat.MemberRemoved:
		a.out(change, "removed", farewellRemoved())
	case chat.RoomChanged:
		a.sidebars.changed(change.Place)
		a.numbers.renamed(change.Place, change.Seq)
	case chat.RoomDeleted:
		a.hub.CloseTagged(roomTag(change.Room), closeRoomGone, "room deleted", farewellGone())
		a.unrest.circle(a.standings.members(change.Room)...)
		a.sidebars.gone(change.Room)
		a.numbers.lookAtAll()
	}
}

// changed shows what became of an older message in sidebars.
func (a *Announcer) changed(change chat.Change) {
	a.sidebars.said(change.Place)
	a.numbers.called(change.Followers...)
	for _, user := range change.Called {
		a.numbers.changed(user, change.Room)
	}
}

// out ends what somebody had of a room that they are not in any more.
func (a *Announcer) out(change chat.Change, reason string, farewell realtime.Frame) {
	a.hub.CloseTagged(placeTag(change.Room, change.User.ID), closeForbidden, reason, farewell)
	a.unrest.member(change.Room, change.User.ID)
	a.sidebars.left(change.Room, change.User.ID)
	a.numbers.look(change.User.ID)
}

// frame draws one change for everybody of an audience in the room. It may
// arrive twice or late and leaves the page the same.
func (a *Announcer) frame(audience views.Audience, change chat.Change) realtime.Frame {
	a.drawn.Add(1)
	if change.Message.Thread != 0 {
		return a.threadCounted(audience, change)
	}
	frame := realtime.Frame{Number: uint64(change.Seq)}
	author := a.standings.open(change.Message.Author.ID)
	switch change.Kind {
	case chat.MessageCreated:
		frame.Open, frame.Body, frame.Close = views.LogOpen(), a.messages.of(audience, change.Message).With(author).Bytes(), views.LogClose(change.Seq)
	case chat.MessageEdited, chat.MessageRestored, chat.MessageRegrouped:
		frame.Body = views.MessageEdited(audience, change.Message, change.Seq).With(author).Bytes()
	case chat.MessageDeleted:
		frame.Body = views.MessageDeleted(audience, change.Message, change.Seq).With(author).Bytes()
	case chat.MessageReacted:
		frame.Body = views.MessageReacted(change.Message, change.Seq).Bytes()
	case chat.MessagePinned:
		frame.Body = views.MessagePinned(audience, change.Message, change.Seq).With(author).Bytes()
	case chat.MessageCarded:
		frame.Body = views.MessageCarded(change.Message, change.Seq).Bytes()
	case chat.RoomChanged:
		frame.Body = views.RoomChanged(change.Place, change.Seq).Bytes()
	default:
		frame.Body = views.CursorMoved(change.Seq).Bytes()
	}
	return frame
}

// frames draws changes for one connection, outside the topic's order.
// Neighbouring new messages share a frame, which a browser applies at once. Of
// an older message they have the latest change alone, and an edit may lie before
// its reactions or its card, so the whole of it is drawn.
func (a *Announcer) frames(audience views.Audience, changes []chat.Change) []realtime.Frame {
	var frames []realtime.Frame
	for _, change := range changes {
		if change.Message.ID != 0 && change.Kind != chat.MessageCreated {
			change.Kind = chat.MessageEdited
		}
		next := a.frame(audience, change)
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
