package handlers

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"parley/handlers/auth"
	"parley/views"
)

// proofLife is how long somebody counts as the one who typed the password (note
// 5 of the matrix of rights: "within 10 min").
const proofLife = 10 * time.Minute

// memberHandler is a page of somebody with an account.
type memberHandler = func(http.ResponseWriter, *http.Request, auth.Identity) error

// proof is what a page wants to be shown before it does anything.
type proof struct{ password, code bool }

func (p proof) none() bool { return p == proof{} }

// fresh tells whether somebody has typed their password a short while ago.
func fresh(viewer auth.Identity) bool { return time.Since(viewer.Proved) < proofLife }

// proven is a page for whoever has typed their password a short while ago.
// Others are asked for it first, and lose nothing by it.
func (s *Server) proven(handle memberHandler) memberHandler {
	return func(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
		if fresh(viewer) {
			return handle(w, r, viewer)
		}
		return s.demand(w, r, viewer, proof{password: true}, handle)
	}
}

// errUnproven: a program, or a piece of a page, has come too late.
var errUnproven = errors.New("who it is was not shown lately")

// demand asks for a proof. Whoever wants to see a page is led to the question
// and back; what was posted waits in the question itself, and is done with the
// answer. A program is told, for it cannot be asked.
func (s *Server) demand(w http.ResponseWriter, r *http.Request, viewer auth.Identity, p proof, handle memberHandler) error {
	if r.Method == http.MethodPost {
		return s.demandPosted(w, r, viewer, p, handle)
	}
	if speaksForItself(r, viewer) {
		return s.tellProgram(w, p)
	}
	question := views.ConfirmNextPath(pathOf(r))
	if isHTMX(r) {
		w.Header().Set("HX-Redirect", question)
		return errUnproven
	}
	http.Redirect(w, r, question, http.StatusSeeOther)
	return nil
}

// demandPosted does what was posted when the proof came with it. The fields of
// the proof are not the page's: it gets the others.
func (s *Server) demandPosted(w http.ResponseWriter, r *http.Request, viewer auth.Identity, p proof, handle memberHandler) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	password, code, answered := takeProof(fields)
	if !answered {
		if speaksForItself(r, viewer) {
			return s.tellProgram(w, p)
		}
		return s.askProof(w, r, viewer, p, waiting(r, fields), http.StatusForbidden, nil)
	}
	viewer, p, err = s.show(w, r, viewer, p, password, code)
	if err == nil {
		return handle(w, r, viewer)
	}
	return s.askAgain(w, r, viewer, p, waiting(r, fields), err)
}

// takeProof takes what was answered out of a form.
func takeProof(fields form) (password, code string, answered bool) {
	password, code = fields.get(views.ConfirmPrefix+"password"), fields.get(views.ConfirmPrefix+"code")
	for name := range fields {
		if strings.HasPrefix(name, views.ConfirmPrefix) {
			delete(fields, name)
			answered = true
		}
	}
	return password, code, answered
}

// waiting is the question that holds what was posted. A password never waits in
// a page.
func waiting(r *http.Request, fields form) views.ConfirmPage {
	page := views.ConfirmPage{Action: r.URL.EscapedPath(), Late: true}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if strings.Contains(name, "password") {
			continue
		}
		for _, value := range fields[name] {
			page.Carried = append(page.Carried, views.Carried{Name: name, Value: value})
		}
	}
	return page
}

// show takes what somebody shows of who they are, and gives who they are now
// and what is still missing.
func (s *Server) show(w http.ResponseWriter, r *http.Request, viewer auth.Identity, p proof, password, code string) (auth.Identity, proof, error) {
	if p.password {
		if _, err := s.confirmPassword(r, viewer, password, "password"); err != nil {
			return viewer, p, err
		}
		viewer.Proved, p.password = time.Now(), false
		if err := s.store.ProveSignIn(r.Context(), viewer.SignIn, viewer.Proved); err != nil {
			return viewer, p, err
		}
	}
	if !p.code {
		return viewer, p, nil
	}
	if err := s.giveCode(r, viewer.User, code); err != nil {
		return viewer, p, err
	}
	if err := s.store.GaveFactor(r.Context(), viewer.SignIn, viewer.User.ID); err != nil {
		return viewer, p, err
	}
	viewer.Factored, p.code = true, false
	return viewer, p, s.sessions.Renew(w, r)
}

