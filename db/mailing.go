package db

import (
	"context"
	"crypto/rand"
	"errors"
	"time"

	"parley/db/chat"
)

// MailJob is the kind of the jobs that send mail. Their payload is the id of a
// person, and each person has one at most.
const MailJob = "mail"

const mailingOf = `
	SELECT m.wanted, m.delay, m.refused <> '' AND m.refused = u.email
	FROM mailings m
	JOIN users u ON u.id = m.user_id
	WHERE m.user_id = ?1`

type mailing struct {
	wanted, refused bool
	delay           int64
}

func mailingFields(m *mailing) []any {
	return []any{flagged(&m.wanted), number(&m.delay), flagged(&m.refused)}
}

// Mailing is how a person is told by mail; off where they never said.
func (s *Store) Mailing(ctx context.Context, user chat.UserID) (chat.Mailing, error) {
	m, err := one(s.reader(ctx), mailingFields, mailingOf, user)
	if errors.Is(err, chat.ErrNotFound) {
		return chat.Mailing{Delay: chat.MailDelays[0]}, nil
	}
	return chat.Mailing{Wanted: m.wanted, Delay: time.Duration(m.delay) * time.Millisecond, Refused: m.refused}, s.translate(err)
}

const (
	putMailing = `
	INSERT INTO mailings (user_id, wanted, delay, secret)
	VALUES (?1, ?2, ?3, ?4)
	ON CONFLICT (user_id) DO UPDATE
	SET wanted = excluded.wanted, delay = excluded.delay, refused = ''`
	endMailing = `
	UPDATE mailings
	SET wanted = 0
	WHERE user_id = ?1`
)

// SetMailing keeps how a person wants to be told by mail. Where an address was
// refused it is tried again; what waits is sent after the new delay, or never.
func (s *Store) SetMailing(ctx context.Context, user chat.UserID, wanted bool, delay time.Duration, at time.Time) error {
	secret := make([]byte, 32)
	rand.Read(secret) // never fails
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec(putMailing, user, flag(wanted), delay.Milliseconds(), secret); err != nil {
			return err
		}
		if !wanted {
			return t.forgetMail(user)
		}
		return t.renewMail(user, at)
	})
}

// EndMailing ends a person's mail, and nothing else of how they wanted it.
// chat.ErrNotFound for somebody who never had any.
func (s *Store) EndMailing(ctx context.Context, user chat.UserID) error {
	return s.write(ctx, func(t *tx) error {
		if err := t.changeOne(endMailing, user); err != nil {
			return err
		}
		return t.forgetMail(user)
	})
}

const mailSecret = `
	SELECT secret
	FROM mailings
	WHERE user_id = ?1`

// MailSecret signs the links with which a person ends their mail.
// chat.ErrNotFound for somebody who never had any.
func (s *Store) MailSecret(ctx context.Context, user chat.UserID) ([]byte, error) {
	secret, err := one(s.reader(ctx), single[[]byte], mailSecret, user)
	return secret, s.translate(err)
}

const (
	markAway = `
	UPDATE notifications
	SET away = 1
	WHERE id = ?1 AND mailed < seq`
	insertMailJob = `
	INSERT INTO jobs (kind, payload, due)
	SELECT 'mail', ?2, ?3 + m.delay` + fromAddressee + `
	ON CONFLICT (payload) WHERE kind = 'mail' DO NOTHING`
	deleteMailJob = `
	DELETE FROM jobs
	WHERE kind = 'mail' AND payload = ?1`
	markMailed = `
	UPDATE notifications
	SET away = 0, mailed = seq
	WHERE id = ?1 AND seq = ?2`
	forgetAway = `
	UPDATE notifications
	SET away = 0
	WHERE user_id = ?1 AND away = 1`
	anyAway = `
	SELECT EXISTS (SELECT 1 FROM notifications WHERE user_id = ?1 AND away = 1 AND read = 0 AND gone = 0)`
)

// gatherMail adds a piece of news to the mail that waits, which it may begin. One
// that a mail was quicker to tell is told.
func (t *tx) gatherMail(n chat.Notification, at time.Time) error {
	marked, err := t.exec(markAway, n.ID)
	if err != nil || marked == 0 {
		return err
	}
	return t.wantMail(n.User, at)
}

