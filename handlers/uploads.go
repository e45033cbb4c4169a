package handlers

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	"parley/db/blobs"
	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// postFiles takes files for a message that is still to be written. htmx gets
// what waits now, a browser is sent back to the room, where it stands too. A form
// without a file changes nothing.
func (s *Server) postFiles(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	m, err := s.membership(r, viewer)
	if err != nil {
		return err
	}
	if err := s.allowed(r.Context(), m, chat.Post); err != nil {
		return err
	}
	if err := take(s.budgets.of(viewer.User.ID)); err != nil {
		return err
	}
	if _, _, refused := s.receive(w, r, m, chat.Post); refused != nil {
		return s.uploadRefused(w, r, viewer, m, refused)
	}
	if isHTMX(r) {
		return s.showStaging(w, r, m, nil)
	}
	http.Redirect(w, r, views.RoomPath(m.Room.ID), http.StatusSeeOther)
	return nil
}

// uploadRefused says why by the field; what was taken before waits there.
func (s *Server) uploadRefused(w http.ResponseWriter, r *http.Request, viewer auth.Identity, m chat.Membership, refused error) error {
	if !isHTMX(r) {
		return s.roomAgain(w, r, viewer, m, nil, refused)
	}
	if !errors.As(refused, new(chat.Invalid)) {
		return refused
	}
	return s.showStaging(w, r, m, refused)
}

// showStaging answers htmx with all that waits for the next message.
func (s *Server) showStaging(w http.ResponseWriter, r *http.Request, m chat.Membership, refused error) error {
	staged, err := s.store.StagedFiles(r.Context(), m)
	if err != nil {
		return err
	}
	status, refusal := http.StatusOK, views.Refusal{}
	if refused != nil {
		s.logProblem(r, problemOf(refused), refused)
		status, refusal = http.StatusUnprocessableEntity, refusalOf(refused, "")
	}
	s.render(w, r, status, views.StagingChanged(staged, refusal))
	return nil
}

// removeFile takes back a file that was not sent.
func (s *Server) removeFile(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	id, err := chat.ParseID[chat.FileID](r.PathValue("file"))
	if err != nil {
		return err
	}
	room, err := s.store.UnstageFile(r.Context(), viewer.User.ID, id)
	if err != nil {
		return err
	}
	if !isHTMX(r) {
		http.Redirect(w, r, views.RoomPath(room), http.StatusSeeOther)
		return nil
	}
	m, err := s.store.Membership(r.Context(), viewer.User.ID, room)
	if err != nil {
		return err
	}
	return s.showStaging(w, r, m, nil)
}

// receive reads a form of texts and files as it arrives: a file never lies in
// memory, and one that is too large is refused before it is there. Files that
// were read before something was wrong are staged all the same, for the act.
func (s *Server) receive(w http.ResponseWriter, r *http.Request, m chat.Membership, act chat.Act) (form, []chat.File, error) {
	if !multiparted(r) {
		fields, err := postedForm(r)
		return fields, nil, err
	}
	r.Body = s.arriving(w, r, m.User.ID)
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, nil, errBadFrame
	}
	u := &upload{server: s, membership: m, act: act, fields: form{}}
	for {
		part, err := parts.NextPart()
		if err == io.EOF {
			return u.fields, u.files, u.refused
		}
		if err == nil {
			err = u.take(r.Context(), part)
		} else {
			err = s.breaks(err)
		}
		if err != nil { // whoever still sends is not listened to any more
			w.Header().Set("Connection", "close")
			return u.fields, u.files, err
		}
	}
}

// breaks is the error of reading what arrives: it is more than a request may
// carry, cannot be written down, or is no form.
func (s *Server) breaks(err error) error {
	switch {
	case errors.As(err, new(*http.MaxBytesError)):
		return s.fileTooLarge("All of that")
	case errors.As(err, new(*fs.PathError)):
		return keeping(err)
	}
	return errBadFrame
}

// errStorage is a fault of ours in keeping a file.
var errStorage = errors.New("a file could not be kept")

func (s *Server) fileTooLarge(what string) error {
	return chat.Invalid{Field: "file", Code: "FILE_TOO_LARGE", Reason: fmt.Sprintf(
		"%s is too large: a file has at most %.3g MB. Make it smaller, or share a link to it.", what, float64(s.limits.Upload)/(1<<20))}
}