// askProof shows the question.
func (s *Server) askProof(w http.ResponseWriter, r *http.Request, viewer auth.Identity, p proof, page views.ConfirmPage, status int, errs views.Errors) (err error) {
	page.Password, page.Code, page.Errors = p.password, p.code, errs
	if page.Shell, err = s.shell(w, r, viewer, views.ConfirmTitle, 0); err != nil {
		return err
	}
	if isHTMX(r) { // the question takes the whole page
		w.Header().Set("HX-Retarget", "body")
		w.Header().Set("HX-Reswap", "outerHTML")
	}
	s.render(w, r, status, views.Confirm(page))
	return nil
}

// askAgain shows it with what was wrong.
func (s *Server) askAgain(w http.ResponseWriter, r *http.Request, viewer auth.Identity, p proof, page views.ConfirmPage, refused error) error {
	errs, status, err := s.refusedTry(w, r, refused)
	if err != nil {
		return err
	}
	return s.askProof(w, r, viewer, p, page, status, errs)
}

// refusedTry is refusedFields for a form that is also refused when it comes too
// often: how long to wait stands above it.
func (s *Server) refusedTry(w http.ResponseWriter, r *http.Request, refused error) (views.Errors, int, error) {
	soon := tooSoon{}
	if !errors.As(refused, &soon) {
		return refusedFields(refused)
	}
	p := problemOf(refused)
	s.logProblem(r, p, refused)
	w.Header().Set("Retry-After", retryAfter(soon.after))
	return views.Errors{{Reason: p.sentence}}, http.StatusTooManyRequests, nil
}

// speaksForItself tells a program from a browser.
func speaksForItself(r *http.Request, viewer auth.Identity) bool {
	return viewer.Source == auth.FromBearer || !acceptsHTML(r)
}

// tellProgram says what is missing, to whom no page can be shown.
func (s *Server) tellProgram(w http.ResponseWriter, p proof) error {
	answer := map[string]string{"code": "password_again",
		"detail": "This asks for the password again when it was typed more than ten minutes ago. Sign in anew, or post it as " + views.ConfirmPrefix + "password."}
	if p.code {
		answer = map[string]string{"code": "second_factor",
			"detail": "This asks for a code of the second factor. Sign in with one, or post it as " + views.ConfirmPrefix + "code."}
	}
	writeJSON(w, http.StatusForbidden, answer)
	return nil
}

// missing is what somebody could be asked for now.
func (s *Server) missing(ctx context.Context, viewer auth.Identity) (proof, error) {
	lacks, err := s.lacks(ctx, viewer)
	return proof{password: !fresh(viewer), code: lacks == lacksCode}, err
}

// askConfirm is the question for its own sake: it leads on.
func (s *Server) askConfirm(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	p, err := s.missing(r.Context(), viewer)
	if err != nil {
		return err
	}
	page := views.ConfirmPage{Action: views.ConfirmPath, Next: auth.SafeNext(r.URL.Query().Get("next"))}
	if p.none() {
		http.Redirect(w, r, page.Next, http.StatusSeeOther)
		return nil
	}
	return s.askProof(w, r, viewer, p, page, http.StatusOK, nil)
}

// confirm takes the answer. What is not missing any more is not looked at.
func (s *Server) confirm(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	p, err := s.missing(r.Context(), viewer)
	if err != nil {
		return err
	}
	page := views.ConfirmPage{Action: views.ConfirmPath, Next: auth.SafeNext(fields.get("next"))}
	viewer, p, err = s.show(w, r, viewer, p, fields.get("password"), fields.get("code"))
	if err != nil {
		return s.askAgain(w, r, viewer, p, page, err)
	}
	http.Redirect(w, r, page.Next, http.StatusSeeOther)
	return nil
}

// pathOf is the address of a request without its host, to come back to.
func pathOf(r *http.Request) string {
	if r.URL.RawQuery == "" {
		return r.URL.EscapedPath()
	}
	return r.URL.EscapedPath() + "?" + r.URL.RawQuery
}
