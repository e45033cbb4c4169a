package db

import "parley/db/chat"

// What hangs on a message is read after it: for one, for a page in one query
// each, and for changes.

func attach(from source, m *chat.Message) (err error) {
	if m.Reactions, err = reactionsTo(from, m.ID); err != nil {
		return err
	}
	if m.Replies, err = repliesIn(from, m.ID); err != nil {
		return err
	}
	m.Quote, err = quoteIn(from, m.Room, m.ReplyTo)
	return err
}

func attachToAll(from source, messages []chat.Message) error {
	if err := withReactions(from, messages); err != nil {
		return err
	}
	if err := withReplies(from, messages); err != nil {
		return err
	}
	return withQuotes(from, messages)
}

func attachToChanges(from source, changes []chat.Change, after chat.Seq) error {
	if err := changesWithReactions(from, changes, after); err != nil {
		return err
	}
	if err := changesWithReplies(from, changes, after); err != nil {
		return err
	}
	return changesWithQuotes(from, changes, after)
}
