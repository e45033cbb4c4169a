package handlers_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/db/chat"
)

// socketActs are what may be asked for over a socket, and what it asks for. The
// answer is the code of a refusal.
var socketActs = []struct {
	fields map[string]any
	needs  chat.Act
}{
	{map[string]any{"action": "message", "body": "tried", "key": "k"}, chat.Post},
	{map[string]any{"action": "typing"}, chat.Post},
	{map[string]any{"action": "react", "emoji": "👍"}, chat.React},
	{map[string]any{"action": "resume", "cursor": "0"}, chat.Read},
}

// foreign are fields with which a frame could try to mean another room.
var foreign = []string{"room", "room_id", "topic", "user_id"}

func TestEverySocketIsOpenedAsTheRightsSay(t *testing.T) {
	for _, kind := range kinds {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			s := newStage(t, kind)
			before := s.content()
			for p, b := range s.people {
				want := grants(p, kind, act{needs: chat.Read})
				if want == granted {
					b.program(s.room)
					continue
				}
				refused, missing := s.upgrades(p, socketPath(s.room)), s.upgrades(p, "/ws/chat/"+noSuchID+"/")
				if refused.grant() != want || !sameAnswer(refused, missing) {
					t.Errorf("%s: %d %q, of nothing %d %q", p, refused.status, refused.body, missing.status, missing.body)
				}
				s.pageIsTurnedAway(p, want)
			}
			if s.content() != before {
				t.Error("something was changed")
			}
		})
	}
}

// upgrades asks for a socket that is refused.
func (s *stage) upgrades(p part, path string) answer {
	s.t.Helper()
	b := s.people[p]
	r := b.handshake(path)
	return b.refusal(r)
}

// pageIsTurnedAway: a page of ours is let in, told, and closed.
func (s *stage) pageIsTurnedAway(p part, want grant) {
	s.t.Helper()
	code := map[grant]int{signIn: 4401, hidden: 4404}[want]
	refused := s.dial(s.t, socketPath(s.room)+"?page=abc", s.people[p].headers())
	missing := s.dial(s.t, "/ws/chat/"+noSuchID+"/?page=abc", s.people[p].headers())
	if got, other := refused.closed(), missing.closed(); got != code || other != code || !slices.Equal(refused.all(), missing.all()) {
		s.t.Errorf("%s: closed with %d after %q, of nothing with %d after %q", p, got, refused.all(), other, missing.all())
	}
}

func TestEveryFrameIsAnsweredAsTheRightsSay(t *testing.T) {
	for _, kind := range kinds {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			s := newStage(t, kind)
			for _, p := range []part{mutedPart, silenced, blocked, member, keeper, roomAdmin} {
				if s.people[p] != nil {
					s.framesInside(p)
				}
			}
		})
	}
}

func (s *stage) framesInside(p part) {
	s.t.Helper()
	m, _ := p.inside(s.kind)
	for _, a := range socketActs {
		program, before := s.people[p].program(s.room), s.content()
		fields := maps.Clone(a.fields)
		fields["message"] = s.ids["OTHER"]
		program.send(fields)
		program.send(map[string]any{"action": "dance"})
		heard := strings.Join(program.until("UNKNOWN_ACTION"), "")
		if refused := strings.Contains(heard, `data-code="MUTED"`) || strings.Contains(heard, `data-code="BLOCKED"`) || strings.Contains(heard, `data-code="ROOM_LOCKED"`); refused == m.MayAt(a.needs, time.Now()) {
			s.t.Errorf("%s, %v: refused %t", p, a.fields, refused)
		}
		if !m.MayAt(a.needs, time.Now()) && s.content() != before {
			s.t.Errorf("%s, %v: something was changed", p, a.fields)
		}
	}
}

// TestFramesFromOutsideReachNoRoom sends everything over the sockets of those
// who are not in the room, with the room's id in every field.
func TestFramesFromOutsideReachNoRoom(t *testing.T) {
	for _, kind := range kinds {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			s := newStage(t, kind)
			inside := s.host.program(s.room)
			before := s.content()
			for _, p := range []part{stranger, moderator, siteAdmin, removed} {
				if s.people[p] != nil {
					s.framesOutside(p)
				}
			}
			if s.content() != before {
				t.Error("something was changed")
			}
			inside.say("k", "the end")
			if heard := strings.Join(inside.until("the end"), ""); strings.Contains(heard, "tried") || strings.Contains(heard, `id="typing"`) || strings.Contains(heard, `id="reactions-`) {
				t.Errorf("the room heard %q", heard)
			}
		})
	}
}

func (s *stage) framesOutside(p part) {
	s.t.Helper()
	for _, a := range socketActs {
		program := s.people[p].program(0)
		fields := map[string]any{"message": s.ids["OTHER"]}
		for _, name := range foreign {
			fields[name] = s.room.String()
		}
		for name, value := range a.fields {
			fields[name] = value
		}
		program.send(fields)
		program.send(map[string]any{"action": "dance"})
		heard := strings.Join(program.until("UNKNOWN_ACTION"), "")
		if strings.Contains(heard, secret) {
			s.t.Errorf("%s hears what is inside: %q", p, heard)
		}
		if a.needs != chat.Read && !strings.Contains(heard, `data-code="NOT_MEMBER"`) {
			s.t.Errorf("%s, %v: heard %q", p, a.fields, heard)
		}
	}
}

// TestWhatIsHiddenTakesNoLongerThanNothing asks in turn and compares the quickest
// answers: they are what the work takes, and the others what else the machine does.
func TestWhatIsHiddenTakesNoLongerThanNothing(t *testing.T) {
	s := newStage(t, chat.Closed)
	for _, a := range acts {
		var real, none []time.Duration
		for range 15 {
			real, none = append(real, s.took(a, false)), append(none, s.took(a, true))
		}
		hidden, nothing := slices.Min(real), slices.Min(none)
		if apart := (hidden - nothing).Abs(); apart > 5*time.Millisecond && apart > nothing/2 {
			t.Errorf("%s: %v, of nothing %v", a, hidden, nothing)
		}
	}
}

func (s *stage) took(a act, missing bool) time.Duration {
	s.t.Helper()
	began := time.Now()
	s.try(a, stranger, "form", missing).is(http.StatusNotFound)
	return time.Since(began)
}