func (t *tx) wantMail(user chat.UserID, at time.Time) error {
	_, err := t.exec(insertMailJob, user, user.String(), chat.Millis(at))
	return err
}

// renewMail ends the job of a person's mail, and begins another where something
// waits still. So nothing that came while a mail was on its way is forgotten.
func (t *tx) renewMail(user chat.UserID, at time.Time) error {
	if _, err := t.exec(deleteMailJob, user.String()); err != nil {
		return err
	}
	waits, err := one(t, single[bool], anyAway, user)
	if err != nil || !waits {
		return err
	}
	return t.wantMail(user, at)
}

func (t *tx) forgetMail(user chat.UserID) error {
	if _, err := t.exec(deleteMailJob, user.String()); err != nil {
		return err
	}
	_, err := t.exec(forgetAway, user)
	return err
}

const (
	// fromAddressee finds a person who can be sent mail, and wants it.
	fromAddressee = `
	FROM mailings m
	JOIN users u ON u.id = m.user_id
	WHERE m.user_id = ?1 AND m.wanted = 1 AND u.active = 1 AND u.email <> '' AND u.email <> m.refused`
	addressee = `
	SELECT m.secret, ` + userColumns + fromAddressee
	awayRows = selectNotification + `
	WHERE n.user_id = ?1 AND n.away = 1 AND n.read = 0 AND n.gone = 0
	ORDER BY n.seq DESC
	LIMIT ?2`
	countAway = `
	SELECT count(*)
	FROM notifications
	WHERE user_id = ?1 AND away = 1 AND read = 0 AND gone = 0`
)

func addresseeFields(l *chat.Letter) []any { return append([]any{&l.Secret}, userFields(&l.To)...) }

// PendingMail is what a person is to be told by mail: what is unread of what
// came while they were away, and no mail has told yet. chat.ErrNotFound where
// there is nothing to send, or nobody to send it to; until is not zero where
// they may not be disturbed before.
func (s *Store) PendingMail(ctx context.Context, user chat.UserID, at time.Time) (letter chat.Letter, until time.Time, err error) {
	err = s.snapshot(ctx, func(from source) (err error) {
		if letter, err = one(from, addresseeFields, addressee, user); err != nil {
			return err
		}
		if until, err = quietUntil(from, user, at); err != nil {
			return err
		}
		if letter.Count, err = one(from, single[int], countAway, user); err != nil {
			return err
		}
		if letter.Count == 0 {
			return chat.ErrNotFound
		}
		letter.Rows, err = list(from, notificationFields, awayRows, user, chat.MaxMailed)
		return err
	})
	return letter, until, err
}

// MailSent ends the job of a person's mail, which has told of these rows and of
// those that it only counted. What came meanwhile begins the next.
func (s *Store) MailSent(ctx context.Context, letter chat.Letter, at time.Time) error {
	return s.write(ctx, func(t *tx) error {
		for _, n := range letter.Rows {
			if _, err := t.exec(markMailed, n.ID, n.Seq); err != nil {
				return err
			}
		}
		if letter.Count > len(letter.Rows) {
			oldest := letter.Rows[len(letter.Rows)-1].Seq
			if _, err := t.exec(forgetOlder, letter.To.ID, oldest); err != nil {
				return err
			}
		}
		return t.renewMail(letter.To.ID, at)
	})
}

const forgetOlder = `
	UPDATE notifications
	SET away = 0, mailed = seq
	WHERE user_id = ?1 AND away = 1 AND seq < ?2`

// DropMail ends the job of a mail that there was no reason for any more. Where
// there is one again by now, another begins.
func (s *Store) DropMail(ctx context.Context, user chat.UserID, at time.Time) error {
	return s.write(ctx, func(t *tx) error { return t.renewMail(user, at) })
}

const refuseMail = `
	UPDATE mailings
	SET refused = ?2
	WHERE user_id = ?1`

// MailRefused notes that an address takes no mail. Nothing is sent to it before
// its person says so again; what waits then waits on.
func (s *Store) MailRefused(ctx context.Context, user chat.UserID, address string) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec(deleteMailJob, user.String()); err != nil {
			return err
		}
		_, err := t.exec(refuseMail, user, address)
		return err
	})
}
