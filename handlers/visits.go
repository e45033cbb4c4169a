package handlers

import (
	"context"
	"crypto/rand"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// visitor is who asks at the support desk.
type visitor struct {
	hash    []byte      // of what the browser is known by
	account chat.UserID // who is signed in on it; 0: nobody
	address netip.Addr
}

func (s *Server) visitor(r *http.Request) visitor {
	viewer, _ := viewerOf(r.Context())
	return visitor{auth.Visit(r), viewer.User.ID, s.addressOf(r)}
}

// visitOf is the visitor's own visit; chat.ErrNotFound as of Store.VisitOf. What
// somebody began who was signed in is there while they are, so that nobody reads
// it who uses the browser after them.
func (s *Server) visitOf(ctx context.Context, v visitor) (chat.Visit, error) {
	visit, err := s.store.VisitOf(ctx, v.hash)
	if err == nil && visit.Account.ID != 0 && visit.Account.ID != v.account {
		return chat.Visit{}, chat.ErrNotFound
	}
	return visit, err
}

// visitSeenEvery is how exact it is when a visitor looked last whose page does
// not listen.
const visitSeenEvery = time.Minute

// showVisit is the visitor's page: their visit, or where one begins.
func (s *Server) showVisit(w http.ResponseWriter, r *http.Request) error {
	visit, err := s.visitOf(r.Context(), s.visitor(r))
	if errors.Is(err, chat.ErrNotFound) {
		return s.supportPage(w, r, views.VisitForm{Name: s.knownName(r), Page: s.cameFrom(r)}, nil)
	}
	if err == nil && time.Since(visit.Seen) > visitSeenEvery {
		err = s.store.SeeVisit(r.Context(), auth.Visit(r), time.Now())
	}
	if err != nil {
		return err
	}
	return s.visitPage(w, r, visit, "", nil)
}

// knownName is what somebody is called who is signed in.
func (s *Server) knownName(r *http.Request) string {
	viewer, _ := viewerOf(r.Context())
	return viewer.User.DisplayName
}

// cameFrom is the page that led to the desk: what its link says, or else the
// browser, where it is another site's.
func (s *Server) cameFrom(r *http.Request) string {
	page := r.URL.Query().Get("page")
	if from, err := url.Parse(r.Referer()); page == "" && err == nil && from.Host != s.base.Host {
		page = from.String()
	}
	return boundedPage(page)
}

func boundedPage(page string) string {
	page = strings.ToValidUTF8(page, "")
	return strings.ToValidUTF8(page[:min(len(page), chat.MaxVisitPage)], "")
}

// supportPage is where a visit begins; there is none while the desk is closed.
func (s *Server) supportPage(w http.ResponseWriter, r *http.Request, typed views.VisitForm, refused error) (err error) {
	var status int
	if typed.Errors, status, err = s.refusedTry(w, r, refused); err != nil {
		return err
	}
	if err := s.openToVisitors(r.Context()); err != nil {
		return err
	}
	if typed.Agents, err = s.agentsHere(r.Context()); err != nil {
		return err
	}
	s.render(w, r, status, views.Support(s.site, typed))
	return nil
}

// openToVisitors is chat.ErrNotFound while the desk is closed.
func (s *Server) openToVisitors(ctx context.Context) error {
	open, err := s.store.DeskOpen(ctx)
	if err == nil && !open {
		err = chat.ErrNotFound
	}
	return err
}

// agentsHere is how many agents are online.
func (s *Server) agentsHere(ctx context.Context) (here int, err error) {
	agents, err := s.store.Agents(ctx)
	for _, agent := range agents {
		if s.crowd.standings.open(agent) == chat.Online {
			here++
		}
	}
	return here, err
}

// beginVisit opens a visit with what the visitor says first. Who has one already,
// from another tab, says it there; pressed twice, the button said it once.
func (s *Server) beginVisit(w http.ResponseWriter, r *http.Request) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	visit, err := s.visitOf(r.Context(), s.visitor(r))
	switch {
	case err == nil && visit.Waits && visit.Words == fields.get("body"):
		http.Redirect(w, r, views.SupportPath, http.StatusSeeOther)
		return nil
	case err == nil:
		return s.saidByVisitor(w, r, fields)
	case !errors.Is(err, chat.ErrNotFound):
		return err
	}
	n := chat.NewVisit{Name: chat.Line(fields.get("name")), Page: boundedPage(fields.get("page")), Body: fields.get("body")}
	if viewer, ok := viewerOf(r.Context()); ok {
		n.Account = viewer.User.ID
	}
	if err := s.openVisit(w, r, n); err != nil {
		return s.supportPage(w, r, views.VisitForm{Name: fields.get("name"), Body: n.Body, Page: n.Page}, err)
	}
	http.Redirect(w, r, views.SupportPath, http.StatusSeeOther)
	return nil
}

