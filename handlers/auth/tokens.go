package auth

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"

	"parley/db"
	"parley/db/chat"
)

const (
	maxToken = 2 << 10 // bytes; ours have about 350

	// Leeway is how far clocks may differ: a token counts until Leeway after
	// its expiry, and so does a connection that rests on it.
	Leeway = 30 * time.Second
)

// Tokens mints and reads JWTs (RFC 7519): HS256, the key named by "kid". It is
// safe for concurrent use.
type Tokens struct {
	keys   *Keys
	store  *db.Store
	o      TokenOptions
	parser *jwt.Parser
}

// TokenOptions are the settings of Tokens.
type TokenOptions struct {
	Issuer      string           // iss; the base URL
	Audience    string           // aud; the base URL
	AccessLife  time.Duration    // 0: one hour
	RefreshLife time.Duration    // 0: one day
	Now         func() time.Time // nil: time.Now
}

// NewTokens needs an issuer and an audience, without which the parser would
// check neither.
func NewTokens(keys *Keys, store *db.Store, o TokenOptions) (*Tokens, error) {
	if o.Issuer == "" || o.Audience == "" {
		return nil, errors.New("tokens: issuer and audience are missing")
	}
	if o.AccessLife <= 0 {
		o.AccessLife = time.Hour
	}
	if o.RefreshLife <= 0 {
		o.RefreshLife = 24 * time.Hour
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Tokens{keys: keys, store: store, o: o, parser: newParser(o)}, nil
}

func newParser(o TokenOptions) *jwt.Parser {
	return jwt.NewParser(
		jwt.WithValidMethods([]string{jwt.SigningMethodHS256.Alg()}),
		jwt.WithExpirationRequired(),
		jwt.WithIssuedAt(),
		jwt.WithIssuer(o.Issuer),
		jwt.WithAudience(o.Audience),
		jwt.WithStrictDecoding(),
		jwt.WithLeeway(Leeway),
		jwt.WithTimeFunc(o.Now),
	)
}

// Mint makes a token that begins now and lives as long as its kind does. A
// refresh token made so is not stored: only Issue makes one that can be used.
func (t *Tokens) Mint(user chat.UserID, signIn chat.SignInID, kind Kind) (Token, error) {
	return t.MintFor(user, signIn, kind, t.life(kind))
}

// MintFor makes a token with a life of its own, at most the longest of its
// kind: the parser takes none that lives longer.
func (t *Tokens) MintFor(user chat.UserID, signIn chat.SignInID, kind Kind, life time.Duration) (Token, error) {
	if err := t.CheckLife(kind, life); err != nil {
		return Token{}, err
	}
	now := t.o.Now().UTC().Truncate(time.Second)
	return t.sign(Claims{Kind: kind, User: user, SignIn: signIn, TokenID: rand.Text(), Issued: now, Expires: now.Add(life)})
}

// CheckLife decides whether a token may live so long.
func (t *Tokens) CheckLife(kind Kind, life time.Duration) error {
	if life < time.Second || life > t.longest(kind) {
		return fmt.Errorf("tokens: a life of %s is not between one second and %s", life, t.longest(kind))
	}
	return nil
}

func (t *Tokens) life(kind Kind) time.Duration {
	if kind == Refresh {
		return t.o.RefreshLife
	}
	return t.o.AccessLife
}

// longest bounds a token's life. An access token that somebody asked for on the
// command line may live as long as a refresh token: it ends with its sign-in.
func (t *Tokens) longest(kind Kind) time.Duration { return max(t.life(kind), t.life(Refresh)) }

// sign gives the same text for the same claims while the key is the same.
func (t *Tokens) sign(c Claims) (Token, error) {
	id, secret := t.keys.signing()
	unsigned := jwt.NewWithClaims(jwt.SigningMethodHS256, &payload{
		Kind: c.Kind, Expires: c.Expires.Unix(), Issued: c.Issued.Unix(), TokenID: c.TokenID,
		User: userID(c.User), SignIn: c.SignIn, Issuer: t.o.Issuer, Audience: jwt.ClaimStrings{t.o.Audience},
	})
	unsigned.Header["kid"] = id
	text, err := unsigned.SignedString(secret)
	if err != nil {
		return Token{}, fmt.Errorf("tokens: %w", err)
	}
	return Token{Claims: c, secret: text}, nil
}

// ParseAccess reads an access token. Every fault is ErrBadToken. Whether the
// sign-in lives is not looked at here.
func (t *Tokens) ParseAccess(text string) (Claims, error) { return t.parse(text, Access) }

// ParseRefresh reads a refresh token likewise.
func (t *Tokens) ParseRefresh(text string) (Claims, error) { return t.parse(text, Refresh) }

func (t *Tokens) parse(text string, kind Kind) (Claims, error) {
	if err := t.wellFormed(text); err != nil {
		return Claims{}, fmt.Errorf("%w: %w", ErrBadToken, err)
	}
	var p payload
	if _, err := t.parser.ParseWithClaims(text, &p, t.keyOf); err != nil {
		return Claims{}, fmt.Errorf("%w: %w", ErrBadToken, err)
	}
	if err := t.check(&p, kind); err != nil {
		return Claims{}, fmt.Errorf("%w: %w", ErrBadToken, err)
	}
	return p.claims(), nil
}

// wellFormed decides what the library does not: size, letters (its base64
// passes over line breaks), and the names in header and claims. Our header has
// three names, so crit, jku, jwk and x5* need no list.
func (t *Tokens) wellFormed(text string) error {
	if len(text) > maxToken || strings.ContainsFunc(text, notTokenLetter) {
		return errors.New("malformed")
	}
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return errors.New("malformed")
	}
	header, err := segmentNames(parts[0])
	if err != nil {
		return err
	}
	if slices.ContainsFunc(header, func(name string) bool { return name != "alg" && name != "kid" && name != "typ" }) {
		return errors.New("unknown header")
	}
	_, err = segmentNames(parts[1])
	return err
}

func notTokenLetter(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_' && r != '.'
}

func segmentNames(segment string) ([]string, error) {
	text, err := base64.RawURLEncoding.Strict().DecodeString(segment)
	if err != nil {
		return nil, errors.New("malformed")
	}
	return flatNames(text)
}

func (t *Tokens) keyOf(token *jwt.Token) (any, error) {
	id, _ := token.Header["kid"].(string)
	secret, ok := t.keys.secret(id)
	if !ok {
		return nil, errors.New("unknown key")
	}
	return secret, nil
}

// check is what is ours to decide of well-signed claims.
func (t *Tokens) check(p *payload, kind Kind) error {
	life := p.Expires - p.Issued
	switch {
	case p.Kind != kind:
		return errors.New("another kind of token")
	case p.Issued <= 0 || life <= 0 || life > int64(t.longest(kind)/time.Second):
		return errors.New("its life is not ours to give")
	case p.TokenID == "" || p.User <= 0 || p.SignIn <= 0:
		return errors.New("names nobody")
	}
	return nil
}

// Token is a signed token with what it says. It prints without its text.
type Token struct {
	Claims
	secret string
}

// Text is the token itself, for a cookie or the body of an answer only.
func (t Token) Text() string { return t.secret }

// Format hides the text from every verb.
func (t Token) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "%s token %s of sign-in %d", t.Kind, t.TokenID, t.SignIn)
}
