package handlers

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"
	"time"
	"unicode"

	"github.com/a-h/templ"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

const (
	// transcriptStep is how many messages are in memory at once.
	transcriptStep = 200
	// transcriptPatience is how long a reader may take for so many of them.
	transcriptPatience = time.Minute
)

// errSaving: the person is saving a room already.
var errSaving = tooSoon{after: 10 * time.Second}

// askSaveRoom is where somebody chooses which days of a room to save.
func (s *Server) askSaveRoom(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	m, err := s.managed(r, viewer, chat.Read)
	if err != nil {
		return err
	}
	return s.saveRoomPage(w, r, viewer, m, nil)
}

func (s *Server) saveRoomPage(w http.ResponseWriter, r *http.Request, viewer auth.Identity, m chat.Membership, refused views.Errors) error {
	shell, err := s.shell(w, r, viewer, views.SaveRoomTitle, 0)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if len(refused) > 0 {
		status = http.StatusUnprocessableEntity
	}
	query := r.URL.Query()
	s.render(w, r, status, views.SaveRoom(views.SaveRoomPage{Shell: shell, Membership: m, Since: query.Get("from"), To: query.Get("to"), Errors: refused}))
	return nil
}

// exportRoom sends a room, or some days of it, as one file. It is written as it
// is read, so a large room takes no more memory than a small one.
func (s *Server) exportRoom(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	m, err := s.managed(r, viewer, chat.Read)
	if err != nil {
		return err
	}
	span, refused := spanOf(r, s.audiences.of(viewer.User).Zone)
	if len(refused) > 0 {
		return s.saveRoomPage(w, r, viewer, m, refused)
	}
	if _, busy := s.exporting.LoadOrStore(viewer.User.ID, true); busy {
		return errSaving
	}
	defer s.exporting.Delete(viewer.User.ID)
	log := transcript{server: s, membership: m, control: http.NewResponseController(w)}
	if err := log.between(r.Context(), span); err != nil {
		return err
	}
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": fileName(m.Title(), time.Now()) + ".html"}))
	w.Header().Set("Cache-Control", "private, no-store")
	s.render(w, r, http.StatusOK, views.Transcript(views.TranscriptPage{Site: s.siteOf(viewer.User), Title: m.Title(), Made: time.Now(),
		Since: r.URL.Query().Get("from"), To: r.URL.Query().Get("to"), Messages: log}))
	return nil
}

// spanOf is the time that the form asks for, in the reader's zone; its last
// day is part of it.
func spanOf(r *http.Request, zone *time.Location) (span chat.Search, refused views.Errors) {
	const noDay = "That is no day. Write it like 2026-11-01."
	from, to := r.URL.Query().Get("from"), r.URL.Query().Get("to")
	if from != "" && !span.Start(from, zone) {
		refused = append(refused, chat.Invalid{Field: "from", Reason: noDay})
	}
	switch {
	case to != "" && !span.To(to, zone):
		refused = append(refused, chat.Invalid{Field: "to", Reason: noDay})
	case to != "" && !span.Until.After(span.Since):
		refused = append(refused, chat.Invalid{Field: "to", Reason: "The last day is before the first. Choose a later one."})
	}
	return span, refused
}

// fileName is a room and a day as a file may be called: no folder, no sign that
// a system takes for its own.
func fileName(room string, at time.Time) string {
	name := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) {
			return r
		}
		return '-'
	}, room)
	if name = strings.Trim(name, "-"); name == "" {
		name = "room"
	}
	return name + "-" + at.Format(time.DateOnly)
}

// transcript draws the messages of a room between two numbers, some at a time.
type transcript struct {
	server     *Server
	membership chat.Membership
	control    *http.ResponseController
	after      chat.Seq
	until      chat.Seq
}

// between finds the numbers of a span of time.
func (t *transcript) between(ctx context.Context, span chat.Search) (err error) {
	t.until = t.membership.Room.Head
	if !span.Since.IsZero() {
		if t.after, err = t.server.store.SeqBefore(ctx, t.membership, span.Since); err != nil {
			return err
		}
	}
	if !span.Until.IsZero() {
		t.until, err = t.server.store.SeqBefore(ctx, t.membership, span.Until)
	}
	return err
}

// Render makes transcript a templ.Component. Whoever reads it is asked for
// their membership with every step. What breaks on the way stands in the file,
// whose beginning is sent by then.
func (t transcript) Render(ctx context.Context, w io.Writer) error {
	err := t.write(ctx, w)
	if err == nil || ctx.Err() != nil {
		return err
	}
	t.server.log.Warn("room not saved to its end", "room", t.membership.Room.ID, "error", err)
	return errors.Join(err, views.TranscriptBroken().Render(ctx, w))
}

func (t transcript) write(ctx context.Context, w io.Writer) error {
	for first, after := true, t.after; after < t.until; first = false {
		page, err := t.server.store.After(ctx, t.membership, after, transcriptStep)
		if err != nil {
			return err
		}
		messages, rest := upTo(page.Messages, t.until), page.Newer
		t.control.SetWriteDeadline(time.Now().Add(transcriptPatience)) // fails only where there is no connection
		if err := t.drawn(messages, first).Render(ctx, w); err != nil {
			return err
		}
		if !rest || len(messages) < len(page.Messages) {
			return nil
		}
		after = messages[len(messages)-1].Seq
	}
	return nil
}

func (t transcript) drawn(messages []chat.Message, first bool) templ.Component {
	return views.TranscriptMessages(t.server.audiences.of(t.membership.User), t.server.base.String(), messages, first, t.thread)
}

// thread draws what was said in the thread that a message began, also some at a
// time.
func (t transcript) thread(root chat.Message) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for after, more := root.Seq, true; more; {
			page, err := t.server.store.ThreadAfter(ctx, t.membership, root.ID, after, transcriptStep)
			if err != nil || len(page.Messages) == 0 {
				return err
			}
			t.control.SetWriteDeadline(time.Now().Add(transcriptPatience))
			replies := views.TranscriptReplies(t.server.audiences.of(t.membership.User), t.server.base.String(), page.Messages)
			if err := replies.Render(ctx, w); err != nil {
				return err
			}
			after, more = page.Messages[len(page.Messages)-1].Seq, page.Newer
		}
		return nil
	})
}

// upTo are the messages up to a number.
func upTo(messages []chat.Message, until chat.Seq) []chat.Message {
	for i, m := range messages {
		if m.Seq > until {
			return messages[:i]
		}
	}
	return messages
}
