package handlers

import (
	"context"
	"net/http"
	"strings"

	"parley/db/chat"
	"parley/views"
)

// calling is whom a text calls: as it is shown, and beyond the names, which the
// store finds by itself.
type calling struct {
	shown     views.Called
	everybody chat.Everybody
}

// calling finds whom a text calls in the membership's room. Words that call
// everybody count where its person may use them; else they are words.
func (s *Server) calling(ctx context.Context, m chat.Membership, body string) (c calling, err error) {
	names := chat.Mentioned(body)
	if c.shown.People, err = s.store.Named(ctx, m, names); err != nil {
		return c, err
	}
	words := chat.EverybodyWords(names)
	may, err := s.mayCall(ctx, m, words)
	if err != nil || !may {
		return c, err
	}
	c.shown.Everybody = words
	for _, word := range words {
		switch word {
		case chat.WordRoom:
			c.everybody.All = true
		case chat.WordHere:
			c.everybody.Present = s.crowd.present()
		}
	}
	return c, nil
}

// mayCall costs nothing where there are no such words.
func (s *Server) mayCall(ctx context.Context, m chat.Membership, words []string) (bool, error) {
	if len(words) == 0 {
		return false, nil
	}
	people, err := s.store.PeopleIn(ctx, m)
	return m.MayCallEverybody(people), err
}

// uncalled is what the author of a stored text is told where it was to call
// everybody and did not; nothing where there is nothing to tell. It does not
// fail: the message stands, and with it the answer.
func (s *Server) uncalled(ctx context.Context, m chat.Membership, body string) views.Refusal {
	words := chat.EverybodyWords(chat.Mentioned(tidy(body)))
	if len(words) == 0 || m.Room.Kind == chat.Direct {
		return views.Refusal{}
	}
	if may, err := s.mayCall(ctx, m, words); err != nil || may {
		return views.Refusal{}
	}
	return views.Uncalled("@" + strings.Join(words, " and @"))
}

// noted says it on the next page, for those without scripts.
func (s *Server) noted(w http.ResponseWriter, r *http.Request, note views.Refusal) error {
	if note.Sentence == "" {
		return nil
	}
	return s.sessions.PutFlash(w, r, note.Sentence)
}

// present is everybody who is online for others; who hides is not called.
func (c *crowd) present() []chat.UserID {
	var present []chat.UserID
	for _, person := range c.presence.People(online) {
		if user := chat.UserID(person); c.standings.state(user) != chat.Offline {
			present = append(present, user)
		}
	}
	return present
}
