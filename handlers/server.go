// Package handlers is everything between a request or a frame and the store:
// routes, commands, pages, the socket door, errors. Its main idea is that a
// command has two doors: what a person does is a function of a membership and
// a form, and the socket door and the HTTP door only make the form. It writes
// neither SQL nor HTML.
package handlers

import (
	"context"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"parley/db"
	"parley/db/blobs"
	"parley/db/chat"
	"parley/handlers/auth"
	"parley/handlers/jobs"
	"parley/handlers/jobs/fetch"
	"parley/realtime"
	"parley/views"
)

// Config is what the server must be told.
type Config struct {
	Site           views.Site
	BaseURL        *url.URL
	Origins        *auth.Origins
	TrustedProxies []netip.Prefix
	SupportFrames  []string // origins whose pages may hold the support desk's
	Limits         Limits
	KeyFolder      string        // of the token keys
	FileFolder     string        // of uploaded files; made if missing
	Mailer         *Mailer       // nil: no mail can be sent
	Fetch          *fetch.Client // asks other sites; nil: links get no cards
	Hooks          *fetch.Client // calls people's web hooks; nil: they have none
	AwayAfter      time.Duration // without a sign of life; 0: chat.AwayAfter
	Version        string
	Log            *slog.Logger
}

// Server answers every request of the public listener.
type Server struct {
	site       views.Site
	base       *url.URL
	origins    *auth.Origins
	crossSite  *auth.CrossSite
	proxies    []netip.Prefix
	frames     []string
	limits     Limits
	version    string
	log        *slog.Logger
	store      *db.Store
	hub        *realtime.Hub
	announcer  *Announcer
	messages   *fragments
	audiences  *audiences
	newest     *newest
	typists    *typists[place]
	callers    *callers
	reception  *reception
	visits     *budgets[netip.Addr]
	visitors   *budgets[chat.VisitID]
	crowd      *crowd
	overview   *overview
	watch      *watch
	sweeper    *sweeper
	blobs      *blobs.Store
	reads      *reads
	decoding   chan struct{} // holds a place for each picture that is decoded now
	budgets    *budgets[chat.UserID]
	searches   *budgets[chat.UserID]
	indexer    *indexer
	typing     *budgets[chat.UserID]
	fetch      *fetch.Client // nil: links get no cards
	hooks      *fetch.Client // nil: nobody has a web hook
	hookTests  *budgets[chat.UserID]
	jobs       *jobs.Runner
	bells      *bells
	reactions  *budgets[chat.UserID]
	resets     *budgets[netip.Addr]
	reports    *budgets[chat.UserID]
	asks       *budgets[chat.UserID] // for friendships
	guard      *guard
	mailer     *Mailer // nil: no mail can be sent
	handshakes *rate.Limiter
	auth       *auth.Resolver
	keys       *auth.Keys
	tokens     *auth.Tokens
	tickets    *auth.Tickets
	cookies    auth.Cookies
	sessions   *auth.Sessions
	passwords  *auth.Passwords
	guesses    *auth.Guesses
	codeTries  *auth.Guesses // of second factors; see guessed
	challenges *auth.Challenges
	seal       *auth.Seal
	handler    http.Handler
	draining   atomic.Bool
	exporting  sync.Map // who is saving a room just now, by chat.UserID
}

// HubOptions are the hub's settings for pages of ours.
func HubOptions(log *slog.Logger) realtime.Options {
	return realtime.Options{
		Ping: 25 * time.Second, PongAge: 60 * time.Second, Beat: 15 * time.Second,
		QueueFrames: 64, QueueBytes: 256 << 10,
		Heartbeat: realtime.Frame{Body: views.Connected().Bytes(), Ephemeral: true},
		Log:       log,
	}
}

