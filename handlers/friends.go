package handlers

import (
	"context"
	"net/http"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/realtime"
	"parley/views"
)

// requestsPerHour is how many friendships one person asks for: each rings
// somebody's bell, again after it was taken back.
const requestsPerHour = 60

// requestsListed bounds the list of those who want to be friends; whoever is
// beyond it comes up as others are answered.
const requestsListed = 100

// answerFriend is what a person does about a friendship.
func (s *Server) answerFriend(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	user, err := s.userOf(r)
	if err != nil {
		return err
	}
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	answer := chat.FriendAnswer(fields.get("answer"))
	if !answer.Valid() {
		return errBadFrame
	}
	if answer == chat.RequestFriend {
		err = take(s.asks.of(viewer.User.ID))
	}
	if err == nil {
		_, err = s.store.AnswerFriend(r.Context(), viewer.User.ID, user.ID, answer)
	}
	if err != nil {
		if isHTMX(r) {
			return err // a row of the bell, which turns into what came of it
		}
		return s.profilePage(w, r, viewer, user, err)
	}
	s.tellTie(r.Context(), viewer.User, user)
	s.tellTie(r.Context(), user, viewer.User)
	s.tellShut(r.Context(), viewer.User, user)
	s.crowd.unrest.circle(viewer.User.ID, user.ID)
	if isHTMX(r) {
		w.WriteHeader(http.StatusNoContent) // all pages hear of it
		return nil
	}
	backToPerson(w, r, fields, user)
	return nil
}

// backToPerson leads to the page that the form named, or else to the profile.
func backToPerson(w http.ResponseWriter, r *http.Request, fields form, user chat.User) {
	target := views.UserPath(user.ID)
	if next := fields.get("next"); next != "" {
		target = auth.SafeNext(next)
	}
	http.Redirect(w, r, target, http.StatusSeeOther)
}

// requests are those who wait for an answer of a person.
func (s *Server) requests(ctx context.Context, user chat.UserID) (views.Requests, error) {
	people, err := s.store.FriendRequests(ctx, user, requestsListed)
	if err != nil {
		return views.Requests{}, err
	}
	count, err := s.store.FriendRequestCount(ctx, user)
	return views.Requests{Count: count, People: people}, err
}

// tellTie shows on the open pages of a person how they stand to another by
// now. What happened has happened: a page that cannot be told is right again
// when it is loaded next.
func (s *Server) tellTie(ctx context.Context, user, other chat.User) {
	tie, err := s.store.Tie(ctx, user.ID, other.ID)
	var asking views.Requests
	if err == nil {
		asking, err = s.requests(ctx, user.ID)
	}
	if err != nil {
		s.log.Warn("tie not shown", "user", user.ID, "error", err)
		return
	}
	s.tell(user.ID, views.TieChanged(chat.Acquaintance{User: other, Tie: tie}, asking))
}

// tell shows a fragment on all open pages of a person.
func (s *Server) tell(user chat.UserID, fragment views.Fragment) {
	s.publish(userTopic(user), fragment)
}

func (s *Server) publish(topic string, fragment views.Fragment) {
	s.hub.Publish(topic, realtime.Frame{Body: fragment.Bytes(), Ephemeral: true})
}
