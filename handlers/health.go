package handlers

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/pprof"
	"runtime"

	"parley/db/chat"
)

// nothingHere answers every address that is none, and every method that an
// address does not take.
func nothingHere(mux *http.ServeMux, w http.ResponseWriter, r *http.Request) error {
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPatch} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := mux.Handler(other); pattern != "/" && method != r.Method {
			w.Header().Add("Allow", method)
		}
	}
	if w.Header().Get("Allow") != "" {
		return errWrongMethod
	}
	return chat.ErrNotFound
}

// healthz answers while the process lives.
func (s *Server) healthz(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	io.WriteString(w, "ok\n")
}

// readyz answers 200 while the server takes new connections and can write.
func (s *Server) readyz(w http.ResponseWriter, _ *http.Request) {
	if s.draining.Load() {
		http.Error(w, "draining", http.StatusServiceUnavailable)
		return
	}
	if err := s.store.Writable(); err != nil {
		http.Error(w, "cannot write", http.StatusServiceUnavailable)
		return
	}
	s.healthz(w, nil)
}

// maxReport bounds what a browser may tell about a blocked load.
const maxReport = 8 << 10

// maxDirective bounds what is logged of it; the longest there is has 27 letters.
const maxDirective = 40

// violation is what is logged of a report: which rule was broken. The page's
// address stays out, for a link to a new password or into a room is a secret.
type violation struct {
	Report struct {
		Directive string `json:"effective-directive"`
	} `json:"csp-report"`
}

// reportViolation logs which rule of the content policy a browser has applied:
// there is nothing on our pages that it should block.
func (s *Server) reportViolation(w http.ResponseWriter, r *http.Request) {
	var blocked violation
	if err := json.NewDecoder(io.LimitReader(r.Body, maxReport)).Decode(&blocked); err == nil {
		directive := blocked.Report.Directive
		s.log.Warn("content policy blocked a load", "directive", directive[:min(len(directive), maxDirective)])
	}
	w.WriteHeader(http.StatusNoContent)
}

// Private is the listener for those who run the place: figures and profiles.
func (s *Server) Private() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /metrics", s.metrics)
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	return mux
}

// metrics writes the hub's figures in the text format that Prometheus reads.
func (s *Server) metrics(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; version=0.0.4")
	stats := s.hub.Stats()
	fmt.Fprintf(w, "parley_build_info{version=%q} 1\n", s.version)
	for _, figure := range []struct {
		name  string
		value any
	}{
		{"parley_connections", stats.Connections},
		{"parley_queued_bytes", stats.QueuedBytes},
		{"parley_frames_total", stats.Frames},
		{"parley_flushes_total", stats.Flushes},
		{"parley_goroutines", runtime.NumGoroutine()},
	} {
		fmt.Fprintf(w, "%s %v\n", figure.name, figure.value)
	}
	for reason, count := range stats.Evictions {
		fmt.Fprintf(w, "parley_evictions_total{reason=%q} %d\n", reason, count)
	}
}
