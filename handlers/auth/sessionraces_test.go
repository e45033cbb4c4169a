package auth_test

import (
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

func TestASlowRequestDoesNotBringASessionBack(t *testing.T) {
	h := newHouse(t)
	for range 50 {
		signIn := h.signIn(t, h.ada)
		cookie := h.begin(t, signIn)
		loaded, signedOut := make(chan struct{}), make(chan struct{})
		slow := h.sessions.Load(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			close(loaded)
			<-signedOut
			if err := h.sessions.PutFlash(w, r, "Saved."); err != nil {
				t.Error(err)
			}
		}), failTest(t))

		var group sync.WaitGroup
		group.Go(func() { slow.ServeHTTP(httptest.NewRecorder(), page(cookie)) })
		<-loaded
		h.end(t, signIn)
		if err := h.sessions.End(httptest.NewRecorder(), page(cookie)); err != nil {
			t.Fatal(err)
		}
		close(signedOut)
		group.Wait()

		if h.sessionOf(t, cookie) != 0 {
			t.Fatal("the session came back")
		}
	}
}

func failTest(t *testing.T) func(http.ResponseWriter, *http.Request, error) {
	return func(_ http.ResponseWriter, _ *http.Request, err error) { t.Error(err) }
}

func TestRacedLogoutsEndTheSession(t *testing.T) {
	h := newHouse(t)
	for range 50 {
		signIn := h.signIn(t, h.ada)
		cookie := h.begin(t, signIn)

		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				if err := h.sessions.PutFlash(httptest.NewRecorder(), page(cookie), "Saved."); err != nil {
					t.Error(err)
				}
			})
		}
		group.Go(func() {
			if err := h.sessions.End(httptest.NewRecorder(), page(cookie)); err != nil {
				t.Error(err)
			}
		})
		group.Wait()

		if h.sessionOf(t, cookie) != 0 {
			t.Fatal("the session came back")
		}
	}
}
