package jobs

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"parley/db"
	"parley/db/chat"
	"parley/db/sqlite"
)

var quiet = slog.New(slog.DiscardHandler)

// house is a store with somebody who leaves work in it.
type house struct {
	*testing.T
	store *db.Store
	place chat.Membership
}

func newHouse(t *testing.T) *house {
	t.Helper()
	engine, err := sqlite.Open(t.Context(), sqlite.Options{Folder: t.TempDir(), Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	store, err := db.Open(t.Context(), engine, db.Options{Log: quiet})
	if err != nil {
		t.Fatal(err)
	}
	ada, room, err := store.CreateFirstUser(t.Context(), chat.NewUser{Username: "ada", DisplayName: "Ada", Role: chat.RoleAdmin}, "General")
	if err != nil {
		t.Fatal(err)
	}
	place, err := store.Membership(t.Context(), ada.ID, room.ID)
	if err != nil {
		t.Fatal(err)
	}
	return &house{t, store, place}
}

// leaveWork says something that leaves a job.
func (h *house) leaveWork() string {
	h.Helper()
	const link = "https://a.example"
	m, _, err := h.store.CreateMessage(h.Context(), h.place, chat.NewMessage{Body: link, Link: link, At: time.Now()})
	if err != nil {
		h.Fatal(err)
	}
	return m.ID.String()
}

// leaveNews has somebody called who has a web hook, which leaves a job of another
// kind.
func (h *house) leaveNews(username string) {
	h.Helper()
	user, err := h.store.CreateUser(h.Context(), chat.NewUser{Username: username, DisplayName: username, Role: chat.RoleMember})
	if err == nil {
		_, err = h.store.SetHook(h.Context(), user.ID, "https://bell.example/", "secret")
	}
	if err == nil {
		_, _, err = h.store.CreateMessage(h.Context(), h.place, chat.NewMessage{Body: "@" + username + " here", At: time.Now()})
	}
	if err != nil {
		h.Fatal(err)
	}
	rows, _, err := h.store.Unpushed(h.Context(), user.ID, 10)
	if err == nil {
		err = h.store.MarkPushed(h.Context(), rows)
	}
	if err != nil {
		h.Fatal(err)
	}
}

// nothingIsLeft fails where there is a job, now or later.
func (h *house) nothingIsLeft() {
	h.Helper()
	if _, due, err := h.store.TakeJob(h.Context(), time.Now(), time.Minute); !errors.Is(err, chat.ErrNotFound) || !due.IsZero() {
		h.Errorf("there is a job for %v, %v", due, err)
	}
}

// nothingIsLeftNow fails where a job may be taken at once.
func (h *house) nothingIsLeftNow() {
	h.Helper()
	if job, _, err := h.store.TakeJob(h.Context(), time.Now(), time.Minute); !errors.Is(err, chat.ErrNotFound) {
		h.Errorf("there is %+v, %v", job, err)
	}
}

func (h *house) start(woken chan struct{}, work Work) *Runner {
	return Start(h.store, map[string]Work{db.CardJob: work}, woken, quiet)
}

func TestWhatACrashLeftIsDoneOnceByTheNext(t *testing.T) {
	h := newHouse(t)
	defer h.store.Close()
	want, done := h.leaveWork(), make(chan string, 2)

	r := h.start(nil, func(_ context.Context, payload string) error { done <- payload; return nil })

	if got := <-done; got != want {
		t.Errorf("done was %q, want %q", got, want)
	}
	r.Close()
	h.nothingIsLeft()
	if len(done) > 0 {
		t.Error("it was done twice")
	}
}

func TestWokenRunnerWorksAtOnce(t *testing.T) {
	h := newHouse(t)
	defer h.store.Close()
	woken, done := make(chan struct{}, 1), make(chan string)
	r := h.start(woken, func(_ context.Context, payload string) error { done <- payload; return nil })
	defer r.Close()

	for range 3 {
		want := h.leaveWork()
		select {
		case woken <- struct{}{}:
		default: // there is a token already
		}
		if got := <-done; got != want {
			t.Errorf("done was %q, want %q", got, want)
		}
	}
}

func TestWhatTheEndBrokeOffIsDueAtOnce(t *testing.T) {
	h := newHouse(t)
	defer h.store.Close()
	h.leaveWork()
	begun := make(chan bool)
	r := h.start(nil, func(ctx context.Context, _ string) error { begun <- true; <-ctx.Done(); return ctx.Err() })
	<-begun

	r.Close()

	if job, _, err := h.store.TakeJob(t.Context(), time.Now(), time.Minute); err != nil || job.Tries != 2 {
		t.Errorf("got %+v, %v", job, err)
	}
}

func TestKindThatHangsHoldsUpNoOther(t *testing.T) {
	h := newHouse(t)
	defer h.store.Close()
	for range 2 {
		h.leaveWork()
	}
	for _, username := range []string{"bob", "cyd", "dan"} {
		h.leaveNews(username)
	}
	hangs, told := make(chan bool, 2), make(chan bool)
	r := Start(h.store, map[string]Work{
		db.CardJob: func(ctx context.Context, _ string) error { hangs <- true; <-ctx.Done(); return ctx.Err() },
		db.HookJob: func(context.Context, string) error { told <- true; return nil },
	}, nil, quiet)
	<-hangs

	for range 3 {
		<-told
	}
	r.Close()

	if len(hangs) > 0 {
		t.Error("two jobs of one kind were done at once")
	}
	for range 2 {
		if job, _, err := h.store.TakeJob(t.Context(), time.Now(), time.Minute); err != nil || job.Kind != db.CardJob {
			t.Errorf("left is %+v, %v, want both cards", job, err)
		}
	}
	h.nothingIsLeftNow()
}

func TestJobsOfOneKindAreDoneInTheirOrder(t *testing.T) {
	h := newHouse(t)
	defer h.store.Close()
	var want []string
	for range 5 {
		want = append(want, h.leaveWork())
	}
	done := make(chan string)
	r := h.start(nil, func(_ context.Context, payload string) error { done <- payload; return nil })
	defer r.Close()

	for _, payload := range want {
		if got := <-done; got != payload {
			t.Errorf("done was %q, want %q", got, payload)
		}
	}
}

// inBubble runs a test in which time passes as soon as everybody waits.
func inBubble(t *testing.T, test func(h *house)) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		defer h.store.Close()
		test(h)
	})
}

