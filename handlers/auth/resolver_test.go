package auth_test

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
)

func (h *house) mustBe(t *testing.T, r *http.Request, user chat.User, source auth.Source, stale ...string) {
	t.Helper()
	who, err := h.resolver.Identify(r)
	if err != nil || who.User != user || who.Source != source || !slices.Equal(who.Stale, stale) {
		t.Errorf("got %+v, %v", who, err)
	}
}

func (h *house) mustFail(t *testing.T, r *http.Request, want error, stale ...string) {
	t.Helper()
	who, err := h.resolver.Identify(r)
	if !errors.Is(err, want) || who.User != (chat.User{}) || who.SignIn != 0 || !slices.Equal(who.Stale, stale) {
		t.Errorf("got %+v, %v", who, err)
	}
}

func TestEachCredentialAloneSaysWhoAsks(t *testing.T) {
	h := newHouse(t)
	signIn := h.signIn(t, h.ada)
	session, token := h.begin(t, signIn), h.access(t, signIn)

	h.mustBe(t, page(session), h.ada, auth.FromSession)
	h.mustBe(t, page(accessCookie(token)), h.ada, auth.FromCookie)
	h.mustBe(t, bearing(token), h.ada, auth.FromBearer)

	who, err := h.resolver.Identify(bearing(token))
	if err != nil || who.TokenID == "" || who.SignIn != signIn.ID || time.Until(who.Expires) > accessLife {
		t.Errorf("got %+v, %v", who, err)
	}
	who, err = h.resolver.Identify(page(session))
	if err != nil || who.TokenID != "" || who.SignIn != signIn.ID || time.Until(who.Expires) < auth.SessionLife-time.Minute {
		t.Errorf("got %+v, %v", who, err)
	}
}

func TestABearerTokenDecidesAlone(t *testing.T) {
	h := newHouse(t)
	session := h.begin(t, h.signIn(t, h.ada))
	good := h.access(t, h.signIn(t, h.grace))

	r := bearing(good)
	r.AddCookie(session)
	h.mustBe(t, r, h.grace, auth.FromBearer)

	for _, header := range []string{"Bearer a.b.c", "Bearer", "Bearer ", "bearer x", "BEARER  " + good + " x", "Bearer " + good + "," + good} {
		r := page(session)
		r.Header.Set("Authorization", header)
		h.mustFail(t, r, auth.ErrBadToken)
	}
	r = page(session)
	r.Header["Authorization"] = []string{"Bearer " + good, "Bearer " + good}
	h.mustFail(t, r, auth.ErrBadToken)
}

func TestAProxysOwnPasswordIsNotOursToJudge(t *testing.T) {
	h := newHouse(t)
	r := page(h.begin(t, h.signIn(t, h.ada)))
	r.Header.Set("Authorization", "Basic eDp5")

	h.mustBe(t, r, h.ada, auth.FromSession)
}

func TestNoCredentialThatCountsIsNobody(t *testing.T) {
	h := newHouse(t)
	h.mustFail(t, page(), auth.ErrNobody)
	h.mustFail(t, page(&http.Cookie{Name: "sessionid", Value: "garbage"}), auth.ErrNobody)
	h.mustFail(t, page(&http.Cookie{Name: "sessionid", Value: strings.Repeat("A", 43)}), auth.ErrNobody)
	h.mustFail(t, page(accessCookie("garbage")), auth.ErrNobody, auth.AccessCookie)
}