// upload is one form that arrives.
type upload struct {
	server     *Server
	membership chat.Membership
	act        chat.Act // what the files are for
	fields     form
	files      []chat.File
	refused    error // the first file that was not taken
}

// take reads one field. A file that is refused does not stop the others, as long
// as there is not much more of it.
func (u *upload) take(ctx context.Context, part *multipart.Part) error {
	if part.FileName() == "" {
		return u.text(part)
	}
	name := chat.FileName(part.FileName())
	if part.FormName() != "file" {
		return errBadFrame
	}
	if _, err := chat.ParseID[chat.MessageID](u.fields.get("thread")); err == nil {
		u.act = chat.Answer
	}
	if err := u.server.allowed(ctx, u.membership, u.act); err != nil {
		return err
	}
	file, err := u.stage(ctx, name, part)
	var invalid chat.Invalid
	switch {
	case err == nil:
		u.files = append(u.files, file)
	case !errors.As(err, &invalid):
		return err
	case u.refused == nil:
		u.refused = err
	}
	if err != nil {
		return u.pass(part, err)
	}
	return nil
}

// pass reads what is left of a refused file, so that a browser comes to its
// answer; whoever sends on and on gets it at once.
func (u *upload) pass(part io.Reader, refused error) error {
	if _, err := io.CopyN(io.Discard, part, int64(u.server.limits.Upload)); err != io.EOF {
		return refused
	}
	return nil
}

func (u *upload) text(part *multipart.Part) error {
	most := u.server.limits.Body
	if most == 0 {
		most = DefaultLimits().Body
	}
	value, err := io.ReadAll(io.LimitReader(part, int64(most)+1))
	if err != nil {
		return u.server.breaks(err)
	}
	u.fields[part.FormName()] = append(u.fields[part.FormName()], string(value))
	switch {
	case u.fields.size() > most:
		return &http.MaxBytesError{Limit: int64(most)}
	case len(u.fields) > maxFields:
		return errBadFrame
	}
	return nil
}

// stage keeps one file.
func (u *upload) stage(ctx context.Context, name string, content io.Reader) (chat.File, error) {
	s := u.server
	draft, err := s.blobs.Draft(int64(s.limits.Upload))
	if err != nil {
		return chat.File{}, keeping(err)
	}
	defer draft.Close()
	switch _, err := io.Copy(draft, content); {
	case errors.Is(err, blobs.ErrTooLarge):
		return chat.File{}, s.fileTooLarge("“" + name + "”")
	case err != nil:
		return chat.File{}, s.breaks(err)
	case draft.Size() == 0:
		return chat.File{}, chat.Invalid{Field: "file", Code: "EMPTY", Reason: "“" + name + "” is empty, so there is nothing to send."}
	}
	file, err := s.keep(ctx, draft)
	if err != nil {
		return chat.File{}, err
	}
	file.Name, file.Created = name, time.Now().UTC()
	staged, err := s.store.StageFile(ctx, u.membership, u.act, file)
	return staged, s.whyNot(ctx, u.membership, u.act, err)
}

// keeping is an error of keeping bytes as an error of ours; a full disk is told
// to the person.
func keeping(err error) error {
	if errors.Is(err, blobs.ErrFull) {
		return chat.Invalid{Field: "file", Code: "SERVER_BUSY", Reason: "This place has no room for files just now. Please tell whoever runs it."}
	}
	return fmt.Errorf("%w: %w", errStorage, err)
}

// takeBack forgets those of the files that went out with no message. What it
// cannot forget now, the sweep does.
func (s *Server) takeBack(ctx context.Context, user chat.UserID, files []chat.File) {
	for _, f := range files {
		if _, err := s.store.UnstageFile(ctx, user, f.ID); err != nil && !errors.Is(err, chat.ErrNotFound) {
			s.log.Warn("a file was not taken back", "file", f.ID, "error", err)
		}
	}
}

// filesIn are the ids of the files of a form, those that came with it included.
func filesIn(fields form, came []chat.File) form {
	words := []string{fields.get("files")}
	for _, f := range came {
		words = append(words, f.ID.String())
	}
	fields["files"] = []string{strings.TrimSpace(strings.Join(words, " "))}
	return fields
}
