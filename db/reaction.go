package db

import (
	"context"
	"time"

	"parley/db/chat"
)

const (
	removeReaction = `
	DELETE FROM reactions
	WHERE message_id = ?1 AND text = ?2 AND user_id = ?3`
	addReaction = `
	INSERT INTO reactions (message_id, text, user_id, seq)
	VALUES (?1, ?2, ?3, ?4)`
	raiseVersion = `
	UPDATE messages
	SET version = ?2
	WHERE id = ?1`
)

// ToggleReaction gives a person's reaction to a message, or takes it back where
// it stands already; the text is one that chat.CheckReaction takes. Either is
// the room's next change and gives the message as it is then. chat.Invalid
// where the message or the person has as many as there may be, chat.ErrForbidden
// where they may not react just now, chat.ErrNotFound for a deleted message and
// for another room's.
func (s *Store) ToggleReaction(ctx context.Context, m chat.Membership, id chat.MessageID, text string, at time.Time) (chat.Message, error) {
	var reacted chat.Message
	err := s.write(ctx, func(t *tx) error {
		found, current, err := t.standing(m, id)
		if err != nil {
			return err
		}
		if !current.May(chat.React) {
			return chat.ErrForbidden
		}
		if found.Version, err = t.nextSeq(found.Room); err != nil {
			return err
		}
		if err := t.toggle(found, text, m.User.ID); err != nil {
			return err
		}
		reacted, err = t.react(found, at)
		return err
	})
	return reacted, err
}

// toggle works on a message whose version is the change's already.
func (t *tx) toggle(m chat.Message, text string, user chat.UserID) error {
	removed, err := t.exec(removeReaction, m.ID, text, user)
	if err != nil || removed > 0 {
		return err
	}
	if err := t.requireRoom(m.ID, text, user); err != nil {
		return err
	}
	if _, err = t.exec(addReaction, m.ID, text, user, m.Version); err != nil {
		return err
	}
	return t.notifyReaction(m, user)
}

// react writes the change that a message has other reactions.
func (t *tx) react(m chat.Message, at time.Time) (_ chat.Message, err error) {
	if _, err := t.exec(raiseVersion, m.ID, m.Version); err != nil {
		return m, err
	}
	if err = complete(t, &m); err != nil {
		return m, err
	}
	return m, t.logMessage(chat.Change{Seq: m.Version, Kind: chat.MessageReacted, Message: m, At: chat.Time(chat.Millis(at))})
}

// fullness is how many reactions a message has: different ones, of the same
// text, and of one person.
type fullness struct{ different, same, own int }

const fullnessOf = `
	SELECT count(DISTINCT text), count(CASE WHEN text = ?2 THEN 1 END), count(CASE WHEN user_id = ?3 THEN 1 END)
	FROM reactions
	WHERE message_id = ?1`

func fullnessFields(f *fullness) []any {
	return []any{number(&f.different), number(&f.same), number(&f.own)}
}

// requireRoom is chat.Invalid where a message takes no further reaction.
func (t *tx) requireRoom(id chat.MessageID, text string, user chat.UserID) error {
	has, err := one(t, fullnessFields, fullnessOf, id, text, user)
	switch {
	case err != nil:
		return err
	case has.same == 0 && has.different >= chat.MaxReactions:
		return chat.Invalid{Field: "emoji", Code: "TOO_MANY", Reason: "This message has as many different reactions as it can hold. Join one of them."}
	case has.own >= chat.MaxReactionsOfOne:
		return chat.Invalid{Field: "emoji", Code: "TOO_MANY", Reason: "You have eight reactions on this message. Take one back first."}
	}
	return nil
}

// reactor is one person's reaction, with how many gave the same.
type reactor struct {
	message chat.MessageID
	text    string
	count   int
	person  chat.Named
}

func reactorFields(r *reactor) []any {
	return []any{number(&r.message), text(&r.text), number(&r.count), number(&r.person.ID), text(&r.person.Name)}
}

// Between these two stands which reactions are asked for, as r. They come by
// message, as they were first given, their people in order; of many people the
// first ?1.
const (
	reactorsHead = `
	SELECT p.message_id, p.text, p.total, p.user_id, u.display_name
	FROM (
		SELECT r.message_id, r.text, r.user_id,
			count(*) OVER (PARTITION BY r.message_id, r.text) AS total,
			min(r.seq) OVER (PARTITION BY r.message_id, r.text) AS began,
			row_number() OVER (PARTITION BY r.message_id, r.text ORDER BY r.seq) AS place`
	reactorsTail = `
	) p
	JOIN users u ON u.id = p.user_id
	WHERE p.place <= ?1
	ORDER BY p.message_id, p.began, p.text, p.place`
)

const reactorsTo = reactorsHead + `
		FROM messages m
		JOIN reactions r ON r.message_id = m.id
		WHERE m.id = ?2 AND m.deleted = 0` + reactorsTail

// reactionsTo are the reactions to one message. What is removed shows none.
func reactionsTo(from source, id chat.MessageID) ([]chat.Reaction, error) {
	found, err := list(from, reactorFields, reactorsTo, chat.MaxReactors, id)
	return byMessage(found)[id], err
}

const reactorsBetween = reactorsHead + `
		FROM messages m
		JOIN reactions r ON r.message_id = m.id
		WHERE m.room_id = ?2 AND m.seq >= ?3 AND m.seq <= ?4 AND m.deleted = 0` + reactorsTail

// withReactions puts their reactions to messages that stand one after the other
// in a room.
func withReactions(from source, messages []chat.Message) error {
	if len(messages) == 0 {
		return nil
	}
	first, last := messages[0], messages[len(messages)-1]
	found, err := list(from, reactorFields, reactorsBetween, chat.MaxReactors, first.Room, first.Seq, last.Seq)
	reactions := byMessage(found)
	for i := range messages {
		messages[i].Reactions = reactions[messages[i].ID]
	}
	return err
}

// reactorsChanged has the messages of changesAfter, of which some are new and
// some stand anywhere before.
const reactorsChanged = reactorsHead + `
		FROM changes c
		JOIN messages m ON m.id = c.message_id
		JOIN reactions r ON r.message_id = m.id
		WHERE c.room_id = ?2 AND c.seq > ?3 AND c.seq <= ?4
			AND m.deleted = 0 AND (c.seq = m.seq OR m.seq <= ?3 AND c.seq = m.version)` + reactorsTail

// changesWithReactions puts their reactions to the messages of changes that
// came after a number.
func changesWithReactions(from source, changes []chat.Change, after chat.Seq) error {
	if len(changes) == 0 {
		return nil
	}
	last := changes[len(changes)-1]
	found, err := list(from, reactorFields, reactorsChanged, chat.MaxReactors, last.Room, after, last.Seq)
	reactions := byMessage(found)
	for i := range changes {
		changes[i].Message.Reactions = reactions[changes[i].Message.ID]
	}
	return err
}

// byMessage gathers people who gave the same reaction, which stand together.
func byMessage(reactors []reactor) map[chat.MessageID][]chat.Reaction {
	gathered := map[chat.MessageID][]chat.Reaction{}
	for _, r := range reactors {
		all := gathered[r.message]
		if n := len(all) - 1; n < 0 || all[n].Text != r.text {
			all = append(all, chat.Reaction{Text: r.text, Count: r.count})
		}
		last := &all[len(all)-1]
		last.People = append(last.People, r.person)
		gathered[r.message] = all
	}
	return gathered
}
