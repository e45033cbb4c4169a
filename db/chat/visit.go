package chat

import (
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"
)

// VisitID numbers conversations at the support desk.
type VisitID int64

// VisitLineID numbers the lines of all of them, in the order in which they were
// written.
type VisitLineID int64

func (id VisitID) String() string     { return strconv.FormatInt(int64(id), 10) }
func (id VisitLineID) String() string { return strconv.FormatInt(int64(id), 10) }

// VisitState is how far a visit is.
type VisitState string

const (
	VisitWaiting VisitState = "waiting" // for somebody to claim it
	VisitActive  VisitState = "active"  // somebody answers
	VisitClosed  VisitState = "closed"
)

// VisitEnding is what closed a visit.
type VisitEnding string

const (
	EndedByAgent   VisitEnding = "agent"
	EndedByVisitor VisitEnding = "visitor"
	EndedAway      VisitEnding = "away" // the visitor was gone for too long
)

// Limits of visits.
const (
	// MaxVisitsWaiting is how many may wait at once.
	MaxVisitsWaiting = 100
	// MaxVisitLines is how long one may become.
	MaxVisitLines = 500
	// MaxVisitPage is how much of an address is kept, in bytes.
	MaxVisitPage = 500
	// VisitAway is how long a page that listened may be gone before its visit is
	// closed, and VisitQuiet how long a visitor whose page never listens may do
	// nothing.
	VisitAway  = 2 * time.Minute
	VisitQuiet = 30 * time.Minute
	// VisitReturn is how long after its end a visit goes on when its visitor
	// comes back.
	VisitReturn = 24 * time.Hour
)

// Visit is the conversation of one visitor with the support desk.
type Visit struct {
	ID      VisitID
	Name    string // the visitor's own word
	Account Named  // who was signed in when they came; zero: nobody
	Page    string // where they were; may be empty
	Opened  time.Time
	Seen    time.Time // when they were last there
	Agent   Named     // who answers, of a closed one who answered last; zero: nobody
	Claimed time.Time
	Closed  time.Time // zero while it goes on
	Ending  VisitEnding
	Newest  VisitLineID
	Words   string // what was said last
	Waits   bool   // it was the visitor who said it
}

// State is how far the visit is.
func (v Visit) State() VisitState {
	switch {
	case !v.Closed.IsZero():
		return VisitClosed
	case v.Agent.ID != 0:
		return VisitActive
	}
	return VisitWaiting
}

// AnsweredBy tells whether somebody is the one who answers now.
func (v Visit) AnsweredBy(agent UserID) bool { return v.State() == VisitActive && v.Agent.ID == agent }

// NewVisit is what a visit begins with. Hash is of what the visitor's browser
// keeps.
type NewVisit struct {
	Hash    []byte
	Name    string
	Account UserID // 0: nobody
	Page    string
	Body    string
}

// VisitLineKind is what a line of a visit tells.
type VisitLineKind string

const (
	LineSaid     VisitLineKind = "said"
	LineJoined   VisitLineKind = "joined" // an agent
	LineHanded   VisitLineKind = "handed" // back to the desk
	LineClosed   VisitLineKind = "closed"
	LineReturned VisitLineKind = "returned"
)

// VisitLine is one line of a visit.
type VisitLine struct {
	ID    VisitLineID
	Visit VisitID
	Kind  VisitLineKind
	Agent User // zero: the visitor
	Body  string
	At    time.Time
	// Before is when the line in front of it was written, zero for the first: a
	// page draws a day line where the two fall on different days.
	Before time.Time
	// Continues is true where the line in front was said by the same side at
	// most GroupSpan earlier: a page gives both one name and time.
	Continues bool
}

// NewVisitLine is something that is said. Key, if it is not empty, makes it
// happen once, as a message's does.
type NewVisitLine struct {
	Body string
	Key  string
}

// Visited is what a change made of a visit. Gone is a visit that was deleted.
type Visited struct {
	Visit Visit
	Lines []VisitLine // new ones
	Gone  bool
}

// CheckVisitor takes a visitor's name: what could be a member's display name.
func CheckVisitor(name string) error {
	if n := utf8.RuneCountInString(name); !visible(name) || n > MaxDisplayName {
		return Invalid{Field: "name", Reason: fmt.Sprintf("Tell us your name, in 1 to %d characters.", MaxDisplayName)}
	}
	if !plain(name) || mixesAlphabets(name) || imitatesHouse(name) {
		return Invalid{Field: "name", Reason: "That name could be taken for something else. Please give another."}
	}
	return nil
}
