package db

import (
	"context"

	"parley/db/chat"
)

const everybody = `
	SELECT ` + userColumns + `
	FROM users u
	WHERE u.active = 1
	ORDER BY u.id`

// Users lists everybody who may sign in, oldest account first: for the command
// line, which alone wants all of them at once.
func (s *Store) Users(ctx context.Context) ([]chat.User, error) {
	found, err := list(s.reader(ctx), userFields, everybody)
	return found, s.translate(err)
}

const updateUser = `
	UPDATE users
	SET display_name = ?2, display_folded = ?3, email = ?4, email_folded = ?5
	WHERE id = ?1`

// UpdateUser changes how a person is called and their address. chat.Invalid
// for the email when somebody else has it; chat.ErrNotFound for nobody.
func (s *Store) UpdateUser(ctx context.Context, id chat.UserID, displayName, email string) error {
	return s.write(ctx, func(t *tx) error { return t.updateUser(id, displayName, email) })
}

func (t *tx) updateUser(id chat.UserID, displayName, email string) error {
	other, err := one(t, single[chat.UserID], userWithEmail, folded(email))
	if ignore(err, chat.ErrNotFound) != nil {
		return err
	}
	if err == nil && other != id {
		return chat.Invalid{Field: "email", Reason: "Somebody has an account with that address already."}
	}
	return t.changeOne(updateUser, id, displayName, folded(displayName), email, folded(email))
}

const userWithEmail = `
	SELECT id
	FROM users
	WHERE email_folded = ?1 AND email_folded <> ''`

const updateProfile = `
	UPDATE users
	SET about = ?2, reach = ?3
	WHERE id = ?1`

// UpdateProfile changes all that people say of themselves, and gives the person
// as they are from now on. It refuses what UpdateUser refuses, and changes
// nothing then.
func (s *Store) UpdateProfile(ctx context.Context, id chat.UserID, profile chat.Profile) (chat.User, error) {
	var updated chat.User
	err := s.write(ctx, func(t *tx) error {
		if err := t.admitted(id); err != nil {
			return err
		}
		if err := t.updateUser(id, profile.DisplayName, profile.Email); err != nil {
			return err
		}
		if err := t.changeOne(updateProfile, id, profile.About, profile.Reach); err != nil {
			return err
		}
		if len(profile.Picture) > 0 || profile.RemovePicture {
			if err := t.setPicture(id, profile.Picture); err != nil {
				return err
			}
		}
		var err error
		updated, err = one(t, userFields, userByID, id)
		return err
	})
	return updated, err
}

const rehash = `
	UPDATE users
	SET password_hash = ?3
	WHERE id = ?1 AND password_hash = ?2`

// Rehash puts another hash of the same password in the place of old. It does
// nothing when that has changed meanwhile.
func (s *Store) Rehash(ctx context.Context, id chat.UserID, old, hash string) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(rehash, id, old, hash)
		return err
	})
}
