package handlers

import (
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// maxPick is how long a picked word may be: an @ and a name.
const maxPick = 31

// suggest answers what the end of a text that is being written may be meant as,
// or, where one of these was picked, the text with it. It changes nothing; the
// text travels in the body so that it stands in no log.
func (s *Server) suggest(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	if err := take(s.typing.of(viewer.User.ID)); err != nil {
		return err
	}
	m, err := s.membership(r, viewer)
	if err != nil {
		return err
	}
	if err := s.allowed(r.Context(), m, chat.Answer); err != nil {
		return err
	}
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	if pick := fields.get("pick"); pick != "" {
		return s.pick(w, r, fields.get("body"), pick)
	}
	found, err := s.suggestions(r, m, chat.HalfWordOf(fields.get("body")))
	if err == nil {
		s.render(w, r, http.StatusOK, views.SuggestionsFound(found))
	}
	return err
}

// pick gives a person's own text back to them, so it looks only at what would
// make no word of it.
func (s *Server) pick(w http.ResponseWriter, r *http.Request, body, word string) error {
	if utf8.RuneCountInString(word) > maxPick || strings.ContainsAny(word, " \t\r\n") {
		return errBadFrame
	}
	s.render(w, r, http.StatusOK, views.Picked(chat.Finish(body, word)))
	return nil
}

// suggestions asks the store for names alone: most of what is typed is none.
func (s *Server) suggestions(r *http.Request, m chat.Membership, half chat.HalfWord) (views.Suggestions, error) {
	found := views.Suggestions{Room: m.Room.ID}
	switch half.Sign {
	case ':':
		found.Emoji = half.Typed
	case '@':
		words, err := s.wordsFor(r, m, half.Typed)
		if err != nil {
			return found, err
		}
		people, err := s.store.Suggested(r.Context(), m, half.Typed, views.SuggestionsShown-len(words))
		found.People, found.Words = people, words
		return found, err
	}
	return found, nil
}

// wordsFor are the words for everybody that begin as typed, where the person
// may use them.
func (s *Server) wordsFor(r *http.Request, m chat.Membership, typed string) ([]string, error) {
	words := slices.DeleteFunc([]string{chat.WordRoom, chat.WordHere}, func(word string) bool {
		return !strings.HasPrefix(word, strings.ToLower(typed))
	})
	may, err := s.mayCall(r.Context(), m, words)
	if !may {
		return nil, err
	}
	return words, err
}