func TestTokensElsewhereInTheRequestAreNotRead(t *testing.T) {
	h := newHouse(t)
	token := h.access(t, h.signIn(t, h.ada))
	for _, name := range []string{"token", "access_token", "jwt-access", "access", "Authorization", "sessionid"} {
		r := page()
		r.URL.RawQuery = name + "=" + token
		h.mustFail(t, r, auth.ErrNobody)
		if _, err := h.resolver.IdentifyUpgrade(r); !errors.Is(err, auth.ErrNobody) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	r := page(&http.Cookie{Name: auth.RefreshCookie, Value: token})
	r.Header.Set("Sec-WebSocket-Protocol", "bearer, "+token)
	r.Header.Set("X-Access-Token", token)
	h.mustFail(t, r, auth.ErrNobody)
}

func TestTheSessionDecidesAndAStaleTokenCookieGoes(t *testing.T) {
	h := newHouse(t)
	signIn, ended := h.signIn(t, h.ada), h.signIn(t, h.ada)
	session := h.begin(t, signIn)
	dead := h.access(t, ended)
	h.end(t, ended)
	foreign := newTokens(t, openKeys(t, t.TempDir()), h.store)
	h.ahead = -2 * accessLife
	expired := h.access(t, signIn)
	h.ahead = 0

	for name, token := range map[string]string{
		"expired": expired, "garbage": "garbage", "another key": mint(t, foreign, auth.Access).Text(), "ended": dead,
		"refresh": h.issue(t, signIn).Refresh.Text(),
	} {
		t.Run(name, func(t *testing.T) {
			h.mustBe(t, page(session, accessCookie(token)), h.ada, auth.FromSession, auth.AccessCookie)
		})
	}
	h.mustBe(t, page(session, accessCookie(h.access(t, signIn))), h.ada, auth.FromSession)
}

func TestATokenCookieDecidesWhereTheSessionHasEnded(t *testing.T) {
	h := newHouse(t)
	ended := h.signIn(t, h.ada)
	session := h.begin(t, ended)
	h.end(t, ended)
	token := h.access(t, h.signIn(t, h.ada))

	h.mustBe(t, page(session, accessCookie(token)), h.ada, auth.FromCookie)
}

func TestTwoPeoplesCredentialsAreNeverPickedFrom(t *testing.T) {
	h := newHouse(t)
	session := h.begin(t, h.signIn(t, h.ada))
	token := h.access(t, h.signIn(t, h.grace))

	h.mustFail(t, page(session, accessCookie(token)), auth.ErrMixed, auth.AccessCookie, auth.RefreshCookie)

	h.mustBe(t, page(session, accessCookie(h.access(t, h.signIn(t, h.ada)))), h.ada, auth.FromSession)
}

func TestWhateverEndsASignInEndsItsCredentialsAtOnce(t *testing.T) {
	h := newHouse(t)
	signIn := h.signIn(t, h.grace)
	session, token := h.begin(t, signIn), h.access(t, signIn)
	h.mustBe(t, page(session), h.grace, auth.FromSession)

	if err := h.store.SetActive(t.Context(), h.grace.ID, false); err != nil {
		t.Fatal(err)
	}
	h.mustFail(t, page(session), auth.ErrNobody)
	h.mustFail(t, bearing(token), auth.ErrBadToken)
	h.mustFail(t, page(accessCookie(token)), auth.ErrNobody, auth.AccessCookie)

	if err := h.store.SetActive(t.Context(), h.grace.ID, true); err != nil {
		t.Fatal(err)
	}
	h.mustFail(t, page(session), auth.ErrNobody)
	h.mustFail(t, bearing(token), auth.ErrBadToken)
}

func TestATokenNamesTheOwnerOfItsSignIn(t *testing.T) {
	h := newHouse(t)
	signIn := h.signIn(t, h.ada)
	for _, named := range []struct {
		user   chat.UserID
		signIn chat.SignInID
	}{{h.grace.ID, signIn.ID}, {h.ada.ID, signIn.ID + 1000}, {h.ada.ID + 1000, signIn.ID}} {
		token, err := h.tokens.Mint(named.user, named.signIn, auth.Access)
		if err != nil {
			t.Fatal(err)
		}
		h.mustFail(t, bearing(token.Text()), auth.ErrBadToken)
	}
}

func TestARoleIsWhatTheStoreSaysNow(t *testing.T) {
	h := newHouse(t)
	signIn := h.signIn(t, h.grace)
	session, token := h.begin(t, signIn), h.access(t, signIn)
	if err := h.store.SetRole(t.Context(), h.grace.ID, chat.RoleModerator); err != nil {
		t.Fatal(err)
	}

	for _, r := range []*http.Request{page(session), bearing(token)} {
		if who, err := h.resolver.Identify(r); err != nil || who.User.Role != chat.RoleModerator {
			t.Errorf("got %v, %v", who.User.Role, err)
		}
	}
}

func TestAnOpenConnectionLooksAgain(t *testing.T) {
	h := newHouse(t)
	signIn := h.signIn(t, h.ada)
	who, err := h.resolver.IdentifyUpgrade(page(h.begin(t, signIn)))
	if err != nil {
		t.Fatal(err)
	}
	if err := h.resolver.Holds(t.Context(), who); err != nil {
		t.Errorf("got %v", err)
	}

	over := who
	over.Expires = time.Now()
	if err := h.resolver.Holds(t.Context(), over); !errors.Is(err, auth.ErrNobody) {
		t.Errorf("a session that is over holds: %v", err)
	}
	over.Source = auth.FromBearer
	if err := h.resolver.Holds(t.Context(), over); err != nil {
		t.Errorf("a token within the leeway does not hold: %v", err)
	}
	over.Expires = time.Now().Add(-auth.Leeway)
	if err := h.resolver.Holds(t.Context(), over); !errors.Is(err, auth.ErrNobody) {
		t.Errorf("a token beyond the leeway holds: %v", err)
	}

	h.end(t, signIn)
	if err := h.resolver.Holds(t.Context(), who); !errors.Is(err, auth.ErrNobody) {
		t.Errorf("an ended sign-in holds: %v", err)
	}
}

func TestAFailingStoreIsAnErrorAndNobodyElse(t *testing.T) {
	h := newHouse(t)
	signIn := h.signIn(t, h.ada)
	session, token := h.begin(t, signIn), h.access(t, signIn)
	if err := h.closeStore(); err != nil {
		t.Fatal(err)
	}

	for name, r := range map[string]*http.Request{
		"session": page(session), "bearer": bearing(token), "token cookie": page(accessCookie(token)),
		"both cookies": page(session, accessCookie(token)),
	} {
		who, err := h.resolver.Identify(r)
		if err == nil || errors.Is(err, auth.ErrNobody) || errors.Is(err, auth.ErrBadToken) || who.User.ID != 0 {
			t.Errorf("%s: got %+v, %v", name, who, err)
		}
	}
	if err := h.resolver.Holds(t.Context(), auth.Identity{User: h.ada, SignIn: signIn.ID}); err == nil || errors.Is(err, auth.ErrNobody) {
		t.Errorf("looking again: got %v", err)
	}
}

func BenchmarkIdentifySession(b *testing.B) {
	h := newHouse(b)
	r := page(h.begin(b, h.signIn(b, h.ada)))
	benchmarkIdentify(b, h, r)
}

func BenchmarkIdentifyBearer(b *testing.B) {
	h := newHouse(b)
	benchmarkIdentify(b, h, bearing(h.access(b, h.signIn(b, h.ada))))
}

func benchmarkIdentify(b *testing.B, h *house, r *http.Request) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := h.resolver.Identify(r); err != nil {
			b.Fatal(err)
		}
	}
}
