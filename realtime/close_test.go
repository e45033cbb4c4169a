package realtime_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"parley/realtime"
)

func TestCloseSendsTheFarewellAndThenTheCode(t *testing.T) {
	s := newSite(t, realtime.Options{})
	p := s.join(t, "")
	p.conn.Subscribe("room")
	s.publish(t, "room", text("before"))

	p.conn.Close(4401, "signed out", text("farewell"))
	p.conn.Close(4403, "a second time", text("never"))
	s.publish(t, "room", text("after"))
	p.conn.Send(text("after"))
	code, frames := p.rest(t)
	p.gone(t)

	if code != 4401 {
		t.Errorf("closed with %d, want 4401", code)
	}
	equal(t, frames, []string{"before", "farewell"})
	if n := s.hub.Count(); n != 0 {
		t.Errorf("%d connections left", n)
	}
}

func TestNothingIsHeardAfterClose(t *testing.T) {
	s := newSite(t, realtime.Options{})
	p := s.join(t, "")

	p.conn.Close(4401, "signed out", realtime.Frame{})
	p.write(t, websocket.TextMessage, "too late")
	p.closeCode(t)
	p.gone(t)

	if len(p.handler.frames) > 0 {
		t.Errorf("heard %q", <-p.handler.frames)
	}
}

func TestCloseReasonIsCutAtALetter(t *testing.T) {
	s := newSite(t, realtime.Options{})
	p := s.join(t, "")

	p.conn.Close(4401, strings.Repeat("ä", 100), realtime.Frame{})
	_, _, err := p.ws.ReadMessage()

	var closed *websocket.CloseError
	if !errors.As(err, &closed) || closed.Text != strings.Repeat("ä", 61) {
		t.Errorf("closed with %v", err)
	}
}

func TestCodeOfThePeerIsEchoed(t *testing.T) {
	for _, code := range []int{1000, 1001, 4000, websocket.CloseNoStatusReceived} {
		t.Run(fmt.Sprint(code), func(t *testing.T) {
			s := newSite(t, realtime.Options{})
			p := s.join(t, "")

			p.write(t, websocket.CloseMessage, string(websocket.FormatCloseMessage(code, "")))
			got := p.closeCode(t)
			p.gone(t)

			if got != code {
				t.Errorf("answered with %d, want %d", got, code)
			}
		})
	}
}

func TestPeerThatVanishesIsForgotten(t *testing.T) {
	s := newSite(t, realtime.Options{})
	p := s.join(t, "tag=user:7")

	p.ws.NetConn().Close()
	p.gone(t)

	if s.hub.Count() != 0 || len(s.hub.Tagged("user:7")) != 0 {
		t.Error("it is still counted")
	}
}

func TestTaggedConnectionsAreFoundOldestFirst(t *testing.T) {
	s := newSite(t, realtime.Options{})
	first := s.join(t, "tag=user:7&tag=session:1")
	second := s.join(t, "tag=user:7&tag=session:2")
	s.join(t, "tag=user:8")

	got := s.hub.Tagged("user:7")

	if want := []*realtime.Conn{first.conn, second.conn}; !slices.Equal(got, want) {
		t.Errorf("got %p, want %p", got, want)
	}
	if s.hub.Count() != 3 {
		t.Errorf("counted %d", s.hub.Count())
	}
}

func TestCloseTaggedClosesThoseAndNoOthers(t *testing.T) {
	s := newSite(t, realtime.Options{})
	one, two := s.join(t, "tag=user:7"), s.join(t, "tag=user:7&tag=session:2")
	other := s.join(t, "tag=user:8")

	n := s.hub.CloseTagged("user:7", 4403, "banned", text("farewell"))
	again := s.hub.CloseTagged("user:7", 4403, "banned", text("farewell"))

	for _, p := range []*peer{one, two} {
		code, frames := p.rest(t)
		if code != 4403 {
			t.Errorf("closed with %d, want 4403", code)
		}
		equal(t, frames, []string{"farewell"})
	}
	if n != 2 || again != 0 {
		t.Errorf("closed %d and %d, want 2 and 0", n, again)
	}
	other.conn.Send(text("still here"))
	equal(t, []string{other.next(t)}, []string{"still here"})
}

func TestCloseBetweenAdmitAndStartIsNotMissed(t *testing.T) {
	s := newSite(t, realtime.Options{})
	c := s.hub.Admit("user:7")
	c.Subscribe("room")
	n := s.hub.CloseTagged("user:7", 4403, "banned", text("farewell"))
	s.publish(t, "room", text("secret"))
	client, server := upgraded(t)
	client.visit = visit{conn: c, handler: newRecorder(t)}

	client.write(t, websocket.TextMessage, "hello")
	c.Start(server, client.handler, true)
	code, frames := client.rest(t)
	client.gone(t)

	if n != 1 || code != 4403 {
		t.Errorf("closed %d with %d, want 1 with 4403", n, code)
	}
	equal(t, frames, []string{"farewell"})
	if len(client.handler.frames) > 0 {
		t.Errorf("the handler heard %q", <-client.handler.frames)
	}
}

