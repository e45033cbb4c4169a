package handlers_test

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// offender is somebody who is about to be banned, with all that lets them in.
type offender struct {
	*browser
	token, ticket string
	sockets       []*peer
	heard         atomic.Int64 // the newest message that any of the sockets heard

	answered int64 // the newest message that was begun when the ban was answered
	took     time.Duration
}

// offends signs somebody in and opens a page, a socket with the session's
// cookie and one with a token.
func (h *house) offends(b *browser) *offender {
	h.t.Helper()
	o := &offender{browser: b, token: h.access(b), ticket: h.ticket(b)}
	page := b.load(lobby)
	page.dial()
	page.resume()
	o.sockets = []*peer{page.peer, b.program(lobby), h.dial(h.t, socketPath(lobby), h.bearing(o.token))}
	for _, p := range o.sockets {
		p.mu.Lock()
		p.hears = func(frame string) { o.hears(p, frame) }
		p.mu.Unlock()
	}
	return o
}

// hears notes the newest message of a frame, and keeps the last frame alone.
// The peer holds its lock.
func (o *offender) hears(p *peer, frame string) {
	for rest := frame; ; {
		_, after, found := strings.Cut(rest, "said as number ")
		if !found {
			break
		}
		number, _, _ := strings.Cut(after, " ")
		if n, _ := strconv.ParseInt(number, 10, 64); n > o.heard.Load() {
			o.heard.Store(n)
		}
		rest = after
	}
	p.frames, p.at = []string{frame}, nil
}

// chatter has somebody write so many messages a second until the test stops
// it, whether the server keeps up or not.
type chatter struct {
	begun, sent atomic.Int64
	stop        func() (perSecond float64)
}

func (h *house) chatters(b *browser, perSecond int64) *chatter {
	c, done, began := &chatter{}, make(chan struct{}), time.Now()
	var writing sync.WaitGroup
	writing.Go(func() {
		tick := time.NewTicker(5 * time.Millisecond)
		defer tick.Stop()
		for {
			select {
			case <-done:
				return
			case <-tick.C:
				for c.begun.Load() < time.Since(began).Milliseconds()*perSecond/1000 {
					n := c.begun.Add(1)
					writing.Go(func() { c.say(b, n) })
				}
			}
		}
	})
	c.stop = func() float64 {
		close(done)
		lasted := time.Since(began)
		writing.Wait()
		return float64(c.sent.Load()) / lasted.Seconds()
	}
	return c
}

func (c *chatter) say(b *browser, n int64) {
	a, err := b.try(b.form(roomPath(lobby)+"/messages", "body", fmt.Sprintf("said as number %d of many", n)))
	if err == nil && a.status == http.StatusSeeOther {
		c.sent.Add(1)
	}
}

// shutOutBy bans somebody and waits until they hear nothing any more.
func (o *offender) shutOutBy(mod *browser, talk *chatter) error {
	began := time.Now()
	a, err := mod.try(mod.form("/moderation/users/"+o.user.ID.String(), "action", "ban", "reason", "spam", "words", "Please stop."))
	if err != nil || a.status != http.StatusSeeOther {
		return fmt.Errorf("the ban was answered with %d, %v", a.status, err)
	}
	o.answered = talk.begun.Load()
	if a, err = o.try(o.request(http.MethodGet, "/rooms", nil)); err != nil || !strings.HasPrefix(a.header.Get("Location"), "/login") {
		return fmt.Errorf("a page of theirs is answered with %d, %v", a.status, err)
	}
	for _, p := range o.sockets {
		if code := p.closed(); code != 4403 || !strings.Contains(p.last(), "You are banned.") {
			return fmt.Errorf("closed with %d after %.200q", code, p.last())
		}
	}
	o.took = time.Since(began)
	return nil
}

// TestHundredBansUnderLoadEndEverythingWithinASecond has four moderators ban a
// hundred people while a room that all of them listen to is busy.
func TestHundredBansUnderLoadEndEverythingWithinASecond(t *testing.T) {
	const banned, perSecond = 100, 200
	h, ada := newInhabited(t)
	var offenders []*offender
	for _, b := range h.people("loud", banned) {
		offenders = append(offenders, h.offends(b))
	}
	mods := []*browser{h.moderator("mod"), h.moderator("mo"), h.moderator("may"), h.moderator("max")}
	talk := h.chatters(ada, perSecond)
	eventually(t, "everybody to hear it", func() bool {
		return !slices.ContainsFunc(offenders, func(o *offender) bool { return o.heard.Load() == 0 })
	})

	var banning sync.WaitGroup
	for i, mod := range mods {
		banning.Go(func() {
			tick := time.NewTicker(100 * time.Millisecond) // so that it lasts for hundreds of messages
			defer tick.Stop()
			for n := i; n < banned; n += len(mods) {
				<-tick.C
				if err := offenders[n].shutOutBy(mod, talk); err != nil {
					t.Errorf("%s: %v", offenders[n].user.Username, err)
				}
			}
		})
	}
	banning.Wait()
	begun := talk.begun.Load()
	eventually(t, "words after the last ban", func() bool { return talk.sent.Load() > begun })
	rate := talk.stop()

	var took []time.Duration
	for _, o := range offenders {
		if heard := o.heard.Load(); heard > o.answered {
			t.Errorf("%s heard message %d, which was begun after %d, when the ban was answered", o.user.Username, heard, o.answered)
		}
		o.isGone()
		took = append(took, o.took)
	}
	slices.Sort(took)
	if took[banned-1] > soon {
		t.Errorf("the slowest ban took %v, want at most %v", took[banned-1], soon)
	}
	if talk.sent.Load() != talk.begun.Load() || rate < perSecond-20 {
		t.Errorf("%d of %d messages were taken, %.0f a second", talk.sent.Load(), talk.begun.Load(), rate)
	}
	if err := h.store.Check(t.Context()); err != nil {
		t.Error(err)
	}
	t.Logf("%d bans under %.0f messages a second: half within %v, all within %v", banned, rate, took[banned/2], took[banned-1])
}

// isGone fails unless nothing of somebody's lets them in any more.
func (o *offender) isGone() {
	o.t.Helper()
	if signIns, err := o.house.store.SignInsOf(o.t.Context(), o.user.ID); err != nil || len(signIns) > 0 {
		o.t.Errorf("%s has %d sign-ins, %v", o.user.Username, len(signIns), err)
	}
	for path, header := range map[string]http.Header{socketPath(lobby): o.house.bearing(o.token), socketPath(0): o.headers(),
		socketPath(lobby) + "?ticket=" + o.ticket: {"Origin": {o.house.base}}} {
		if _, response, _ := o.house.upgrade(path, header); response == nil || response.StatusCode != http.StatusUnauthorized {
			o.t.Errorf("%s: %.20s is not refused", o.user.Username, path)
		}
	}
}
