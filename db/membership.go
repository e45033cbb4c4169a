package db

import (
	"context"
	"time"

	"parley/db/chat"
)

// roomColumns goes with roomFields; the query names rooms r.
const roomColumns = `r.id, r.name, r.topic, r.kind, r.everyone, r.head, r.created, r.active, r.archived, r.slow, r.locked, r.posting,
	coalesce((SELECT seq FROM messages WHERE id = r.newest_id), 0),
	CASE r.kind WHEN 'direct' THEN (
		SELECT string_agg(d.id || ' ' || d.display_name, '
')
		FROM memberships dm
		JOIN users d ON d.id = dm.user_id
		WHERE dm.room_id = r.id) ELSE '' END,
	CASE r.kind WHEN 'direct' THEN (
		SELECT author_id || ' ' || substr(body, 1, 400)
		FROM messages
		WHERE id = r.newest_id) ELSE '' END,
	(SELECT count(*) FROM messages WHERE room_id = r.id AND pinned > 0 AND deleted = 0)`

func roomFields(r *chat.Room) []any {
	return []any{number(&r.ID), text(&r.Name), text(&r.Topic), text(&r.Kind), flagged(&r.Everyone),
		number(&r.Head), moment(&r.Created), moment(&r.Active), moment(&r.Archived), seconds{&r.Slow}, flagged(&r.Locked), text(&r.Posting), number(&r.Newest), (*directNames)(&r.People), snippet{&r.Last}, number(&r.Pins)}
}

// levelColumn is what a member m of a room r chose, or else usually is told.
const levelColumn = `CASE WHEN m.level <> '' THEN m.level WHEN r.kind = 'direct' THEN 'all' ELSE 'mentions' END`

// placeColumns are a membership without its person, whom placeTables name u.
const (
	placeColumns = `m.role, m.last_read, m.joined, m.mentions, m.favourite, ` + levelColumn + `, m.muted_until, m.spoke, u.raid_spoke, (SELECT raid_since FROM place), ` + shutColumn + `, ` + roomColumns
	placeTables  = `
	FROM memberships m
	JOIN rooms r ON r.id = m.room_id
	JOIN users u ON u.id = m.user_id`
)

func placeFields(m *chat.Membership) []any {
	return append([]any{text(&m.Role), number(&m.LastRead), moment(&m.Joined), number(&m.Mentions), flagged(&m.Favourite), text(&m.Level), moment(&m.MutedUntil), moment(&m.Spoke), moment(&m.Raid.Spoke), moment(&m.Raid.Since), flagged(&m.Shut)}, roomFields(&m.Room)...)
}

const selectMembership = `
	SELECT ` + placeColumns + `, ` + userColumns + placeTables

func membershipFields(m *chat.Membership) []any {
	return append(placeFields(m), userFields(&m.User)...)
}

const membershipOf = selectMembership + `
	WHERE m.room_id = ?1 AND m.user_id = ?2`

// Membership finds a person's place in a room. It is the only way into a room:
// chat.ErrNotFound for a stranger and for a room that does not exist.
func (s *Store) Membership(ctx context.Context, user chat.UserID, room chat.RoomID) (chat.Membership, error) {
	found, err := one(s.reader(ctx), membershipFields, membershipOf, room, user)
	return found, s.translate(err)
}

const membershipsOf = `
	SELECT ` + placeColumns + placeTables + `
	WHERE m.user_id = ?1
	ORDER BY r.active DESC, r.id DESC
	LIMIT 500`

// MembershipsOf lists a person's rooms, the one with the newest message first,
// at most 500.
func (s *Store) MembershipsOf(ctx context.Context, user chat.UserID) ([]chat.Membership, error) {
	person, err := s.User(ctx, user)
	if err != nil {
		return nil, ignore(err, chat.ErrNotFound)
	}
	places, err := list(s.reader(ctx), placeFields, membershipsOf, user)
	for i := range places {
		places[i].User = person
	}
	return places, s.translate(err)
}

// roomPeople is how many people are in a room, for one of them.
const roomPeople = `
	SELECT r.people
	FROM rooms r
	JOIN memberships m ON m.room_id = r.id AND m.user_id = ?2
	WHERE r.id = ?1`

const membersOf = `
	SELECT r.people, m.role, m.muted_until, ` + userColumns + `
	FROM memberships mine
	JOIN rooms r ON r.id = mine.room_id
	JOIN memberships m ON m.room_id = mine.room_id
	JOIN users u ON u.id = m.user_id
	WHERE mine.room_id = ?1 AND mine.user_id = ?2
	ORDER BY u.display_folded, u.id
	LIMIT ?3`

