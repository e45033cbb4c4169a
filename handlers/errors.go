package handlers

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"parley/db"
	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// problem is an error as a person and the contract see it.
type problem struct {
	status   int
	code     string // the contract's code for #composer-error
	title    string
	sentence string
	after    time.Duration // Retry-After; 0: none
}

// Errors that only handlers meet.
var (
	errNotSignedIn    = errors.New("not signed in")
	errUnknownAction  = errors.New("unknown action")
	errUpgradeNeeded  = errors.New("upgrade required")
	errWrongMethod    = errors.New("method not allowed")
	errUnknownHost    = errors.New("unknown host")
	errTooManySockets = errors.New("too many sockets")
	errDraining       = errors.New("draining")
	errArchived       = errors.New("room is archived")
	errLocked         = errors.New("room is locked")
	errReadOnly       = errors.New("room is read-only")
)

// problemOf is the one place where an error becomes a status, a code and a
// sentence. What it does not know is a fault of ours: 500, and logged.
func problemOf(err error) problem {
	var invalid chat.Invalid
	var soon tooSoon
	var slow chat.Slowed
	var silent muted
	var tooLarge *http.MaxBytesError
	var shut shutError
	var out barred
	var blocked addressBlocked
	switch {
	case errors.As(err, &invalid):
		return problem{status: http.StatusUnprocessableEntity, code: invalid.Code, title: "That did not work", sentence: invalid.Reason}
	case errors.As(err, &soon):
		seconds := int(math.Ceil(soon.after.Seconds()))
		return problem{status: http.StatusTooManyRequests, code: "RATE_LIMITED", title: "A little slower", after: soon.after,
			sentence: fmt.Sprintf("That was fast. Please wait %s and send it again.", plural(max(1, seconds), "second"))}
	case errors.As(err, &slow):
		return slowed(slow)
	case errors.As(err, &silent):
		return problem{status: http.StatusForbidden, code: "MUTED", title: "You only read here for now", sentence: string(silent)}
	case errors.As(err, &tooLarge):
		return problem{status: http.StatusRequestEntityTooLarge, code: "TOO_LONG", title: "That is too much", sentence: "That is more than this server takes at once. Send it in parts."}
	case errors.As(err, &out):
		return problem{status: http.StatusForbidden, code: "NOT_SIGNED_IN", title: "You may not come in just now", sentence: string(out)}
	case errors.As(err, &blocked):
		return problem{status: http.StatusForbidden, code: "BLOCKED", title: "This address is blocked", sentence: string(blocked)}
	case errors.As(err, &shut):
		return problem{status: http.StatusForbidden, code: "BLOCKED", title: "Not just now", sentence: shut.sentence}
	case errors.Is(err, auth.ErrBusy), errors.Is(err, errBusy), errors.Is(err, chat.ErrUnavailable), errors.Is(err, errDraining), errors.Is(err, errTooManySockets):
		return problem{status: http.StatusServiceUnavailable, code: "SERVER_BUSY", title: "Just a moment", after: 2 * time.Second,
			sentence: "The server could not take that just now. Nothing is lost: please try again in a moment."}
	}
	if p, ok := problems[sentinel(err)]; ok {
		return p
	}
	return problem{status: http.StatusInternalServerError, code: "SERVER_BUSY", title: "Something broke on our side", sentence: "It is in the log now. Please try again in a moment."}
}

