package chat

import (
	"slices"
	"time"
)

// Role is a person's standing on the whole site.
type Role string

// The roles, lowest first.
const (
	RoleMember    Role = "member"
	RoleModerator Role = "moderator"
	RoleAdmin     Role = "admin"
)

// Above tells whether r ranks above another role.
func (r Role) Above(other Role) bool { return r.rank() > other.rank() }

func (r Role) rank() int { return slices.Index([]Role{RoleMember, RoleModerator, RoleAdmin}, r) }

// Valid tells whether r is one of the roles.
func (r Role) Valid() bool { return r == RoleMember || r == RoleModerator || r == RoleAdmin }

// User is a person with an account.
type User struct {
	ID          UserID
	Username    string // lower case, unique
	DisplayName string // never empty: the username where none was chosen
	Email       string // empty where none was given
	Role        Role
	Active      bool  // false: may not sign in, and no credential counts
	AuthEpoch   int64 // rises when everything that was given out must end
	Created     time.Time
	About       string // what they say of themselves, several lines; may be empty
	Picture     int    // rises with each new picture; 0: they have none
	Reach       Reach
	Region      Region
	MutedUntil  time.Time // until when they only read, everywhere
	BarredUntil time.Time // until when they may not come in
	Notices     int       // what moderators told them and they have not read yet
	Agent       bool      // answers at the support desk
}

// MutedAt tells whether the person only reads at a time, whatever they are in a
// room.
func (u User) MutedAt(at time.Time) bool { return at.Before(u.MutedUntil) }

// BarredAt tells whether the person may not come in at a time.
func (u User) BarredAt(at time.Time) bool { return at.Before(u.BarredUntil) }

// Answers tells whether the person may answer at the support desk now.
func (u User) Answers(at time.Time) bool { return u.Agent && u.Active && !u.BarredAt(at) }

// NewUser is what an account is made from. PasswordHash is an encoded argon2id
// hash, or empty for an account that can only be used with tokens.
type NewUser struct {
	Username     string
	DisplayName  string
	Email        string
	Role         Role
	PasswordHash string
}

// SignIn is one login on one device. It counts while it is not revoked, its
// person is active and Epoch equals the person's AuthEpoch.
type SignIn struct {
	ID       SignInID
	User     User
	Epoch    int64
	Created  time.Time
	LastSeen time.Time
	Address  string
	Agent    string
	Revoked  time.Time // zero while it lives
	Reason   string    // why it ended
	Proved   time.Time // when its person last typed their password; zero: never
	Factored bool      // a code of their second factor was given
}

// Live tells whether the sign-in still counts.
func (s SignIn) Live() bool {
	return s.Revoked.IsZero() && s.User.Active && s.Epoch == s.User.AuthEpoch
}
