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
// is kept out, or the people are more than chat.MaxDirect.
func (s *Store) OpenDirect(ctx context.Context, user chat.User, others []chat.User) (chat.Membership, error) {
	people, err := chat.DirectPeople(user, others)
	if err != nil {
		return chat.Membership{}, err
	}
	var opened chat.Membership
	err = s.write(ctx, func(t *tx) error {
		room, err := one(t, single[chat.RoomID], directByKey, directKey(people))
		if errors.Is(err, chat.ErrNotFound) {
			room, err = t.createDirect(people)
		}
		if err != nil {
			return err
		}
		opened, err = one(t, membershipFields, membershipOf, room, user.ID)
		return err
	})
	return opened, err
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

const peopleNamed = `
	SELECT ` + userColumns + `
	FROM users u
	WHERE u.active = 1 AND (u.username LIKE ?1 ESCAPE '\' OR u.display_folded LIKE ?1 ESCAPE '\')
	ORDER BY u.display_folded, u.id
	LIMIT ?2`

// People lists those who may sign in, by display name without regard to case,
// limit of them. filter is a part of a name, taken literally; empty takes all.
func (s *Store) People(ctx context.Context, filter string, limit int) ([]chat.User, error) {
	return listed(ctx, s, userFields, peopleNamed, "%"+literal(folded(filter))+"%", limit)
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