// Members lists the people of a room by display name without regard to case,
// the first limit of them, with the number of all. chat.ErrNotFound when the
// membership has ended.
func (s *Store) Members(ctx context.Context, m chat.Membership, limit int) (members []chat.Member, total int, err error) {
	fields := func(m *chat.Member) []any { return append([]any{number(&total)}, memberFields(m)...) }
	members, err = listed(ctx, s, fields, membersOf, m.Room.ID, m.User.ID, limit)
	if err == nil && len(members) == 0 {
		err = chat.ErrNotFound // everybody finds at least themselves
	}
	return members, total, err
}

func memberFields(m *chat.Member) []any {
	return append([]any{text(&m.Role), moment(&m.MutedUntil)}, userFields(&m.User)...)
}

// Join makes a person a member of an open room. Somebody who is a member of
// the room, whatever its kind, keeps the membership they have. Who enters an
// empty room becomes its admin. chat.ErrNotFound for a room that is not open.
func (s *Store) Join(ctx context.Context, user chat.User, room chat.RoomID) (chat.Membership, error) {
	var joined chat.Membership
	err := s.write(ctx, func(t *tx) (err error) {
		if err := t.admitted(user.ID); err != nil {
			return err
		}
		joined, err = t.join(user, room, chat.Open)
		return err
	})
	return joined, err
}

// AddMember makes a person a member of a room of any kind; again changes
// nothing. chat.ErrNotFound when there is no such room or person.
func (s *Store) AddMember(ctx context.Context, room chat.RoomID, user chat.UserID) error {
	return s.write(ctx, func(t *tx) error {
		person, err := one(t, userFields, userByID, user)
		if err != nil {
			return err
		}
		_, err = t.join(person, room, "")
		return err
	})
}

const roomByID = `
	SELECT ` + roomColumns + `
	FROM rooms r
	WHERE r.id = ?1 AND (r.kind = ?2 OR ?2 = '') AND r.deleted = 0 AND (r.archived = 0 OR ?2 = '')`

const insertMembership = `
	INSERT INTO memberships (room_id, user_id, role, last_read, joined, muted_until)
	SELECT id, ?2, CASE people WHEN 0 THEN 'admin' ELSE 'member' END, head + 1, ?3,
		coalesce((SELECT until FROM mutes WHERE room_id = ?1 AND user_id = ?2), 0)
	FROM rooms
	WHERE id = ?1`

const countIn = `
	UPDATE rooms
	SET people = people + 1
	WHERE id = ?1`

// join gives the membership that there is, or makes one in a room of the kind
// (empty: of any). The room is read as far as the join itself, so that it does
// not look unread to the person.
func (t *tx) join(user chat.User, room chat.RoomID, kind chat.RoomKind) (chat.Membership, error) {
	found, err := one(t, membershipFields, membershipOf, room, user.ID)
	if ignore(err, chat.ErrNotFound) != nil || err == nil {
		return found, err
	}
	place, err := one(t, roomFields, roomByID, room, kind)
	if err != nil {
		return chat.Membership{}, err
	}
	at := now()
	if _, err := t.exec(insertMembership, room, user.ID, chat.Millis(at)); err != nil {
		return chat.Membership{}, err
	}
	if _, err := t.exec(countIn, room); err != nil {
		return chat.Membership{}, err
	}
	if err := t.logMember(place, user, chat.MemberJoined, at); err != nil {
		return chat.Membership{}, err
	}
	return one(t, membershipFields, membershipOf, room, user.ID)
}

const everyoneRooms = `
	SELECT id
	FROM rooms
	WHERE everyone = 1
	ORDER BY id`

// joinEveryone makes a new person a member where everyone is.
func (t *tx) joinEveryone(user chat.User) error {
	rooms, err := list(t, single[chat.RoomID], everyoneRooms)
	if err != nil {
		return err
	}
	for _, room := range rooms {
		if _, err := t.join(user, room, ""); err != nil {
			return err
		}
	}
	return nil
}

// logMember writes the change that a person came or went.
func (t *tx) logMember(place chat.Room, user chat.User, kind chat.ChangeKind, at time.Time) error {
	seq, err := t.nextSeq(place.ID)
	if err != nil {
		return err
	}
	return t.log(chat.Change{Room: place.ID, Seq: seq, Kind: kind, User: user, Place: place, At: at})
}
