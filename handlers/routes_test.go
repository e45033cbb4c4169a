package handlers_test

import (
	"database/sql"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"parley/db/chat"
)

// route is one line of routes.go.
type route struct{ method, pattern string }

// allRoutes reads routes.go itself, so that a new route is tested from the day
// it is written.
func allRoutes(t *testing.T) []route {
	t.Helper()
	source, err := os.ReadFile("routes.go")
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(source), `" + apiAuth + "`, "/api/auth")
	var routes []route
	for _, found := range regexp.MustCompile(`"(GET|POST|PATCH) (/[^"]*)"`).FindAllStringSubmatch(text, -1) {
		routes = append(routes, route{found[1], strings.TrimSuffix(found[2], "{$}")})
	}
	if len(routes) < 50 {
		t.Fatalf("routes.go has only %d routes", len(routes))
	}
	return routes
}

// unsafe tells whether the route changes something.
func (r route) unsafe() bool { return r.method != http.MethodGet }

// in gives the route's address with every id that it asks for.
func (r route) in(room chat.RoomID, message chat.MessageID, user chat.UserID) string {
	return strings.NewReplacer("{room}", room.String(), "{message}", message.String(), "{user}", user.String(),
		"{invite}", "1", "{code}", "code", "{token}", "token", "{report}", "1", "{rule}", "1", "{held}", "1", "{entry}", "2", "{connection}", "1", "{block}", "1", "{visit}", "1").Replace(r.pattern)
}

// ofItself is what the server changes by itself: which rows of bells were
// pushed, and when somebody was last there, which is as exact as a minute.
const ofItself = `
	UPDATE notifications SET pushed = 0, told = 0;
	UPDATE sign_ins SET last_seen = 0;
	UPDATE users SET last_seen = 0`

// content is everything the store holds, as one text.
func (h *house) content() string {
	h.t.Helper()
	h.indexed() // what was said before changes something else by itself
	path := filepath.Join(h.t.TempDir(), "copy.db")
	if err := h.store.Backup(h.t.Context(), path); err != nil {
		h.t.Fatal(err)
	}
	copied, err := sql.Open("sqlite3", path)
	if err != nil {
		h.t.Fatal(err)
	}
	defer copied.Close()
	if _, err := copied.ExecContext(h.t.Context(), ofItself); err != nil {
		h.t.Fatal(err)
	}
	var all strings.Builder
	for _, table := range h.column(copied, `SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name`) {
		h.dump(&all, copied, table)
	}
	return all.String()
}

func (h *house) column(from *sql.DB, query string) []string {
	h.t.Helper()
	var all strings.Builder
	h.rows(&all, from, query)
	return strings.Fields(strings.ReplaceAll(all.String(), `"`, ""))
}

func (h *house) dump(to *strings.Builder, from *sql.DB, table string) {
	h.t.Helper()
	to.WriteString(table + "\n")
	h.rows(to, from, `SELECT * FROM "`+table+`"`)
}

// rows writes what a query gives, a line each.
func (h *house) rows(to *strings.Builder, from *sql.DB, query string) {
	h.t.Helper()
	found, err := from.QueryContext(h.t.Context(), query)
	if err != nil {
		h.t.Fatal(err)
	}
	defer found.Close()
	columns, err := found.Columns()
	if err != nil {
		h.t.Fatal(err)
	}
	for found.Next() {
		values := make([]sql.NullString, len(columns))
		targets := make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := found.Scan(targets...); err != nil {
			h.t.Fatal(err)
		}
		for _, value := range values {
			fmt.Fprintf(to, "%q ", value.String)
		}
		to.WriteString("\n")
	}
	if err := found.Err(); err != nil {
		h.t.Fatal(err)
	}
}

// inhabitedRoom has two people and a message of each.
func inhabitedRoom(t *testing.T) (h *house, ada, bob *browser, first chat.MessageID) {
	t.Helper()
	h, ada = newInhabited(t)
	bob = h.person("bob")
	ada.say(lobby, "of ada")
	bob.say(lobby, "of bob")
	return h, ada, bob, h.stored(ada, lobby)[0].ID
}

func TestSafeMethodsChangeNothing(t *testing.T) {
	t.Parallel()
	h, ada, bob, message := inhabitedRoom(t)
	guest := h.stranger()
	before := h.content()

	for _, r := range allRoutes(t) {
		path := r.in(lobby, message, bob.user.ID)
		for _, method := range []string{http.MethodGet, http.MethodHead, http.MethodOptions} {
			for _, b := range []*browser{ada, bob, guest} {
				if a := b.do(b.request(method, path, nil)); a.status >= http.StatusInternalServerError {
					t.Errorf("%s was answered with %d", a.asked, a.status)
				}
				overridden := b.request(method, path, nil)
				overridden.Header.Set("X-HTTP-Method-Override", http.MethodPost)
				overridden.Header.Set("HX-Request", "true")
				b.do(overridden)
			}
		}
		if h.content() != before {
			t.Fatalf("asking for %s changed something", path)
		}
	}
}

