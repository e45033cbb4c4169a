package chat

import "time"

// EntryID numbers the entries of the log of acts, from 1 without a gap.
type EntryID int64

// Deed names what an entry of the log of acts is about.
type Deed string

const (
	DeedWarn        Deed = "warn"
	DeedMute        Deed = "mute"
	DeedUnmute      Deed = "unmute"
	DeedSuspend     Deed = "suspend"
	DeedUnsuspend   Deed = "unsuspend"
	DeedBan         Deed = "ban"
	DeedUnban       Deed = "unban"
	DeedEndSessions Deed = "end-sessions"
	DeedRole        Deed = "role"
	DeedDeactivate  Deed = "deactivate"
	DeedBringBack   Deed = "bring-back"
	DeedNote        Deed = "note"
	DeedReport      Deed = "report"
	DeedClaim       Deed = "claim"
	DeedDecide      Deed = "decide" // a report; Reason has the decision first
	DeedRemove      Deed = "remove" // a message
	DeedRemoveFrom  Deed = "remove-from-room"
	DeedSweep       Deed = "sweep"   // messages of a person; Reason has their number first
	DeedRestore     Deed = "restore" // a message of a report, or what a sweep removed
	DeedAnswer      Deed = "answer"  // of somebody sanctioned
	DeedDisconnect  Deed = "disconnect"
	DeedFactorOn    Deed = "factor-on" // somebody's second factor, by themselves
	DeedFactorOff   Deed = "factor-off"
	DeedSetting     Deed = "setting" // of the place; Reason says what holds now
	DeedRefused     Deed = "refused" // an act beyond somebody's rank; Reason names it

	// What is done with a room, by whoever looks after it.
	DeedLock       Deed = "lock-room"
	DeedUnlock     Deed = "unlock-room"
	DeedSlow       Deed = "slow-mode"  // Reason is the wait
	DeedPosting    Deed = "who-writes" // Reason is who
	DeedArchive    Deed = "archive-room"
	DeedUnarchive  Deed = "bring-back-room"
	DeedDeleteRoom Deed = "delete-room"

	DeedAgentOn     Deed = "agent-on" // somebody answers at the support desk
	DeedAgentOff    Deed = "agent-off"
	DeedDeleteVisit Deed = "delete-visit" // Reason names the visitor

	DeedBlockAddress   Deed = "block-address" // Words has the network first
	DeedUnblockAddress Deed = "unblock-address"
)

// Deeds are all deeds, as a filter offers them.
func Deeds() []Deed {
	return []Deed{DeedWarn, DeedMute, DeedUnmute, DeedSuspend, DeedUnsuspend, DeedBan, DeedUnban, DeedEndSessions, DeedRole,
		DeedDeactivate, DeedBringBack, DeedNote, DeedReport, DeedClaim, DeedDecide, DeedRemove, DeedRemoveFrom, DeedSweep, DeedRestore, DeedAnswer, DeedDisconnect,
		DeedFactorOn, DeedFactorOff, DeedSetting, DeedLock, DeedUnlock, DeedSlow, DeedPosting, DeedArchive, DeedUnarchive, DeedDeleteRoom, DeedAgentOn, DeedAgentOff, DeedDeleteVisit, DeedBlockAddress, DeedUnblockAddress,
		DeedRuleAdd, DeedRuleChange, DeedRuleOn, DeedRuleOff, DeedRuleDelete, DeedLetThrough, DeedRefuseHeld, DeedRaidOn, DeedRaidOff, DeedRefused}
}

// Entry is one line of the log of acts. Hash stands for it and for all before
// it.
type Entry struct {
	ID      EntryID
	At      time.Time
	Act     Deed
	Actor   Named // zero: the program itself, on its command line
	Target  Named // zero: nobody
	Room    RoomID
	Message MessageID
	Report  ReportID
	Until   time.Time // zero: the act has no end
	Reason  string
	Words   string // that the person read
	Hash    []byte
}

// Acted is what somebody did who looks after others. ID and time of its Entry
// are zero where it stands in no log.
type Acted struct {
	Entry Entry
	Did   []Change // all that its operation changed
}

// EntryFilter narrows the log of acts; zero values leave a side open.
type EntryFilter struct {
	Actor, Target UserID
	Act           Deed
	From, To      time.Time // the first moment, and the first beyond
	Before        EntryID   // entries in front of it, for paging; 0: from the newest
}
