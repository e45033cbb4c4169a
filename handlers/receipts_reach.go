package handlers

import "parley/db/chat"

// reach is which pages an act concerns.
type reach struct {
	person chat.UserID          // whose; 0: everybody's
	rooms  map[chat.RoomID]bool // of which rooms; nil: of any and of none
	shuts  bool                 // it closes them
	later  bool                 // what they show of it is sent after the announcement
}

func (r reach) holds(c *connection) bool {
	return (r.person == 0 || c.user == r.person) && (r.rooms == nil || r.rooms[c.room])
}

// reachOf is false for an act that no page shows at once.
func reachOf(acted chat.Acted) (reach, bool) {
	if e := acted.Entry; e.ID != 0 { // on the whole site, unless it changed a room
		switch e.Act {
		case chat.DeedWarn, chat.DeedMute, chat.DeedUnmute:
			return reach{person: e.Target.ID, later: true}, true
		case chat.DeedSuspend, chat.DeedBan, chat.DeedEndSessions, chat.DeedDeactivate, chat.DeedAgentOff:
			return reach{person: e.Target.ID, shuts: true}, true
		case chat.DeedDecide: // another entry says what was done
			return reach{}, false
		}
	}
	return reachOfRooms(acted)
}

// reachOfRooms is that of what changed in rooms.
func reachOfRooms(acted chat.Acted) (reach, bool) {
	r := reach{rooms: map[chat.RoomID]bool{}}
	for _, change := range acted.Did {
		if change.Room == 0 {
			continue
		}
		r.rooms[change.Room] = true
		switch change.Kind {
		case chat.MemberChanged:
			r.person = acted.Entry.Target.ID
		case chat.MemberRemoved:
			r.person, r.shuts = acted.Entry.Target.ID, true
		}
	}
	return r, len(r.rooms) > 0
}
