package auth

import (
	"crypto/rand"
	"encoding/base64"
	"net/http"
	"time"
)

// VisitCookie tells a visitor of the support desk from others. It signs nobody
// in: it is good for one conversation there and for nothing else.
const VisitCookie = "visit"

// visitLife is how long a browser keeps it; the store says how long it counts.
const visitLife = 30 * 24 * time.Hour

// NewVisit gives the browser what it is known by from here on and returns the
// hash of it. Call it before the answer is written.
func (c Cookies) NewVisit(w http.ResponseWriter) []byte {
	secret := make([]byte, 32)
	rand.Read(secret) // never fails (crypto/rand)
	text := base64.RawURLEncoding.EncodeToString(secret)
	http.SetCookie(w, c.cookie(VisitCookie, text, time.Now().Add(visitLife)))
	return hashOf(text)
}

// Visit is the hash of what a browser is known by at the support desk; nil
// where it has nothing that could be ours.
func Visit(r *http.Request) []byte {
	text := cookieValue(r, VisitCookie)
	if !wellFormedToken(text) {
		return nil
	}
	return hashOf(text)
}
