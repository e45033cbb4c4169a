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
// hash of it. Call it before the answer is written. framed: the page may stand
// in another site's, to which browsers give a cookie only if it is for everyone,
// and then one for each such site.
func (c Cookies) NewVisit(w http.ResponseWriter, framed bool) []byte {
	secret := make([]byte, 32)
	rand.Read(secret) // never fails (crypto/rand)
	text := base64.RawURLEncoding.EncodeToString(secret)
	cookie := c.cookie(VisitCookie, text, time.Now().Add(visitLife))
	if framed && c.Secure {
		cookie.SameSite, cookie.Partitioned = http.SameSiteNoneMode, true
	}
	http.SetCookie(w, cookie)
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
