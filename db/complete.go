package db

import "parley/db/chat"

// complete puts to a message read alone what hangs on it. Of a removed one
// nothing is there to read.
func complete(from source, m *chat.Message) (err error) {
	if m.Reactions, err = reactionsTo(from, m.ID); err != nil {
		return err
	}
	if m.Card, err = cardOf(from, m.ID); err != nil {
		return err
	}
	m.Files, err = filesTo(from, m.ID)
	return err
}

// completePage does the same for messages that stand one after the other in a
// room, with one question for each kind of thing.
func completePage(from source, messages []chat.Message) error {
	if err := withReactions(from, messages); err != nil {
		return err
	}
	if err := withCards(from, messages); err != nil {
		return err
	}
	return withFiles(from, messages)
}

// completeChanges does the same for the messages of changes that came after a
// number.
func completeChanges(from source, changes []chat.Change, after chat.Seq) error {
	if err := changesWithReactions(from, changes, after); err != nil {
		return err
	}
	if err := changesWithCards(from, changes, after); err != nil {
		return err
	}
	return changesWithFiles(from, changes, after)
}