// openVisit changes what the browser is known by only where it may: a visit that
// it had is there again with the desk.
func (s *Server) openVisit(w http.ResponseWriter, r *http.Request, n chat.NewVisit) error {
	if err := s.openToVisitors(r.Context()); err != nil {
		return err
	}
	if err := errors.Join(chat.CheckVisitor(n.Name), chat.CheckBody(n.Body)); err != nil {
		return err
	}
	if err := take(s.visits.of(s.addressOf(r))); err != nil {
		return err
	}
	n.Hash = s.cookies.NewVisit(w, len(s.frames) > 0)
	_, err := s.store.OpenVisit(r.Context(), n)
	return err
}

func (s *Server) visitPage(w http.ResponseWriter, r *http.Request, visit chat.Visit, body string, refused error) error {
	refusal, status, err := s.refusedWords(w, r, refused)
	if err != nil {
		return err
	}
	lines, err := s.store.VisitLines(r.Context(), visit.ID)
	if err != nil {
		return err
	}
	s.render(w, r, status, views.Visit(views.VisitPage{Site: s.site, Visit: visit, Lines: lines, Key: rand.Text(), Body: body, Refusal: refusal}))
	return nil
}

// refusedWords is why what somebody said in a visit was not taken, for a page
// that keeps it; err is a fault of ours.
func (s *Server) refusedWords(w http.ResponseWriter, r *http.Request, refused error) (views.Refusal, int, error) {
	if refused == nil {
		return views.Refusal{}, http.StatusOK, nil
	}
	p := problemOf(refused)
	if p.status >= http.StatusInternalServerError {
		return views.Refusal{}, 0, refused
	}
	s.logProblem(r, p, refused)
	if p.after > 0 {
		w.Header().Set("Retry-After", retryAfter(p.after))
	}
	return visitRefusal(refused, ""), p.status, nil
}

// visitRefusal is refusalOf in a visit, in which nobody reads of rooms.
func visitRefusal(err error, text string) views.Refusal {
	refusal := refusalOf(err, text)
	if errors.Is(err, chat.ErrNotFound) {
		refusal.Sentence = "This conversation is not there any more. Please load the page again."
	}
	return refusal
}

// visitorSays writes what a visitor says, through whichever door. To a visit
// that was closed it is as if another began, which counts too.
func (s *Server) visitorSays(ctx context.Context, v visitor, fields form, live bool) error {
	visit, err := s.visitOf(ctx, v)
	if err != nil {
		return err
	}
	n, err := visitLine(fields)
	if err == nil {
		err = take(s.visitors.of(visit.ID))
	}
	if err == nil && visit.State() == chat.VisitClosed {
		err = take(s.visits.of(v.address))
	}
	if err != nil {
		return err
	}
	return s.store.VisitorSays(ctx, v.hash, n, live)
}

// visitLine reads the form of something that is said.
func visitLine(fields form) (chat.NewVisitLine, error) {
	n := chat.NewVisitLine{Body: fields.get("body"), Key: fields.get("key")}
	if len(n.Key) > chat.MaxKey {
		return n, errBadFrame
	}
	return n, chat.CheckBody(n.Body)
}

// sayAsVisitor is visitorSays of a form. A page of ours gets an empty form and
// hears the line as everybody does.
func (s *Server) sayAsVisitor(w http.ResponseWriter, r *http.Request) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	return s.saidByVisitor(w, r, fields)
}

func (s *Server) saidByVisitor(w http.ResponseWriter, r *http.Request, fields form) error {
	err := s.visitorSays(r.Context(), s.visitor(r), fields, isHTMX(r))
	return s.saidInVisit(w, r, views.SupportSayPath, views.SupportPath, err, func() error {
		visit, lost := s.visitOf(r.Context(), s.visitor(r))
		if lost != nil {
			return lost
		}
		return s.visitPage(w, r, visit, fields.get("body"), err)
	})
}

// saidInVisit answers who said something in a visit: a page of ours with the
// next form, or with why the text stays in this one; a plain form with the page,
// and a refused one as again does.
func (s *Server) saidInVisit(w http.ResponseWriter, r *http.Request, action, page string, err error, again func() error) error {
	switch {
	case err != nil && isHTMX(r):
		refusal, status, err := s.refusedWords(w, r, err)
		if err == nil {
			s.render(w, r, status, views.ComposerError(refusal))
		}
		return err
	case err != nil:
		return again()
	case isHTMX(r):
		s.render(w, r, http.StatusCreated, views.VisitFormSent(action, rand.Text()))
		return nil
	}
	http.Redirect(w, r, page, http.StatusSeeOther)
	return nil
}

// endVisit is the visitor's own end of it.
func (s *Server) endVisit(w http.ResponseWriter, r *http.Request) error {
	v := s.visitor(r)
	_, err := s.visitOf(r.Context(), v)
	if err == nil {
		err = s.store.VisitorLeaves(r.Context(), v.hash)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, views.SupportPath, http.StatusSeeOther)
	return nil
}
