package chat

import "time"

// Replies are the messages of a thread, as the message that began it tells.
type Replies struct {
	Count int
	Last  time.Time // when the newest was sent; zero: there is none
}

// ThreadPlace is how somebody stands to a thread.
type ThreadPlace struct {
	Following bool
	Stopped   bool // following, and does not begin again by being called
	Muted     bool // nothing in it is unread or calls them
	LastRead  Seq
}

// ThreadMark is what somebody does about a thread.
type ThreadMark string

const (
	FollowThread   ThreadMark = "follow"
	UnfollowThread ThreadMark = "unfollow"
	MuteThread     ThreadMark = "mute"
	UnmuteThread   ThreadMark = "unmute"
)

// After is the place after a mark; Invalid where it is none. Whoever mutes a
// thread follows it no less than before.
func (p ThreadPlace) After(mark ThreadMark) (ThreadPlace, error) {
	switch mark {
	case FollowThread:
		p.Following, p.Stopped = true, false
	case UnfollowThread:
		p.Following, p.Stopped = false, true
	case MuteThread:
		p.Muted = true
	case UnmuteThread:
		p.Muted = false
	default:
		return p, Invalid{Field: "mark", Reason: "Choose to follow the thread, to mute it, or neither."}
	}
	return p, nil
}

// FollowedThread is a thread in the list of somebody who follows it.
type FollowedThread struct {
	Root    Message
	Newest  MessageID // in it
	Title   string    // of the room, as they call it
	Replies Replies
	Muted   bool
	Unread  bool
}
