package chat

import (
	"slices"
	"time"
)

// Mailing is whether, and how, a person is told by mail while they are away.
type Mailing struct {
	Wanted  bool
	Delay   time.Duration // from the first piece of news to the mail
	Refused bool          // their address took no mail; nothing is sent before they say so again
}

// MailDelays are those that a person may choose, the first one where they chose
// none.
var MailDelays = []time.Duration{15 * time.Minute, time.Hour, 4 * time.Hour, 24 * time.Hour}

// CheckMailDelay refuses all others.
func CheckMailDelay(delay time.Duration) error {
	if slices.Contains(MailDelays, delay) {
		return nil
	}
	return Invalid{Field: "delay", Reason: "Choose how long to wait."}
}

// Letter is what a mail tells somebody of.
type Letter struct {
	To     User
	Rows   []Notification // newest first, the first MaxMailed of Count
	Count  int
	Secret []byte // signs the link that ends it
}

// MaxMailed is how many rows one mail lists.
const MaxMailed = 50

// Hook is where a person has their news sent to.
type Hook struct {
	Link     string
	Secret   string // signs what is sent
	Failures int    // in a row
	Rests    time.Time
	Paused   bool // after MaxHookFailures; until its person goes on
}

const (
	// MaxHookLink is more than any address of the web needs, in bytes.
	MaxHookLink = 2000
	// HookEvery keeps the pieces of news of one person apart: at most 20 a
	// minute.
	HookEvery = 3 * time.Second
	// HookQueue is how long a piece waits for those before it at most. What
	// comes when as many wait is in the bell alone.
	HookQueue = 10 * time.Minute
	// MaxHookFailures are with the pauses between them almost half an hour.
	MaxHookFailures = 6

	firstHookPause  = 5 * time.Second
	hookPauseGrowth = 4
)

// HookPause is how long a hook rests after as many failures in a row.
func HookPause(failures int) time.Duration {
	pause := firstHookPause
	for range failures - 1 {
		pause *= hookPauseGrowth
	}
	return pause
}
