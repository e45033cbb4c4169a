package handlers

import (
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"net/http"
	"strings"
	"time"

	"parley/db/chat"
	"parley/views"
)

// atTheDoor tells somebody with the right password why they may not come in,
// and lets them answer once.
func (s *Server) atTheDoor(w http.ResponseWriter, r *http.Request, user chat.User, err error) error {
	var out barred
	if !errors.As(err, &out) {
		return err
	}
	bar, err := s.store.Barring(r.Context(), user.ID, time.Now())
	if err != nil {
		return err
	}
	page := views.BarredPage{Site: s.siteOf(user), Sentence: string(out)}
	if bar.Answer == "" {
		page.Token = rand.Text() // 128 bits
		if err := s.store.OpenDoor(r.Context(), bar.ID, doorHash(page.Token)); err != nil {
			return err
		}
	}
	s.render(w, r, http.StatusForbidden, views.Barred(page))
	return nil
}

// doorHash is all that is kept of a token.
func doorHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}

// answerBarred takes the answer of somebody who may not come in. Their token
// stands for them.
func (s *Server) answerBarred(w http.ResponseWriter, r *http.Request) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	token, words := r.PathValue("token"), strings.TrimSpace(fields.get("words"))
	bar, err := s.store.Barred(r.Context(), doorHash(token))
	if err != nil {
		return err
	}
	if err = chat.CheckWords(words); err == nil && words == "" {
		err = chat.Invalid{Field: "words", Reason: "Write your answer first."}
	}
	page := views.BarredPage{Site: s.site, Sentence: views.BarSentence(s.site.Audience, bar), Token: token, Words: fields.get("words"), Done: true}
	if err == nil {
		err = s.store.AnswerAt(r.Context(), doorHash(token), words)
	}
	if page.Errors, _, err = refusedFields(err); err != nil {
		return err
	}
	status := http.StatusOK
	if len(page.Errors) > 0 {
		status, page.Done = http.StatusUnprocessableEntity, false
	}
	s.render(w, r, status, views.Barred(page))
	return nil
}