// otherSites are requests that pages of other sites can make a browser send,
// and one that no browser sends.
var otherSites = map[string]func(r *http.Request, base string){
	"cross-site":                func(r *http.Request, _ string) { fetched(r, "cross-site", "http://evil.example") },
	"cross-site without origin": func(r *http.Request, _ string) { fetched(r, "cross-site", "") },
	"cross-site, null origin":   func(r *http.Request, _ string) { fetched(r, "cross-site", "null") },
	"same-site":                 func(r *http.Request, base string) { fetched(r, "same-site", base+"0") },
	"same-site without origin":  func(r *http.Request, _ string) { fetched(r, "same-site", "") },
	"foreign origin":            func(r *http.Request, _ string) { fetched(r, "", "http://evil.example") },
	"null origin":               func(r *http.Request, _ string) { fetched(r, "", "null") },
	"origin of another port":    func(r *http.Request, base string) { fetched(r, "", base+"0") },
	"origin of another scheme":  func(r *http.Request, base string) { fetched(r, "", strings.Replace(base, "http:", "https:", 1)) },
	"neither, but a cookie":     func(r *http.Request, _ string) { fetched(r, "", "") },
	"unknown word":              func(r *http.Request, _ string) { fetched(r, "elsewhere", "null") },
	"two origins": func(r *http.Request, base string) {
		fetched(r, "", base)
		r.Header.Add("Origin", "http://evil.example")
	},
}

func fetched(r *http.Request, site, origin string) {
	r.Header.Del("Sec-Fetch-Site")
	r.Header.Del("Origin")
	if site != "" {
		r.Header.Set("Sec-Fetch-Site", site)
	}
	if origin != "" {
		r.Header.Set("Origin", origin)
	}
}

// simpleBodies are what forms of other sites can send without asking first.
var simpleBodies = []struct{ kind, body string }{
	{"application/x-www-form-urlencoded", "username=mallory&password=a+quiet+evening+by+the+lake&name=x&body=x&end=others"},
	{"multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"body\"\r\n\r\nx\r\n--x--\r\n"},
	{"text/plain", `{"username":"mallory","password":"a quiet evening by the lake"}`},
	{"", ""},
}

func TestOtherSitesCanChangeNothing(t *testing.T) {
	t.Parallel()
	h, ada, bob, message := inhabitedRoom(t)
	before := h.content()

	for _, r := range allRoutes(t) {
		if !r.unsafe() || r.pattern == "/csp-report" {
			continue
		}
		for name, spoil := range otherSites {
			if name == "neither, but a cookie" && looksAtNoCookie(r) {
				continue
			}
			for _, body := range simpleBodies {
				request := ada.request(r.method, r.in(lobby, message, bob.user.ID), strings.NewReader(body.body))
				request.Header.Set("Content-Type", body.kind)
				spoil(request, h.base)
				if a := ada.do(request); a.status != http.StatusForbidden {
					t.Errorf("%s, %s, was answered with %d", a.asked, name, a.status)
				}
			}
		}
	}

	if h.content() != before {
		t.Error("something was changed")
	}
}

// looksAtNoCookie names the routes that bring a credential of their own, so
// that a program with a stale cookie and without an Origin is not refused.
func looksAtNoCookie(r route) bool {
	return slices.Contains([]string{"/first-run", "/signup", "/login", "/api/auth/login", "/api/auth/registration",
		"/api/auth/token/verify", "/api/auth/token/refresh"}, r.pattern)
}

func TestProgramWithABearerNeedsNoOrigin(t *testing.T) {
	h, ada := newInhabited(t)
	r := h.stranger().request(http.MethodPost, "/rooms/1/messages", strings.NewReader("body=by+a+program"))
	r.Header = h.bearing(h.access(ada))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")

	h.stranger().do(r).is(http.StatusSeeOther)

	if got := h.texts(ada, lobby); !slices.Equal(got, []string{"by a program"}) {
		t.Errorf("the room holds %q", got)
	}
}

func TestNothingIsStoredForStrangers(t *testing.T) {
	t.Parallel()
	h, _, bob, message := inhabitedRoom(t)
	before := h.content()
	routes := allRoutes(t)

	for i := range 1000 {
		guest := h.stranger()
		r := routes[i%len(routes)]
		request := guest.request(r.method, r.in(lobby, message, bob.user.ID), nil)
		if i%2 == 0 {
			request.Header.Set("Cookie", "sessionid="+strings.Repeat("B", 43))
		}
		a := guest.do(request)
		if got := a.header.Values("Set-Cookie"); r.method == http.MethodGet && len(got) > 0 {
			t.Errorf("%s sets the cookies %q", a.asked, got)
		}
	}

	if h.content() != before {
		t.Error("something was stored")
	}
}
