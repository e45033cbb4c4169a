package handlers

import (
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"

	"parley/db/chat"
	"parley/handlers/auth"
)

// The API is the same place for programs: JSON in and out, a form is read too.
// Its shapes are those of the system that this one replaces.

// apiError is an answer of the API that is not a success. Detail is one
// sentence; Fields says what was wrong with which field.
type apiError struct {
	status int
	fields map[string][]string
}

func (e apiError) Error() string { return http.StatusText(e.status) }

// missing says that a field has to be there.
func missing(field string) error {
	return apiError{status: http.StatusBadRequest, fields: map[string][]string{field: {"This field is required."}}}
}

// nonField is the name under which the old API reports what belongs to no
// field.
const nonField = "non_field_errors"

// api lets a handler answer with a value, or with its error, as JSON.
func (s *Server) api(handle func(http.ResponseWriter, *http.Request) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		answer, err := handle(w, r)
		if err != nil {
			s.failAPI(w, r, err)
			return
		}
		status := http.StatusOK
		if made, ok := answer.(created); ok {
			status, answer = http.StatusCreated, made.answer
		}
		writeJSON(w, status, answer)
	}
}

// created is an answer with status 201.
type created struct{ answer any }

// memberAPI is an API call for people with an account, by whichever
// credential.
func (s *Server) memberAPI(handle func(http.ResponseWriter, *http.Request, auth.Identity) (any, error)) http.HandlerFunc {
	return s.api(func(w http.ResponseWriter, r *http.Request) (any, error) {
		viewer, ok := viewerOf(r.Context())
		if !ok {
			return nil, auth.ErrNobody
		}
		return handle(w, r, viewer)
	})
}

// failAPI answers an error: the field errors of a form, or one sentence.
func (s *Server) failAPI(w http.ResponseWriter, r *http.Request, err error) {
	var refused apiError
	if errors.As(err, &refused) {
		writeJSON(w, refused.status, refused.fields)
		return
	}
	if errs, _, rest := refusedFields(err); rest == nil && len(errs) > 0 {
		writeJSON(w, http.StatusBadRequest, fieldErrors(errs))
		return
	}
	p := problemOf(err)
	s.logProblem(r, p, err)
	if p.after > 0 {
		w.Header().Set("Retry-After", retryAfter(p.after))
	}
	answer := map[string]string{"detail": p.sentence}
	if p.status == http.StatusUnauthorized {
		w.Header().Set("WWW-Authenticate", "Bearer")
		if errors.Is(err, auth.ErrBadToken) {
			answer["code"] = "token_not_valid"
		}
		if errors.Is(err, errCodeNeeded) {
			answer["code"] = "second_factor"
		}
	}
	writeJSON(w, p.status, answer)
}

func fieldErrors(errs []chat.Invalid) map[string][]string {
	fields := map[string][]string{}
	for _, invalid := range errs {
		name := invalid.Field
		if name == "" {
			name = nonField
		}
		fields[name] = append(fields[name], invalid.Reason)
	}
	return fields
}

func writeJSON(w http.ResponseWriter, status int, answer any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(answer) // a client that is gone needs no answer
}

// apiFields reads a request's fields from JSON or from a form. An empty body
// has none.
func apiFields(r *http.Request) (form, error) {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind != "application/json" {
		return postedForm(r)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	if len(body) == 0 {
		return form{}, nil
	}
	return parseFrame(body)
}
