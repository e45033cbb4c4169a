package handlers

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// hitsShown is how many hits a page has.
const hitsShown = 20

// showSearch looks for what was said. It is one address for form, answer and
// every further page, so that it can be kept and handed on.
func (s *Server) showSearch(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	page, err := s.searched(r, viewer)
	p := problem{status: http.StatusOK}
	if err != nil {
		if p = searchProblem(err); p.status == http.StatusInternalServerError {
			return err
		}
		s.logProblem(r, p, err)
		page.Sorry = p.sentence
	}
	if len(page.Form.Errors) > 0 {
		p.status = http.StatusUnprocessableEntity
	}
	if page.Shell, err = s.shell(w, r, viewer, views.SearchTitle, 0); err != nil {
		return err
	}
	if p.after > 0 {
		w.Header().Set("Retry-After", retryAfter(p.after))
	}
	s.render(w, r, p.status, views.Search(page))
	return nil
}

// moreHits gives the next page of hits, when the end of the last comes into
// view.
func (s *Server) moreHits(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	page, err := s.searched(r, viewer)
	if err != nil {
		return err
	}
	page.Shell.Site = s.siteOf(viewer.User)
	s.render(w, r, http.StatusOK, views.SearchMore(page))
	return nil
}

// searchProblem tells what the searcher can do about it.
func searchProblem(err error) problem {
	if soon := (tooSoon{}); errors.As(err, &soon) {
		p := problemOf(err)
		p.sentence = "That was many searches in a short time. Please wait a moment and search again."
		return p
	}
	return problemOf(err)
}

// searched is the page that the address asks for, without its shell.
func (s *Server) searched(r *http.Request, viewer auth.Identity) (views.SearchPage, error) {
	query := r.URL.Query()
	page := views.SearchPage{Form: searchForm(query), After: query.Has("older")}
	search, errs := searchIn(page.Form, s.audiences.of(viewer.User).Zone)
	if page.Form.Errors = errs; len(errs) > 0 || search.Empty() {
		return page, nil
	}
	var before chat.MessageID
	if page.After {
		var err error
		if before, err = chat.ParseID[chat.MessageID](query.Get("older")); err != nil {
			return page, err
		}
	}
	if err := take(s.searches.of(viewer.User.ID)); err != nil {
		return page, err
	}
	found, err := s.store.Search(r.Context(), viewer.User.ID, search, before, hitsShown)
	page.Hits, page.Older = found.Hits, found.Older
	return page, err
}

func searchForm(query url.Values) views.SearchForm {
	return views.SearchForm{
		Words: query.Get("q"),
		From:  chat.Line(strings.TrimPrefix(query.Get("from"), "@")),
		In:    query.Get("in"),
		Has:   query.Get("has"),
		Since: query.Get("after"), Before: query.Get("before"),
	}
}

// searchIn is what a form looks for: its fields, and what is typed in the way
// of chat.ParseSearch. A room that is none of the searcher's finds nothing.
func searchIn(f views.SearchForm, zone *time.Location) (chat.Search, views.Errors) {
	var errs views.Errors
	search := chat.ParseSearch(f.Words, zone)
	if f.From != "" {
		search.From = append(search.From, f.From)
	}
	if f.In != "" {
		room, _ := chat.ParseID[chat.RoomID](f.In) // 0 is nobody's
		search.Rooms = append(search.Rooms, room)
	}
	search.Holds(f.Has)
	const noDay = "That is no day. Write it like 2026-11-01."
	if f.Since != "" && !search.Start(f.Since, zone) {
		errs = append(errs, chat.Invalid{Field: "after", Reason: noDay})
	}
	if f.Before != "" && !search.To(f.Before, zone) {
		errs = append(errs, chat.Invalid{Field: "before", Reason: noDay})
	}
	return search, errs
}

// searchesBurst is how many searches may come at once; a page that is scrolled
// through asks for one after the other.
const searchesBurst = 5
