package db

import (
	"context"
	"slices"

	"parley/db/chat"
)

const rootInRoom = `
	SELECT id
	FROM messages
	WHERE id = ?1 AND room_id = ?2 AND thread_id IS NULL`

const threadEnd = `
	SELECT id, created, deleted, author_id
	FROM messages
	WHERE thread_id = ?1
	ORDER BY seq DESC
	LIMIT 1`

// inThread puts the next message behind the thread's own last one.
func (t *tx) inThread(p placement, room chat.RoomID, root chat.MessageID) (placement, error) {
	if _, err := one(t, single[chat.MessageID], rootInRoom, root, room); err != nil {
		return p, err
	}
	ends, err := list(t, frontFields, threadEnd, root)
	p.front = chat.Message{}
	if len(ends) > 0 {
		p.front = ends[0]
	}
	return p, err
}

const (
	roomCounted = `
	UPDATE rooms
	SET head = ?2
	WHERE id = ?1`

	authorOf = `
	SELECT author_id
	FROM messages
	WHERE id = ?1`

	beginFollowing = `
	INSERT INTO thread_reads (thread_id, user_id, last_read, following, stopped, muted)
	VALUES (?1, ?2, ?3, 1, 0, 0)
	ON CONFLICT (thread_id, user_id) DO UPDATE SET following = 1, last_read = ?3 WHERE following = 0 AND stopped = 0`

	goOnFollowing = `
	INSERT INTO thread_reads (thread_id, user_id, last_read, following, stopped, muted)
	VALUES (?1, ?2, ?3, 1, 0, 0)
	ON CONFLICT (thread_id, user_id) DO UPDATE SET following = 1, stopped = 0, last_read = ?3`

	followersOf = `
	SELECT r.user_id
	FROM thread_reads r
	JOIN memberships m ON m.room_id = ?2 AND m.user_id = r.user_id
	WHERE r.thread_id = ?1 AND r.following = 1 AND r.muted = 0 AND r.user_id <> ?3`
)

// followThread has whoever began the thread, whoever answers and whoever is
// called follow it, unless they stopped, and gives those for whom the new
// message is unread. Its author has read the thread.
func (t *tx) followThread(m chat.Message, called []chat.UserID) ([]chat.UserID, error) {
	author, err := one(t, single[chat.UserID], authorOf, m.Thread)
	if err != nil {
		return nil, err
	}
	for _, user := range append(slices.Clone(called), author) {
		if _, err := t.exec(beginFollowing, m.Thread, user, m.Seq-1); err != nil {
			return nil, err
		}
	}
	if _, err := t.exec(goOnFollowing, m.Thread, m.Author.ID, m.Seq); err != nil {
		return nil, err
	}
	return list(t, single[chat.UserID], followersOf, m.Thread, m.Room, m.Author.ID)
}

// threadGrew counts a new message of a thread. The room's log knows of it by
// its number alone.
func (t *tx) threadGrew(c *chat.Change) (err error) {
	if _, err = t.exec(roomCounted, c.Room, c.Seq); err != nil {
		return err
	}
	if c.Followers, err = t.followThread(c.Message, c.Called); err != nil {
		return err
	}
	c.Replies, err = repliesIn(t, c.Message.Thread)
	return err
}

// threadChanged is what an older message means for the thread that it stands in.
func (t *tx) threadChanged(c *chat.Change) (err error) {
	if c.Message.Thread == 0 {
		return nil
	}
	if c.Replies, err = repliesIn(t, c.Message.Thread); err == nil && (c.Kind == chat.MessageDeleted || c.Kind == chat.MessageRestored) {
		c.Followers, err = list(t, single[chat.UserID], followersOf, c.Message.Thread, c.Room, c.Message.Author.ID)
	}
	return err
}

const repliesTo = `
	SELECT count(*), max(created)
	FROM messages
	WHERE thread_id = ?1 AND deleted = 0`

func repliesFields(r *chat.Replies) []any { return []any{number(&r.Count), moment(&r.Last)} }

// repliesIn counts a thread; nothing for 0.
func repliesIn(from source, root chat.MessageID) (chat.Replies, error) {
	if root == 0 {
		return chat.Replies{}, nil
	}
	return one(from, repliesFields, repliesTo, root)
}

// counted is a thread with how much is in it.
type counted struct {
	root chat.MessageID
	chat.Replies
}

func countedFields(c *counted) []any {
	return append([]any{number(&c.root)}, repliesFields(&c.Replies)...)
}

const repliesBetween = `
	SELECT a.thread_id, count(*), max(a.created)
	FROM messages m
	JOIN messages a ON a.thread_id = m.id AND a.deleted = 0
	WHERE m.room_id = ?1 AND m.seq >= ?2 AND m.seq <= ?3 AND m.thread_id IS NULL
	GROUP BY a.thread_id`

