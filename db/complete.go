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
	if m.Files, err = filesTo(from, m.ID); err != nil {
		return err
	}
	if m.Replies, err = repliesIn(from, m.ID); err != nil {
		return err
	}
	m.Quote, err = quoteIn(from, m.Room, m.ReplyTo)
	return err
}

// completePage does the same for messages that stand one after the other in a
// room, with one question for each kind of thing.
func completePage(from source, messages []chat.Message) error {
	for _, with := range []func(source, []chat.Message) error{withReactions, withCards, withFiles, withReplies, withQuotes} {
		if err := with(from, messages); err != nil {
			return err
		}
	}
	return nil
}

// completeChanges does the same for the messages of changes that came after a
// number.
func completeChanges(from source, changes []chat.Change, after chat.Seq) error {
	for _, with := range []func(source, []chat.Change, chat.Seq) error{changesWithReactions, changesWithCards, changesWithFiles, changesWithReplies, changesWithQuotes} {
		if err := with(from, changes, after); err != nil {
			return err
		}
	}
	return nil
}
