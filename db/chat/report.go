package chat

import (
	"slices"
	"time"
)

// ReportID numbers reports.
type ReportID int64

// ReportState is how far a report is.
type ReportState string

const (
	ReportOpen    ReportState = "open"
	ReportClaimed ReportState = "claimed" // somebody looks at it
	ReportClosed  ReportState = "closed"
)

// Decision is what becomes of a report.
type Decision string

const (
	Dismiss        Decision = "dismiss"
	RemoveMessage  Decision = "remove"
	DecideWarn     Decision = "warn"
	DecideMute     Decision = "mute"
	RemoveFromRoom Decision = "remove-from-room"
	DecideSuspend  Decision = "suspend"
	DecideBan      Decision = "ban"
)

// Decisions are all of them, the mildest first.
func Decisions() []Decision {
	return []Decision{Dismiss, RemoveMessage, DecideWarn, DecideMute, RemoveFromRoom, DecideSuspend, DecideBan}
}

// Sanction is what a decision does to the person; false where it leaves them
// alone.
func (d Decision) Sanction() (SanctionKind, bool) {
	kind := SanctionKind(d)
	return kind, kind.Valid()
}

// Report is what people say about a message, or about a person.
type Report struct {
	ID         ReportID
	User       User      // whom it is about
	Room       Room      // zero for a person
	Message    MessageID // 0: it is about the person
	Seq        Seq       // of the message
	Opened     time.Time
	Claimer    Named
	Closed     time.Time
	Closer     Named
	Decision   Decision
	Reason     string // for the decision
	Complaints int
	// Why and Body are the first complaint's: its reason, and what the message
	// said when it was made.
	Why, Body string
}

// State is how far the report is.
func (r Report) State() ReportState {
	switch {
	case !r.Closed.IsZero():
		return ReportClosed
	case r.Claimer.ID != 0:
		return ReportClaimed
	}
	return ReportOpen
}

// Complaint is what one person says in a report. Body is what the message said
// then.
type Complaint struct {
	Author Named
	At     time.Time
	Reason string
	Words  string
	Body   string
}

// Verdict is a decision with all that goes with it.
type Verdict struct {
	Decision Decision
	Reason   string
	Words    string
	Until    time.Time
	At       time.Time
}

// OwnReport is a report as its reporter sees it: what was decided is not theirs
// to know.
type OwnReport struct {
	User   Named
	At     time.Time
	Reason string
	Closed time.Time // zero: nobody has decided yet
}

// Valid tells whether d is one of the decisions.
func (d Decision) Valid() bool { return slices.Contains(Decisions(), d) }
