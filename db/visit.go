package db

import (
	"context"
	"crypto/sha256"
	"errors"
	"time"

	"parley/db/chat"
)

// selectVisit goes with visitFields.
const selectVisit = `
	SELECT v.id, v.name, v.user_id, w.display_name, v.page, v.opened, v.seen, v.agent_id, a.display_name, v.claimed, v.closed, v.ending,
		(SELECT max(id) FROM visit_lines WHERE visit_id = v.id), l.body, l.agent_id IS NULL
	FROM visits v
	LEFT JOIN users w ON w.id = v.user_id
	LEFT JOIN users a ON a.id = v.agent_id
	LEFT JOIN visit_lines l ON l.id = (SELECT max(id) FROM visit_lines WHERE visit_id = v.id AND kind = 'said')`

func visitFields(v *chat.Visit) []any {
	return []any{number(&v.ID), text(&v.Name), number(&v.Account.ID), text(&v.Account.Name), text(&v.Page), moment(&v.Opened), moment(&v.Seen),
		number(&v.Agent.ID), text(&v.Agent.Name), moment(&v.Claimed), moment(&v.Closed), text(&v.Ending),
		number(&v.Newest), text(&v.Words), flagged(&v.Waits)}
}

// visitByHash finds a visit that goes on, or whose visitor may come back.
const visitByHash = selectVisit + `
	WHERE v.hash = ?1 AND (v.closed = 0 OR v.closed > ?2) AND EXISTS (SELECT 1 FROM place WHERE desk = 1)`

// VisitOf finds the visit of whoever holds what the hash is of: one that goes
// on, or was closed within chat.VisitReturn. chat.ErrNotFound otherwise, and
// while the desk is closed.
func (s *Store) VisitOf(ctx context.Context, hash []byte) (chat.Visit, error) {
	found, err := visitOf(s.reader(ctx), hash)
	return found, s.translate(err)
}

func visitOf(from source, hash []byte) (chat.Visit, error) {
	return one(from, visitFields, visitByHash, hash, chat.Millis(now().Add(-chat.VisitReturn)))
}

const (
	countWaiting = `
	SELECT count(*)
	FROM visits
	WHERE closed = 0 AND agent_id IS NULL`
	insertVisit = `
	INSERT INTO visits (hash, name, user_id, page, opened, seen)
	VALUES (?1, ?2, ?3, ?4, ?5, ?5)
	RETURNING id`
)

// OpenVisit begins a visit with what the visitor says, and tells the agents.
// chat.ErrNotFound while the desk is closed, chat.Invalid when too many wait,
// chat.ErrConflict for a hash that a visit has already.
func (s *Store) OpenVisit(ctx context.Context, n chat.NewVisit) (chat.Visit, error) {
	var opened chat.Visit
	err := s.write(ctx, func(t *tx) error {
		if err := t.roomAtDesk(); err != nil {
			return err
		}
		id, err := one(t, single[chat.VisitID], insertVisit, n.Hash, n.Name, optional(n.Account), n.Page, chat.Millis(now()))
		if err != nil {
			return err
		}
		line, err := t.line(id, chat.LineSaid, 0, chat.NewVisitLine{Body: n.Body})
		if err == nil {
			opened, err = t.visited(id, line)
		}
		if err != nil {
			return err
		}
		return t.tellAgents(opened, 0)
	})
	return opened, err
}

func (t *tx) roomAtDesk() error {
	open, err := one(t, single[bool], deskOpen)
	if err == nil && !open {
		err = chat.ErrNotFound
	}
	if err != nil {
		return err
	}
	return t.roomToWait()
}

func (t *tx) roomToWait() error {
	full, err := t.deskFull()
	if err == nil && full {
		err = chat.Invalid{Field: "body", Code: "SERVER_BUSY", Reason: "Very many people wait just now. Please try again in a few minutes."}
	}
	return err
}

func (t *tx) deskFull() (bool, error) {
	waiting, err := one(t, single[int], countWaiting)
	return waiting >= chat.MaxVisitsWaiting, err
}

const (
	seenNow = `
	UPDATE visits
	SET seen = ?2, live = ?3
	WHERE id = ?1`
	reopenVisit = `
	UPDATE visits
	SET closed = 0, ending = '', agent_id = NULL, claimed = 0
	WHERE id = ?1 AND closed > 0`
)

// VisitorSays writes what the visitor says; a visit that was closed goes on
// with it. A line with the same key and text is written once. live: their page
// listens. chat.ErrNotFound as of VisitOf, chat.Invalid where the visit is
// full, or would wait again while too many do.
func (s *Store) VisitorSays(ctx context.Context, hash []byte, n chat.NewVisitLine, live bool) error {
	return s.write(ctx, func(t *tx) error {
		found, err := visitOf(t, hash)
		if err != nil {
			return err
		}
		if _, err := t.exec(seenNow, found.ID, chat.Millis(now()), flag(live)); err != nil {
			return err
		}
		if found.State() != chat.VisitClosed {
			return t.say(found.ID, 0, n)
		}
		line, err := t.line(found.ID, chat.LineSaid, 0, n)
		if err != nil {
			return ignore(err, errSaidBefore)
		}
		if err := t.roomToWait(); err != nil {
			return err
		}
		_, err = t.reopen(found.ID, line)
		return err
	})
}

