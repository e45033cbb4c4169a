package db

import (
	"context"
	"errors"
	"strings"
	"time"

	"parley/db/chat"
)

// selectListing asks as the person ?1.
const selectListing = `
	SELECT ` + roomColumns + `, r.people, m.user_id IS NOT NULL
	FROM rooms r
	LEFT JOIN memberships m ON m.room_id = r.id AND m.user_id = ?1`

func listingFields(l *chat.Listing) []any {
	return append(roomFields(&l.Room), &l.People, flagged(&l.Joined))
}

const listings = selectListing + `
	WHERE (r.kind = 'open' OR r.kind = 'closed' AND m.user_id IS NOT NULL)
		AND r.deleted = 0 AND (r.archived = 0 OR m.user_id IS NOT NULL)
		AND (r.name_folded LIKE ?2 ESCAPE '\' OR r.topic_folded LIKE ?2 ESCAPE '\')
	ORDER BY r.name_folded, r.id
	LIMIT 200`

// Listings lists the open rooms and a person's closed and archived ones by name,
// without regard to case, at most 200. filter is a part of the name or the topic, taken
// literally and without regard to case; empty takes all.
func (s *Store) Listings(ctx context.Context, user chat.UserID, filter string) ([]chat.Listing, error) {
	return listed(ctx, s, listingFields, listings, user, "%"+literal(folded(filter))+"%")
}

// literal takes the meaning from LIKE's marks.
func literal(text string) string {
	return strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(text)
}

const openRoom = selectListing + `
	WHERE r.id = ?2 AND r.kind = 'open' AND r.archived = 0 AND r.deleted = 0`

// OpenRoom shows an open room to somebody outside, so Joined is false;
// otherwise chat.ErrNotFound.
func (s *Store) OpenRoom(ctx context.Context, room chat.RoomID) (chat.Listing, error) {
	const nobody = 0
	found, err := one(s.reader(ctx), listingFields, openRoom, nobody, room)
	return found, s.translate(err)
}

// CreateRoom makes a room with its maker as room admin. A maker with id 0 (the
// command line) makes an empty room, and the membership then carries the room
// only: whoever enters first becomes its admin. chat.Invalid for the name when
// there is an open room of that name, in any case, and this one would be open.
func (s *Store) CreateRoom(ctx context.Context, maker chat.User, room chat.NewRoom) (chat.Membership, error) {
	var made chat.Membership
	err := s.write(ctx, func(t *tx) error {
		err := t.admitted(maker.ID)
		if err == nil {
			err = t.refuseRaid(maker.ID)
		}
		if err != nil {
			return err
		}
		_, err = t.openRoomNamed(room.Name)
		switch {
		case err == nil && room.Kind == chat.Open:
			return chat.Invalid{Field: "name", Reason: "There is an open room of that name already. Enter that one, or choose another name."}
		case ignore(err, chat.ErrNotFound) != nil:
			return err
		}
		made, err = t.createRoom(maker, room, now())
		return err
	})
	return made, err
}

// EnterRoom makes a person a member of the open room of that name, in any
// case, and makes the room if there is none. Closed rooms do not count, so
// their names never tell.
func (s *Store) EnterRoom(ctx context.Context, user chat.User, name string) (chat.Membership, error) {
	var entered chat.Membership
	err := s.write(ctx, func(t *tx) error {
		room, err := t.openRoomNamed(name)
		switch {
		case errors.Is(err, chat.ErrNotFound):
			if err = t.refuseRaid(user.ID); err != nil {
				return err
			}
			entered, err = t.createRoom(user, chat.NewRoom{Name: name, Kind: chat.Open}, now())
		case err == nil:
			entered, err = t.join(user, room, chat.Open)
		}
		return err
	})
	return entered, err
}

const openRoomNamed = `
	SELECT id
	FROM rooms
	WHERE name_folded = ?1 AND kind = 'open' AND archived = 0 AND deleted = 0`

func (t *tx) openRoomNamed(name string) (chat.RoomID, error) {
	return one(t, single[chat.RoomID], openRoomNamed, folded(name))
}

const insertRoom = `
	INSERT INTO rooms (name, name_folded, topic, topic_folded, kind, everyone, created, active)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)
	RETURNING id`

func (t *tx) createRoom(maker chat.User, room chat.NewRoom, at time.Time) (chat.Membership, error) {
	id, err := one(t, single[chat.RoomID], insertRoom, room.Name, folded(room.Name), room.Topic, folded(room.Topic),
		room.Kind, flag(room.Everyone), chat.Millis(at))
	if err != nil {
		return chat.Membership{}, err
	}
	if maker.ID != 0 {
		return t.join(maker, id, "")
	}
	made, err := one(t, roomFields, roomByID, id, "")
	return chat.Membership{Room: made}, err
}
