package chat

import "time"

// Level is what of a room somebody is told.
type Level string

const (
	LevelAll      Level = "all"      // each message of the room's log
	LevelMentions Level = "mentions" // what calls or answers them, and their keywords
	LevelNothing  Level = "nothing"  // not even that, and no mention counts
)

// ParseLevel reads one; Invalid where it is none.
func ParseLevel(text string) (Level, error) {
	switch level := Level(text); level {
	case LevelAll, LevelMentions, LevelNothing:
		return level, nil
	}
	return "", Invalid{Field: "level", Reason: "Choose all messages, mentions, or nothing."}
}

// UsualLevel is that of a room of which somebody has chosen none.
func (r Room) UsualLevel() Level {
	if r.Kind == Direct {
		return LevelAll
	}
	return LevelMentions
}

// Attention is whether somebody wants to be told of what another person
// writes; empty: as of everybody.
type Attention string

const (
	AttentionAlways Attention = "always" // of each message in a room of both
	AttentionNever  Attention = "never"  // their messages stay where they are
)

// ParseAttention reads one; Invalid where it is none.
func ParseAttention(text string) (Attention, error) {
	switch attention := Attention(text); attention {
	case "", AttentionAlways, AttentionNever:
		return attention, nil
	}
	return "", Invalid{Field: "attention", Reason: "Choose always, never, or as of everybody."}
}

// MaxHeeded bounds the people whom somebody pays attention of an own kind.
const MaxHeeded = 100

// Heeded is somebody to whom a person pays attention of an own kind.
type Heeded struct {
	User      User
	Attention Attention
}

// BellRules are what a person chose for their bell.
type BellRules struct {
	Sounds    bool // a sound for what calls them
	Reactions bool // a row for reactions to what they wrote
	Keywords  []string
	Hours     []QuietHours // by day
	People    []Heeded     // by name
	Rooms     []Membership // those of another level than the usual
}

// Ring is how somebody's bell may make itself heard.
type Ring struct {
	User       User
	Sounds     bool
	QuietUntil time.Time
	Hours      []QuietHours
}

// Quiet tells whether it may not just now; zone is the person's.
func (r Ring) Quiet(at time.Time, zone *time.Location) bool {
	return at.Before(r.QuietUntil) || QuietAt(r.Hours, at, zone)
}
