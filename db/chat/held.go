package chat

import (
	"errors"
	"strconv"
	"time"
)

// HeldID numbers messages that waited for somebody of the staff.
type HeldID int64

func (id HeldID) String() string { return strconv.FormatInt(int64(id), 10) }

// MaxHeld is how many messages of one person wait at a time: enough for
// somebody who means well, and what one of the staff reads in a minute or two.
const MaxHeld = 20

// ErrHeld: the same sending waits for somebody of the staff, or did.
var ErrHeld = errors.New("held")

// HeldOutcome is what became of a message that was held.
type HeldOutcome string

const (
	HeldThrough   HeldOutcome = "through"
	HeldRefused   HeldOutcome = "refused"
	HeldTakenBack HeldOutcome = "taken-back" // by its author
)

// What the log of acts says of them.
const (
	DeedLetThrough Deed = "let-through"
	DeedRefuseHeld Deed = "refuse-held"
)

// ResultHeldRefused tells the author of a message that was not let through.
const ResultHeldRefused = "held-refused"

// Held is a message that waits for somebody of the staff before it appears, or
// did. One that was let through or taken back has an empty Body.
type Held struct {
	ID      HeldID
	Author  User
	Room    Room      // ID, Name and Kind
	Thread  MessageID // 0: the room's log
	ReplyTo MessageID
	Key     string
	Body    string
	Files   []File // while it waits
	Why     string // which rule held it, for the staff
	At      time.Time
	Closed  time.Time // zero: it waits
	Closer  Named     // zero: its author
	Outcome HeldOutcome
	Words   string // that the author reads
}
