package chat_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"parley/db/chat"
)

func TestVisitorsGiveANameThatAMemberCouldHave(t *testing.T) {
	for name, fine := range map[string]bool{
		"Zoe":                   true,
		"Ψ, 港, 👩‍🚀":             true,
		strings.Repeat("ä", 40): true,
		strings.Repeat("a", 41): false,
		"":                      false,
		" \u200b":               false,
		"a\u202eb":              false,
		"аdmin Zoe":             false, // Cyrillic and Latin
		"Support":               false,
		"a\x00b":                false,
		"two\nlines":            false,
		"\xff":                  false,
	} {
		var invalid chat.Invalid
		err := chat.CheckVisitor(name)
		if (err == nil) != fine || err != nil && (!errors.As(err, &invalid) || invalid.Field != "name" || invalid.Reason == "") {
			t.Errorf("%.20q: %v", name, err)
		}
		if (err == nil) != (chat.CheckDisplayName(name) == nil) {
			t.Errorf("%.20q: a member is told otherwise", name)
		}
	}
}

func TestVisitWaitsIsAnsweredAndIsClosed(t *testing.T) {
	at, bob := time.Now(), chat.Named{ID: 2, Name: "Bob"}
	for _, try := range []struct {
		visit    chat.Visit
		state    chat.VisitState
		answered bool // by Bob
	}{
		{chat.Visit{}, chat.VisitWaiting, false},
		{chat.Visit{Agent: bob, Claimed: at}, chat.VisitActive, true},
		{chat.Visit{Agent: chat.Named{ID: 3}, Claimed: at}, chat.VisitActive, false},
		{chat.Visit{Agent: bob, Claimed: at, Closed: at, Ending: chat.EndedByAgent}, chat.VisitClosed, false},
		{chat.Visit{Closed: at, Ending: chat.EndedAway}, chat.VisitClosed, false},
	} {
		if got := try.visit.State(); got != try.state {
			t.Errorf("%+v is %s, want %s", try.visit, got, try.state)
		}
		if got := try.visit.AnsweredBy(bob.ID); got != try.answered {
			t.Errorf("%+v is answered by Bob: %t", try.visit, got)
		}
		if try.visit.AnsweredBy(0) {
			t.Errorf("%+v is answered by nobody", try.visit)
		}
	}
}

func TestAgentsAnswerWhileTheyMayComeIn(t *testing.T) {
	at := time.Now()
	for _, try := range []struct {
		user    chat.User
		answers bool
	}{
		{chat.User{Agent: true, Active: true}, true},
		{chat.User{Agent: true, Active: true, BarredUntil: at}, true}, // it has just ended
		{chat.User{Agent: true, Active: true, MutedUntil: at.Add(time.Hour)}, true},
		{chat.User{Agent: true, Active: true, BarredUntil: at.Add(time.Hour)}, false},
		{chat.User{Agent: true}, false},
		{chat.User{Active: true, Role: chat.RoleAdmin}, false},
	} {
		if got := try.user.Answers(at); got != try.answers {
			t.Errorf("%+v answers: %t", try.user, got)
		}
	}
}