// problems are the errors that always read the same.
var problems = map[error]problem{
	chat.ErrNotFound:    {status: http.StatusNotFound, code: "NOT_MEMBER", title: "Nothing at this address", sentence: "It may have been removed, or it is a room you are not in. Both look the same from outside."},
	chat.ErrForbidden:   {status: http.StatusForbidden, code: "NOT_MEMBER", title: "That is not yours to do", sentence: "Somebody with more rights in this place can do it for you."},
	chat.ErrConflict:    {status: http.StatusConflict, title: "Somebody was first", sentence: "This has been done already."},
	errArchived:         {status: http.StatusForbidden, code: "ROOM_LOCKED", title: "This room is archived", sentence: "Everything in it can still be read. Whoever looks after the room can bring it back."},
	errLocked:           {status: http.StatusForbidden, code: "ROOM_LOCKED", title: "This room is locked", sentence: "This room is locked. Everybody reads, and those who look after it write."},
	errReadOnly:         {status: http.StatusForbidden, code: "ROOM_LOCKED", title: "This room is for reading", sentence: views.ReadOnlySentence},
	errNotSignedIn:      {status: http.StatusUnauthorized, code: "NOT_SIGNED_IN", title: "Please sign in", sentence: "You are not signed in any more. Sign in, and go on where you were."},
	errUnproven:         {status: http.StatusForbidden, title: "Is it you?", sentence: "It is a while since you typed your password. Load the page again: it asks you for it."},
	errCodeNeeded:       {status: http.StatusUnauthorized, title: "A code, please", sentence: "This account has a second factor. Send a code of it along."},
	errBadFrame:         {status: http.StatusBadRequest, code: "BAD_FRAME", title: "That made no sense", sentence: "The server could not read that. Please reload the page and try again."},
	errUnknownAction:    {status: http.StatusBadRequest, code: "UNKNOWN_ACTION", title: "That made no sense", sentence: "The server does not know how to do that. Please reload the page and try again."},
	errUpgradeNeeded:    {status: http.StatusUpgradeRequired, title: "A socket lives here", sentence: "This address is for the live connection of a page, not for reading."},
	errWrongMethod:      {status: http.StatusMethodNotAllowed, title: "Not that way", sentence: "This address does not take that kind of request."},
	auth.ErrOrigin:      {status: http.StatusForbidden, title: "Not from there", sentence: "That came from another site, so nothing was done."},
	errUnknownHost:      {status: http.StatusMisdirectedRequest, title: "This place has another address", sentence: "Please open it at its own address."},
	db.ErrSearchTooLong: {status: http.StatusServiceUnavailable, code: "SERVER_BUSY", title: "That took too long", sentence: "There is too much of that to look through at once. Add another word, a room or a day, and search again."},
	auth.ErrMixed:       {status: http.StatusConflict, title: "Two people at once", sentence: "This browser carries the sign-ins of two people. Please sign in again."},
	auth.ErrBadToken:    {status: http.StatusUnauthorized, code: "NOT_SIGNED_IN", title: "That token does not count", sentence: "The token is not valid any more."},
	auth.ErrNobody:      {status: http.StatusUnauthorized, code: "NOT_SIGNED_IN", title: "Please sign in", sentence: "You are not signed in any more. Sign in, and go on where you were."},
}

// sentinel finds which of the known errors is inside err.
func sentinel(err error) error {
	for known := range problems {
		if errors.Is(err, known) {
			return known
		}
	}
	return nil
}

// fail answers a request that ended in err.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(err)
	s.logProblem(r, p, err)
	if p.after > 0 {
		w.Header().Set("Retry-After", retryAfter(p.after))
	}
	if p.status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
	}
	if isHTMX(r) {
		// htmx would put an error page where the answer was to go.
		w.Header().Set("HX-Reswap", "none")
		s.render(w, r, p.status, views.Trouble(p.sentence))
		return
	}
	_, identified := viewerOf(r.Context())
	s.render(w, r, p.status, views.ProblemPage(views.Problem{
		Site: s.site, Status: p.status, Title: p.title, Sentence: p.sentence, SignedIn: identified}))
}

// failIn answers in the way of the address: JSON below /api/, pages elsewhere.
func (s *Server) failIn(w http.ResponseWriter, r *http.Request, err error) {
	if strings.HasPrefix(r.URL.Path, apiPrefix) {
		s.failAPI(w, r, err)
		return
	}
	s.fail(w, r, err)
}

// refuse answers the upgrade with a small constant body: whoever reads it is a
// program, and a page of ours never sees it.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	p := problemOf(err)
	s.logProblem(r, p, err)
	if p.after > 0 {
		w.Header().Set("Retry-After", retryAfter(p.after))
	}
	switch p.status {
	case http.StatusUnauthorized:
		w.Header().Set("WWW-Authenticate", "Bearer")
	case http.StatusMethodNotAllowed:
		w.Header().Set("Allow", http.MethodGet)
	case http.StatusUpgradeRequired:
		w.Header().Set("Upgrade", "websocket")
	}
	http.Error(w, p.title, p.status)
}

// logProblem writes one line: faults of ours with their cause, refusals at
// debug level, for they are daily life. So is whoever leaves before the answer,
// which ends what the request was waiting for.
func (s *Server) logProblem(r *http.Request, p problem, err error) {
	left := errors.Is(err, context.Canceled) && r.Context().Err() != nil
	if !left && (p.status == http.StatusInternalServerError || errors.Is(err, chat.ErrUnavailable)) {
		s.log.Error("request failed", "route", r.Pattern, "status", p.status, "error", err)
		return
	}
	s.log.Debug("request refused", "route", r.Pattern, "status", p.status, "reason", err, "address", s.addressOf(r))
}

// refusalOf is err as the page's #composer-error shows it, with the text kept.
func refusalOf(err error, text string) views.Refusal {
	p := problemOf(err)
	return views.Refusal{Code: p.code, Sentence: p.sentence, Text: text}
}

func retryAfter(after time.Duration) string {
	return strconv.Itoa(max(1, int(math.Ceil(after.Seconds()))))
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return strconv.Itoa(n) + " " + word + "s"
}
