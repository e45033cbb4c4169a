package handlers

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"parley/db/chat"
	"parley/views"
)

// Topics and tags of the hub are made here and nowhere else.

const roomTopicPrefix = "room:"

// online is presence on the whole site; it is no topic of the hub.
const online = "online"

// roomTopic carries the typing line and the people of an open room.
func roomTopic(room chat.RoomID) string { return roomTopicPrefix + room.String() }

// logTopic carries the changes of a room's log as one audience reads them.
func logTopic(room chat.RoomID, a views.Audience) string {
	return "log:" + room.String() + ":" + a.String()
}

// membersTopic carries what every member's sidebar shows of a room, whichever
// page they have open.
func membersTopic(room chat.RoomID) string { return "members:" + room.String() }

// userTopic carries what is one person's, to all their pages.
func userTopic(user chat.UserID) string { return "user:" + user.String() }

// staffTopic carries what everybody of the staff sees on every page, and
// queueTopic what pages about reports show, as one audience reads it.
const staffTopic = "staff"

func queueTopic(a views.Audience) string { return staffTopic + ":" + a.String() }

// visitTopic carries what is said in a visit at the support desk to one side of
// it, as one audience reads it; visitorTopic and answererTopic carry to one side
// that the other is typing.
func visitTopic(visit chat.VisitID, s views.Side, a views.Audience) string {
	return "visit:" + visit.String() + ":" + string(s) + ":" + a.String()
}
func visitorTopic(visit chat.VisitID) string  { return "visitor:" + visit.String() }
func answererTopic(visit chat.VisitID) string { return "answerer:" + visit.String() }

// agentsTopic carries what every agent sees on every page, and deskTopic what the
// page of all visits shows, as one audience reads it.
const agentsTopic = "agents"

func deskTopic(a views.Audience) string { return agentsTopic + ":" + a.String() }

// roomOf turns a room's topic back.
func roomOf(topic string) (chat.RoomID, bool) {
	digits, ok := strings.CutPrefix(topic, roomTopicPrefix)
	id, err := strconv.ParseInt(digits, 10, 64)
	return chat.RoomID(id), ok && err == nil
}

// Tags find connections for limits and revocation.

const (
	addressTagPrefix = "address:"
	// exemptTag is of those whom no block of an address closes.
	exemptTag = "exempt"
)

// guestAddress is where a connection comes from; false for one that is exempt
// from blocks.
func guestAddress(tags []string) (address netip.Addr, guest bool) {
	for _, tag := range tags {
		if text, is := strings.CutPrefix(tag, addressTagPrefix); is {
			address, _ = netip.ParseAddr(text) // without a peer's address there is none
		}
	}
	return address, !slices.Contains(tags, exemptTag)
}

func userTag(user chat.UserID) string       { return "user:" + user.String() }
func signInTag(signIn chat.SignInID) string { return "sign-in:" + signIn.String() }
func addressTag(address string) string      { return addressTagPrefix + address }

// pageTag finds the open pages of one person, but not their programs.
func pageTag(user chat.UserID) string { return "pages:" + user.String() }

// roomTag finds everybody's connections to one room; 0 is those to none.
func roomTag(room chat.RoomID) string { return "in:" + room.String() }

// visitorsTag finds the pages of all visitors, visitTag those of one, and
// answerersTag those of agents that show a visit.
const visitorsTag = "visitors"

func visitTag(visit chat.VisitID) string     { return "visit:" + visit.String() }
func answerersTag(visit chat.VisitID) string { return "answerers:" + visit.String() }

// placeTag finds one person's connections to one room.
func placeTag(room chat.RoomID, user chat.UserID) string {
	return "place:" + room.String() + ":" + user.String()
}
