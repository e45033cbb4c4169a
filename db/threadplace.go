package db

import (
	"context"
	"errors"

	"parley/db/chat"
)

const threadPlaceOf = `
	SELECT following, stopped, muted, last_read
	FROM thread_reads
	WHERE thread_id = ?1 AND user_id = ?2`

func threadPlaceFields(p *chat.ThreadPlace) []any {
	return []any{flagged(&p.Following), flagged(&p.Stopped), flagged(&p.Muted), number(&p.LastRead)}
}

func threadPlace(from source, root chat.MessageID, user chat.UserID) (chat.ThreadPlace, error) {
	place, err := one(from, threadPlaceFields, threadPlaceOf, root, user)
	if errors.Is(err, chat.ErrNotFound) {
		return chat.ThreadPlace{}, nil
	}
	return place, err
}

// ThreadPlace is how somebody stands to a thread.
func (s *Store) ThreadPlace(ctx context.Context, user chat.UserID, root chat.MessageID) (chat.ThreadPlace, error) {
	place, err := threadPlace(s.reader(ctx), root, user)
	return place, s.translate(err)
}

const putThreadPlace = `
	INSERT INTO thread_reads (thread_id, user_id, last_read, following, stopped, muted)
	SELECT ?1, ?2, r.head, ?3, ?6, ?4
	FROM rooms r
	WHERE r.id = ?5
	ON CONFLICT (thread_id, user_id) DO UPDATE SET following = ?3, stopped = ?6, muted = ?4`

// MarkThread follows or mutes a thread, or ends that; whoever begins to follow
// has read it. chat.Invalid where the mark is none, chat.ErrNotFound where the
// message is not one of the room's log, and for a stranger.
func (s *Store) MarkThread(ctx context.Context, m chat.Membership, root chat.MessageID, mark chat.ThreadMark) (place chat.ThreadPlace, err error) {
	err = s.write(ctx, func(t *tx) error {
		if _, err := one(t, single[chat.Seq], roomHead, m.Room.ID, m.User.ID); err != nil {
			return err
		}
		if _, err := one(t, single[chat.MessageID], rootInRoom, root, m.Room.ID); err != nil {
			return err
		}
		if place, err = threadPlace(t, root, m.User.ID); err != nil {
			return err
		}
		if place, err = place.After(mark); err != nil {
			return err
		}
		return t.changeOne(putThreadPlace, root, m.User.ID, flag(place.Following), flag(place.Muted), m.Room.ID, flag(place.Stopped))
	})
	return place, err
}

const moveThreadRead = `
	UPDATE thread_reads
	SET last_read = ?3
	WHERE thread_id = ?1 AND user_id = ?2 AND last_read < ?3
		AND ?3 <= (SELECT r.head FROM messages m JOIN rooms r ON r.id = m.room_id WHERE m.id = ?1)`

// ReadThread moves somebody's mark in a thread: forward only, and not beyond
// the room's head. What their bell says of as much is read with it. moved is
// false where nothing was unread, as for those who do not follow it.
func (s *Store) ReadThread(ctx context.Context, user chat.UserID, root chat.MessageID, seq chat.Seq) (moved bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		rows, err := t.exec(moveThreadRead, root, user, seq)
		if moved = rows > 0; err != nil {
			return err
		}
		return t.readThread(root, user, seq, now())
	})
	return moved, err
}

// somethingNew is in a thread r that somebody follows.
const somethingNew = `
	r.muted = 0 AND EXISTS (
		SELECT 1
		FROM messages a
		WHERE a.thread_id = r.thread_id AND a.seq > r.last_read AND a.author_id <> r.user_id AND a.deleted = 0)`

const unreadThreads = `
	SELECT count(*)
	FROM thread_reads r
	JOIN messages m ON m.id = r.thread_id
	JOIN memberships s ON s.room_id = m.room_id AND s.user_id = r.user_id
	WHERE r.user_id = ?1 AND r.following = 1 AND ` + somethingNew

// UnreadThreads is in how many of the threads that somebody follows, and has
// not muted, others wrote what they have not read.
func (s *Store) UnreadThreads(ctx context.Context, user chat.UserID) (int, error) {
	count, err := one(s.reader(ctx), single[int], unreadThreads, user)
	return count, s.translate(err)
}

const followedThreads = `
	SELECT f.count, f.last, f.newest, r.muted, ` + somethingNew + `, ` + messageColumns + `
	FROM thread_reads r
	JOIN messages m ON m.id = r.thread_id
	JOIN memberships s ON s.room_id = m.room_id AND s.user_id = r.user_id
	JOIN users u ON u.id = m.author_id
	JOIN (
		SELECT a.thread_id, count(*) AS count, max(a.created) AS last, max(a.id) AS newest
		FROM messages a
		JOIN thread_reads o ON o.thread_id = a.thread_id AND o.user_id = ?1
		WHERE a.deleted = 0
		GROUP BY a.thread_id) f ON f.thread_id = r.thread_id
	WHERE r.user_id = ?1 AND r.following = 1 AND (f.newest < ?2 OR ?2 = 0)
	ORDER BY f.newest DESC
	LIMIT ?3`

// FollowedThreads are the threads that somebody follows in the rooms that they
// are in, the one with the newest message first: limit of those whose newest
// comes before a message (0: of all), and whether there are more.
func (s *Store) FollowedThreads(ctx context.Context, user chat.UserID, before chat.MessageID, limit int) (found []chat.FollowedThread, more bool, err error) {
	fields := func(f *chat.FollowedThread) []any {
		return append([]any{number(&f.Replies.Count), moment(&f.Replies.Last), number(&f.Newest), flagged(&f.Muted), flagged(&f.Unread)}, messageFields(&f.Root)...)
	}
	found, err = listed(ctx, s, fields, followedThreads, user, before, limit+1)
	if len(found) > limit {
		return found[:limit], true, err
	}
	return found, false, err
}