func TestWhatFailsIsTriedAgainAfterGrowingPausesAndThenGivenUp(t *testing.T) {
	inBubble(t, func(h *house) {
		h.leaveWork()
		var tried []time.Duration
		began, times := time.Now(), 0
		r := h.start(nil, func(context.Context, string) error {
			tried = append(tried, time.Since(began).Round(time.Second))
			if times++; times == 2 {
				panic("of the work")
			}
			return errors.New("not today")
		})

		time.Sleep(3 * time.Hour)
		r.Close()

		want := []time.Duration{0, 5 * time.Second, 25 * time.Second, 105 * time.Second, 425 * time.Second, 1705 * time.Second}
		if len(tried) != len(want) {
			h.Fatalf("tried at %v, want %v", tried, want)
		}
		for i := range want {
			if late := tried[i] - want[i]; late < 0 || late > 2*time.Second {
				h.Errorf("tried at %v, want %v", tried, want)
			}
		}
		h.nothingIsLeft()
	})
}

func TestWorkThatSaysNotYetIsDoneThenHoweverOftenItSaysSo(t *testing.T) {
	inBubble(t, func(h *house) {
		h.leaveWork()
		began, times := time.Now(), 0
		r := h.start(nil, func(context.Context, string) error {
			if times++; times <= 2*maxTries {
				return NotYet{Until: began.Add(time.Duration(times) * time.Hour)}
			}
			return nil
		})

		time.Sleep((2*maxTries + 1) * time.Hour)
		r.Close()

		if times != 2*maxTries+1 {
			h.Errorf("done %d times, want %d", times, 2*maxTries+1)
		}
		h.nothingIsLeft()
	})
}

func TestTakenJobOfADeadProcessWaitsForItsLease(t *testing.T) {
	inBubble(t, func(h *house) {
		h.leaveWork()
		if _, _, err := h.store.TakeJob(h.Context(), time.Now(), lease); err != nil {
			h.Fatal(err)
		}
		began, done := time.Now(), make(chan time.Time, 1)
		r := h.start(nil, func(context.Context, string) error { done <- time.Now(); return nil })

		if took := (<-done).Sub(began); took < lease || took > lease+pollEvery {
			h.Errorf("done after %v, want the lease of %v", took, lease)
		}
		r.Close()
		h.nothingIsLeft()
	})
}

func TestWorkThatTakesTooLongIsEnded(t *testing.T) {
	inBubble(t, func(h *house) {
		h.leaveWork()
		ended := make(chan time.Duration, maxTries)
		r := h.start(nil, func(ctx context.Context, _ string) error {
			began := time.Now()
			<-ctx.Done()
			ended <- time.Since(began)
			return nil
		})

		if got := <-ended; got != MaxTime {
			h.Errorf("ended after %v, want %v", got, MaxTime)
		}
		r.Close()
	})
}

func TestUnknownKindIsGivenUp(t *testing.T) {
	inBubble(t, func(h *house) {
		h.leaveWork()
		r := Start(h.store, nil, nil, quiet)
		time.Sleep(time.Second)
		r.Close()
		h.nothingIsLeft()
	})
}
