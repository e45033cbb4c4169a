// Package chat is the vocabulary of the house: people, rooms, memberships,
// messages, the changes of a room, and what is well formed. Everything above
// and below speaks in these words. It imports the standard library only and
// does no I/O; db makes these values, views draw them, handlers carry them.
package chat

import (
	"strconv"
	"time"
)

// UserID numbers a person. Ids are positive and never used again.
type UserID int64

// RoomID numbers a room.
type RoomID int64

// MessageID numbers a message through all rooms.
type MessageID int64

// PageID numbers what was found behind a link at one time.
type PageID int64

// JobID numbers a piece of work that is done after the answer.
type JobID int64

// SignInID numbers one sign-in of one person on one device. A session and the
// tokens given with it carry it and end together.
type SignInID int64

// InviteID numbers a link into a room.
type InviteID int64

// Seq is a room's sequence number. Every change of a room takes the next one
// inside its transaction, so it is the cursor of resume, of paging and of read
// marks, and the order on every page. The first change has 1; 0 comes before
// everything.
type Seq int64

func (id UserID) String() string     { return strconv.FormatInt(int64(id), 10) }
func (id RoomID) String() string     { return strconv.FormatInt(int64(id), 10) }
func (id MessageID) String() string  { return strconv.FormatInt(int64(id), 10) }
func (id PageID) String() string     { return strconv.FormatInt(int64(id), 10) }
func (id SignInID) String() string   { return strconv.FormatInt(int64(id), 10) }
func (id InviteID) String() string   { return strconv.FormatInt(int64(id), 10) }
func (id SanctionID) String() string { return strconv.FormatInt(int64(id), 10) }
func (id ReportID) String() string   { return strconv.FormatInt(int64(id), 10) }
func (id EntryID) String() string    { return strconv.FormatInt(int64(id), 10) }
func (s Seq) String() string         { return strconv.FormatInt(int64(s), 10) }

// ParseID reads an id as it stands in an address or a form: decimal digits
// without sign or leading zero, above 0. Anything else is ErrNotFound, because
// an id that cannot exist names nothing.
func ParseID[T ~int64](text string) (T, error) {
	if text == "" || text[0] < '1' || text[0] > '9' {
		return 0, ErrNotFound
	}
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return 0, ErrNotFound
	}
	return T(id), nil
}

// Millis is how times are stored and compared: whole milliseconds of UTC.
func Millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// Time turns stored milliseconds back; 0 is the zero time.
func Time(millis int64) time.Time {
	if millis == 0 {
		return time.Time{}
	}
	return time.UnixMilli(millis).UTC()
}