// New makes the server. It starts goroutines that Close ends.
func New(config Config, store *db.Store, hub *realtime.Hub, announcer *Announcer) (*Server, error) {
	s := &Server{
		site: config.Site, base: config.BaseURL, origins: config.Origins, proxies: config.TrustedProxies, frames: config.SupportFrames,
		limits: config.Limits, version: config.Version, log: config.Log,
		store: store, hub: hub, announcer: announcer, messages: announcer.messages, audiences: announcer.audiences, newest: newNewest(store), typists: announcer.typists, callers: announcer.callers,
		budgets:    newBudgets[chat.UserID](config.Limits.Messages, int(5*config.Limits.Messages)),
		searches:   newBudgets[chat.UserID](config.Limits.Searches, searchesBurst),
		typing:     newBudgets[chat.UserID](config.Limits.Typing, 2*int(config.Limits.Typing)),
		reactions:  newBudgets[chat.UserID](config.Limits.Reactions, int(config.Limits.Reactions)),
		resets:     newBudgets[netip.Addr](resetsPerHour/3600., resetsPerHour),
		reports:    newBudgets[chat.UserID](reportsPerHour/3600., reportsPerHour),
		visits:     newBudgets[netip.Addr](config.Limits.Visits/3600, int(config.Limits.Visits)),
		visitors:   newBudgets[chat.VisitID](config.Limits.Messages, int(5*config.Limits.Messages)),
		asks:       newBudgets[chat.UserID](requestsPerHour/3600., requestsPerHour),
		guard:      newGuard(store),
		decoding:   make(chan struct{}, decodedAtOnce),
		mailer:     config.Mailer,
		fetch:      config.Fetch,
		hooks:      config.Hooks,
		hookTests:  newBudgets[chat.UserID](1/chat.HookEvery.Seconds(), hookTestsBurst),
		handshakes: limiter(config.Limits.Handshakes, int(config.Limits.Handshakes/5)),
	}
	if err := s.openAuth(config); err != nil {
		return nil, err
	}
	if err := s.recallBlocks(); err != nil {
		return nil, err
	}
	var err error
	if s.blobs, err = blobs.Open(config.FileFolder); err != nil {
		return nil, err
	}
	s.handler = s.routes()
	s.crowd = newCrowd(config, store, hub, announcer)
	s.reads = newReads(store, announcer.numbers, config.Log)
	announcer.numbers.begin(store, config.Log)
	s.overview = newOverview(s, announcer.tempo)
	s.watch = newWatch(s)
	s.reception = newReception(s)
	s.sweeper = newSweeper(store, s.blobs, config.Log)
	s.bells = newBells(store, hub, announcer.audiences, announcer.work, config.Log)
	s.indexer = newIndexer(store, config.Log, announcer.spoke)
	s.jobs = jobs.Start(store, s.work(), announcer.work, config.Log)
	return s, nil
}

// openAuth makes everything that tells who is asking.
func (s *Server) openAuth(config Config) error {
	keys, err := auth.OpenKeys(config.KeyFolder)
	if err != nil {
		return err
	}
	if s.tokens, err = NewTokens(keys, s.store); err != nil {
		return err
	}
	if s.crossSite, err = auth.NewCrossSite(config.Origins, holdsItsCredential); err != nil {
		return err
	}
	s.keys, s.passwords = keys, auth.NewPasswords()
	s.guesses = auth.NewGuesses(auth.DefaultGuessLimits())
	s.codeTries = auth.NewGuesses(auth.DefaultGuessLimits())
	if s.seal, err = auth.OpenSeal(config.KeyFolder); err != nil {
		return err
	}
	s.cookies = auth.Cookies{Secure: config.Origins.Secure()}
	s.challenges = auth.NewChallenges(s.store, s.cookies, views.SignInCodePath)
	s.tickets = auth.NewTickets(s.store)
	s.sessions = auth.NewSessions(s.store, auth.SessionOptions{Secure: config.Origins.Secure()})
	s.auth = auth.NewResolver(s.store, s.sessions, s.tokens, s.tickets, auth.ResolverOptions{Idle: idleLife})
	return nil
}

// idleLife is how long a sign-in counts that nobody uses: half as long as a
// session at most.
const idleLife = auth.SessionLife / 2

// tokenIssuer stands in tokens as iss and aud. The key is this server's own, so
// the names need not be: a token minted on the command line holds at any base
// URL.
const tokenIssuer = "parley"

// NewTokens mints and reads the tokens of a place.
func NewTokens(keys *auth.Keys, store *db.Store) (*auth.Tokens, error) {
	return auth.NewTokens(keys, store, auth.TokenOptions{Issuer: tokenIssuer, Audience: tokenIssuer})
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// BaseURL is the one public address.
func (s *Server) BaseURL() string { return s.base.String() }

// drainSpan spreads the reconnects of a thousand pages or more; fewer leave
// sooner.
const drainSpan = 4 * time.Second

// Drain refuses new sockets, frames and posts and lets the open sockets go, in random
// slices, so that they do not all come back at once. Posts under way are
// answered wholly.
func (s *Server) Drain(ctx context.Context) {
	s.draining.Store(true)
	span := drainSpan * time.Duration(min(s.hub.Count(), 1000)) / 1000
	s.hub.Drain(ctx, closeRestart, "restart", 10, span)
}

// ReloadKeys reads the key files again: an added one signs from now on, tokens
// of a removed one die.
func (s *Server) ReloadKeys() error { return s.keys.Reload() }

// Close stores what is pending and stops the server's goroutines.
func (s *Server) Close() {
	s.watch.close()
	s.overview.close()
	s.reception.close()
	s.sweeper.close()
	s.indexer.close()
	s.jobs.Close()
	s.mailer.close()
	s.crowd.close()
	s.reads.close()
	s.bells.close()
	s.announcer.numbers.close()
	s.announcer.sidebars.close()
	s.announcer.receipts.close()
	s.auth.Close()
}
