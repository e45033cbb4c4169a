package handlers

import (
	"io"
	"net/http"
	"time"

	"parley/db/chat"
	"parley/realtime"
	"parley/views"
)

const (
	// uploadPause is how long an upload may stand still, and arrivalTime how long
	// one may take: 21 MB in that time is a slow telephone line of today.
	uploadPause = 30 * time.Second
	arrivalTime = 10 * time.Minute
	// uploadStep is how often a page hears of an upload, in percent.
	uploadStep = 5
)

// arriving is the body of an upload. As long as something comes it may take
// longer than other requests, and the page that sends it hears how far it is.
// It belongs to the request's goroutine.
type arriving struct {
	io.ReadCloser
	deadlines *http.ResponseController
	ends      time.Time
	moved     time.Time
	read      int64
	total     int64 // below 1: not known
	told      int64 // percent
	tell      func(percent int)
}

func (s *Server) arriving(w http.ResponseWriter, r *http.Request, user chat.UserID) *arriving {
	page := r.URL.Query().Get("page")
	return &arriving{ReadCloser: r.Body, deadlines: http.NewResponseController(w), ends: time.Now().Add(arrivalTime), total: r.ContentLength,
		tell: func(percent int) { s.tellPage(user, page, views.UploadProgress(percent)) }}
}

// Read implements io.Reader.
func (a *arriving) Read(b []byte) (int, error) {
	a.allow(time.Now())
	n, err := a.ReadCloser.Read(b)
	a.read += int64(n)
	if a.total > 0 {
		if percent := 100 * a.read / a.total; percent >= a.told+uploadStep {
			a.told = percent - percent%uploadStep
			a.tell(int(a.told))
		}
	}
	return n, err
}

// allow moves the deadlines on, at most once a second. A connection that has
// none goes without.
func (a *arriving) allow(now time.Time) {
	if now.Sub(a.moved) < time.Second || now.After(a.ends) {
		return
	}
	a.moved = now
	_ = a.deadlines.SetReadDeadline(now.Add(uploadPause))
	_ = a.deadlines.SetWriteDeadline(now.Add(uploadPause + redrawWait + decodingTime))
}

// tellPage sends a frame to the connections of one page of a person's; a frame
// that is lost is nothing to a page that is told again.
func (s *Server) tellPage(user chat.UserID, page string, frame views.Fragment) {
	if page == "" {
		return
	}
	for _, c := range s.watch.of(user, page) {
		c.conn.Send(realtime.Frame{Body: frame.Bytes(), Ephemeral: true})
	}
}
