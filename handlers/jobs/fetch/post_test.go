package fetch

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
)

func TestPostCarriesItsBodyAndHeadersAlsoAfterARedirect(t *testing.T) {
	var got atomic.Pointer[string]
	s := newSite(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/moved" {
			http.Redirect(w, r, "/end", http.StatusPermanentRedirect)
			return
		}
		body, _ := io.ReadAll(r.Body)
		said := r.Method + " " + r.Header.Get("X-Mark") + " " + r.Header.Get("User-Agent") + " " + string(body)
		got.Store(&said)
		w.WriteHeader(http.StatusAccepted)
	})
	for _, path := range []string{"/end", "/moved"} {
		got.Store(new(string))

		err := s.client.Post(t.Context(), s.URL+path, http.Header{"X-Mark": {"mark"}}, []byte("news"))

		if want := "POST mark Parley/test (+https://chat.example) news"; err != nil || *got.Load() != want {
			t.Errorf("%s: got %q, %v, want %q", path, *got.Load(), err, want)
		}
	}
}

func TestPostGoesNowhereInside(t *testing.T) {
	s := newSite(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Location", r.URL.Query().Get("to"))
		w.WriteHeader(http.StatusTemporaryRedirect)
	})
	for _, link := range []string{s.inside.URL, s.URL + "?to=" + s.inside.URL, s.URL + "?to=http://10.0.0.1/", "http://169.254.169.254/", "ftp://8.8.8.8/", ""} {
		if err := s.client.Post(t.Context(), link, nil, nil); !errors.Is(err, ErrForbidden) {
			t.Errorf("%s: got %v, want it forbidden", link, err)
		}
	}
}

func TestPostIsContentWithSuccessAlone(t *testing.T) {
	for _, status := range []int{http.StatusFound, http.StatusSeeOther, http.StatusBadRequest, http.StatusGone, http.StatusInternalServerError} {
		s := newSite(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Location", "/else")
			w.WriteHeader(status)
		})
		if err := s.client.Post(t.Context(), s.URL, nil, []byte("news")); !errors.Is(err, ErrAnswer) {
			t.Errorf("%d: got %v", status, err)
		}
	}
}

func TestCheckRefusesWhatIsNotPublicAlsoBehindAnAddress(t *testing.T) {
	s := newSite(t, http.NotFound)
	for _, link := range strings.Fields("http://127.0.0.1/ https://10.1.2.3/x http://[::1]/ http://localhost/ http://2130706433/ http://user@8.8.8.8/ http://8.8.8.8:22/ ftp://8.8.8.8/ nonsense") {
		if err := s.client.Check(t.Context(), link); !errors.Is(err, ErrForbidden) {
			t.Errorf("%s: got %v", link, err)
		}
	}
	for _, link := range []string{s.URL, "https://8.8.8.8/x", "http://[2606:4700:4700::1111]/"} {
		if err := s.client.Check(t.Context(), link); err != nil {
			t.Errorf("%s: got %v", link, err)
		}
	}
	if came := s.came.Load(); came != 0 {
		t.Errorf("%d connections for a check", came)
	}
}

// TestCheckLooksBehindTheName: a name that means a private address now is
// refused to whoever types it.
func TestCheckLooksBehindTheName(t *testing.T) {
	c := New(Options{})
	if err := c.resolved(t.Context(), "localhost", 443); !errors.Is(err, ErrForbidden) {
		t.Errorf("got %v", err)
	}
}
