package db

import (
	"encoding/json"
	"slices"

	"parley/db/chat"
)

// Who hears of a new message, and as what.

// hearing are people who are told of one message, everybody once: as the first
// thing that fits them.
type hearing struct {
	tx     *tx
	notice notice
	told   map[chat.UserID]bool
}

// notifyMessage tells those whom a new message calls, the author of the one
// that it answers, those who follow its thread, and those who want to hear of
// it because of their rules.
func (t *tx) notifyMessage(c chat.Change) error {
	m := c.Message
	h := hearing{tx: t, told: map[chat.UserID]bool{}, notice: notice{actor: m.Author.ID, room: m.Room, seq: m.Seq, message: m.ID, thread: m.Thread,
		name: c.Place.Name, at: m.Created}}
	if err := h.called(c); err != nil {
		return err
	}
	answered, err := t.answered(m)
	if err != nil {
		return err
	}
	if err := h.tell(chat.NotifiedReply, append(answered, c.Followers...)); err != nil {
		return err
	}
	listeners, err := t.listeners(m)
	if err != nil {
		return err
	}
	for _, kind := range []chat.NotificationKind{chat.NotifiedKeyword, chat.NotifiedDirect} {
		if err := h.tell(kind, listeners[kind]); err != nil {
			return err
		}
	}
	return nil
}

// tell tells those who were not told yet.
func (h *hearing) tell(kind chat.NotificationKind, people []chat.UserID) error {
	var left []chat.UserID
	for _, user := range people {
		if !h.told[user] {
			left, h.told[user] = append(left, user), true
		}
	}
	h.notice.kind = kind
	return h.tx.notifyAll(h.notice, left)
}

const unnamed = `
	SELECT s.user_id
	FROM memberships s
	JOIN users u ON u.id = s.user_id
	WHERE s.room_id = ?1 AND s.level = 'mentions' AND u.username NOT IN (SELECT value FROM json_each(?2))`

// called are told that they were. In a direct conversation everybody is, but
// for those who only want to hear their name.
func (h *hearing) called(c chat.Change) error {
	if c.Place.Kind != chat.Direct {
		return h.tell(chat.NotifiedMention, c.Called)
	}
	names, err := json.Marshal(append([]string{}, chat.Mentioned(c.Message.Body)...))
	if err != nil {
		return err
	}
	spared, err := list(h.tx, single[chat.UserID], unnamed, c.Room, string(names))
	if err != nil {
		return err
	}
	return h.tell(chat.NotifiedDirect, without(c.Called, spared))
}

// without are those who are not among others.
func without(people, others []chat.UserID) []chat.UserID {
	if len(others) == 0 {
		return people
	}
	var left []chat.UserID
	for _, user := range people {
		if !slices.Contains(others, user) {
			left = append(left, user)
		}
	}
	return left
}

const answeredAuthor = `
	SELECT m.author_id
	FROM messages m
	WHERE m.id = ?1 AND m.deleted = 0`

// answered is the author of the message that one answers.
func (t *tx) answered(m chat.Message) ([]chat.UserID, error) {
	if m.ReplyTo == 0 {
		return nil, nil
	}
	return list(t, single[chat.UserID], answeredAuthor, m.ReplyTo)
}

// listenersOf finds people through indexes that are empty where nobody has such
// a rule; so the keywords of the whole place cost a look for each word of the
// message, and nothing for each keyword. Of a thread those hear who follow it.
const listenersOf = `
	SELECT user_id, 'direct' AS kind, '' AS keyword
	FROM memberships
	WHERE room_id = ?1 AND level = 'all' AND ?3 = 0
	UNION ALL
	SELECT user_id, 'direct', ''
	FROM attention
	WHERE other_id = ?2 AND heed = 'always'
	UNION ALL
	SELECT k.user_id, 'keyword', k.keyword
	FROM json_each(?4) w
	CROSS JOIN keywords k ON k.first = w.value
	JOIN memberships s ON s.room_id = ?1 AND s.user_id = k.user_id`

type listener struct {
	user    chat.UserID
	kind    chat.NotificationKind
	keyword string
}

func listenerFields(l *listener) []any {
	return []any{number(&l.user), text(&l.kind), text(&l.keyword)}
}

// listeners are those who hear of a message by a rule of their own.
func (t *tx) listeners(m chat.Message) (map[chat.NotificationKind][]chat.UserID, error) {
	words := chat.WordsOf(m.Body)
	different, err := json.Marshal(append([]string{}, words.Different()...))
	if err != nil {
		return nil, err
	}
	found, err := list(t, listenerFields, listenersOf, m.Room, m.Author.ID, m.Thread, string(different))
	if err != nil {
		return nil, err
	}
	people := map[chat.NotificationKind][]chat.UserID{}
	for _, l := range found {
		if l.kind != chat.NotifiedKeyword || words.Have(l.keyword) {
			people[l.kind] = append(people[l.kind], l.user)
		}
	}
	return people, nil
}
