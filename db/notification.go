package db

import (
	"context"
	"slices"
	"time"

	"parley/db/chat"
)

// selectNotification shows words of a message to those only who may read it
// now. The author of the newest message is who did it, but where somebody
// reacted to it.
const selectNotification = `
	SELECT n.id, n.user_id, n.kind, n.room_id, n.name, coalesce(r.name, n.name), r.kind, n.result, n.count, n.at, n.read > 0, n.gone,
		n.seq, n.version, n.told, m.id, CASE WHEN s.user_id IS NULL THEN '' ELSE substr(m.body, 1, 400) END, ` + userColumns + `
	FROM notifications n
	LEFT JOIN messages m ON m.id = (SELECT max(message_id) FROM notified WHERE notification_id = n.id)
	LEFT JOIN memberships s ON s.room_id = n.room_id AND s.user_id = n.user_id
	LEFT JOIN rooms r ON r.id = s.room_id
	LEFT JOIN users u ON u.id = CASE n.kind WHEN 'reaction' THEN n.actor_id ELSE coalesce(m.author_id, n.actor_id) END`

func notificationFields(n *chat.Notification) []any {
	return append([]any{number(&n.ID), number(&n.User), text(&n.Kind), number(&n.Room), text(&n.Name), text(&n.Place), text(&n.PlaceKind), text(&n.Result),
		number(&n.Count), moment(&n.At), flagged(&n.Read), flagged(&n.Gone), number(&n.Seq), number(&n.Version), number(&n.Told),
		number(&n.Message), text(&n.Words)}, userFields(&n.Actor)...)
}

const notificationsBefore = selectNotification + `
	WHERE n.user_id = ?1 AND n.gone = 0 AND (?2 = 0 OR n.seq < ?2)
	ORDER BY n.seq DESC
	LIMIT ?3`

// Notifications are the rows of a person's bell below a place in it (0: from
// the top), limit of them, and whether there are more.
func (s *Store) Notifications(ctx context.Context, user chat.UserID, before int64, limit int) (rows []chat.Notification, more bool, err error) {
	rows, err = listed(ctx, s, notificationFields, notificationsBefore, user, before, limit+1)
	if len(rows) > limit {
		rows, more = rows[:limit], true
	}
	return rows, more, err
}

const unreadNotifications = `
	SELECT count(*)
	FROM notifications
	WHERE user_id = ?1 AND read = 0 AND gone = 0`

// UnreadNotifications is the number on a person's bell.
func (s *Store) UnreadNotifications(ctx context.Context, user chat.UserID) (int, error) {
	count, err := one(s.reader(ctx), single[int], unreadNotifications, user)
	return count, s.translate(err)
}

const notificationOf = selectNotification + `
	WHERE n.user_id = ?1 AND n.id = ?2 AND n.gone = 0`

// OpenNotification reads one row of a person's bell and gives it.
// chat.ErrNotFound where they have none like that.
func (s *Store) OpenNotification(ctx context.Context, user chat.UserID, id chat.NotificationID) (chat.Notification, error) {
	var opened chat.Notification
	err := s.write(ctx, func(t *tx) (err error) {
		if opened, err = one(t, notificationFields, notificationOf, user, id); err != nil || opened.Read {
			return err
		}
		opened.Read = true
		_, err = t.exec(markSeen, id, chat.Millis(now()))
		return err
	})
	return opened, err
}

const (
	readNotifications = `
	UPDATE notifications
	SET read = ?2, gathers = 0, version = version + 1
	WHERE user_id = ?1 AND read = 0 AND gone = 0`
	readNotification = readNotifications + ` AND id = ?3`
)

// ReadNotifications reads rows of a person's bell, or all of them where none
// are named. What is not theirs is passed over.
func (s *Store) ReadNotifications(ctx context.Context, user chat.UserID, ids ...chat.NotificationID) error {
	return s.write(ctx, func(t *tx) error {
		at := chat.Millis(now())
		if len(ids) == 0 {
			_, err := t.exec(readNotifications, user, at)
			return err
		}
		for _, id := range ids {
			if _, err := t.exec(readNotification, user, at, id); err != nil {
				return err
			}
		}
		return nil
	})
}

const peopleUnpushed = `
	SELECT user_id
	FROM notifications
	WHERE pushed < version
	GROUP BY user_id
	LIMIT ?1`

