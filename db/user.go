package db

import (
	"context"
	"strings"

	"parley/db/chat"
)

// userColumns goes with userFields; the query names users u.
const userColumns = `u.id, u.username, u.display_name, u.email, u.role, u.active, u.auth_epoch, u.created,
	u.about, u.picture, u.reach, u.language, u.zone, u.muted_until, u.barred_until, u.notices, u.agent`

func userFields(u *chat.User) []any {
	return []any{number(&u.ID), text(&u.Username), text(&u.DisplayName), text(&u.Email), text(&u.Role),
		flagged(&u.Active), number(&u.AuthEpoch), moment(&u.Created), text(&u.About), number(&u.Picture), text(&u.Reach),
		text(&u.Region.Language), text(&u.Region.Zone),
		moment(&u.MutedUntil), moment(&u.BarredUntil), number(&u.Notices), flagged(&u.Agent)}
}

const anyUser = `
	SELECT EXISTS (SELECT 1 FROM users)`

// SetUp is false until there is a person.
func (s *Store) SetUp(ctx context.Context) (bool, error) {
	someone, err := one(s.reader(ctx), single[bool], anyUser)
	return someone, s.translate(err)
}

// CreateFirstUser makes the first account, an admin whatever its role says,
// and the first room: open, with everyone in it, and the person its admin.
// chat.ErrConflict when there is somebody already.
func (s *Store) CreateFirstUser(ctx context.Context, user chat.NewUser, roomName string) (chat.User, chat.Room, error) {
	var first chat.User
	var place chat.Membership
	user.Role = chat.RoleAdmin
	err := s.write(ctx, func(t *tx) error {
		someone, err := one(t, single[bool], anyUser)
		if err == nil && someone {
			err = chat.ErrConflict
		}
		if err != nil {
			return err
		}
		if first, err = t.createUser(user); err != nil {
			return err
		}
		place, err = t.createRoom(first, chat.NewRoom{Name: roomName, Kind: chat.Open, Everyone: true}, first.Created)
		return err
	})
	return first, place.Room, err
}

// CreateUser makes an account, and a membership of every room with Everyone.
// The username is folded, an empty display name becomes the username, and an
// empty role chat.RoleMember. chat.Invalid for the username or the email when
// somebody has it already; addresses differ in more than case.
func (s *Store) CreateUser(ctx context.Context, user chat.NewUser) (chat.User, error) {
	var created chat.User
	err := s.write(ctx, func(t *tx) (err error) {
		if created, err = t.createUser(user); err != nil {
			return err
		}
		return t.joinEveryone(created)
	})
	return created, err
}

const takenUser = `
	SELECT username = ?1
	FROM users
	WHERE username = ?1 OR email_folded = ?2 AND email_folded <> ''
	ORDER BY 1 DESC
	LIMIT 1`

const insertUser = `
	INSERT INTO users (username, display_name, display_folded, email, email_folded, role, password_hash,
		active, auth_epoch, created)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 1, 0, ?8)
	RETURNING id`

func (t *tx) createUser(user chat.NewUser) (chat.User, error) {
	created := chat.User{
		Username:    chat.Username(user.Username),
		DisplayName: user.DisplayName,
		Email:       user.Email,
		Role:        user.Role,
		Active:      true,
		Created:     now(),
		Reach:       chat.ReachEveryone,
	}
	if created.DisplayName == "" {
		created.DisplayName = created.Username
	}
	if created.Role == "" {
		created.Role = chat.RoleMember
	}
	if err := t.refuseTaken(created); err != nil {
		return chat.User{}, err
	}
	var err error
	created.ID, err = one(t, single[chat.UserID], insertUser, created.Username, created.DisplayName,
		folded(created.DisplayName), created.Email, folded(created.Email), created.Role, user.PasswordHash,
		chat.Millis(created.Created))
	return created, err
}

func (t *tx) refuseTaken(user chat.User) error {
	sameName, err := one(t, single[bool], takenUser, user.Username, folded(user.Email))
	switch {
	case err != nil:
		return ignore(err, chat.ErrNotFound)
	case sameName:
		return chat.Invalid{Field: "username", Reason: "That name is taken. Please choose another."}
	}
	return chat.Invalid{Field: "email", Reason: "Somebody has an account with that address already."}
}

const userByID = `
	SELECT ` + userColumns + `
	FROM users u
	WHERE u.id = ?1`

// User finds a person, active or not; otherwise chat.ErrNotFound.
func (s *Store) User(ctx context.Context, id chat.UserID) (chat.User, error) {
	user, err := one(s.reader(ctx), userFields, userByID, id)
	return user, s.translate(err)
}

const userByName = `
	SELECT ` + userColumns + `
	FROM users u
	WHERE u.username = ?1`

// UserNamed finds a person, active or not, by user name in any case; otherwise
// chat.ErrNotFound.
func (s *Store) UserNamed(ctx context.Context, username string) (chat.User, error) {
	user, err := one(s.reader(ctx), userFields, userByName, chat.Username(username))
	return user, s.translate(err)
}

const credentials = `
	SELECT ` + userColumns + `, u.password_hash
	FROM users u
	WHERE u.username = ?1 OR u.email_folded = ?1 AND u.email_folded <> ''
	LIMIT 1`

// Credentials finds a person by user name or address in any case, with the
// encoded hash of the password; empty where there is none. Neither name nor
// address can be taken for the other: a user name holds no @. Deactivated
// people are found too. chat.ErrNotFound when there is nobody.
func (s *Store) Credentials(ctx context.Context, usernameOrEmail string) (user chat.User, passwordHash string, err error) {
	fields := func(u *chat.User) []any { return append(userFields(u), &passwordHash) }
	user, err = one(s.reader(ctx), fields, credentials, chat.Username(usernameOrEmail))
	return user, passwordHash, s.translate(err)
}

// folded is text as it is searched and sorted: without regard to case, for
// all alphabets.
func folded(text string) string { return strings.ToLower(text) }
