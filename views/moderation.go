package views

import (
	"strconv"
	"time"

	"parley/db/chat"
)

// ModerationTitle is the Title of the pages of moderation.
const ModerationTitle = "Moderation"

// Queue is what waits for a decision and what was decided last.
type Queue struct {
	Waiting, Done    []chat.Report
	Held, HeldBefore []chat.Held
	Receipts         Receipts
}

// QueuePage is the list of reports and of what is held.
type QueuePage struct {
	Shell  Shell
	Queue  Queue
	Errors Errors // of a decision about what is held
}

// ReportPage is one report with all that helps to decide about it.
type ReportPage struct {
	Shell      Shell
	Report     chat.Report
	Complaints []chat.Complaint
	Around     []chat.Message // the message among its neighbours
	History    []chat.Sanction
	Notes      []chat.Note
	Earlier    int // reports of the same person besides this one
	Receipts   Receipts
	Form       ActForm
}

// ActForm is what somebody of the staff typed about a person.
type ActForm struct {
	Chosen, Reason, Until, Words string
	Errors                       Errors
}

// ReportForm is where a member reports a message, or a person where it is zero.
type ReportForm struct {
	Shell         Shell
	Message       chat.Message
	User          chat.User
	Reason, Words string
	Errors        Errors
}

// StandingPage is what stands against its reader and what they reported.
type StandingPage struct {
	Shell     Shell
	Sanctions []chat.Sanction
	Reports   []chat.OwnReport
	Held      []chat.Held // that wait, or were refused
	At        time.Time
	Answering chat.SanctionID
	Words     string
	Errors    Errors
}

// BarredPage is what somebody reads who may not come in.
type BarredPage struct {
	Site     Site
	Sentence string
	Token    string // of the one answer they have; empty: they gave it
	Words    string
	Done     bool // it was given just now
	Errors   Errors
}

// AccountsPage finds people, for staff.
type AccountsPage struct {
	Shell  Shell
	Filter string
	People []chat.User
	At     time.Time
}

// AccountPage is what staff know of one person.
type AccountPage struct {
	Shell     Shell
	User      chat.User
	Sanctions []chat.Sanction
	Reports   []chat.Report
	Notes     []chat.Note
	Sessions  int
	Receipts  Receipts
	Factor    bool // a second factor of theirs is on
	Origins   []Origin
	Rooms     []chat.Room // that both are in
	At        time.Time
	Form      ActForm
	Note      string
	Swept     []chat.Swept // what can be brought back
	Sweep     SweepForm
}

// below tells whether the reader may act on the person.
func (p AccountPage) below() bool { return p.Shell.Viewer.Role.Above(p.User.Role) }

// admin tells whether the reader may change what the person is.
func (p AccountPage) admin() bool {
	return p.Shell.Viewer.Role == chat.RoleAdmin && p.Shell.Viewer.ID != p.User.ID
}

// stands tells whether a sanction of a kind holds.
func (p AccountPage) stands(kind chat.SanctionKind) bool {
	for _, s := range p.Sanctions {
		if s.Kind == kind && s.StandsAt(p.At) {
			return true
		}
	}
	return false
}

// ActLogPage is a page of the log of acts.
type ActLogPage struct {
	Shell    Shell
	Entries  []chat.Entry
	Rooms    []chat.Room // of them those whose names the reader may know
	Receipts Receipts
	Form     ActLogForm
	Older    string // where the entries before these are; empty: these are the first
	Query    string // of the filter, for the exports
}

// ActLogForm narrows the log, as typed.
type ActLogForm struct {
	Actor, Act, Target, From, To string
	Errors                       Errors
}

// Wire is one live connection, without anything secret.
type Wire struct {
	ID         string
	User       chat.User
	Visit      chat.VisitID // that it is the visitor of, whose name User has; 0: somebody with an account
	Room       string
	Closed     bool // the room is one that the reader does not see
	Address    string
	Network    string // with which its address is blocked; empty: the reader cannot
	Source     string
	Browser    string
	Since      time.Time
	Heard      time.Duration // since the last sign of life
	QueueBytes int
	Below      bool // the reader may close it
}

// WiresPage are all live connections.
type WiresPage struct {
	Shell Shell
	Wires []Wire
}

// span is a choice of how long something lasts.
type span struct{ value, label string }

var actSpans = []span{{"1h", "an hour"}, {"1d", "a day"}, {"3d", "three days"}, {"7d", "seven days"}, {"30d", "thirty days"}, {"", "until somebody ends it"}}

func spansWith(typed string) []span {
	for _, s := range actSpans {
		if s.value == typed {
			return actSpans
		}
	}
	return append([]span{{typed, typed}}, actSpans...)
}

// reportReasons are offered to a reporter.
var reportReasons = []string{"harassment", "spam", "off topic", "unsafe", "something else"}

// decisionWords say what each decision means.
var decisionWords = map[chat.Decision][2]string{
	chat.Dismiss:        {"Nothing", "Close the report."},
	chat.RemoveMessage:  {"Remove", "Take the message away."},
	chat.DecideWarn:     {"Warn", "A note only they see."},
	chat.DecideMute:     {"Mute", "They read, and do not write."},
	chat.RemoveFromRoom: {"Out of the room", "They leave it now."},
	chat.DecideSuspend:  {"Suspend", "No access until the end."},
	chat.DecideBan:      {"Ban", "No access at all."},
}

// sanctionWord says what was done to somebody.
func sanctionWord(kind chat.SanctionKind) string {
	return map[chat.SanctionKind]string{chat.Warn: "warned", chat.Mute: "muted", chat.Suspend: "suspended", chat.Ban: "banned"}[kind]
}

// until is the end of something, as a sentence goes on with it.
func (a Audience) until(end time.Time) string {
	if end.Before(chat.NoEnd()) {
		return " until " + a.moment(end)
	}
	return ""
}

// BarSentence says to somebody why they may not come in.
func BarSentence(a Audience, s chat.Sanction) string {
	sentence := "You are " + sanctionWord(s.Kind) + a.until(s.Until) + "."
	if s.Words != "" {
		sentence += " The moderators say: " + s.Words
	}
	return sentence
}

// SanctionSentence says to somebody what was done to them.
func SanctionSentence(a Audience, s chat.Sanction) string {
	if s.Kind == chat.Warn {
		return "The moderators have warned you."
	}
	return "The moderators have " + sanctionWord(s.Kind) + " you" + a.until(s.Until) + "."
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return strconv.Itoa(n) + " " + word + "s"
}
