package auth_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"parley/db"
	"parley/handlers/auth"
)

const (
	ourURL      = "https://chat.example"
	accessLife  = time.Hour
	refreshLife = 24 * time.Hour
)

func newTokens(t testing.TB, keys *auth.Keys, store *db.Store) *auth.Tokens {
	t.Helper()
	tokens, err := auth.NewTokens(keys, store, auth.TokenOptions{
		Issuer: ourURL, Audience: ourURL, AccessLife: accessLife, RefreshLife: refreshLife})
	if err != nil {
		t.Fatal(err)
	}
	return tokens
}

func mint(t testing.TB, tokens *auth.Tokens, kind auth.Kind) auth.Token {
	t.Helper()
	token, err := tokens.Mint(35, 9, kind)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func mustParse(t testing.TB, tokens *auth.Tokens, text string) auth.Claims {
	t.Helper()
	claims, err := tokens.ParseAccess(text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return claims
}

func mustRefuse(t testing.TB, tokens *auth.Tokens, text string) {
	t.Helper()
	if claims, err := tokens.ParseAccess(text); !errors.Is(err, auth.ErrBadToken) || claims != (auth.Claims{}) {
		t.Errorf("%.200q: got %v, %v", text, claims, err)
	}
}

func decoded(t testing.TB, text string, part int) map[string]any {
	t.Helper()
	plain, err := base64.RawURLEncoding.DecodeString(strings.Split(text, ".")[part])
	if err != nil {
		t.Fatal(err)
	}
	var names map[string]any
	if err := json.Unmarshal(plain, &names); err != nil {
		t.Fatal(err)
	}
	return names
}

func headerOf(t testing.TB, text string) map[string]any { return decoded(t, text, 0) }

// forge signs any header and any claims with the secret.
func forge(header, claims string, secret []byte) string {
	unsigned := base64.RawURLEncoding.EncodeToString([]byte(header)) + "." + base64.RawURLEncoding.EncodeToString([]byte(claims))
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(unsigned))
	return unsigned + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

func TestATokenSaysWhatTheContractNames(t *testing.T) {
	tokens := newTokens(t, openKeys(t, t.TempDir()), nil)
	token := mint(t, tokens, auth.Access)

	claims := decoded(t, token.Text(), 1)
	var names []string
	for _, name := range []string{"token_type", "exp", "iat", "jti", "user_id", "sid", "iss", "aud"} {
		if _, ok := claims[name]; ok {
			names = append(names, name)
		}
	}
	if len(names) != 8 || len(claims) != 8 || claims["token_type"] != "access" || claims["user_id"] != 35.0 || claims["sid"] != 9.0 {
		t.Errorf("got %v", claims)
	}
	if header := headerOf(t, token.Text()); header["alg"] != "HS256" || header["typ"] != "JWT" || header["kid"] == "" {
		t.Errorf("got header %v", header)
	}
	if life := claims["exp"].(float64) - claims["iat"].(float64); life != 3600 {
		t.Errorf("an access token lives %v s", life)
	}
	if refresh := mint(t, tokens, auth.Refresh); refresh.Expires.Sub(refresh.Issued) != refreshLife {
		t.Errorf("a refresh token lives %s", refresh.Expires.Sub(refresh.Issued))
	}
	if got := mustParse(t, tokens, token.Text()); got != token.Claims {
		t.Errorf("got %v, want %v", got, token.Claims)
	}
}

func TestKindsOfTokensNeverStandInForEachOther(t *testing.T) {
	tokens := newTokens(t, openKeys(t, t.TempDir()), nil)
	access, refresh := mint(t, tokens, auth.Access).Text(), mint(t, tokens, auth.Refresh).Text()

	if _, err := tokens.ParseRefresh(access); !errors.Is(err, auth.ErrBadToken) {
		t.Errorf("access as refresh: got %v", err)
	}
	mustRefuse(t, tokens, refresh)
	if _, err := tokens.ParseRefresh(refresh); err != nil {
		t.Errorf("refresh: got %v", err)
	}
}

func TestATokenLivesThirtySecondsBeyondItsEndAndNoLonger(t *testing.T) {
	folder := t.TempDir()
	synctest.Test(t, func(t *testing.T) {
		tokens := newTokens(t, openKeys(t, folder), nil)
		token := mint(t, tokens, auth.Access).Text()

		time.Sleep(accessLife + auth.Leeway - time.Second)
		mustParse(t, tokens, token)
		time.Sleep(time.Second)
		mustRefuse(t, tokens, token)
	})
}

func TestATokenFromAheadOfOurClockWaits(t *testing.T) {
	folder := t.TempDir()
	ahead := time.Duration(0)
	tokens, err := auth.NewTokens(openKeys(t, folder), nil, auth.TokenOptions{
		Issuer: ourURL, Audience: ourURL, Now: func() time.Time { return time.Now().Add(ahead) }})
	if err != nil {
		t.Fatal(err)
	}
	here := newTokens(t, openKeys(t, folder), nil)

	ahead = 20 * time.Second
	mustParse(t, here, mint(t, tokens, auth.Access).Text())
	ahead = 2 * time.Minute
	mustRefuse(t, here, mint(t, tokens, auth.Access).Text())
}

func TestATokenOfAShorterLifeIsMinted(t *testing.T) {
	tokens := newTokens(t, openKeys(t, t.TempDir()), nil)

	token, err := tokens.MintFor(35, 9, auth.Access, time.Minute)
	if err != nil || token.Expires.Sub(token.Issued) != time.Minute {
		t.Errorf("got %v, %v", token, err)
	}
	for _, life := range []time.Duration{-time.Hour, 0, time.Millisecond, refreshLife + time.Second} {
		if _, err := tokens.MintFor(35, 9, auth.Access, life); err == nil {
			t.Errorf("a life of %s was given", life)
		}
	}
}

func TestAUserMayBeNamedByAnIntegerOrAString(t *testing.T) {
	folder := t.TempDir()
	addKey(t, folder, "key", 1)
	tokens := newTokens(t, openKeys(t, folder), nil)
	for _, user := range []string{`35`, `"35"`} {
		good := goodClaims()
		good.user = user
		if claims := mustParse(t, tokens, forge(goodHeader, good.String(), keySecret())); claims.User != 35 {
			t.Errorf("%s: got user %d", user, claims.User)
		}
	}
}

func TestTokensNeedAnIssuerAndAnAudience(t *testing.T) {
	keys := openKeys(t, t.TempDir())
	for _, o := range []auth.TokenOptions{{}, {Issuer: ourURL}, {Audience: ourURL}} {
		if _, err := auth.NewTokens(keys, nil, o); err == nil {
			t.Errorf("%+v was taken", o)
		}
	}
}

func TestATokenPrintsWithoutItsText(t *testing.T) {
	tokens := newTokens(t, openKeys(t, t.TempDir()), nil)
	token := mint(t, tokens, auth.Access)
	signature := token.Text()[strings.LastIndex(token.Text(), ".")+1:]

	var lines strings.Builder
	slog.New(slog.NewJSONHandler(&lines, nil)).Info("x", "token", token, "pair", auth.Pair{Access: token, Refresh: token})
	slog.New(slog.NewTextHandler(&lines, nil)).Info("x", "token", token, "pair", auth.Pair{Access: token, Refresh: token})
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&lines, verb+verb+verb, token, &token, auth.Pair{Access: token, Refresh: token})
	}

	if strings.Contains(lines.String(), signature) || strings.Contains(lines.String(), fmt.Sprintf("%x", signature)) {
		t.Errorf("the token stands in %s", lines.String())
	}
}

func BenchmarkParseAccess(b *testing.B) {
	tokens := newTokens(b, openKeys(b, b.TempDir()), nil)
	text := mint(b, tokens, auth.Access).Text()
	b.ReportAllocs()
	for b.Loop() {
		mustParse(b, tokens, text)
	}
}
