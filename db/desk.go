package db

import (
	"context"

	"parley/db/chat"
)

const claimVisit = `
	UPDATE visits
	SET agent_id = ?2, claimed = ?3
	WHERE id = ?1 AND agent_id IS NULL AND closed = 0`

// ClaimVisit makes somebody the one who answers; again by the same person it
// changes nothing. chat.ErrConflict where somebody else does, or it is closed;
// chat.ErrForbidden for those who do not answer at the desk.
func (s *Store) ClaimVisit(ctx context.Context, agent chat.UserID, id chat.VisitID) error {
	return s.answering(ctx, agent, id, func(t *tx, v chat.Visit, who chat.User) error {
		if v.AnsweredBy(agent) {
			return nil
		}
		claimed, err := t.exec(claimVisit, id, agent, chat.Millis(now()))
		if err == nil && claimed == 0 {
			err = chat.ErrConflict
		}
		if err != nil {
			return err
		}
		line, err := t.line(id, chat.LineJoined, agent, chat.NewVisitLine{})
		if err != nil {
			return err
		}
		if _, err = t.visited(id, line); err != nil {
			return err
		}
		return t.untellAgents()
	})
}

// answering has somebody who answers at the desk do something to a visit, both
// as they are inside the transaction.
func (s *Store) answering(ctx context.Context, agent chat.UserID, id chat.VisitID, do func(*tx, chat.Visit, chat.User) error) error {
	return s.write(ctx, func(t *tx) error {
		who, err := one(t, userFields, userByID, agent)
		if err == nil && !who.Answers(now()) {
			err = chat.ErrForbidden
		}
		if err != nil {
			return err
		}
		found, err := one(t, visitFields, visitByID, id)
		if err != nil {
			return err
		}
		return do(t, found, who)
	})
}

// AgentSays writes what the one who answers says. chat.ErrConflict for somebody
// else, and where the visit was closed.
func (s *Store) AgentSays(ctx context.Context, agent chat.UserID, id chat.VisitID, n chat.NewVisitLine) error {
	return s.answering(ctx, agent, id, func(t *tx, v chat.Visit, _ chat.User) error {
		if !v.AnsweredBy(agent) {
			return chat.ErrConflict
		}
		return t.say(id, agent, n)
	})
}

const (
	freeVisit = `
	UPDATE visits
	SET agent_id = NULL, claimed = 0
	WHERE id = ?1 AND agent_id IS NOT NULL AND closed = 0`
	answeredBy = selectVisit + `
	WHERE v.agent_id = ?1 AND v.closed = 0
	ORDER BY v.id`
)

// HandOverVisit lets a visit wait for somebody else. The one who answers may,
// and an admin at the desk; chat.ErrConflict otherwise.
func (s *Store) HandOverVisit(ctx context.Context, agent chat.UserID, id chat.VisitID) error {
	return s.answering(ctx, agent, id, func(t *tx, v chat.Visit, who chat.User) error {
		if !v.AnsweredBy(agent) && (who.Role != chat.RoleAdmin || v.State() != chat.VisitActive) {
			return chat.ErrConflict
		}
		return t.freeVisit(v, agent)
	})
}

func (t *tx) freeVisit(v chat.Visit, by chat.UserID) error {
	if err := t.changeOne(freeVisit, v.ID); err != nil {
		return err
	}
	line, err := t.line(v.ID, chat.LineHanded, v.Agent.ID, chat.NewVisitLine{})
	if err != nil {
		return err
	}
	freed, err := t.visited(v.ID, line)
	if err != nil {
		return err
	}
	return t.tellAgents(freed, by)
}

// freeVisits lets all wait that somebody answers who does so no more.
func (t *tx) freeVisits(agent chat.UserID) error {
	answered, err := list(t, visitFields, answeredBy, agent)
	if err != nil {
		return err
	}
	for _, v := range answered {
		if err := t.freeVisit(v, agent); err != nil {
			return err
		}
	}
	return nil
}

// CloseVisit ends a visit: the one who answers may, and of one that waits
// everybody at the desk. chat.ErrConflict where somebody else answers, or it is
// closed.
func (s *Store) CloseVisit(ctx context.Context, agent chat.UserID, id chat.VisitID) error {
	return s.answering(ctx, agent, id, func(t *tx, v chat.Visit, _ chat.User) error {
		if v.State() == chat.VisitClosed || v.Agent.ID != 0 && v.Agent.ID != agent {
			return chat.ErrConflict
		}
		return t.closeVisit(id, chat.EndedByAgent, agent, now())
	})
}

const (
	deleteLines = `
	DELETE FROM visit_lines
	WHERE visit_id = ?1`
	deleteVisit = `
	DELETE FROM visits
	WHERE id = ?1`
)

// DeleteVisit takes a closed visit away with all that was said. Only admins
// may. chat.ErrConflict for one that goes on, chat.ErrNotFound for none.
func (s *Store) DeleteVisit(ctx context.Context, actor chat.UserID, id chat.VisitID) error {
	return s.govern(ctx, actor, chat.Entry{Act: chat.DeedDeleteVisit}, ofAdmins, func(t *tx, e chat.Entry, _ chat.User) error {
		found, err := one(t, visitFields, visitByID, id)
		if err == nil && found.State() != chat.VisitClosed {
			err = chat.ErrConflict
		}
		if err != nil {
			return err
		}
		for _, query := range []string{deleteLines, deleteVisit} {
			if _, err := t.exec(query, id); err != nil {
				return err
			}
		}
		t.change(chat.Change{Kind: chat.VisitChanged, At: now(), Visited: &chat.Visited{Visit: found, Gone: true}})
		e.Reason = found.Name
		return t.audit(e)
	})
}

const (
	openVisits = selectVisit + `
	WHERE v.closed = 0
	ORDER BY v.agent_id IS NOT NULL, v.id
	LIMIT ?1`
	closedVisits = selectVisit + `
	WHERE v.closed > 0
	ORDER BY v.closed DESC, v.id DESC
	LIMIT ?1`
)

// Desk lists visits: those that wait, then those that somebody answers, who came
// first foremost, at most open of them; and those that were closed last. For
// agents.
func (s *Store) Desk(ctx context.Context, open, closed int) (going, done []chat.Visit, err error) {
	err = s.snapshot(ctx, func(from source) error {
		if going, err = list(from, visitFields, openVisits, open); err != nil {
			return err
		}
		done, err = list(from, visitFields, closedVisits, closed)
		return err
	})
	return going, done, err
}

// VisitsWaiting is how many visits nobody answers yet.
func (s *Store) VisitsWaiting(ctx context.Context) (int, error) {
	waiting, err := one(s.reader(ctx), single[int], countWaiting)
	return waiting, s.translate(err)
}

// Visit finds a visit; for agents.
func (s *Store) Visit(ctx context.Context, id chat.VisitID) (chat.Visit, error) {
	found, err := one(s.reader(ctx), visitFields, visitByID, id)
	return found, s.translate(err)
}

const linesOf = selectLine + `
	WHERE l.visit_id = ?1
	ORDER BY l.id`

// VisitLines lists all lines of a visit, oldest first.
func (s *Store) VisitLines(ctx context.Context, id chat.VisitID) ([]chat.VisitLine, error) {
	return listed(ctx, s, lineFields, linesOf, id, chat.GroupSpan.Milliseconds())
}
