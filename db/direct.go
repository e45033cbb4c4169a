package db

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"parley/db/chat"
)

const directByKey = `
	SELECT id
	FROM rooms
	WHERE direct_key = ?1`

const insertDirect = `
	INSERT INTO rooms (name, name_folded, topic, topic_folded, kind, everyone, created, active, direct_key)
	VALUES ('direct', 'direct', '', '', 'direct', 0, ?1, ?1, ?2)
	RETURNING id`

// OpenDirect gives the one conversation of a person and others, and makes it
// if there is none: whoever begins, and also when all begin at once.
// chat.Invalid for the username when there is nobody but the person, somebody
// is kept out, the people are more than chat.MaxDirect, or somebody takes no
// messages from the person; one that is there opens all the same.
func (s *Store) OpenDirect(ctx context.Context, user chat.User, others []chat.User) (chat.Membership, error) {
	people, err := chat.DirectPeople(user, others)
	if err != nil {
		return chat.Membership{}, err
	}
	var opened chat.Membership
	err = s.write(ctx, func(t *tx) error {
		if err := t.admitted(user.ID); err != nil {
			return err
		}
		room, err := one(t, single[chat.RoomID], directByKey, directKey(people))
		if errors.Is(err, chat.ErrNotFound) {
			room, err = t.beginDirect(user, people)
		}
		if err != nil {
			return err
		}
		opened, err = one(t, membershipFields, membershipOf, room, user.ID)
		return err
	})
	return opened, err
}

const directWith = selectMembership + `
	WHERE m.room_id = (SELECT id FROM rooms WHERE direct_key = ?1) AND m.user_id = ?2`

// DirectWith is a person's place in their conversation with one other;
// chat.ErrNotFound where they have none.
func (s *Store) DirectWith(ctx context.Context, user, other chat.UserID) (chat.Membership, error) {
	key := directKey([]chat.User{{ID: min(user, other)}, {ID: max(user, other)}})
	found, err := one(s.reader(ctx), membershipFields, directWith, key, user)
	return found, s.translate(err)
}

func (t *tx) beginDirect(user chat.User, people []chat.User) (chat.RoomID, error) {
	for _, person := range people {
		if person.ID == user.ID {
			continue
		}
		if err := t.requireOpen(user.ID, person); err != nil {
			return 0, err
		}
		if err := t.refuseRaidTo(user.ID, person); err != nil {
			return 0, err
		}
	}
	return t.createDirect(people)
}

func (t *tx) createDirect(people []chat.User) (chat.RoomID, error) {
	at := now()
	room, err := one(t, single[chat.RoomID], insertDirect, chat.Millis(at), directKey(people))
	if err != nil {
		return 0, err
	}
	for _, person := range people {
		if err := t.joinDirect(room, person, at); err != nil {
			return 0, err
		}
	}
	// Announced once all are in it, so that the first name is not missing.
	place, err := one(t, roomFields, roomByID, room, chat.Direct)
	if err != nil {
		return 0, err
	}
	for _, person := range people {
		if err := t.logMember(place, person, chat.MemberJoined, at); err != nil {
			return 0, err
		}
	}
	return room, nil
}

const insertDirectMember = `
	INSERT INTO memberships (room_id, user_id, role, last_read, joined)
	VALUES (?1, ?2, 'member', 0, ?3)`

func (t *tx) joinDirect(room chat.RoomID, person chat.User, at time.Time) error {
	if _, err := t.exec(insertDirectMember, room, person.ID, chat.Millis(at)); err != nil {
		return err
	}
	_, err := t.exec(countIn, room)
	return err
}

// directKey names a set of people.
func directKey(people []chat.User) string {
	ids := make([]string, len(people))
	for i, person := range people {
		ids[i] = person.ID.String()
	}
	return strings.Join(ids, ",")
}

// snippet reads the newest message of a direct conversation from a column: its
// author's id and its text; nothing for other rooms and before the first.
type snippet struct{ into *chat.Snippet }

// Scan implements sql.Scanner.
func (s snippet) Scan(column any) error {
	*s.into = chat.Snippet{}
	stored, _ := column.(string)
	if stored == "" {
		return nil
	}
	id, body, _ := strings.Cut(stored, " ")
	author, err := chat.ParseID[chat.UserID](id)
	*s.into = chat.NewSnippet(author, body)
	return err
}

// directNames reads the people of a direct conversation from a column: a line
// each, id and name; nothing for other rooms.
type directNames []chat.Named

// Scan implements sql.Scanner.
func (n *directNames) Scan(column any) error {
	*n = nil
	lines, _ := column.(string)
	for line := range strings.Lines(lines) {
		id, name, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		user, err := chat.ParseID[chat.UserID](id)
		if err != nil {
			return err
		}
		*n = append(*n, chat.Named{ID: user, Name: name})
	}
	slices.SortFunc(*n, func(a, b chat.Named) int { return strings.Compare(folded(a.Name), folded(b.Name)) })
	return nil
}
