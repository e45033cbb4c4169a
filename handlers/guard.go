package handlers

import (
	"context"
	"sync"
	"time"

	"parley/db"
	"parley/db/chat"
)

// guard looks at what everybody but the staff is about to say by the rules of
// the place. The rules are read and made ready once, and again after one of them
// was changed.
type guard struct {
	store *db.Store
	said  *sayings

	mu   sync.Mutex     // is held while the rules are read, so that what forget asks for is never lost
	book *chat.Rulebook // of the rules that are on; nil: to be read
}

func newGuard(store *db.Store) *guard { return &guard{store: store, said: newSayings()} }

// forget has the rules read again before the next message.
func (g *guard) forget() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.book = nil
}

func (g *guard) rulebook(ctx context.Context) (*chat.Rulebook, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.book != nil {
		return g.book, nil
	}
	rules, err := g.store.Rules(ctx)
	if err != nil {
		return nil, err
	}
	var on []chat.Rule
	for _, rule := range rules {
		if rule.On {
			on = append(on, rule)
		}
	}
	g.book = chat.NewRulebook(on)
	return g.book, nil
}

// look finds the strictest rule that catches what a member is about to say, and
// whether one does. What is not said after all is to be told to unsaid.
func (g *guard) look(ctx context.Context, m chat.Membership, message chat.NewMessage) (chat.Rule, bool, error) {
	book, err := g.rulebook(ctx)
	if err != nil || m.User.Role.Above(chat.RoleMember) {
		return chat.Rule{}, false, err
	}
	said := chat.Said{Room: m.Room.ID, Body: message.Body, At: message.At}
	if book.Floods() && message.Once != "" {
		said.Before = g.said.begin(m.User.ID, saying{chat.Sent{Room: m.Room.ID, Mark: chat.SentMark(message.Body), At: message.At}, message.Once})
	}
	catches := book.Catches(said)
	if m.Raid.HoldsLinks(m.User, time.Now()) && chat.HasLink(message.Body) {
		catches = append(catches, chat.Catch{Rule: chat.RaidRule()})
	}
	strictest, caught := chat.Strictest(catches)
	return strictest.Rule, caught, nil
}

// unsaid takes back that something was said.
func (g *guard) unsaid(m chat.Membership, message chat.NewMessage) {
	g.said.undo(m.User.ID, message.Once)
}

// saying is one message by the key that makes it happen once.
type saying struct {
	chat.Sent
	once string
}

// maxSayings bounds what is kept of one person; within an hour nobody writes
// more.
const maxSayings = 1000

// sayings are what people said in the last hour, for rules about floods. Nothing
// of it is stored; after a start it begins anew.
type sayings struct {
	mu     sync.Mutex
	people map[chat.UserID][]saying // the oldest first
	swept  time.Time
}

func newSayings() *sayings { return &sayings{people: map[chat.UserID][]saying{}} }

// begin notes what somebody is about to say, and gives what they said before
// it. The same sending again is noted once.
func (s *sayings) begin(user chat.UserID, next saying) []chat.Sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sweep(next.At)
	var before []chat.Sent
	for _, known := range s.people[user] {
		if known.once == next.once {
			return before
		}
		before = append(before, known.Sent)
	}
	kept := append(s.people[user], next)
	s.people[user] = kept[max(0, len(kept)-maxSayings):]
	return before
}

func (s *sayings) undo(user chat.UserID, once string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	kept := s.people[user][:0]
	for _, known := range s.people[user] {
		if known.once != once {
			kept = append(kept, known)
		}
	}
	s.people[user] = kept
}

// sweep forgets, once a minute, what no rule asks for any more.
func (s *sayings) sweep(now time.Time) {
	if now.Sub(s.swept) < time.Minute {
		return
	}
	s.swept = now
	for user, all := range s.people {
		for len(all) > 0 && now.Sub(all[0].At) > chat.MaxRuleSpan {
			all = all[1:]
		}
		if s.people[user] = all; len(all) == 0 {
			delete(s.people, user)
		}
	}
}
