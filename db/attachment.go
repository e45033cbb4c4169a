package db

import (
	"errors"
	"slices"

	"parley/db/chat"
)

const fileOfAuthor = `
	SELECT ` + fileColumns + `
	FROM files f
	WHERE f.id = ?1 AND f.user_id = ?2 AND f.room_id = ?3 AND f.held_id IS NULL`

// requireFiles finds the files that a message is to have. One that went out with
// another message of the author's is passed over: a second page may have sent it.
// chat.Invalid where one is there no more, and where nothing is left to send.
func (t *tx) requireFiles(m chat.Membership, message chat.NewMessage) ([]chat.File, error) {
	var files []chat.File
	for _, id := range slices.Compact(slices.Sorted(slices.Values(message.Files))) {
		file, err := one(t, fileFields, fileOfAuthor, id, m.User.ID, m.Room.ID)
		switch {
		case errors.Is(err, chat.ErrNotFound):
			return nil, chat.Invalid{Field: "files", Code: "FILE_GONE", Reason: "One of the files is not there any more. Add it again, or send without it."}
		case err != nil:
			return nil, err
		case file.Message == 0:
			files = append(files, file)
		}
	}
	if len(message.Files) > 0 && len(files) == 0 {
		return nil, chat.CheckBody(message.Body)
	}
	return files, nil
}

const attachFile = `
	UPDATE files
	SET message_id = ?2
	WHERE id = ?1 AND message_id IS NULL`

// attach gives a new message its files.
func (t *tx) attach(m *chat.Message, files []chat.File) error {
	for _, file := range files {
		if err := t.changeOne(attachFile, file.ID, m.ID); err != nil {
			return err
		}
		file.Message = m.ID
		m.Files = append(m.Files, file)
	}
	return nil
}

const filesOf = `
	SELECT ` + fileColumns + `
	FROM files f
	JOIN messages m ON m.id = f.message_id
	WHERE f.message_id = ?1 AND m.deleted = 0
	ORDER BY f.id`

// filesTo are the files of one message; a removed one shows none.
func filesTo(from source, id chat.MessageID) ([]chat.File, error) {
	return list(from, fileFields, filesOf, id)
}

const filesBetween = `
	SELECT ` + fileColumns + `
	FROM messages m
	JOIN files f ON f.message_id = m.id
	WHERE m.room_id = ?1 AND m.seq >= ?2 AND m.seq <= ?3 AND m.deleted = 0
	ORDER BY f.id`

// withFiles puts their files to messages that stand one after the other in a
// room.
func withFiles(from source, messages []chat.Message) error {
	if len(messages) == 0 {
		return nil
	}
	first, last := messages[0], messages[len(messages)-1]
	found, err := list(from, fileFields, filesBetween, first.Room, first.Seq, last.Seq)
	files := filesByMessage(found)
	for i := range messages {
		messages[i].Files = files[messages[i].ID]
	}
	return err
}

const filesChanged = `
	SELECT DISTINCT ` + fileColumns + `
	FROM changes c
	JOIN messages m ON m.id = c.message_id
	JOIN files f ON f.message_id = m.id
	WHERE c.room_id = ?1 AND c.seq > ?2 AND c.seq <= ?3 AND m.deleted = 0
	ORDER BY f.id`

// changesWithFiles puts their files to the messages of changes that came after a
// number.
func changesWithFiles(from source, changes []chat.Change, after chat.Seq) error {
	if len(changes) == 0 {
		return nil
	}
	last := changes[len(changes)-1]
	found, err := list(from, fileFields, filesChanged, last.Room, after, last.Seq)
	files := filesByMessage(found)
	for i := range changes {
		changes[i].Message.Files = files[changes[i].Message.ID]
	}
	return err
}

func filesByMessage(files []chat.File) map[chat.MessageID][]chat.File {
	gathered := map[chat.MessageID][]chat.File{}
	for _, f := range files {
		gathered[f.Message] = append(gathered[f.Message], f)
	}
	return gathered
}
