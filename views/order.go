package views

import (
	"strconv"
	"time"

	"parley/db/chat"
)

// Slow is how long one person has to wait in a room of slow mode.
type Slow struct {
	Room chat.RoomID
	Wait time.Duration // between two messages
	Left time.Duration // until their next one; 0: they can write
	Raid bool          // not the room but the raid switch has them wait
	// Thread: the notice stands in the open thread.
	Thread bool
}

// inThread is the same above the composer of the open thread.
func (s Slow) inThread() Slow {
	s.Thread = true
	return s
}

func (s Slow) id() string {
	if s.Thread {
		return threadSlowID
	}
	return slowID
}

// path answers the notice again.
func (s Slow) path() string {
	if s.Thread {
		return inThread(SlowPath(s.Room))
	}
	return SlowPath(s.Room)
}

// countedWait is how much of a wait is counted in seconds: of a longer one
// nobody watches the end.
const countedWait = 5 * time.Minute

// seconds is the wait in whole seconds, and the rest of one as one.
func (s Slow) seconds() string { return strconv.Itoa(int((s.Left + time.Second - 1) / time.Second)) }

// SlowOf is the wait of a membership at a time.
func SlowOf(m chat.Membership, at time.Time) Slow { return SlowIn(m.Room, m.SlowedAt(at), at) }

// SlowIn is a wait in a room at a time.
func SlowIn(room chat.Room, slowed chat.Slowed, at time.Time) Slow {
	slow := Slow{Room: room.ID, Wait: room.Slow, Raid: slowed.Raid}
	if slowed.Raid {
		slow.Wait = chat.RaidWait
	}
	if !slowed.Until.IsZero() {
		slow.Left = slowed.Until.Sub(at)
	}
	return slow
}

// trigger asks again when the wait is over.
func (s Slow) trigger() string { return askAfter(s.Left) }

// share is how much of the wait is left, as a number up to 100.
func (s Slow) share() string { return strconv.Itoa(int(100 * s.Left / s.Wait)) }

// lasts is how long the rest takes, as SMIL writes it.
func (s Slow) lasts() string { return strconv.FormatInt(s.Left.Milliseconds(), 10) + "ms" }

// OrderForm is what was chosen for a room's order, as typed.
type OrderForm struct {
	Slow    string
	Locked  bool
	Posting string
	Errors  Errors
}

// OrderFormOf shows what holds in a room.
func OrderFormOf(room chat.Room) OrderForm {
	return OrderForm{Slow: secondsOf(room.Slow), Locked: room.Locked, Posting: string(room.Posting)}
}

// ReadOnlySentence says why somebody does not begin messages in a room.
const ReadOnlySentence = "Those who look after this room write here. Everybody reads, reacts and answers in threads."

// postings are who may begin messages.
var postings = []struct {
	value       chat.Posting
	label, hint string
}{
	{chat.EverybodyPosts, "Everybody writes", "As in any room."},
	{chat.AdminsPost, "Read-only, for announcements", "Those who look after it write. The others read, react and answer in threads."},
}

// slowSpans are offered; others can be posted, and are shown where they hold.
var slowSpans = []time.Duration{0, 5 * time.Second, 10 * time.Second, 30 * time.Second, time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, chat.MaxSlow}

func (f OrderForm) spans() []span {
	spans, known := []span{}, false
	for _, wait := range slowSpans {
		spans = append(spans, span{secondsOf(wait), waitWord(wait)})
		known = known || f.Slow == secondsOf(wait)
	}
	if !known {
		spans = append(spans, span{f.Slow, f.Slow + " seconds"})
	}
	return spans
}

func secondsOf(wait time.Duration) string { return strconv.Itoa(int(wait / time.Second)) }

// waitWord says how long a wait is.
func waitWord(wait time.Duration) string {
	switch {
	case wait == 0:
		return "none"
	case wait%time.Hour == 0:
		return plural(int(wait/time.Hour), "hour")
	case wait%time.Minute == 0:
		return plural(int(wait/time.Minute), "minute")
	}
	return plural(int(wait/time.Second), "second")
}
