package auth

import (
	"bytes"
	"encoding/json"
	"errors"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"parley/db/chat"
)

// Kind is what a token is for. The kinds never stand in for each other.
type Kind string

const (
	Access  Kind = "access"  // says who asks
	Refresh Kind = "refresh" // gets the next pair, once
)

// Claims are what a token of ours says. They name a sign-in and nothing that
// could grow old: roles are never in a token.
type Claims struct {
	Kind    Kind
	User    chat.UserID
	SignIn  chat.SignInID
	TokenID string
	Issued  time.Time // whole seconds, as JWT has them
	Expires time.Time
}

// payload is the claims on the wire. Times are integers here: jwt.NumericDate
// also takes fractions, exponents and quoted numbers, and MapClaims reads an
// exp of 0 as no expiry.
type payload struct {
	Kind     Kind             `json:"token_type"`
	Expires  int64            `json:"exp"`
	Issued   int64            `json:"iat"`
	TokenID  string           `json:"jti"`
	User     userID           `json:"user_id"`
	SignIn   chat.SignInID    `json:"sid"`
	Issuer   string           `json:"iss"`
	Audience jwt.ClaimStrings `json:"aud"`
}

// userID is written as an integer and read as a string too, because the tokens
// of the system before this one carried either.
type userID chat.UserID

func (id *userID) UnmarshalJSON(data []byte) error {
	parsed, err := chat.ParseID[chat.UserID](string(bytes.Trim(data, `"`)))
	*id = userID(parsed)
	return err
}

// The interface jwt.Claims, by which the library checks exp, iat, iss and aud.

func (p *payload) GetExpirationTime() (*jwt.NumericDate, error) { return numericDate(p.Expires), nil }
func (p *payload) GetIssuedAt() (*jwt.NumericDate, error)       { return numericDate(p.Issued), nil }
func (p *payload) GetNotBefore() (*jwt.NumericDate, error)      { return nil, nil }
func (p *payload) GetIssuer() (string, error)                   { return p.Issuer, nil }
func (p *payload) GetSubject() (string, error)                  { return "", nil }
func (p *payload) GetAudience() (jwt.ClaimStrings, error)       { return p.Audience, nil }

// numericDate gives nil, a missing claim, for what cannot be a time of ours.
func numericDate(seconds int64) *jwt.NumericDate {
	if seconds <= 0 {
		return nil
	}
	return jwt.NewNumericDate(time.Unix(seconds, 0))
}

func (p *payload) claims() Claims {
	return Claims{
		Kind:    p.Kind,
		User:    chat.UserID(p.User),
		SignIn:  p.SignIn,
		TokenID: p.TokenID,
		Issued:  time.Unix(p.Issued, 0).UTC(),
		Expires: time.Unix(p.Expires, 0).UTC(),
	}
}

// flatNames reads a JSON object and lists its names. It refuses what
// encoding/json would let through: a name that comes twice, a name in another
// case (EXP would be taken for exp), and values inside values but for a list
// of plain ones.
func flatNames(data []byte) ([]string, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	if first, err := d.Token(); err != nil || first != json.Delim('{') {
		return nil, errors.New("not an object")
	}
	var names []string
	seen := map[string]bool{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return nil, err
		}
		text, _ := name.(string)
		if !lowerName(text) || seen[text] {
			return nil, errors.New("a name that comes twice or is not in small letters")
		}
		seen[text] = true
		names = append(names, text)
		if err := skipValue(d); err != nil {
			return nil, err
		}
	}
	_, err := d.Token()
	return names, err
}

func lowerName(name string) bool {
	for _, c := range []byte(name) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return name != ""
}

// skipValue passes over a plain value or a list of plain values.
func skipValue(d *json.Decoder) error {
	value, err := d.Token()
	if err != nil || value != json.Delim('[') {
		return plainValue(value, err)
	}
	for d.More() {
		if value, err := d.Token(); plainValue(value, err) != nil {
			return errors.New("a value inside a value")
		}
	}
	_, err = d.Token()
	return err
}

func plainValue(value json.Token, err error) error {
	if _, nested := value.(json.Delim); err == nil && nested {
		return errors.New("a value inside a value")
	}
	return err
}
