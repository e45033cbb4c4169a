package db

import (
	"context"

	"parley/db/chat"
)

const (
	signalsOf = `
	SELECT bell_sounds, bell_reactions
	FROM users
	WHERE id = ?1`

	keywordsOf = `
	SELECT keyword
	FROM keywords
	WHERE user_id = ?1
	ORDER BY place`

	quietHoursOf = `
	SELECT day, begins, ends
	FROM quiet_hours
	WHERE user_id = ?1
	ORDER BY day`

	heededBy = `
	SELECT a.heed, ` + userColumns + `
	FROM attention a
	JOIN users u ON u.id = a.other_id
	WHERE a.user_id = ?1
	ORDER BY u.display_folded, u.id`

	levelledBy = selectMembership + `
	WHERE m.user_id = ?1 AND m.level <> ''
	ORDER BY r.active DESC, r.id DESC
	LIMIT 500`
)

func quietHoursFields(h *chat.QuietHours) []any {
	return []any{number(&h.Day), number(&h.Begins), number(&h.Ends)}
}

func signalFields(r *chat.BellRules) []any { return []any{flagged(&r.Sounds), flagged(&r.Reactions)} }

func heededFields(h *chat.Heeded) []any {
	return append([]any{text(&h.Attention)}, userFields(&h.User)...)
}

// BellRules are what a person chose for their bell. chat.ErrNotFound for
// nobody.
func (s *Store) BellRules(ctx context.Context, user chat.UserID) (rules chat.BellRules, err error) {
	err = s.snapshot(ctx, func(from source) (err error) {
		if rules, err = one(from, signalFields, signalsOf, user); err != nil {
			return err
		}
		if rules.Keywords, err = list(from, single[string], keywordsOf, user); err != nil {
			return err
		}
		if rules.Hours, err = list(from, quietHoursFields, quietHoursOf, user); err != nil {
			return err
		}
		if rules.People, err = list(from, heededFields, heededBy, user); err != nil {
			return err
		}
		rules.Rooms, err = list(from, membershipFields, levelledBy, user)
		return err
	})
	return rules, err
}

const ringOf = `
	SELECT u.bell_sounds, u.quiet_until, ` + userColumns + `
	FROM users u
	WHERE u.id = ?1`

func ringFields(r *chat.Ring) []any {
	return append([]any{flagged(&r.Sounds), moment(&r.QuietUntil)}, userFields(&r.User)...)
}

// Ring tells how somebody's bell may make itself heard. chat.ErrNotFound for
// nobody.
func (s *Store) Ring(ctx context.Context, user chat.UserID) (ring chat.Ring, err error) {
	err = s.snapshot(ctx, func(from source) (err error) {
		if ring, err = one(from, ringFields, ringOf, user); err != nil {
			return err
		}
		ring.Hours, err = list(from, quietHoursFields, quietHoursOf, user)
		return err
	})
	return ring, err
}

const updateSignals = `
	UPDATE users
	SET bell_sounds = ?2, bell_reactions = ?3
	WHERE id = ?1`

// SetSignals keeps whether a person hears a sound for what calls them, and is
// told of reactions. chat.ErrNotFound for nobody.
func (s *Store) SetSignals(ctx context.Context, user chat.UserID, sounds, reactions bool) error {
	return s.write(ctx, func(t *tx) error {
		return t.changeOne(updateSignals, user, flag(sounds), flag(reactions))
	})
}

const (
	deleteKeywords = `
	DELETE FROM keywords
	WHERE user_id = ?1`
	insertKeyword = `
	INSERT INTO keywords (user_id, keyword, first, place)
	VALUES (?1, ?2, ?3, ?4)`
)

// SetKeywords keeps a person's keywords in place of those before, as
// chat.ParseKeywords gives them.
func (s *Store) SetKeywords(ctx context.Context, user chat.UserID, keywords []string) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec(deleteKeywords, user); err != nil {
			return err
		}
		for place, keyword := range keywords {
			if _, err := t.exec(insertKeyword, user, keyword, chat.FirstWord(keyword), place); err != nil {
				return err
			}
		}
		return nil
	})
}

const (
	deleteQuietHours = `
	DELETE FROM quiet_hours
	WHERE user_id = ?1`
	insertQuietHours = `
	INSERT INTO quiet_hours (user_id, day, begins, ends)
	VALUES (?1, ?2, ?3, ?4)`
)

// SetQuietHours keeps when a person is not to be disturbed, in place of what
// was before; at most one span a day.
func (s *Store) SetQuietHours(ctx context.Context, user chat.UserID, hours []chat.QuietHours) error {
	return s.write(ctx, func(t *tx) error {
		if _, err := t.exec(deleteQuietHours, user); err != nil {
			return err
		}
		for _, h := range hours {
			if _, err := t.exec(insertQuietHours, user, int(h.Day), h.Begins, h.Ends); err != nil {
				return err
			}
		}
		return nil
	})
}
