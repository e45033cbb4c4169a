package db

import (
	"context"
	"time"

	"parley/db/chat"
)

// acting finds the membership as it is now, inside the transaction, and
// whether it still allows the act: chat.ErrNotFound for somebody who has left,
// chat.ErrForbidden for one who may not.
func (t *tx) acting(m chat.Membership, act chat.Act) (chat.Membership, error) {
	now, err := one(t, membershipFields, membershipOf, m.Room.ID, m.User.ID)
	if err == nil && !now.May(act) {
		err = chat.ErrForbidden
	}
	return now, err
}

const updateRoom = `
	UPDATE rooms
	SET name = ?2, name_folded = ?3, topic = ?4, topic_folded = ?5, kind = ?6
	WHERE id = ?1`

// UpdateRoom changes a room's name, topic and kind; Everyone stays as it is.
// chat.Invalid for the name when it would be the second open room of that name.
func (s *Store) UpdateRoom(ctx context.Context, m chat.Membership, room chat.NewRoom) (chat.Membership, error) {
	return s.changeRoom(ctx, m, chat.ChangeRoom, func(t *tx, before chat.Room, at time.Time) error {
		if err := t.refuseSecondOpen(m.Room.ID, room.Name, room.Kind); err != nil {
			return err
		}
		err := t.changeOne(updateRoom, m.Room.ID, room.Name, folded(room.Name), room.Topic, folded(room.Topic), room.Kind)
		if err != nil || room.Name == before.Name {
			return err
		}
		return t.notifyMembers(notice{kind: chat.NotifiedRoom, actor: m.User.ID, room: m.Room.ID, seq: before.Head + 1, name: before.Name, result: chat.ResultRenamed, at: at})
	})
}

func (t *tx) refuseSecondOpen(room chat.RoomID, name string, kind chat.RoomKind) error {
	other, err := t.openRoomNamed(name)
	switch {
	case ignore(err, chat.ErrNotFound) != nil:
		return err
	case err == nil && other != room && kind == chat.Open:
		return chat.Invalid{Field: "name", Reason: "There is an open room of that name already. Please choose another name."}
	}
	return nil
}

const archiveRoom = `
	UPDATE rooms
	SET archived = ?2
	WHERE id = ?1`

// ArchiveRoom keeps a room as it is, or lets it go on. chat.Invalid for the
// name when another open room has taken it meanwhile.
func (s *Store) ArchiveRoom(ctx context.Context, m chat.Membership, archived bool) (chat.Membership, error) {
	return s.changeRoom(ctx, m, chat.ChangeRoom, func(t *tx, now chat.Room, at time.Time) error {
		if archived {
			if err := t.auditArchive(m.User, now, chat.DeedArchive); err != nil {
				return err
			}
			return t.changeOne(archiveRoom, m.Room.ID, chat.Millis(at))
		}
		if err := t.auditArchive(m.User, now, chat.DeedUnarchive); err != nil {
			return err
		}
		if err := t.refuseSecondOpen(now.ID, now.Name, now.Kind); err != nil {
			return err
		}
		return t.changeOne(archiveRoom, m.Room.ID, 0)
	})
}

// changeRoom makes one change of the room itself, logs it, and gives the
// membership with the room as it is then. change gets the room as it was before.
func (s *Store) changeRoom(ctx context.Context, m chat.Membership, act chat.Act, change func(*tx, chat.Room, time.Time) error) (chat.Membership, error) {
	var changed chat.Membership
	err := s.write(ctx, func(t *tx) error {
		at := now()
		before, err := t.acting(m, act)
		if err != nil {
			return err
		}
		if err := change(t, before.Room, at); err != nil {
			return err
		}
		seq, err := t.nextSeq(m.Room.ID)
		if err != nil {
			return err
		}
		if changed, err = one(t, membershipFields, membershipOf, m.Room.ID, m.User.ID); err != nil {
			return err
		}
		return t.log(chat.Change{Room: m.Room.ID, Seq: seq, Kind: chat.RoomChanged, Place: changed.Room, At: at})
	})
	return changed, err
}

const (
	markDeleted = `
	UPDATE rooms
	SET deleted = ?2, people = 0, everyone = 0
	WHERE id = ?1`
	deleteMemberships = `
	DELETE FROM memberships
	WHERE room_id = ?1`
	deleteInvites = `
	DELETE FROM invites
	WHERE room_id = ?1`
	deleteMutes = `
	DELETE FROM mutes
	WHERE room_id = ?1`
)

// DeleteRoom ends every membership of a room, so that nobody finds it any
// more. Purge removes what was said in it.
func (s *Store) DeleteRoom(ctx context.Context, m chat.Membership) error {
	return s.write(ctx, func(t *tx) error {
		at := now()
		before, err := t.acting(m, chat.DeleteRoom)
		if err == nil {
			err = t.auditRoom(m.User, m.Room.ID, chat.DeedDeleteRoom, "")
		}
		if err != nil {
			return err
		}
		if err := t.unnotifyRoom(m.Room.ID); err != nil {
			return err
		}
		if err := t.notifyMembers(notice{kind: chat.NotifiedRoom, actor: m.User.ID, room: m.Room.ID, name: before.Room.Name, result: chat.ResultDeleted, at: at}); err != nil {
			return err
		}
		seq, err := t.nextSeq(m.Room.ID)
		if err != nil {
			return err
		}
		if err := t.log(chat.Change{Room: m.Room.ID, Seq: seq, Kind: chat.RoomDeleted, At: at}); err != nil {
			return err
		}
		for _, query := range []string{deleteMemberships, deleteInvites, deleteMutes} {
			if _, err := t.exec(query, m.Room.ID); err != nil {
				return err
			}
		}
		if err := t.endHeldIn(m.Room.ID); err != nil {
			return err
		}
		return t.changeOne(markDeleted, m.Room.ID, chat.Millis(at))
	})
}
