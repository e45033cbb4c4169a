package auth_test

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"parley/handlers/auth"
)

const goodHeader = `{"alg":"HS256","typ":"JWT","kid":"key"}`

// keySecret is what addKey writes for the id "key".
func keySecret() []byte { return bytes.Repeat([]byte{'k'}, 32) }

// changedHeaders gives tokens of good claims whose header is wrong, each
// signed with the right key all the same.
func changedHeaders() map[string]string {
	tokens := map[string]string{}
	for name, header := range map[string]string{
		"none":                 `{"alg":"none","typ":"JWT","kid":"key"}`,
		"None":                 `{"alg":"None","typ":"JWT","kid":"key"}`,
		"HS384":                `{"alg":"HS384","typ":"JWT","kid":"key"}`,
		"HS512":                `{"alg":"HS512","typ":"JWT","kid":"key"}`,
		"hs256":                `{"alg":"hs256","typ":"JWT","kid":"key"}`,
		"RS256":                `{"alg":"RS256","typ":"JWT","kid":"key"}`,
		"ES256":                `{"alg":"ES256","typ":"JWT","kid":"key"}`,
		"PS256":                `{"alg":"PS256","typ":"JWT","kid":"key"}`,
		"unknown algorithm":    `{"alg":"XX256","typ":"JWT","kid":"key"}`,
		"no algorithm":         `{"typ":"JWT","kid":"key"}`,
		"algorithm a list":     `{"alg":["HS256"],"typ":"JWT","kid":"key"}`,
		"algorithm twice":      `{"alg":"none","alg":"HS256","typ":"JWT","kid":"key"}`,
		"algorithm twice, Alg": `{"alg":"HS256","Alg":"none","typ":"JWT","kid":"key"}`,
		"no key":               `{"alg":"HS256","typ":"JWT"}`,
		"empty key":            `{"alg":"HS256","typ":"JWT","kid":""}`,
		"unknown key":          `{"alg":"HS256","typ":"JWT","kid":"yek"}`,
		"key a path":           `{"alg":"HS256","typ":"JWT","kid":"../../../dev/null"}`,
		"key a file":           `{"alg":"HS256","typ":"JWT","kid":"key.key"}`,
		"key as SQL":           `{"alg":"HS256","typ":"JWT","kid":"key' OR '1'='1"}`,
		"key a number":         `{"alg":"HS256","typ":"JWT","kid":7}`,
		"key null":             `{"alg":"HS256","typ":"JWT","kid":null}`,
		"key a list":           `{"alg":"HS256","typ":"JWT","kid":["key"]}`,
		"crit":                 `{"alg":"HS256","typ":"JWT","kid":"key","crit":["exp"]}`,
		"empty crit":           `{"alg":"HS256","typ":"JWT","kid":"key","crit":[]}`,
		"b64":                  `{"alg":"HS256","typ":"JWT","kid":"key","b64":false}`,
		"jku":                  `{"alg":"HS256","typ":"JWT","kid":"key","jku":"https://evil.example/keys"}`,
		"jwk":                  `{"alg":"HS256","typ":"JWT","kid":"key","jwk":{"kty":"oct","k":"a2V5"}}`,
		"x5u":                  `{"alg":"HS256","typ":"JWT","kid":"key","x5u":"https://evil.example/key"}`,
		"x5c":                  `{"alg":"HS256","typ":"JWT","kid":"key","x5c":["MII"]}`,
		"x5t":                  `{"alg":"HS256","typ":"JWT","kid":"key","x5t":"MII"}`,
		"x5t#S256":             `{"alg":"HS256","typ":"JWT","kid":"key","x5t#S256":"MII"}`,
		"zip":                  `{"alg":"HS256","typ":"JWT","kid":"key","zip":"DEF"}`,
		"enc":                  `{"alg":"HS256","typ":"JWT","kid":"key","enc":"A256GCM"}`,
		"a list":               `["HS256","key"]`,
		"null":                 `null`,
		"nothing":              ``,
		"cut off":              `{"alg":"HS256","kid":"key"`,
		"two objects":          goodHeader + goodHeader,
		"something behind":     goodHeader + `x`,
	} {
		tokens["header: "+name] = forge(header, goodClaims().String(), keySecret())
	}
	return tokens
}

