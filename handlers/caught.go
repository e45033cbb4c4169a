package handlers

import (
	"context"
	"errors"

	"parley/db/chat"
	"parley/views"
)

// caught does with a message what a rule says that catches it. One that was
// stored before, and comes again because its page did not hear of it, stands.
func (s *Server) caught(ctx context.Context, m chat.Membership, message chat.NewMessage, rule chat.Rule) (outcome, error) {
	if stored, err := s.store.SentBefore(ctx, m, message.Once); err == nil {
		return outcome{message: stored}, nil
	}
	if rule.Action == chat.RuleHolds && m.Room.Kind != chat.Direct {
		return s.hold(ctx, m, message, rule)
	}
	s.guard.unsaid(m, message)
	if rule.Action == chat.RuleHolds {
		rule.Sentence += " In a direct conversation nothing waits for a moderator, so it was not sent."
	}
	return outcome{}, s.refusedBy(ctx, m, rule)
}

// hold has a message wait for somebody of the staff. For its author that is an
// answer like a command's: the text is safe, and its form goes.
func (s *Server) hold(ctx context.Context, m chat.Membership, message chat.NewMessage, rule chat.Rule) (outcome, error) {
	files, err := s.store.Hold(ctx, m, message, rule.Name)
	if err != nil {
		s.guard.unsaid(m, message)
		return outcome{}, s.whyNot(ctx, m, chat.Post, err)
	}
	s.tellWaiting(ctx)
	return held(rule.Sentence, files), nil
}

func held(sentence string, files []chat.File) outcome {
	said := chat.Line(sentence + " A moderator will look at it before it appears.")
	return outcome{message: chat.Message{Files: files}, done: views.Done{Sentence: said, Held: true}}
}

// heldBefore is the answer to a sending that was held earlier, and err where it
// was not.
func heldBefore(o outcome, err error) (outcome, error) {
	if errors.Is(err, chat.ErrHeld) {
		return held("", nil), nil
	}
	return o, err
}

// refusedBy tells the author why, and mutes them where the rule says so.
func (s *Server) refusedBy(ctx context.Context, m chat.Membership, rule chat.Rule) error {
	refused := chat.Invalid{Field: "body", Code: "RULE", Reason: chat.Line(rule.Sentence)}
	if rule.Action != chat.RuleMutes {
		return refused
	}
	done, err := s.store.MuteByRule(ctx, m.User.ID, rule)
	if err != nil {
		return err
	}
	s.tellSanction(ctx, m.User, done)
	if done.ID != 0 {
		refused.Reason += " " + views.SanctionSentence(s.audiences.of(m.User), done)
	}
	return refused
}

// editCaught refuses another text for a message that a rule catches. A message
// that stands cannot wait for somebody to look at it, so what a rule would hold
// is refused too.
func (s *Server) editCaught(ctx context.Context, m chat.Membership, message chat.Message, body string) error {
	if body == message.Body {
		return nil
	}
	rule, caught, err := s.guard.look(ctx, m, chat.NewMessage{Body: body})
	if err != nil || !caught {
		return err
	}
	if rule.Action == chat.RuleHolds {
		rule.Sentence = rule.Sentence + " A message that stands cannot wait for a moderator, so it stays as it was."
	}
	return s.refusedBy(ctx, m, rule)
}
