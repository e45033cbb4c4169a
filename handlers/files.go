package handlers

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"

	"parley/db/blobs"
	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// downloadTime is how long a file may travel: 20 MB over a slow line.
const downloadTime = 10 * time.Minute

// file finds the file of an address for somebody who may see it.
func (s *Server) file(r *http.Request, viewer auth.Identity) (chat.File, error) {
	if fromElsewhere(r) {
		return chat.File{}, chat.ErrNotFound
	}
	id, err := chat.ParseID[chat.FileID](r.PathValue("file"))
	if err != nil {
		return chat.File{}, err
	}
	return s.store.File(r.Context(), viewer.User.ID, id)
}

// fromElsewhere tells a request that a page of another site makes, as for a
// picture or a script. Following a link from there is fine
// (https://www.w3.org/TR/fetch-metadata/).
func fromElsewhere(r *http.Request) bool {
	site := r.Header.Get("Sec-Fetch-Site")
	link := r.Header.Get("Sec-Fetch-Mode") == "navigate" && r.Header.Get("Sec-Fetch-Dest") == "document"
	return site != "" && site != "same-origin" && site != "none" && !link
}

// showFile gives the bytes of a file, or of its thumbnail. Only pictures that
// were drawn here are shown by a browser that is pointed at them; everything
// else is downloaded, and no script of it ever runs.
func (s *Server) showFile(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	file, err := s.file(r, viewer)
	if err != nil {
		return err
	}
	hash := file.Hash
	if r.URL.Query().Get("size") == "small" && file.Thumb != "" {
		hash = file.Thumb
	}
	content, err := s.blobs.Open(hash)
	if errors.Is(err, blobs.ErrNotFound) {
		return err // of ours: the row is there and the bytes are not
	}
	if err != nil {
		return err
	}
	defer content.Close()
	if hash == file.Thumb {
		file.Type, err = typeOfThumb(content)
	}
	if err != nil {
		return err
	}
	fileHeaders(w.Header(), file, hash)
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(downloadTime))
	http.ServeContent(w, r, "", time.Time{}, content)
	return nil
}

// typeOfThumb tells what was drawn here: a JPEG or a PNG.
func typeOfThumb(content io.ReadSeeker) (string, error) {
	head := make([]byte, sniffed)
	n, err := io.ReadFull(content, head)
	if err != nil && err != io.ErrUnexpectedEOF {
		return "", err
	}
	_, err = content.Seek(0, io.SeekStart)
	return http.DetectContentType(head[:n]), err
}

// fileHeaders are those of RFC 6266 for the name, and what keeps a file from
// being anything but bytes. It may be kept for an hour without asking whether
// its reader may still see it.
func fileHeaders(h http.Header, file chat.File, hash string) {
	disposition := "attachment"
	if file.Picture() {
		disposition = "inline"
	}
	h.Set("Content-Type", file.Type)
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": file.Name}))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, max-age=3600")
	h.Set("ETag", strconv.Quote(hash))
	h.Set("Vary", "Cookie")
}

// viewPicture shows a picture of a message at its full size, with those beside it
// in the room: for htmx what stands in the popover, else a page.
func (s *Server) viewPicture(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	file, err := s.file(r, viewer)
	if err == nil && (!file.Picture() || file.Message == 0) {
		err = chat.ErrNotFound
	}
	if err != nil {
		return err
	}
	page := views.ViewerPage{File: file}
	if page.Before, page.After, err = s.store.PicturesBeside(r.Context(), file); err != nil {
		return err
	}
	if isHTMX(r) {
		s.render(w, r, http.StatusOK, views.Viewer(page))
		return nil
	}
	if page.Shell, err = s.shell(w, r, viewer, "Picture", file.Room); err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, views.ViewPicture(page))
	return nil
}
