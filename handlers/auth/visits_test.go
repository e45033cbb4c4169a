package auth_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"parley/handlers/auth"
)

func TestBrowserIsKnownAgainByTheCookieOfItsVisit(t *testing.T) {
	t.Parallel()
	w, r := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "/support", nil)

	hash := auth.Cookies{}.NewVisit(w, false)
	r.AddCookie(w.Result().Cookies()[0])

	if known := auth.Visit(r); len(hash) != 32 || !bytes.Equal(known, hash) {
		t.Errorf("the browser is known by %x, and was given %x", known, hash)
	}
	if another := (auth.Cookies{}).NewVisit(w, false); bytes.Equal(another, hash) {
		t.Error("two browsers are known by the same")
	}
	for _, value := range []string{"", "x", strings.Repeat("A", 44), strings.Repeat("!", 43)} {
		r := httptest.NewRequest(http.MethodGet, "/support", nil)
		r.Header.Set("Cookie", auth.VisitCookie+"="+value)
		if known := auth.Visit(r); known != nil {
			t.Errorf("%q is taken for %x", value, known)
		}
	}
}

// TestCookieOfAVisitGoesIntoFramesOnlyWhereItIsSafe: a browser takes one that is
// for everyone only with Secure, and keeps one for each site around it.
func TestCookieOfAVisitGoesIntoFramesOnlyWhereItIsSafe(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		secure, framed bool
		want           string
	}{
		{false, false, "; HttpOnly; SameSite=Lax"},
		{false, true, "; HttpOnly; SameSite=Lax"},
		{true, false, "; HttpOnly; Secure; SameSite=Lax"},
		{true, true, "; HttpOnly; Secure; SameSite=None; Partitioned"},
	} {
		w := httptest.NewRecorder()
		auth.Cookies{Secure: c.secure}.NewVisit(w, c.framed)
		if set := w.Header().Get("Set-Cookie"); !strings.HasSuffix(set, c.want) {
			t.Errorf("secure %v, framed %v: %q", c.secure, c.framed, set)
		}
	}
}
