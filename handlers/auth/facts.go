package auth

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"strings"
	"time"
	"unicode"

	"parley/db/chat"
)

// Facts is what is known of one connection. It is built once at the upgrade
// and passed by value, so nobody changes it. It holds no cookie, token, key or
// mail address, so it may be logged and shown.
type Facts struct {
	Connection string // random
	Path       string // without the query, where a ticket may stand
	Room       chat.RoomID
	User       chat.UserID
	Username   string
	Source     Source
	SignIn     chat.SignInID
	TokenID    string // jti; empty unless a token decided
	Expires    time.Time
	Address    netip.Addr
	Browser    string // the User-Agent header, at most 200 characters
	Language   string // the first of Accept-Language; empty: not said
	Opened     time.Time
}

// NewFacts reads the upgrade request. room is 0 where the connection belongs
// to no room.
func NewFacts(r *http.Request, who Identity, room chat.RoomID, trusted []netip.Prefix) Facts {
	return Facts{
		Connection: rand.Text(),
		Path:       r.URL.Path,
		Room:       room,
		User:       who.User.ID,
		Username:   who.User.Username,
		Source:     who.Source,
		SignIn:     who.SignIn,
		TokenID:    who.TokenID,
		Expires:    who.Expires,
		Address:    ClientAddress(r, trusted),
		Browser:    Browser(r),
		Language:   language(r),
		Opened:     time.Now().UTC(),
	}
}

const (
	maxBrowser  = 200 // characters; real ones have about 120
	maxLanguage = 35  // RFC 5646, 4.4.1
)

// Browser is the User-Agent header as it may be kept and shown: visible
// characters only, at most 200.
func Browser(r *http.Request) string {
	visible := func(c rune) rune {
		if c == unicode.ReplacementChar || !unicode.IsPrint(c) {
			return -1
		}
		return c
	}
	letters := []rune(strings.Map(visible, r.UserAgent()))
	return string(letters[:min(len(letters), maxBrowser)])
}

// language is the first tag of Accept-Language (RFC 9110, 12.5.4).
func language(r *http.Request) string {
	first, _, _ := strings.Cut(r.Header.Get("Accept-Language"), ",")
	tag, _, _ := strings.Cut(first, ";")
	tag = strings.TrimSpace(tag)
	odd := func(c rune) bool {
		return c != '-' && (c < '0' || c > '9') && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z')
	}
	if len(tag) > maxLanguage || strings.ContainsFunc(tag, odd) {
		return ""
	}
	return tag
}

func (f Facts) String() string {
	return fmt.Sprintf("connection %s of user %d by %s, sign-in %d, room %d, from %s", f.Connection, f.User, f.Source, f.SignIn, f.Room, f.Address)
}

// Format prints the same sentence for every verb.
func (f Facts) Format(s fmt.State, _ rune) { fmt.Fprint(s, f.String()) }

// LogValue has the keys of the log.
func (f Facts) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("conn_id", f.Connection),
		slog.Int64("user_id", int64(f.User)),
		slog.Int64("sign_in", int64(f.SignIn)),
		slog.String("source", string(f.Source)),
		slog.Int64("room_id", int64(f.Room)),
		slog.String("ip", f.Address.String()),
	)
}