// mangled gives texts that are hardly tokens.
func mangled() map[string]string {
	good := forge(goodHeader, goodClaims().String(), keySecret())
	header, rest, _ := strings.Cut(good, ".")
	claims, signature, _ := strings.Cut(rest, ".")
	tampered := []byte(signature)
	tampered[5] ^= 1 // stays a letter of the alphabet or becomes none: both are wrong
	return map[string]string{
		"nothing":                   "",
		"a dot":                     ".",
		"two dots":                  "..",
		"a word":                    "token",
		"one part":                  header,
		"two parts":                 header + "." + claims,
		"no signature":              header + "." + claims + ".",
		"four parts":                good + "." + signature,
		"a dot behind":              good + ".",
		"a dot in front":            "." + good,
		"many dots":                 header + strings.Repeat(".", 1000),
		"only dots":                 strings.Repeat(".", 2048),
		"changed signature":         header + "." + claims + "." + string(tampered),
		"cut signature":             good[:len(good)-1],
		"doubled signature":         good + signature,
		"foreign signature":         forge(goodHeader, goodClaims().String(), bytes.Repeat([]byte{'x'}, 32)),
		"signed with nothing":       forge(goodHeader, goodClaims().String(), nil),
		"signed with the key's id":  forge(goodHeader, goodClaims().String(), []byte("key")),
		"claims of another token":   header + "." + base64.RawURLEncoding.EncodeToString([]byte(goodClaims().String()+" ")) + "." + signature,
		"line break in signature":   header + "." + claims + "." + signature[:10] + "\n" + signature[10:],
		"return in claims":          header + "." + claims[:10] + "\r" + claims[10:] + "." + signature,
		"line break behind":         good + "\n",
		"blank in front":            " " + good,
		"padding":                   good + "=",
		"other alphabet":            strings.NewReplacer("-", "+", "_", "/").Replace(good) + "+",
		"loose last bits":           good[:len(good)-1] + nextLetter(good[len(good)-1]),
		"a zero":                    good + "\x00",
		"letters beyond ASCII":      good + "é",
		"percent signs":             strings.ReplaceAll(good, ".", "%2E"),
		"bearer twice":              "Bearer " + good,
		"quotes":                    `"` + good + `"`,
		"8 KiB":                     strings.Repeat("a", 8<<10),
		"8 KiB of claims":           forge(goodHeader, goodClaims().String()+strings.Repeat(" ", 8<<10), keySecret()),
		"just over 2 KiB":           good + strings.Repeat("a", 2049-len(good)),
		"deep lists":                forge(goodHeader, strings.Repeat("[", 1400), keySecret()),
		"claims a list":             forge(goodHeader, `[1]`, keySecret()),
		"claims null":               forge(goodHeader, `null`, keySecret()),
		"claims cut off":            forge(goodHeader, `{"exp":`, keySecret()),
		"claims twice":              forge(goodHeader, goodClaims().String()+goodClaims().String(), keySecret()),
		"claims not text":           forge(goodHeader, "{\"exp\":\"\xff\"}", keySecret()),
		"no algorithm, unsigned":    base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"none","kid":"key"}`)) + "." + claims + ".",
		"another way of signing":    signedByCurve(claims),
		"encrypted, not signed":     header + "." + claims + "." + signature + "." + claims + "." + signature,
		"JSON, not the short form":  `{"payload":"` + claims + `","signature":"` + signature + `"}`,
		"header in place of claims": header + "." + header + "." + signature,
	}
}

// nextLetter has the same upper bits, so that a loose decoder sees the same
// signature.
func nextLetter(last byte) string {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return string(alphabet[strings.IndexByte(alphabet, last)^1])
}

func signedByCurve(claims string) string {
	key := ed25519.NewKeyFromSeed(keySecret())
	unsigned := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"EdDSA","typ":"JWT","kid":"key"}`)) + "." + claims
	signature, err := key.Sign(nil, []byte(unsigned), crypto.Hash(0))
	if err != nil {
		panic(err)
	}
	return unsigned + "." + base64.RawURLEncoding.EncodeToString(signature)
}

func badTokens() map[string]string {
	all := changedClaims()
	for _, more := range []map[string]string{changedHeaders(), mangled()} {
		for name, text := range more {
			all[name] = text
		}
	}
	return all
}

func TestABadTokenIsRefusedCheaply(t *testing.T) {
	folder := t.TempDir()
	addKey(t, folder, "key", 1)
	tokens := newTokens(t, openKeys(t, folder), nil)
	mustParse(t, tokens, forge(goodHeader, goodClaims().String(), keySecret()))

	for name, text := range badTokens() {
		t.Run(name, func(t *testing.T) {
			mustRefuse(t, tokens, text)
			if _, err := tokens.ParseRefresh(text); name != "refresh kind" && !errors.Is(err, auth.ErrBadToken) {
				t.Errorf("as refresh: got %v", err)
			}
			if cost := costOf(func() { mustRefuse(t, tokens, text) }); cost > 64<<10 {
				t.Errorf("cost %d bytes", cost)
			}
		})
	}
}

// costOf is how many bytes f allocates.
func costOf(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestAnUnknownClaimIsPassedOver(t *testing.T) {
	folder := t.TempDir()
	addKey(t, folder, "key", 1)
	tokens := newTokens(t, openKeys(t, folder), nil)
	claims := goodClaims()
	claims.more = `"role":"admin","scope":["a","b"],"admin":true`

	if got := mustParse(t, tokens, forge(goodHeader, claims.String(), keySecret())); got.User != 35 || got.SignIn != 9 {
		t.Errorf("got %+v", got)
	}
}

// FuzzTokens signs any header and claims with the right key: nothing panics,
// and whatever is taken names somebody and ends in time.
func FuzzTokens(f *testing.F) {
	folder := f.TempDir()
	addKey(f, folder, "key", 1)
	tokens := newTokens(f, openKeys(f, folder), nil)
	f.Add(goodHeader, goodClaims().String())
	f.Add(`{"alg":"none"}`, `{"exp":1e400}`)
	for _, text := range changedHeaders() {
		f.Add(text, "")
	}
	f.Fuzz(func(t *testing.T, header, claims string) {
		if _, err := tokens.ParseAccess(header); !errors.Is(err, auth.ErrBadToken) {
			t.Fatalf("an unsigned text was taken: %q, %v", header, err)
		}
		got, err := tokens.ParseAccess(forge(header, claims, keySecret()))
		if err != nil {
			if !errors.Is(err, auth.ErrBadToken) {
				t.Fatalf("got %v", err)
			}
			return
		}
		if got.User <= 0 || got.SignIn <= 0 || got.TokenID == "" || got.Kind != auth.Access ||
			got.Expires.After(time.Now().Add(accessLife+auth.Leeway)) || got.Expires.Before(time.Now().Add(-auth.Leeway)) {
			t.Fatalf("%s %s: got %+v", header, claims, got)
		}
	})
}
