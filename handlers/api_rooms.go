package handlers

import (
	"net/http"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
)

// apiMessage is a message as programs read it.
type apiMessage struct {
	ID      chat.MessageID `json:"id"`
	Seq     chat.Seq       `json:"seq"`
	Author  apiAuthor      `json:"author"`
	Body    string         `json:"body"`
	Key     string         `json:"key,omitempty"`
	ReplyTo chat.MessageID `json:"reply_to,omitempty"`
	Created time.Time      `json:"created"`
	Edited  *time.Time     `json:"edited"`
	Deleted *time.Time     `json:"deleted"`
}

type apiAuthor struct {
	ID          chat.UserID `json:"id"`
	Username    string      `json:"username"`
	DisplayName string      `json:"display_name"`
}

// apiPage is a page of a room's log, oldest first. Head is the room's newest
// change: the cursor with which a socket may resume.
type apiPage struct {
	Messages []apiMessage `json:"messages"`
	Older    bool         `json:"older"`
	Newer    bool         `json:"newer"`
	Head     chat.Seq     `json:"head"`
}

// readMessages is the log for programs: the newest page, or the one before or
// after a number.
func (s *Server) readMessages(_ http.ResponseWriter, r *http.Request, viewer auth.Identity) (any, error) {
	m, err := s.membership(r, viewer)
	if err != nil {
		return nil, err
	}
	page, err := s.pageOfLog(r, m)
	if err != nil {
		return nil, err
	}
	answer := apiPage{Messages: []apiMessage{}, Older: page.Older, Newer: page.Newer, Head: page.Head}
	for _, message := range page.Messages {
		answer.Messages = append(answer.Messages, apiMessageOf(message))
	}
	return answer, nil
}

func apiMessageOf(m chat.Message) apiMessage {
	return apiMessage{ID: m.ID, Seq: m.Seq, Body: m.Body, Key: m.Key, ReplyTo: m.ReplyTo, Created: m.Created,
		Author: apiAuthor{ID: m.Author.ID, Username: m.Author.Username, DisplayName: m.Author.DisplayName},
		Edited: timeOrNull(m.Edited), Deleted: timeOrNull(m.Deleted)}
}

func timeOrNull(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}
