package db

import (
	"context"
	"time"

	"parley/db/chat"
)

// fileColumns goes with fileFields; the query names files f.
const fileColumns = `f.id, f.user_id, f.room_id, f.message_id, f.name, f.type, f.size, f.hash, f.thumb_hash, f.width, f.height, f.created`

func fileFields(f *chat.File) []any {
	return []any{number(&f.ID), number(&f.User), number(&f.Room), number(&f.Message), text(&f.Name), text(&f.Type), &f.Size,
		text(&f.Hash), text(&f.Thumb), number(&f.Width), number(&f.Height), moment(&f.Created)}
}

const (
	stagedCount = `
	SELECT count(*)
	FROM files
	WHERE user_id = ?1 AND room_id = ?2 AND message_id IS NULL AND held_id IS NULL`
	usedBytes = `
	SELECT coalesce(sum(size), 0)
	FROM files
	WHERE user_id = ?1`
	insertFile = `
	INSERT INTO files (user_id, room_id, name, type, size, hash, thumb_hash, width, height, created)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
	RETURNING id`
)

// StageFile keeps a file for a message that somebody is about to write, which is
// the act: chat.Post, or chat.Answer in a thread. What they have already is
// counted in the same transaction, so several at once do not get past
// chat.MaxFiles or chat.FileQuota: chat.Invalid. chat.ErrForbidden and
// chat.ErrNotFound are as for CreateMessage.
func (s *Store) StageFile(ctx context.Context, m chat.Membership, act chat.Act, file chat.NewFile) (chat.File, error) {
	staged := chat.File{User: m.User.ID, Room: m.Room.ID, NewFile: file}
	err := s.write(ctx, func(t *tx) error {
		if _, err := t.place(m, act); err != nil {
			return err
		}
		if err := t.requireQuota(m, file.Size); err != nil {
			return err
		}
		id, err := one(t, single[chat.FileID], insertFile, m.User.ID, m.Room.ID, file.Name, file.Type, file.Size,
			file.Hash, file.Thumb, file.Width, file.Height, chat.Millis(file.Created))
		staged.ID = id
		return err
	})
	return staged, err
}

func (t *tx) requireQuota(m chat.Membership, size int64) error {
	waiting, err := one(t, single[int], stagedCount, m.User.ID, m.Room.ID)
	if err != nil {
		return err
	}
	if waiting >= chat.MaxFiles {
		return chat.Invalid{Field: "file", Code: "TOO_MANY", Reason: "A message takes ten files. Send these first, then add the next."}
	}
	used, err := one(t, single[int64], usedBytes, m.User.ID)
	if err == nil && used+size > chat.FileQuota {
		err = chat.Invalid{Field: "file", Code: "FILE_TOO_LARGE", Reason: "Your files fill the 500 MB that everybody has here. Remove messages with files that are not needed any more, or share a link."}
	}
	return err
}

const stagedFiles = `
	SELECT ` + fileColumns + `
	FROM files f
	WHERE f.user_id = ?1 AND f.room_id = ?2 AND f.message_id IS NULL AND f.held_id IS NULL
	ORDER BY f.id`

// StagedFiles are what somebody has uploaded in a room and not sent yet, in the
// order in which it came.
func (s *Store) StagedFiles(ctx context.Context, m chat.Membership) ([]chat.File, error) {
	staged, err := list(s.reader(ctx), fileFields, stagedFiles, m.User.ID, m.Room.ID)
	return staged, s.translate(err)
}

const removeStaged = `
	DELETE FROM files
	WHERE id = ?1 AND user_id = ?2 AND message_id IS NULL AND held_id IS NULL
	RETURNING room_id`

// UnstageFile takes back a file that was not sent, and tells its room.
// chat.ErrNotFound for one that was, and for another person's.
func (s *Store) UnstageFile(ctx context.Context, user chat.UserID, id chat.FileID) (chat.RoomID, error) {
	var room chat.RoomID
	err := s.write(ctx, func(t *tx) (err error) {
		room, err = one(t, single[chat.RoomID], removeStaged, id, user)
		return err
	})
	return room, err
}

const fileFor = `
	SELECT ` + fileColumns + `
	FROM files f
	LEFT JOIN messages m ON m.id = f.message_id
	LEFT JOIN memberships s ON s.room_id = f.room_id AND s.user_id = ?2
	WHERE f.id = ?1 AND CASE
		WHEN f.message_id IS NOT NULL THEN m.deleted = 0 AND s.user_id IS NOT NULL
		ELSE f.user_id = ?2 OR f.held_id IS NOT NULL AND EXISTS (SELECT 1 FROM users WHERE id = ?2 AND role <> 'member') END`

// File finds a file for somebody who may see it: its message stands in a room of
// theirs, or it is theirs and not sent yet, or it waits for somebody of the staff
// and they are. Else chat.ErrNotFound.
func (s *Store) File(ctx context.Context, user chat.UserID, id chat.FileID) (chat.File, error) {
	found, err := one(s.reader(ctx), fileFields, fileFor, id, user)
	return found, s.translate(err)
}

const pictureNeighbour = `
	SELECT ` + fileColumns + `
	FROM files f
	JOIN messages m ON m.id = f.message_id
	WHERE f.room_id = ?1 AND f.width > 0 AND m.deleted = 0`

const (
	pictureBefore = pictureNeighbour + ` AND (f.message_id, f.id) < (?2, ?3)
	ORDER BY f.message_id DESC, f.id DESC
	LIMIT 1`
	pictureAfter = pictureNeighbour + ` AND (f.message_id, f.id) > (?2, ?3)
	ORDER BY f.message_id, f.id
	LIMIT 1`
)

// PicturesBeside are the pictures of a room in front of one and behind it; an ID
// of 0 is none.
func (s *Store) PicturesBeside(ctx context.Context, file chat.File) (before, after chat.File, err error) {
	for query, found := range map[string]*chat.File{pictureBefore: &before, pictureAfter: &after} {
		beside, err := list(s.reader(ctx), fileFields, query, file.Room, file.Message, file.ID)
		if err != nil {
			return before, after, s.translate(err)
		}
		if len(beside) > 0 {
			*found = beside[0]
		}
	}
	return before, after, nil
}

const (
	removeStale = `
	DELETE FROM files
	WHERE message_id IS NULL AND held_id IS NULL AND created < ?1`
	fileWithHash = `
	SELECT EXISTS (SELECT 1 FROM files WHERE hash = ?1) OR EXISTS (SELECT 1 FROM files WHERE thumb_hash = ?1)`
	forgetFiles = `
	DELETE FROM files
	WHERE message_id = ?1`
)

// SweepFiles forgets files that nobody sent, and were uploaded before a moment.
func (s *Store) SweepFiles(ctx context.Context, before time.Time) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(removeStale, chat.Millis(before))
		return err
	})
}

// UnusedHashes are those of the hashes that no file has.
func (s *Store) UnusedHashes(ctx context.Context, hashes []string) (unused []string, err error) {
	err = s.snapshot(ctx, func(from source) error {
		for _, hash := range hashes {
			used, err := one(from, single[bool], fileWithHash, hash)
			if err != nil {
				return err
			}
			if !used {
				unused = append(unused, hash)
			}
		}
		return nil
	})
	return unused, err
}
