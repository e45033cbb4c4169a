package handlers

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"runtime/debug"
	"strings"

	"github.com/a-h/templ"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/static"
	"parley/views"
)

// setHeaders puts the same guard around every answer, errors included.
func (s *Server) setHeaders(next http.Handler) http.Handler {
	policy := s.contentPolicy()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		// no-referrer would make browsers send Origin: null with our own forms.
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
		h.Set("Origin-Agent-Cluster", "?1")
		h.Set("Cache-Control", "no-store")
		h.Set("Vary", "HX-Request") // and Cookie, which the session adds
		if s.base.Scheme == "https" {
			h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// contentPolicy allows one script by its exact address, so that an uploaded
// file or an injected tag of our own origin never runs, and our own styles,
// pictures and connections.
func (s *Server) contentPolicy() string {
	origin := s.base.String()
	socket := url.URL{Scheme: "ws", Host: s.base.Host}
	if s.base.Scheme == "https" {
		socket.Scheme = "wss"
	}
	return "default-src 'none'; script-src " + origin + static.Path("htmx.js") +
		"; style-src " + origin + "/static/ " + origin + "/me.css" +
		"; img-src 'self'; font-src " + origin + "/static/; media-src 'self'; connect-src 'self' " + socket.String() +
		"; manifest-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-src 'none'; " + noFrames + "; worker-src 'none'; report-uri /csp-report"
}

// noFrames: no page may stand in another site's.
const noFrames = "frame-ancestors 'none'"

// framed is a page of the support desk, which alone may stand in the pages of
// the sites that the configuration names.
func (s *Server) framed(handle func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	page := s.page(handle)
	return func(w http.ResponseWriter, r *http.Request) {
		if h := w.Header(); len(s.frames) > 0 {
			h.Set("Content-Security-Policy", strings.Replace(h.Get("Content-Security-Policy"), noFrames, "frame-ancestors "+strings.Join(s.frames, " "), 1))
			h.Del("X-Frame-Options") // it knows no list
		}
		page(w, r)
	}
}

// recoverPanics turns a bug into a logged stack and a 500.
func (s *Server) recoverPanics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if reason := recover(); reason != nil && reason != http.ErrAbortHandler {
				s.log.Error("handler panicked", "route", r.Pattern, "reason", reason, "stack", string(debug.Stack()))
				http.Error(w, "Something broke on our side. It is in the log now; please try again.", http.StatusInternalServerError)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

// checkHost refuses a name that is not ours (DNS rebinding).
func (s *Server) checkHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.origins.KnownHost(r.Host) {
			s.logProblem(r, problemOf(errUnknownHost), errUnknownHost)
			http.Error(w, "This place lives at "+s.base.String(), http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// limitBody bounds what a request may carry; reading beyond it ends in 413.
func (s *Server) limitBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if limit := s.limits.bodyLimit(r); limit > 0 {
			r.Body = http.MaxBytesReader(w, r.Body, int64(limit))
		}
		next.ServeHTTP(w, r)
	})
}

// guardSite refuses what another site asks for.
func (s *Server) guardSite(next http.Handler) http.Handler {
	return s.crossSite.Handler(next, s.failIn)
}

// refuseLate takes no new changes from a server that is about to stop; what is
// under way goes on, and so does reading.
func (s *Server) refuseLate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if s.draining.Load() && r.Method != http.MethodGet && r.Method != http.MethodHead && r.Method != http.MethodOptions {
			s.failIn(w, r, errDraining)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// looksAtNoCredential names the requests that bring a credential of their own
// and never ask who came with them: a stale cookie must not block these.
func looksAtNoCredential(r *http.Request) bool {
	switch strings.TrimSuffix(r.URL.Path, "/") {
	case views.SignInPath, views.SignInCodePath, views.SignUpPath, views.FirstRunPath,
		apiAuth + "/login", apiAuth + "/registration", apiAuth + "/token/verify", apiAuth + "/token/refresh":
		return true
	}
	return false
}

// holdsItsCredential is the same for what guards against other sites: the page
// of the code brings half a sign-in, in a cookie.
func holdsItsCredential(r *http.Request) bool {
	return looksAtNoCredential(r) && strings.TrimSuffix(r.URL.Path, "/") != views.SignInCodePath
}

// leaves names the requests that end a sign-in, which any credential may ask
// for, also one that counts no more.
func leaves(r *http.Request) bool {
	path := strings.TrimSuffix(r.URL.Path, "/")
	return path == views.SignOutPath || path == apiAuth+"/logout"
}

type contextKey int

const viewerKey contextKey = iota

// viewerOf tells who is asking; false for nobody.
func viewerOf(ctx context.Context) (auth.Identity, bool) {
	identity, ok := ctx.Value(viewerKey).(auth.Identity)
	return identity, ok
}

// identify finds out who is asking, once a request. Nobody is no error here: a
// page that needs somebody says so (member).
func (s *Server) identify(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		identity, err := s.auth.Identify(r)
		s.cookies.Clear(w, identity.Stale...)
		switch {
		case err == nil:
			r = r.WithContext(context.WithValue(r.Context(), viewerKey, identity))
		case !errors.Is(err, auth.ErrNobody) && !looksAtNoCredential(r) && !leaves(r):
			s.failIn(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// page lets a handler return its error.
func (s *Server) page(handle func(http.ResponseWriter, *http.Request) error) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := handle(w, r); err != nil {
			s.failIn(w, r, err)
		}
	}
}

// member is a page for people with an account. Others are sent to sign in and
// come back; htmx is told to, because it follows a redirect into the page.
func (s *Server) member(handle func(http.ResponseWriter, *http.Request, auth.Identity) error) http.HandlerFunc {
	return s.page(func(w http.ResponseWriter, r *http.Request) error {
		viewer, ok := viewerOf(r.Context())
		if ok {
			s.crowd.stir(viewer.User.ID)
			return handle(w, r, viewer)
		}
		next := ""
		if r.Method == http.MethodGet && !isHTMX(r) {
			next = r.URL.RequestURI()
		}
		if isHTMX(r) {
			w.Header().Set("HX-Redirect", views.SignInPath)
			return errNotSignedIn
		}
		if !acceptsHTML(r) {
			return errNotSignedIn
		}
		http.Redirect(w, r, signInPath(next), http.StatusSeeOther)
		return nil
	})
}

// background is member for what a page asks by itself while somebody types. Who
// is signed out keeps the page with their words on it: they are not sent away.
func (s *Server) background(handle func(http.ResponseWriter, *http.Request, auth.Identity) error) http.HandlerFunc {
	asMember := s.member(handle)
	return func(w http.ResponseWriter, r *http.Request) {
		if _, ok := viewerOf(r.Context()); !ok && isHTMX(r) {
			w.Header().Set("WWW-Authenticate", "Bearer")
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		asMember(w, r)
	}
}

// signInPath is the way back to where somebody wanted to go.
func signInPath(next string) string {
	if next == "" || next == views.HomePath {
		return views.SignInPath
	}
	return views.SignInNextPath(next)
}

func isHTMX(r *http.Request) bool { return r.Header.Get("HX-Request") == "true" }

// membership is the reader's place in the room of the address; a stranger gets
// ErrNotFound.
func (s *Server) membership(r *http.Request, viewer auth.Identity) (chat.Membership, error) {
	room, err := chat.ParseID[chat.RoomID](r.PathValue("room"))
	if err != nil {
		return chat.Membership{}, err
	}
	return s.store.Membership(r.Context(), viewer.User.ID, room)
}

// render writes a component as the whole answer.
func (s *Server) render(w http.ResponseWriter, r *http.Request, status int, component templ.Component) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	if err := component.Render(r.Context(), w); err != nil {
		s.log.Debug("page not written", "route", r.Pattern, "error", err)
	}
}