// PeopleUnpushed are those whose bell has changed since it was pushed, limit of
// them.
func (s *Store) PeopleUnpushed(ctx context.Context, limit int) ([]chat.UserID, error) {
	return listed(ctx, s, single[chat.UserID], peopleUnpushed, limit)
}

const unpushed = selectNotification + `
	WHERE n.user_id = ?1 AND n.pushed < n.version
	ORDER BY n.seq
	LIMIT ?2`

// Unpushed are the rows of a person's bell that have changed since they were
// pushed, oldest first, limit of them, with the number of the unread ones at
// that moment.
func (s *Store) Unpushed(ctx context.Context, user chat.UserID, limit int) (rows []chat.Notification, unread int, err error) {
	err = s.snapshot(ctx, func(from source) (err error) {
		if rows, err = list(from, notificationFields, unpushed, user, limit); err != nil {
			return err
		}
		unread, err = one(from, single[int], unreadNotifications, user)
		return err
	})
	return rows, unread, err
}

const (
	markPushed = `
	UPDATE notifications
	SET pushed = ?2, told = ?3
	WHERE id = ?1 AND pushed < ?2`
	deleteGone = `
	DELETE FROM notifications
	WHERE id = ?1 AND gone = 1`
)

// MarkPushed notes what Unpushed gave as pushed, all in one transaction. A row
// that has changed meanwhile is to be pushed again; one that is gone is no more.
// News is told outside the pages too, as its person wants it; away are those who
// had no page that it could be pushed to.
func (s *Store) MarkPushed(ctx context.Context, rows []chat.Notification, away ...chat.UserID) error {
	if len(rows) == 0 {
		return nil
	}
	return s.write(ctx, func(t *tx) error {
		for _, n := range rows {
			query, args := markPushed, []any{n.ID, n.Version, n.Seq}
			if n.Gone {
				query, args = deleteGone, args[:1]
			}
			changed, err := t.exec(query, args...)
			if err == nil && changed > 0 && n.News() {
				err = t.tellOutside(n, slices.Contains(away, n.User), now())
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// What is old was read before ?1, or is beyond the newest ?2 of the person ?1.
const (
	readBefore = `
	SELECT id
	FROM notifications
	WHERE read > 0 AND read < ?1
	LIMIT ?2`
	beyondNewest = `
	SELECT n.id
	FROM notifications n
	WHERE n.user_id = ?1
	ORDER BY n.seq DESC
	LIMIT ?3 OFFSET ?2`
	overfull = `
	SELECT user_id
	FROM notifications
	GROUP BY user_id
	HAVING count(*) > ?1
	LIMIT ?2`
	deleteNotification = `
	DELETE FROM notifications
	WHERE id = ?1`
)

// sweepNotifications is how many rows one transaction removes: few enough that
// nobody who posts meanwhile notices.
const sweepNotifications = 200

// SweepNotifications removes what was read longer ago than
// chat.NotificationLife, and of each person what is beyond their newest
// chat.MaxNotifications, in steps.
func (s *Store) SweepNotifications(ctx context.Context, at time.Time) error {
	for {
		var old []chat.NotificationID
		err := s.write(ctx, func(t *tx) (err error) {
			if old, err = t.oldNotifications(at); err != nil {
				return err
			}
			return t.deleteNotifications(old)
		})
		if err != nil || len(old) == 0 {
			return err
		}
		if err := pause(ctx, time.Millisecond); err != nil {
			return err
		}
	}
}

func (t *tx) oldNotifications(at time.Time) ([]chat.NotificationID, error) {
	old, err := list(t, single[chat.NotificationID], readBefore, chat.Millis(at.Add(-chat.NotificationLife)), sweepNotifications)
	if err != nil || len(old) > 0 {
		return old, err
	}
	full, err := list(t, single[chat.UserID], overfull, chat.MaxNotifications, 1)
	if err != nil || len(full) == 0 {
		return nil, err
	}
	return list(t, single[chat.NotificationID], beyondNewest, full[0], chat.MaxNotifications, sweepNotifications)
}

func (t *tx) deleteNotifications(rows []chat.NotificationID) error {
	for _, id := range rows {
		for _, query := range []string{release, deleteNotification} {
			if _, err := t.exec(query, id); err != nil {
				return err
			}
		}
	}
	return nil
}
