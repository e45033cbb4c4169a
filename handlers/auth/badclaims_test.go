package auth_test

import (
	"fmt"
	"strings"
	"time"
)

// wire is the claims of a token as JSON values; an empty one is left out.
type wire struct{ kind, exp, iat, jti, user, sid, iss, aud, more string }

func goodClaims() wire {
	now := time.Now().Unix()
	return wire{kind: `"access"`, exp: fmt.Sprint(now + 3600), iat: fmt.Sprint(now), jti: `"JTI"`,
		user: `35`, sid: `9`, iss: `"` + ourURL + `"`, aud: `["` + ourURL + `"]`}
}

func (w wire) String() string {
	var pairs []string
	for _, pair := range [][2]string{{"token_type", w.kind}, {"exp", w.exp}, {"iat", w.iat}, {"jti", w.jti},
		{"user_id", w.user}, {"sid", w.sid}, {"iss", w.iss}, {"aud", w.aud}} {
		if pair[1] != "" {
			pairs = append(pairs, `"`+pair[0]+`":`+pair[1])
		}
	}
	if w.more != "" {
		pairs = append(pairs, w.more)
	}
	return "{" + strings.Join(pairs, ",") + "}"
}

// changed gives well-signed tokens of which one claim is wrong.
func changedClaims() map[string]string {
	now := time.Now().Unix()
	at := func(seconds int64) string { return fmt.Sprint(now + seconds) }
	changes := map[string]func(*wire){
		"no expiry":                    func(w *wire) { w.exp = "" },
		"expiry zero":                  func(w *wire) { w.exp = "0" },
		"expiry null":                  func(w *wire) { w.exp = "null" },
		"expiry negative":              func(w *wire) { w.exp = "-1" },
		"expiry as text":               func(w *wire) { w.exp = `"` + at(3600) + `"` },
		"expiry with fraction":         func(w *wire) { w.exp = at(3600) + ".5" },
		"expiry with empty fraction":   func(w *wire) { w.exp = at(3600) + ".0" },
		"expiry with exponent":         func(w *wire) { w.exp = "2e9" },
		"expiry 1e400":                 func(w *wire) { w.exp = "1e400" },
		"expiry beyond integers":       func(w *wire) { w.exp = "99999999999999999999" },
		"expiry the largest integer":   func(w *wire) { w.exp = "9223372036854775807" },
		"expiry as list":               func(w *wire) { w.exp = "[" + at(3600) + "]" },
		"expiry true":                  func(w *wire) { w.exp = "true" },
		"expired":                      func(w *wire) { w.iat, w.exp = at(-3700), at(-100) },
		"expired beyond the leeway":    func(w *wire) { w.iat, w.exp = at(-3631), at(-31) },
		"life too long":                func(w *wire) { w.exp = at(86401) },
		"life of years":                func(w *wire) { w.exp = at(86400 * 3650) },
		"life of nothing":              func(w *wire) { w.exp = at(0) },
		"expires before it was issued": func(w *wire) { w.iat, w.exp = at(20), at(10) },
		"no issue time":                func(w *wire) { w.iat = "" },
		"issue time zero":              func(w *wire) { w.iat = "0" },
		"issue time negative":          func(w *wire) { w.iat = "-9223372036854775808" },
		"issue time as text":           func(w *wire) { w.iat = `"` + at(0) + `"` },
		"issued in the future":         func(w *wire) { w.iat, w.exp = at(120), at(3000) },
		"no issuer":                    func(w *wire) { w.iss = "" },
		"empty issuer":                 func(w *wire) { w.iss = `""` },
		"foreign issuer":               func(w *wire) { w.iss = `"https://evil.example"` },
		"issuer with slash":            func(w *wire) { w.iss = `"` + ourURL + `/"` },
		"issuer as list":               func(w *wire) { w.iss = `["` + ourURL + `"]` },
		"no audience":                  func(w *wire) { w.aud = "" },
		"empty audience":               func(w *wire) { w.aud = `""` },
		"no audience in list":          func(w *wire) { w.aud = `[]` },
		"foreign audience":             func(w *wire) { w.aud = `"https://evil.example"` },
		"foreign audiences":            func(w *wire) { w.aud = `["https://evil.example","x"]` },
		"audience a number":            func(w *wire) { w.aud = `7` },
		"audiences of two kinds":       func(w *wire) { w.aud = `["` + ourURL + `",7]` },
		"audience an object":           func(w *wire) { w.aud = `{"a":"` + ourURL + `"}` },
		"no kind":                      func(w *wire) { w.kind = "" },
		"refresh kind":                 func(w *wire) { w.kind = `"refresh"` },
		"kind in capitals":             func(w *wire) { w.kind = `"ACCESS"` },
		"kind null":                    func(w *wire) { w.kind = `null` },
		"no token id":                  func(w *wire) { w.jti = "" },
		"empty token id":               func(w *wire) { w.jti = `""` },
		"token id a number":            func(w *wire) { w.jti = `7` },
		"no user":                      func(w *wire) { w.user = "" },
		"user zero":                    func(w *wire) { w.user = "0" },
		"user negative":                func(w *wire) { w.user = "-35" },
		"user with fraction":           func(w *wire) { w.user = "35.0" },
		"user with exponent":           func(w *wire) { w.user = "3e1" },
		"user in words":                func(w *wire) { w.user = `"ada"` },
		"user with blanks":             func(w *wire) { w.user = `" 35"` },
		"user with a leading zero":     func(w *wire) { w.user = `"035"` },
		"user in escapes":              func(w *wire) { w.user = `"3\u0035"` },
		"user in quotes twice":         func(w *wire) { w.user = `"\"35\""` },
		"user null":                    func(w *wire) { w.user = "null" },
		"user beyond integers":         func(w *wire) { w.user = "9223372036854775808" },
		"user as list":                 func(w *wire) { w.user = "[35]" },
		"no sign-in":                   func(w *wire) { w.sid = "" },
		"sign-in zero":                 func(w *wire) { w.sid = "0" },
		"sign-in negative":             func(w *wire) { w.sid = "-9" },
		"sign-in as text":              func(w *wire) { w.sid = `"9"` },
		"expiry twice":                 func(w *wire) { w.more = `"exp":` + at(3000) },
		"user twice":                   func(w *wire) { w.more = `"user_id":1` },
		"user twice by escape":         func(w *wire) { w.more = `"user\u005fid":1` },
		"user twice in capitals":       func(w *wire) { w.more = `"USER_ID":1` },
		"sign-in twice by a long s":    func(w *wire) { w.more = `"ſid":1` },
		"unknown claim in capitals":    func(w *wire) { w.more = `"Role":"admin"` },
		"an object inside":             func(w *wire) { w.more = `"more":{"exp":0}` },
		"a list in a list":             func(w *wire) { w.more = `"more":[[1]]` },
		"nameless claim":               func(w *wire) { w.more = `"":1` },
	}
	tokens := map[string]string{}
	for name, change := range changes {
		claims := goodClaims()
		change(&claims)
		tokens[name] = forge(goodHeader, claims.String(), keySecret())
	}
	return tokens
}
