package handlers

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/handlers/images"
	"parley/views"
)

// The sizes of a picture in points: a face is 36 and on a profile 72 points of
// the page, and dense screens show up to three of ours in one of these.
const (
	faceEdge  = 96
	largeEdge = 288
)

const (
	// decodedAtOnce bounds the memory for pictures, of which the largest takes
	// half a gigabyte while it is decoded.
	decodedAtOnce = 1
	// decodingWait is how long a picture waits for its turn; the largest takes
	// about as long.
	decodingWait = 3 * time.Second
	// decodingTime is for slow machines; files that take hours can be made.
	decodingTime = 20 * time.Second
)

var errBusy = errors.New("too much at once")

// uploads names the requests that may carry a file.
func uploads(r *http.Request) bool {
	return r.Method == http.MethodPost && (r.URL.Path == views.ProfileSettingsPath || brings(r)) && multiparted(r)
}

// brings names those that may carry the files of a message.
func brings(r *http.Request) bool {
	path := r.URL.Path
	return strings.HasPrefix(path, views.RoomsPath+"/") && (strings.HasSuffix(path, "/files") || strings.HasSuffix(path, "/messages")) ||
		strings.HasPrefix(path, "/messages/") && strings.HasSuffix(path, "/thread")
}

// multiparted tells a form that may hold files from one of texts alone.
func multiparted(r *http.Request) bool {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return kind == "multipart/form-data"
}

// bodyLimit is how many bytes a request may carry; 0: any number. A form with a
// file gets twice the file, so that one that is too large can still be read to
// the end and be answered with a sentence.
func (l Limits) bodyLimit(r *http.Request) int {
	switch {
	case !uploads(r):
		return l.Body
	case l.Upload == 0:
		return 0
	case brings(r):
		return l.Body + chat.MaxFiles*l.Upload
	}
	return l.Body + 2*l.Upload
}

// formMemory is how much of an upload is held in memory; the rest of it lies in
// a file until the request is answered.
const formMemory = 64 << 10

// uploadForm reads a posted form and the files in one field of it. A file that
// is too large is chat.Invalid for the field, with the rest of the form where
// that could be read. The caller removes the files (removeFiles).
func (s *Server) uploadForm(r *http.Request, field string) (form, []*multipart.FileHeader, error) {
	if !multiparted(r) {
		fields, err := postedForm(r)
		return fields, nil, err
	}
	err := r.ParseMultipartForm(formMemory)
	if errors.As(err, new(*http.MaxBytesError)) {
		return nil, nil, s.tooLarge(field)
	}
	if errors.As(err, new(*fs.PathError)) {
		return nil, nil, err // there is no room for the file
	}
	if err != nil || len(r.PostForm) > maxFields {
		return nil, nil, errBadFrame
	}
	if s.limits.Body > 0 && form(r.PostForm).size() > s.limits.Body {
		return nil, nil, &http.MaxBytesError{Limit: int64(s.limits.Body)}
	}
	files := r.MultipartForm.File[field]
	if len(files) > 0 && s.limits.Upload > 0 && files[0].Size > int64(s.limits.Upload) {
		return form(r.PostForm), nil, s.tooLarge(field)
	}
	return form(r.PostForm), files, nil
}

// size is how many bytes the texts of a form have.
func (f form) size() int {
	total := 0
	for _, values := range f {
		for _, value := range values {
			total += len(value)
		}
	}
	return total
}

// removeFiles removes what of a form lies on the disk.
func removeFiles(r *http.Request) {
	if r.MultipartForm != nil {
		r.MultipartForm.RemoveAll()
	}
}

func (s *Server) tooLarge(field string) error {
	return chat.Invalid{Field: field, Code: "FILE_TOO_LARGE", Reason: fmt.Sprintf(
		"That file is too large: at most %.3g MB. Most programs for pictures can save a smaller copy.", float64(s.limits.Upload)/(1<<20))}
}

// pictureIn makes a person's picture at its sizes.
func (s *Server) pictureIn(ctx context.Context, header *multipart.FileHeader) ([]chat.Square, error) {
	file, err := header.Open()
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if err := s.awaitDecoding(ctx); err != nil {
		return nil, err
	}
	defer func() { <-s.decoding }()
	ctx, cancel := context.WithTimeout(ctx, decodingTime)
	defer cancel()
	squares, err := images.Squares(ctx, file, faceEdge, largeEdge)
	if err != nil {
		return nil, pictureRefused(err)
	}
	return []chat.Square{{Edge: faceEdge, Image: squares[0]}, {Edge: largeEdge, Image: squares[1]}}, nil
}

func (s *Server) awaitDecoding(ctx context.Context) error { return s.awaitTurn(ctx, decodingWait) }

func (s *Server) awaitTurn(ctx context.Context, most time.Duration) error {
	wait := time.NewTimer(most)
	defer wait.Stop()
	select {
	case s.decoding <- struct{}{}:
		return nil
	case <-wait.C:
		return errBusy
	case <-ctx.Done():
		return ctx.Err()
	}
}

// pictureRefused is err as the person reads it who chose the file.
func pictureRefused(err error) error {
	refused := chat.Invalid{Field: "picture", Code: "FILE_TYPE"}
	switch {
	case errors.Is(err, images.ErrKind):
		refused.Reason = "That is no picture we can read. Choose a JPEG, PNG, GIF or WebP file."
	case errors.Is(err, images.ErrLarge):
		refused.Reason = "That picture has too many points: at most 50 million, and 30,000 on a side. A smaller copy will do."
	case errors.Is(err, images.ErrBroken), errors.Is(err, context.DeadlineExceeded):
		refused.Reason = "That picture could not be read to its end. It may be broken or cut off; please try another file."
	default:
		return err
	}
	return refused
}

// showFace gives somebody's picture, or draws their initials. Its address
// changes with it. The bytes were made here, and are no page even if a browser
// is pointed at them.
func (s *Server) showFace(w http.ResponseWriter, r *http.Request, _ auth.Identity) error {
	user, err := s.userOf(r)
	if err != nil {
		return err
	}
	edge := faceEdge
	if r.URL.Query().Get("size") == "large" {
		edge = largeEdge
	}
	picture, err := s.store.Picture(r.Context(), user.ID, edge)
	if err != nil && !errors.Is(err, chat.ErrNotFound) {
		return err
	}
	immutable(w)
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	if err != nil {
		w.Header().Set("Content-Type", "image/svg+xml")
		return views.Face(user).Render(r.Context(), w)
	}
	w.Header().Set("Content-Type", http.DetectContentType(picture))
	_, err = w.Write(picture)
	return err
}
