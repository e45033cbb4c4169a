package db

import (
	"context"

	"parley/db/chat"
)

// selectAcquaintance shows people to the person ?1, who knows of a request to
// somebody who blocks them, and not of one from somebody whom they block.
const selectAcquaintance = `
	SELECT ` + userColumns + `, b.user_id IS NOT NULL,
		CASE
			WHEN b.user_id IS NOT NULL OR f.state IS NULL THEN ''
			WHEN f.state = 'friends' OR f.asker_id = ?1 THEN f.state
			WHEN f.state = 'asked' THEN 'asking'
			ELSE 'declining' END
	FROM users u
	LEFT JOIN friendships f ON f.low_id = CASE WHEN u.id < ?1 THEN u.id ELSE ?1 END
		AND f.high_id = CASE WHEN u.id < ?1 THEN ?1 ELSE u.id END
	LEFT JOIN blocks b ON b.user_id = ?1 AND b.blocked_id = u.id`

func acquaintanceFields(a *chat.Acquaintance) []any {
	return append(userFields(&a.User), flagged(&a.Tie.Blocked), text(&a.Tie.Friendship))
}

const acquaintance = selectAcquaintance + `
	WHERE u.id = ?2`

// Tie is how a person stands to another: chat.ErrNotFound where there is
// nobody, a tie of strangers to oneself.
func (s *Store) Tie(ctx context.Context, user, other chat.UserID) (chat.Tie, error) {
	found, err := one(s.reader(ctx), acquaintanceFields, acquaintance, user, other)
	return found.Tie, s.translate(err)
}

const peopleNamed = selectAcquaintance + `
	WHERE u.active = 1 AND (u.username LIKE ?2 ESCAPE '\' OR u.display_folded LIKE ?2 ESCAPE '\')
	ORDER BY u.display_folded, u.id
	LIMIT ?3`

// People lists those who may sign in, as one of them knows them, by display
// name without regard to case, limit of them. filter is a part of a name, taken
// literally; empty takes all.
func (s *Store) People(ctx context.Context, user chat.UserID, filter string, limit int) ([]chat.Acquaintance, error) {
	return listed(ctx, s, acquaintanceFields, peopleNamed, user, "%"+literal(folded(filter))+"%", limit)
}

// waitingRequests are the requests that wait for the person ?1.
const waitingRequests = `
	FROM friendships f
	JOIN users u ON u.id = f.asker_id
	WHERE (f.low_id = ?1 OR f.high_id = ?1) AND f.state = 'asked' AND f.asker_id <> ?1 AND u.active = 1
		AND NOT EXISTS (SELECT 1 FROM blocks WHERE user_id = ?1 AND blocked_id = f.asker_id)`

const friendRequests = `
	SELECT ` + userColumns + waitingRequests + `
	ORDER BY f.changed DESC, u.id
	LIMIT ?2`

// FriendRequests lists who wants to be a person's friend and waits for an
// answer, newest first, limit of them.
func (s *Store) FriendRequests(ctx context.Context, user chat.UserID, limit int) ([]chat.User, error) {
	return listed(ctx, s, userFields, friendRequests, user, limit)
}

const countFriendRequests = `
	SELECT count(*)` + waitingRequests

// FriendRequestCount is how many there are.
func (s *Store) FriendRequestCount(ctx context.Context, user chat.UserID) (int, error) {
	count, err := one(s.reader(ctx), single[int], countFriendRequests, user)
	return count, s.translate(err)
}

// AnswerFriend does one of the acts between two people and gives what they are
// to the person afterwards. chat.Invalid where the act does not fit how they
// stand, to oneself, and for a request to somebody who is kept out;
// chat.ErrNotFound for nobody. Somebody who is blocked asks like everybody and
// is not heard.
func (s *Store) AnswerFriend(ctx context.Context, user, other chat.UserID, answer chat.FriendAnswer) (chat.Friendship, error) {
	var next chat.Friendship
	err := s.write(ctx, func(t *tx) error {
		found, err := one(t, acquaintanceFields, acquaintance, user, other)
		switch {
		case err != nil:
			return err
		case user == other:
			return chat.Invalid{Field: "answer", Reason: "That is you. You are on good terms with yourself, we hope."}
		case answer == chat.RequestFriend && !found.User.Active:
			return chat.Invalid{Field: "answer", Reason: "They are not here any more."}
		}
		if next, err = found.Tie.After(answer); err != nil {
			return err
		}
		return t.tie(user, other, next)
	})
	return next, err
}

const (
	insertFriendship = `
	INSERT INTO friendships (low_id, high_id, state, asker_id, changed)
	VALUES (?1, ?2, ?3, ?4, ?5)
	ON CONFLICT (low_id, high_id) DO UPDATE SET state = excluded.state, asker_id = excluded.asker_id, changed = excluded.changed`
	deleteFriendship = `
	DELETE FROM friendships
	WHERE low_id = ?1 AND high_id = ?2`
)

// tie stores what a person's answer made of two.
func (t *tx) tie(user, other chat.UserID, next chat.Friendship) error {
	low, high, at := min(user, other), max(user, other), now()
	if err := t.notifyTie(user, other, next, at); err != nil {
		return err
	}
	state, asker := string(next), user
	switch next {
	case chat.Strangers:
		_, err := t.exec(deleteFriendship, low, high)
		return err
	case chat.Declining:
		state, asker = string(chat.Declined), other
	}
	_, err := t.exec(insertFriendship, low, high, state, asker, chat.Millis(at))
	return err
}