// VisitorReturns notes that the visitor's page listens. A visit that was closed
// because they were away waits again, unless too many do: then it stays closed
// until they write. It gives the visit as it is now; chat.ErrNotFound as of
// VisitOf.
func (s *Store) VisitorReturns(ctx context.Context, hash []byte) (chat.Visit, error) {
	var found chat.Visit
	err := s.write(ctx, func(t *tx) (err error) {
		if found, err = visitOf(t, hash); err != nil {
			return err
		}
		found.Seen = now()
		if _, err := t.exec(seenNow, found.ID, chat.Millis(found.Seen), 1); err != nil || found.Ending != chat.EndedAway {
			return err
		}
		if full, err := t.deskFull(); err != nil || full {
			return err
		}
		line, err := t.line(found.ID, chat.LineReturned, 0, chat.NewVisitLine{})
		if err != nil {
			return err
		}
		found, err = t.reopen(found.ID, line)
		return err
	})
	return found, err
}

// reopen lets a visit that was closed wait again, because of a line.
func (t *tx) reopen(id chat.VisitID, line chat.VisitLine) (chat.Visit, error) {
	if err := t.changeOne(reopenVisit, id); err != nil {
		return chat.Visit{}, err
	}
	reopened, err := t.visited(id, line)
	if err != nil {
		return reopened, err
	}
	return reopened, t.tellAgents(reopened, 0)
}

const closeVisit = `
	UPDATE visits
	SET closed = ?2, ending = ?3
	WHERE id = ?1 AND closed = 0`

// VisitorLeaves closes the visitor's own visit; again it changes nothing.
func (s *Store) VisitorLeaves(ctx context.Context, hash []byte) error {
	return s.write(ctx, func(t *tx) error {
		found, err := visitOf(t, hash)
		if err != nil || found.State() == chat.VisitClosed {
			return err
		}
		return t.closeVisit(found.ID, chat.EndedByVisitor, 0, now())
	})
}

// closeVisit does nothing to one that was closed meanwhile.
func (t *tx) closeVisit(id chat.VisitID, how chat.VisitEnding, agent chat.UserID, at time.Time) error {
	closed, err := t.exec(closeVisit, id, chat.Millis(at), how)
	if err != nil || closed == 0 {
		return err
	}
	line, err := t.line(id, chat.LineClosed, agent, chat.NewVisitLine{})
	if err != nil {
		return err
	}
	if _, err = t.visited(id, line); err != nil {
		return err
	}
	return t.untellAgents()
}

const (
	countLines = `
	SELECT count(*)
	FROM visit_lines
	WHERE visit_id = ?1`
	insertLine = `
	INSERT INTO visit_lines (visit_id, kind, agent_id, body, once, at)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6)
	ON CONFLICT (visit_id, coalesce(agent_id, 0), once) WHERE once IS NOT NULL DO NOTHING
	RETURNING id`
)

// selectLine goes with lineFields; ?2 is chat.GroupSpan in milliseconds.
const selectLine = `
	SELECT l.id, l.visit_id, l.kind, l.body, l.at, f.at, l.kind = 'said' AND f.kind = 'said' AND l.agent_id IS f.agent_id AND l.at - f.at <= ?2, ` + userColumns + `
	FROM visit_lines l
	LEFT JOIN visit_lines f ON f.id = (SELECT max(id) FROM visit_lines WHERE visit_id = l.visit_id AND id < l.id)
	LEFT JOIN users u ON u.id = l.agent_id`

func lineFields(l *chat.VisitLine) []any {
	return append([]any{number(&l.ID), number(&l.Visit), text(&l.Kind), text(&l.Body), moment(&l.At), moment(&l.Before), flagged(&l.Continues)}, userFields(&l.Agent)...)
}

const lineByID = selectLine + `
	WHERE l.id = ?1`

// errSaidBefore: the line stands there already.
var errSaidBefore = errors.New("said before")

// say writes what somebody says, once; agent is 0 for the visitor.
func (t *tx) say(id chat.VisitID, agent chat.UserID, n chat.NewVisitLine) error {
	line, err := t.line(id, chat.LineSaid, agent, n)
	if err != nil {
		return ignore(err, errSaidBefore)
	}
	_, err = t.visited(id, line)
	return err
}

func (t *tx) line(id chat.VisitID, kind chat.VisitLineKind, agent chat.UserID, n chat.NewVisitLine) (chat.VisitLine, error) {
	line, err := one(t, single[chat.VisitLineID], insertLine, id, kind, optional(agent), n.Body, once(n), chat.Millis(now()))
	if errors.Is(err, chat.ErrNotFound) {
		return chat.VisitLine{}, errSaidBefore
	}
	if err == nil && kind == chat.LineSaid {
		err = t.boundLines(id)
	}
	if err != nil {
		return chat.VisitLine{}, err
	}
	return one(t, lineFields, lineByID, line, chat.GroupSpan.Milliseconds())
}

// boundLines undoes, by failing, what was said too much: what is only sent again
// adds nothing, and so is never too much.
func (t *tx) boundLines(id chat.VisitID) error {
	lines, err := one(t, single[int], countLines, id)
	if err == nil && lines > chat.MaxVisitLines {
		err = chat.Invalid{Field: "body", Code: "TOO_LONG", Reason: "This conversation has become very long. End it and begin another, please."}
	}
	return err
}

// once stands for a key and the text that was sent with it; NULL for no key.
func once(n chat.NewVisitLine) any {
	if n.Key == "" {
		return nil
	}
	sum := sha256.Sum256([]byte(n.Key + "\x00" + n.Body))
	return sum[:16]
}

const visitByID = selectVisit + `
	WHERE v.id = ?1`

// visited announces what a visit has become.
func (t *tx) visited(id chat.VisitID, lines ...chat.VisitLine) (chat.Visit, error) {
	found, err := one(t, visitFields, visitByID, id)
	if err == nil {
		t.change(chat.Change{Kind: chat.VisitChanged, At: now(), Visited: &chat.Visited{Visit: found, Lines: lines}})
	}
	return found, err
}
