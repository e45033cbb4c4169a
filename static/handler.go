package static

import (
	"net/http"
	"strconv"
	"strings"
)

// Handler answers the addresses that Path gives and nothing else: no folder,
// no source file, no old name.
func Handler() http.Handler {
	byPath := make(map[string]file, len(files))
	for _, f := range files {
		byPath[f.path] = f
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f, ok := byPath[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		f.serve(w, r)
	})
}

func (f file) serve(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		h.Set("Allow", "GET, HEAD")
		http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
		return
	}
	body, tag := f.content, `"`+f.tag+`"`
	if f.packed != nil && acceptsGzip(r.Header.Values("Accept-Encoding")) {
		// Two encodings are two representations: RFC 9110, 8.8.3.3.
		body, tag = f.packed, `"`+f.tag+`-gzip"`
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	h.Set("ETag", tag)
	h.Set("X-Content-Type-Options", "nosniff")
	if matches(r.Header.Values("If-None-Match"), tag) {
		h.Del("Content-Encoding")
		w.WriteHeader(http.StatusNotModified)
		return
	}
	h.Set("Content-Type", f.mime)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	if r.Method == http.MethodGet {
		w.Write(body) // an error means the reader is gone
	}
}

// acceptsGzip reads Accept-Encoding (RFC 9110, 12.5.3) as far as it takes to
// know whether gzip is welcome.
func acceptsGzip(headers []string) bool {
	for item := range strings.SplitSeq(strings.Join(headers, ","), ",") {
		coding, quality, _ := strings.Cut(item, ";")
		if !strings.EqualFold(strings.TrimSpace(coding), "gzip") {
			continue
		}
		weight, found := strings.CutPrefix(strings.ReplaceAll(quality, " ", ""), "q=")
		return !found || strings.Trim(weight, "0.") != ""
	}
	return false
}

// matches tells whether an If-None-Match list holds the tag; the comparison is
// the weak one (RFC 9110, 13.1.2).
func matches(headers []string, tag string) bool {
	for item := range strings.SplitSeq(strings.Join(headers, ","), ",") {
		item = strings.TrimPrefix(strings.TrimSpace(item), "W/")
		if item == tag || item == "*" {
			return true
		}
	}
	return false
}
