package views

import (
	"strconv"
	"time"

	"parley/db/chat"
)

// ThreadsTitle is the Title of the page of threads.
const ThreadsTitle = "Threads"

// ThreadPanel is a thread beside the room in which it was begun.
type ThreadPanel struct {
	Audience     Audience
	Root         chat.Message
	Place        chat.ThreadPlace // of the reader
	Writing      Writing          // likewise
	Messages     []Fragment       // oldest first, each drawn by MessageFragment
	First        chat.Seq         // the number of the first of them
	Older, Newer bool             // there are more before and after them
	Cursor       chat.Seq         // everything up to here is on the panel
	Key          string           // makes the next message happen once
	Body         string           // what a refused post held
	Refused      string           // why
	Done         Done             // what became of a post that is no message yet
}

// Writing is whether one person can write in a room at a time.
type Writing struct {
	Membership chat.Membership
	Shut       Shut
	Mute       Mute
	Slow       Slow
}

// WritingOf is that of a membership at a time; shut is why a conversation takes
// nothing from it.
func WritingOf(m chat.Membership, shut Shut, at time.Time) Writing {
	return Writing{Membership: m, Shut: shut, Mute: MuteOf(m, at), Slow: SlowOf(m, at)}
}

// Alike tells whether two of them show the same.
func (w Writing) Alike(other Writing) bool {
	a, b := w.Membership, other.Membership
	return w.Shut == other.Shut && a.Shut == b.Shut && a.Room.Archived.Equal(b.Room.Archived) && a.Room.Locked == b.Room.Locked && a.Tends() == b.Tends() &&
		w.Mute.Until.Equal(other.Mute.Until) && a.Room.Slow == b.Room.Slow && a.Spoke.Equal(b.Spoke)
}

// ThreadsPage is what somebody follows.
type ThreadsPage struct {
	Shell   Shell
	Threads []chat.FollowedThread
	Older   bool // there are more below
	After   bool // newer ones stand on the page before
}

// last is the message behind which the next page begins.
func (p ThreadsPage) last() chat.MessageID { return p.Threads[len(p.Threads)-1].Newest }

// ThreadGrew adds a message to the end of its thread, where that is open. It
// may arrive twice.
func ThreadGrew(a Audience, m chat.Message, cursor chat.Seq) Fragment {
	return Render(threadGrew(a, m, cursor))
}

// ThreadMessageChanged puts a changed message of a thread in place of the old
// one, where that is open.
func ThreadMessageChanged(a Audience, m chat.Message) Fragment {
	return Render(threadMessageChanged(a, m))
}

// ThreadCounted shows what is in a thread under the message that began it, and
// moves the cursor.
func ThreadCounted(a Audience, root chat.MessageID, r chat.Replies, cursor chat.Seq) Fragment {
	return Render(threadCounted(a, root, r, cursor))
}

// ThreadReplaced draws the open thread anew for a page that was away for longer
// than it can be told step by step.
func ThreadReplaced(p ThreadPanel) Fragment { return Render(threadReplaced(p)) }

// ThreadSent puts an empty form in the place of the one that was taken.
func ThreadSent(p ThreadPanel) Fragment { return Render(threadSent(p)) }

// ThreadWriting shows in the open thread whether its reader can write.
func ThreadWriting(a Audience, w Writing) Fragment { return Render(threadWriting(a, w)) }

// ThreadMarked shows how the reader stands to a thread.
func ThreadMarked(root chat.MessageID, place chat.ThreadPlace) Fragment {
	return Render(threadMarked(root, place))
}

// ThreadsCounted shows in how many threads something is unread.
func ThreadsCounted(count int) Fragment { return Render(threadsCounted(count)) }

// replies says how much is in a thread.
func replies(a Audience, r chat.Replies) string {
	switch r.Count {
	case 0:
		return "No replies yet"
	case 1:
		return "1 reply, " + a.moment(r.Last)
	}
	return strconv.Itoa(r.Count) + " replies, last " + a.moment(r.Last)
}
