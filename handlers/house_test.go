package handlers_test

import (
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"parley/db"
	"parley/db/chat"
	"parley/db/sqlite"
	"parley/handlers"
	"parley/handlers/auth"
	"parley/realtime"
	"parley/views"
)

// patience is how long anything may take before a test gives up. It is far
// more than anything here needs, because machines that run tests are busy.
const patience = 30 * time.Second

// soon is how long a change may take to reach a connection.
const soon = time.Second

// house is the whole server: the real store in a folder of its own, the real
// routes on a real listener. Nobody lives in it yet.
type house struct {
	t         testing.TB
	base      string // its address, without a last slash
	folder    string
	store     *db.Store
	hub       *realtime.Hub
	server    *handlers.Server
	announcer *handlers.Announcer
	sessions  *auth.Sessions
	tokens    *auth.Tokens
	tickets   *auth.Tickets
	log       *logbook
	wire      *http.Transport // of all browsers: many at once, to one place

	tune       func(*db.Engine) // changes the engine before the store opens; nil: nothing to change
	closeStore func() error     // once; a closed store fails as a broken one does
}

// setting changes a house before it opens.
type setting func(*house, *handlers.Config)

// limited sets limits. Without it none but the one of bodies holds, because
// tests are faster than people.
func limited(change func(*handlers.Limits)) setting {
	return func(_ *house, c *handlers.Config) { change(&c.Limits) }
}

// newHouse opens a house until the test ends. Then it looks through the log:
// nothing in it may be a secret that was used.
func newHouse(t testing.TB, settings ...setting) *house {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return newHouseAt(t, listener, &http.Transport{MaxIdleConnsPerHost: 64}, settings...)
}

func newHouseAt(t testing.TB, listener net.Listener, wire *http.Transport, settings ...setting) *house {
	t.Helper()
	h := &house{t: t, folder: t.TempDir(), log: newLogbook(), wire: wire}
	h.base = "http://" + listener.Addr().String()
	config := h.config()
	for _, set := range settings {
		set(h, &config)
	}
	h.open(config)
	site := &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { h.server.ServeHTTP(w, r) }), ReadHeaderTimeout: patience, MaxHeaderBytes: 16 << 10}
	var serving sync.WaitGroup
	serving.Go(func() { site.Serve(listener) })
	t.Cleanup(func() {
		h.wire.CloseIdleConnections()
		site.Close()
		serving.Wait()
		h.server.Close()
		h.hub.Close()
		h.closeStore()
		h.log.check(t)
	})
	return h
}

func (h *house) config() handlers.Config {
	base, err := url.Parse(h.base)
	if err != nil {
		h.t.Fatal(err)
	}
	origins, err := auth.NewOrigins(h.base)
	if err != nil {
		h.t.Fatal(err)
	}
	return handlers.Config{
		Site:    views.Site{Name: "Parley", Audience: views.Audience{Language: "en-GB", Zone: time.UTC}},
		BaseURL: base, Origins: origins, Limits: handlers.Limits{Body: 64 << 10},
		KeyFolder: filepath.Join(h.folder, "keys"), FileFolder: filepath.Join(h.folder, "files"), Version: "test", Log: h.log.logger(),
	}
}

// open starts everything behind the listener.
func (h *house) open(config handlers.Config) {
	h.t.Helper()
	engine, err := sqlite.Open(h.t.Context(), sqlite.Options{Folder: h.folder, Log: config.Log})
	if err != nil {
		h.t.Fatal(err)
	}
	// Nothing here cuts the power, and a disk that others use takes its time.
	if _, err := engine.Writer.ExecContext(h.t.Context(), `PRAGMA synchronous = OFF`); err != nil {
		h.t.Fatal(err)
	}
	if h.tune != nil {
		h.tune(&engine)
	}
	h.hub = realtime.NewHub(realtime.NewLocalBus(), handlers.HubOptions(config.Log))
	h.announcer = handlers.NewAnnouncer(h.hub, config.Site)
	if h.store, err = db.Open(h.t.Context(), engine, db.Options{Committed: h.announcer.Committed, Log: config.Log}); err != nil {
		h.t.Fatal(err)
	}
	h.closeStore = sync.OnceValue(h.store.Close)
	if h.server, err = handlers.New(config, h.store, h.hub, h.announcer); err != nil {
		h.t.Fatal(err)
	}
	keys, err := auth.OpenKeys(config.KeyFolder)
	if err != nil {
		h.t.Fatal(err)
	}
	if h.tokens, err = handlers.NewTokens(keys, h.store); err != nil {
		h.t.Fatal(err)
	}
	h.sessions = auth.NewSessions(h.store, auth.SessionOptions{})
	h.tickets = auth.NewTickets(h.store)
}

// lobby is the room that every house begins with; everybody is a member of it.
const lobby chat.RoomID = 1

// newInhabited is a house with its first person, an admin.
func newInhabited(t testing.TB, settings ...setting) (*house, *browser) {
	t.Helper()
	h := newHouse(t, settings...)
	return h, h.first()
}

// first makes the first person.
func (h *house) first() *browser {
	h.t.Helper()
	ada, room, err := h.store.CreateFirstUser(h.t.Context(), chat.NewUser{Username: "ada", DisplayName: "Ada", Role: chat.RoleAdmin}, "General")
	if err != nil {
		h.t.Fatal(err)
	}
	if room.ID != lobby {
		h.t.Fatalf("the first room is %d", room.ID)
	}
	return h.browserOf(ada)
}

// person makes an account and signs it in on a browser.
func (h *house) person(name string) *browser {
	h.t.Helper()
	user, err := h.store.CreateUser(h.t.Context(), chat.NewUser{Username: name, DisplayName: name, Role: chat.RoleMember})
	if err != nil {
		h.t.Fatal(err)
	}
	return h.browserOf(user)
}

// people makes several.
func (h *house) people(prefix string, count int) []*browser {
	h.t.Helper()
	browsers := make([]*browser, count)
	for i := range browsers {
		browsers[i] = h.person(prefix + string(rune('a'+i/26)) + string(rune('a'+i%26)))
	}
	return browsers
}

// closedRoom makes a room that only its members know of.
func (h *house) closedRoom(maker *browser, members ...*browser) chat.RoomID {
	h.t.Helper()
	m, err := h.store.CreateRoom(h.t.Context(), maker.user, chat.NewRoom{Name: "Board", Kind: chat.Closed})
	if err != nil {
		h.t.Fatal(err)
	}
	for _, member := range members {
		if err := h.store.AddMember(h.t.Context(), m.Room.ID, member.user.ID); err != nil {
			h.t.Fatal(err)
		}
	}
	return m.Room.ID
}

// membership is somebody's place in a room.
func (h *house) membership(b *browser, room chat.RoomID) chat.Membership {
	h.t.Helper()
	m, err := h.store.Membership(h.t.Context(), b.user.ID, room)
	if err != nil {
		h.t.Fatal(err)
	}
	return m
}

// stored is the whole log of a room as it lies in the store.
func (h *house) stored(b *browser, room chat.RoomID) []chat.Message {
	h.t.Helper()
	page, err := h.store.After(h.t.Context(), h.membership(b, room), 0, 1_000_000)
	if err != nil {
		h.t.Fatal(err)
	}
	return page.Messages
}

// texts is the bodies of a room's log.
func (h *house) texts(b *browser, room chat.RoomID) []string {
	h.t.Helper()
	var texts []string
	for _, m := range h.stored(b, room) {
		texts = append(texts, m.Body)
	}
	return texts
}
