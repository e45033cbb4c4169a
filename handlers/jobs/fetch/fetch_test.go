package fetch

import (
	"compress/gzip"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// site is another site, which the client may ask; beside it is one that it may
// not, and which counts who comes.
type site struct {
	*httptest.Server
	client *Client
	inside *httptest.Server
	came   atomic.Int32
}

func newSite(t *testing.T, answer http.HandlerFunc) *site {
	t.Helper()
	s := &site{Server: httptest.NewServer(answer)}
	t.Cleanup(s.Close)
	s.inside = httptest.NewUnstartedServer(http.NotFoundHandler())
	s.inside.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			s.came.Add(1)
		}
	}
	s.inside.Start()
	t.Cleanup(func() {
		s.inside.Close()
		if n := s.came.Load(); n != 0 {
			t.Errorf("%d connections reached the inside", n)
		}
	})
	address := netip.MustParseAddrPort(s.Listener.Addr().String())
	s.client = New(Options{Agent: "Parley/test (+https://chat.example)", Allow: func(a netip.AddrPort) bool { return a == address }})
	return s
}

func (s *site) get(t *testing.T, path string) (Answer, error) {
	t.Helper()
	return s.client.Get(t.Context(), s.URL+path, "text/html")
}

func TestAnswerComesWithWhereItWasFound(t *testing.T) {
	s := newSite(t, func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/end" {
			http.Redirect(w, r, "/end", http.StatusFound)
			return
		}
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, "hello")
	})

	got, err := s.get(t, "/start")

	if err != nil || string(got.Body) != "hello" || !got.Whole || got.Type != "text/html" || got.URL.Path != "/end" {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestNothingIsSentAlongButWhoAsks(t *testing.T) {
	t.Setenv("HTTP_PROXY", "http://127.0.0.1:1")
	var asked []*http.Request
	s := newSite(t, func(w http.ResponseWriter, r *http.Request) {
		asked = append(asked, r)
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "b", Path: "/"})
		if r.URL.Path == "/" {
			http.Redirect(w, r, "/next", http.StatusFound)
		}
	})

	if _, err := s.get(t, "/"); err != nil {
		t.Fatal(err)
	}

	want := map[string]string{"User-Agent": "Parley/test (+https://chat.example)", "Accept": "text/html", "Accept-Encoding": "identity", "Connection": "close"}
	for _, r := range asked {
		for name, values := range r.Header {
			if want[name] != strings.Join(values, ",") {
				t.Errorf("%s: sent along is %s: %v", r.URL, name, values)
			}
		}
	}
	if len(asked) != 2 {
		t.Errorf("asked %d times, want 2", len(asked))
	}
}

func TestRedirectsGoNowhereElseThanTheFirstAddressMay(t *testing.T) {
	var inside atomic.Pointer[string]
	s := newSite(t, func(w http.ResponseWriter, r *http.Request) {
		to := r.URL.Query().Get("to")
		if to == "inside" {
			to = *inside.Load()
		}
		w.Header().Set("Location", to)
		w.WriteHeader(http.StatusFound)
	})
	inside.Store(&s.inside.URL)
	port := s.inside.Listener.Addr().(*net.TCPAddr).Port

	for _, to := range []string{"inside", fmt.Sprintf("http://localhost:%d/", port), fmt.Sprintf("http://[::ffff:127.0.0.1]:%d/", port), fmt.Sprintf("http://2130706433:%d/", port),
		"http://10.0.0.1/", "http://169.254.169.254/latest/meta-data/", "file:///etc/passwd", "ftp://a.example/", "http://user@8.8.8.8/", "http://8.8.8.8:22/"} {
		if _, err := s.get(t, "/?to="+url.QueryEscape(to)); !errors.Is(err, ErrForbidden) {
			t.Errorf("to %s: got %v, want it forbidden", to, err)
		}
	}
	if _, err := s.client.Get(t.Context(), s.inside.URL, "text/html"); !errors.Is(err, ErrForbidden) {
		t.Errorf("the inside itself: got %v", err)
	}
}

func TestEndlessRedirectsEnd(t *testing.T) {
	var asked atomic.Int32
	s := newSite(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, fmt.Sprint("/", asked.Add(1)), http.StatusFound)
	})

	_, err := s.get(t, "/")

	if !errors.Is(err, ErrAnswer) || asked.Load() != maxHops+1 {
		t.Errorf("got %v after %d questions", err, asked.Load())
	}
}

func TestTooLongABodyIsCutOff(t *testing.T) {
	s := newSite(t, func(w http.ResponseWriter, r *http.Request) {
		for chunk := make([]byte, 32<<10); ; {
			if _, err := w.Write(chunk); err != nil {
				return
			}
		}
	})

	got, err := s.get(t, "/")

	if err != nil || len(got.Body) != MaxBody || got.Whole {
		t.Errorf("got %d bytes, whole %v, %v", len(got.Body), got.Whole, err)
	}
}

// TestUselessAnswersAreNone: what was not asked for is not unpacked.
func TestUselessAnswersAreNone(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"packed": func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			bomb := gzip.NewWriter(w)
			bomb.Write(make([]byte, 64<<20))
			bomb.Close()
		},
		"not found":       http.NotFound,
		"nothing":         func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) },
		"redirected away": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusFound) },
		"headers":         func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("X", strings.Repeat("x", 2*maxHeader)) },
		"broken off": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "10")
			fmt.Fprint(w, "half")
		},
		"no HTTP": func(w http.ResponseWriter, _ *http.Request) {
			conn, _, _ := http.NewResponseController(w).Hijack()
			fmt.Fprint(conn, "SSH-2.0-OpenSSH\r\n")
			conn.Close()
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got, err := newSite(t, answer).get(t, "/"); err == nil {
				t.Errorf("got %d bytes", len(got.Body))
			}
		})
	}
}

func TestSlowAnswersAreNotWaitedFor(t *testing.T) {
	for name, slow := range map[string]func(http.ResponseWriter){
		"silent":    func(http.ResponseWriter) {},
		"trickling": func(w http.ResponseWriter) { fmt.Fprint(w, "<html>"); http.NewResponseController(w).Flush() },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSite(t, func(w http.ResponseWriter, r *http.Request) {
				slow(w)
				<-r.Context().Done()
			})
			began := time.Now()

			_, err := s.get(t, "/")

			if took := time.Since(began); err == nil || took < Timeout/2 || took > 2*Timeout {
				t.Errorf("got %v after %v", err, took)
			}
		})
	}
}