// withReplies counts the threads of messages that stand one after the other in
// a room.
func withReplies(from source, messages []chat.Message) error {
	if len(messages) == 0 || messages[0].Thread != 0 {
		return nil
	}
	first, last := messages[0], messages[len(messages)-1]
	found, err := list(from, countedFields, repliesBetween, first.Room, first.Seq, last.Seq)
	replies := byRoot(found)
	for i := range messages {
		messages[i].Replies = replies[messages[i].ID]
	}
	return err
}

const repliesChanged = `
	SELECT a.thread_id, count(*), max(a.created)
	FROM messages a
	WHERE a.deleted = 0 AND a.thread_id IN (
		SELECT coalesce(m.thread_id, m.id)
		FROM changes c
		JOIN messages m ON m.id = c.message_id
		WHERE c.room_id = ?1 AND c.seq > ?2 AND c.seq <= ?3)
	GROUP BY a.thread_id`

// changesWithReplies counts the threads of what changed: of a message that
// began one, and of one that stands in it.
func changesWithReplies(from source, changes []chat.Change, after chat.Seq) error {
	if len(changes) == 0 {
		return nil
	}
	last := changes[len(changes)-1]
	found, err := list(from, countedFields, repliesChanged, last.Room, after, last.Seq)
	replies := byRoot(found)
	for i := range changes {
		changes[i].Message.Replies = replies[changes[i].Message.ID]
		changes[i].Replies = replies[changes[i].Message.Thread]
	}
	return err
}

func byRoot(found []counted) map[chat.MessageID]chat.Replies {
	replies := map[chat.MessageID]chat.Replies{}
	for _, c := range found {
		replies[c.root] = c.Replies
	}
	return replies
}

const threadBefore = selectMessage + `
	WHERE m.thread_id = ?1 AND m.seq < ?2
	ORDER BY m.seq DESC
	LIMIT ?3`

const anyInThread = `
	SELECT EXISTS (SELECT 1 FROM messages WHERE thread_id = ?1 AND seq >= ?2)`

// Thread is the messages of a thread in front of a number, the nearest limit of
// them; 0 for the newest. chat.ErrNotFound where the message is not one of the
// room's log.
func (s *Store) Thread(ctx context.Context, m chat.Membership, root chat.MessageID, before chat.Seq, limit int) (Page, error) {
	return s.page(ctx, m, func(from source, p *Page) error {
		if _, err := one(from, single[chat.MessageID], rootInRoom, root, m.Room.ID); err != nil {
			return err
		}
		newest := before == 0
		if newest {
			before = p.Head + 1
		}
		found, err := list(from, messageFields, threadBefore, root, before, limit+1)
		p.Older = len(found) > limit
		p.Messages = found[:min(len(found), limit)]
		slices.Reverse(p.Messages)
		if err == nil && !newest {
			p.Newer, err = one(from, single[bool], anyInThread, root, before)
		}
		return err
	})
}

const threadAfter = selectMessage + `
	WHERE m.thread_id = ?1 AND m.seq > ?2
	ORDER BY m.seq
	LIMIT ?3`

// ThreadAfter is the messages of a thread behind a number, the nearest limit of
// them. chat.ErrNotFound as of Thread.
func (s *Store) ThreadAfter(ctx context.Context, m chat.Membership, root chat.MessageID, after chat.Seq, limit int) (Page, error) {
	return s.page(ctx, m, func(from source, p *Page) error {
		if _, err := one(from, single[chat.MessageID], rootInRoom, root, m.Room.ID); err != nil {
			return err
		}
		found, err := list(from, messageFields, threadAfter, root, after, limit+1)
		p.Newer = len(found) > limit
		p.Messages = found[:min(len(found), limit)]
		return err
	})
}

// threadChangesAfter is changesAfter within a thread.
const threadChangesAfter = `
	SELECT c.room_id, c.seq, c.kind, c.at, ` + messageColumns + `
	FROM changes c
	JOIN messages m ON m.id = c.message_id
	JOIN users u ON u.id = m.author_id
	WHERE c.room_id = ?1 AND c.seq > ?2 AND m.thread_id = ?4
		AND (c.seq = m.seq OR m.seq <= ?2 AND c.seq = m.version)
	ORDER BY c.seq
	LIMIT ?3`

// ThreadChangesAfter is ChangesAfter of what happened in a thread.
func (s *Store) ThreadChangesAfter(ctx context.Context, m chat.Membership, root chat.MessageID, after chat.Seq, limit int) (changes []chat.Change, head chat.Seq, err error) {
	err = s.snapshot(ctx, func(from source) error {
		if head, err = one(from, single[chat.Seq], roomHead, m.Room.ID, m.User.ID); err != nil {
			return err
		}
		if _, err := one(from, single[chat.MessageID], rootInRoom, root, m.Room.ID); err != nil {
			return err
		}
		if changes, err = list(from, changeFields, threadChangesAfter, m.Room.ID, after, limit, root); err != nil {
			return err
		}
		return completeChanges(from, changes, after)
	})
	return changes, head, err
}