func TestAbandonedConnectionIsForgotten(t *testing.T) {
	s := newSite(t, realtime.Options{})
	c := s.hub.Admit("user:7")
	c.Subscribe("room")
	s.publish(t, "room", text("nobody will read this"))

	c.Abandon()

	eventually(t, "nothing is queued", func() bool { return s.hub.Stats().QueuedBytes == 0 })
	if s.hub.Count() != 0 || s.hub.CloseTagged("user:7", 4403, "", realtime.Frame{}) != 0 {
		t.Error("it is still counted")
	}
}

func TestPeerThatDoesNotAnswerIsResetAfterTwoSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newPipeSite(t, realtime.Options{})
		p := s.join(t, "")
		p.ws.SetCloseHandler(func(int, string) error { return nil })
		began := time.Now()

		p.conn.Close(4401, "signed out", text("farewell"))
		p.closeCode(t)
		p.gone(t)

		if took := time.Since(began); took != 2*time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

func TestPeerThatDoesNotReadItsFarewellIsResetAfterASecond(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newPipeSite(t, realtime.Options{})
		p := s.join(t, "")
		began := time.Now()

		p.conn.Close(4401, "signed out", text("farewell"))
		p.gone(t)

		if took := time.Since(began); took != time.Second {
			t.Errorf("it took %v", took)
		}
	})
}

func TestHandlerThatHangsDoesNotKeepTheSocketOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newPipeSite(t, realtime.Options{})
		hanging := make(chan struct{})
		s.frame = func(*realtime.Conn, string) { <-hanging }
		p := s.join(t, "")
		p.write(t, websocket.TextMessage, "hang")
		synctest.Wait()
		began := time.Now()

		p.conn.Close(4401, "signed out", realtime.Frame{})
		p.closeCode(t)
		p.ws.ReadMessage()
		took := time.Since(began)
		heard := p.handler.ended.Load()
		close(hanging)
		p.gone(t)

		if took > 2*time.Second {
			t.Errorf("the socket ended after %v", took)
		}
		if heard {
			t.Error("Closed came before Frame returned")
		}
	})
}

func TestHubClosesEverybodyWithRestart(t *testing.T) {
	s := newSite(t, realtime.Options{})
	peers := s.joinAll(t, 20, "room")
	admitted := s.hub.Admit("user:7")

	codes := make(chan int, len(peers))
	for _, p := range peers {
		go func() { codes <- p.closeCode(t) }()
	}
	s.hub.Close()

	for _, p := range peers {
		if code := <-codes; code != websocket.CloseServiceRestart {
			t.Errorf("closed with %d, want 1012", code)
		}
		if !p.handler.ended.Load() {
			t.Error("Close did not wait for a handler")
		}
	}
	if err := s.hub.Publish("room", text("too late")); !errors.Is(err, realtime.ErrClosed) {
		t.Errorf("publish: %v, want ErrClosed", err)
	}
	_, server := upgraded(t)
	late := newRecorder(t)
	admitted.Start(server, late, false)
	<-late.closed
}

func TestDrainGoesInSlicesOverTheSpan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := newPipeSite(t, realtime.Options{})
		began := time.Now()
		var reading sync.WaitGroup
		var mu sync.Mutex
		gone := map[time.Duration]int{}
		for range 40 {
			p := s.join(t, "")
			reading.Go(func() {
				if code := p.closeCode(t); code != websocket.CloseServiceRestart {
					t.Errorf("closed with %d, want 1012", code)
				}
				mu.Lock()
				defer mu.Unlock()
				gone[time.Since(began)]++
			})
		}

		s.hub.Drain(t.Context(), websocket.CloseServiceRestart, "restart", 4, 4*time.Second)
		reading.Wait()

		want := map[time.Duration]int{0: 10, time.Second: 10, 2 * time.Second: 10, 3 * time.Second: 10}
		if fmt.Sprint(gone) != fmt.Sprint(want) {
			t.Errorf("they went at %v, want %v", gone, want)
		}
		if n := s.hub.Count(); n != 0 {
			t.Errorf("%d connections left", n)
		}
	})
}

func TestConnectionAdmittedDuringADrainIsClosedAtItsStart(t *testing.T) {
	s := newSite(t, realtime.Options{})
	s.hub.Drain(t.Context(), websocket.CloseServiceRestart, "restart", 10, time.Second)

	late := s.join(t, "")

	if code := late.closeCode(t); code != websocket.CloseServiceRestart {
		t.Errorf("closed with %d, want 1012", code)
	}
}

func TestCloseWhereClosesThoseThatATestPicks(t *testing.T) {
	s := newSite(t, realtime.Options{})
	one, other := s.join(t, "tag=address:a&tag=user:7"), s.join(t, "tag=address:b")
	picked := func(tags []string) bool { return slices.Contains(tags, "address:a") }

	n := s.hub.CloseWhere(picked, 4403, "blocked", text("farewell"))

	code, frames := one.rest(t)
	if n != 1 || code != 4403 {
		t.Errorf("closed %d with %d, want 1 with 4403", n, code)
	}
	equal(t, frames, []string{"farewell"})
	other.conn.Send(text("still here"))
	equal(t, []string{other.next(t)}, []string{"still here"})
}
