package handlers_test

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"parley/db/chat"
)

// browser asks as a browser does: it keeps cookies, says where a post comes
// from, and shows each answer, redirects too. user and signIn are whose it is;
// a stranger's are 0.
type browser struct {
	t      testing.TB
	house  *house
	user   chat.User
	signIn chat.SignInID
	client *http.Client
	from   string // the address that a proxy says it comes from; empty: there is no proxy
}

func (h *house) stranger() *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.t.Fatal(err)
	}
	return &browser{t: h.t, house: h, client: &http.Client{Jar: jar, Transport: h.wire, Timeout: patience,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}}
}

// browserOf is a browser on which somebody has signed in just now.
func (h *house) browserOf(user chat.User) *browser {
	h.t.Helper()
	return h.browserSince(user, time.Now().UTC())
}

// browserSince is a browser of somebody who signed in at a time and was not seen
// since.
func (h *house) browserSince(user chat.User, at time.Time) *browser {
	h.t.Helper()
	b := h.stranger()
	b.user, b.signIn = user, h.startSignIn(user, at)
	w := httptest.NewRecorder()
	if _, err := h.sessions.Begin(w, httptest.NewRequest(http.MethodPost, "/login", nil), b.signIn); err != nil {
		h.t.Fatal(err)
	}
	b.keep(w.Result().Cookies()...)
	return b
}

func (h *house) startSignIn(user chat.User, at time.Time) chat.SignInID {
	h.t.Helper()
	signIn, err := h.store.StartSignIn(h.t.Context(), user.ID, "127.0.0.1", "a test", at)
	if err != nil {
		h.t.Fatal(err)
	}
	return signIn.ID
}

// keep puts cookies into the browser.
func (b *browser) keep(cookies ...*http.Cookie) {
	b.client.Jar.SetCookies(b.address(), cookies)
	for _, cookie := range cookies {
		b.house.log.secret(cookie.Value)
	}
}

func (b *browser) address() *url.URL {
	address, err := url.Parse(b.house.base + "/")
	if err != nil {
		b.t.Fatal(err)
	}
	return address
}

// cookies is what the browser would send.
func (b *browser) cookies() string {
	var pairs []string
	for _, cookie := range b.client.Jar.Cookies(b.address()) {
		pairs = append(pairs, cookie.Name+"="+cookie.Value)
	}
	return strings.Join(pairs, "; ")
}

// cookie is the value of one, empty where there is none.
func (b *browser) cookie(name string) string {
	for _, cookie := range b.client.Jar.Cookies(b.address()) {
		if cookie.Name == name {
			return cookie.Value
		}
	}
	return ""
}

// answer is a whole answer.
type answer struct {
	t      testing.TB
	asked  string
	status int
	header http.Header
	body   string
}

// is fails unless the answer has the status, and goes on with it.
func (a answer) is(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("%s was answered with %d, want %d: %.300s", a.asked, a.status, status, a.body)
	}
	return a
}

// holds fails unless the body has the text in it.
func (a answer) holds(text string) answer {
	a.t.Helper()
	if !strings.Contains(a.body, text) {
		a.t.Fatalf("%s was answered without %q: %.2000s", a.asked, text, a.body)
	}
	return a
}

// leadsTo fails unless the answer is a redirect to that place of ours.
func (a answer) leadsTo(place string) answer {
	a.t.Helper()
	if got := a.is(http.StatusSeeOther).header.Get("Location"); got != place {
		a.t.Fatalf("%s leads to %q, want %q", a.asked, got, place)
	}
	return a
}

// request is a request that a test is about to change.
func (b *browser) request(method, path string, body io.Reader) *http.Request {
	b.t.Helper()
	r, err := http.NewRequestWithContext(b.t.Context(), method, b.house.base+path, body)
	if err != nil {
		b.t.Fatal(err)
	}
	r.Header.Set("Accept", "text/html")
	if b.from != "" {
		r.Header.Set("X-Forwarded-For", b.from)
	}
	if method != http.MethodGet && method != http.MethodHead {
		r.Header.Set("Origin", b.house.base)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	return r
}

// try sends a request from any goroutine.
func (b *browser) try(r *http.Request) (answer, error) {
	response, err := b.client.Do(r)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	for _, cookie := range response.Cookies() {
		b.house.log.secret(cookie.Value)
	}
	return answer{t: b.t, asked: r.Method + " " + r.URL.RequestURI(), status: response.StatusCode, header: response.Header, body: string(body)}, err
}

func (b *browser) do(r *http.Request) answer {
	b.t.Helper()
	a, err := b.try(r)
	if err != nil {
		b.t.Fatal(err)
	}
	return a
}

func (b *browser) get(path string) answer {
	b.t.Helper()
	return b.do(b.request(http.MethodGet, path, nil))
}

// post sends a form; fields are names and values in turn.
func (b *browser) post(path string, fields ...string) answer {
	b.t.Helper()
	return b.do(b.form(path, fields...))
}

func (b *browser) form(path string, fields ...string) *http.Request {
	b.t.Helper()
	r := b.request(http.MethodPost, path, strings.NewReader(encoded(fields).Encode()))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return r
}

func encoded(fields []string) url.Values {
	values := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		values.Add(fields[i], fields[i+1])
	}
	return values
}

// say posts a message by the plain form.
func (b *browser) say(room chat.RoomID, body string) {
	b.t.Helper()
	b.post(roomPath(room)+"/messages", "body", body).is(http.StatusSeeOther)
}

func roomPath(room chat.RoomID) string { return "/rooms/" + room.String() }
