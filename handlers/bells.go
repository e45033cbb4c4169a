package handlers

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"parley/db"
	"parley/db/chat"
	"parley/realtime"
	"parley/views"
)

const (
	// bellsEvery is how often bells look for what is to be pushed: one question
	// to an index that is empty but for that.
	bellsEvery = 200 * time.Millisecond
	// bellEvery is how often the bell of one person may change but by what they
	// read themselves.
	bellEvery = time.Second
	// bellsComeBack is how long after a start what the run before has left
	// unpushed waits for the pages, which come back within seconds.
	bellsComeBack = 5 * time.Second

	bellPeople = 5000 // people looked at at a time; the others wait for the next
	bellRows   = 50   // rows of one person read at a time
	bellFew    = 10   // rows that a frame carries; more are shown as the newest of the list
)

// bells pushes what the bells of people hold to their open pages: from the
// table, after the commit that wrote it, so a crash delays it and loses
// nothing. One goroutine reads, publishes and then marks, so what is shown last
// is what was true last; what it publishes may arrive twice.
//
// While a person is quiet their bell counts, without toasts and sounds; what
// pages know of by then is no news afterwards.
//
// A row waits for calledAfter before it is pushed. A page that shows its message
// has said by then that it was read, and the row is not there any more: whoever
// has the room before them hears no bell.
type bells struct {
	store     *db.Store
	hub       *realtime.Hub
	audiences *audiences
	work      chan struct{} // wakes the runner of jobs
	log       *slog.Logger
	begun     time.Time
	stop      context.CancelFunc
	done      chan struct{}

	// The goroutine's own.
	told map[chat.UserID]*toasting
	sent map[chat.NotificationID]int64 // versions published and not marked, because that failed
	away []chat.UserID                 // who had no page in this round

	mu    sync.Mutex
	asked map[chat.UserID]bool // whose number is to be told anew
}

func newBells(store *db.Store, hub *realtime.Hub, audiences *audiences, work chan struct{}, log *slog.Logger) *bells {
	ctx, stop := context.WithCancel(context.Background())
	b := &bells{store: store, hub: hub, audiences: audiences, work: work, log: log, begun: time.Now(), stop: stop, done: make(chan struct{}),
		told: map[chat.UserID]*toasting{}, sent: map[chat.NotificationID]int64{}, asked: map[chat.UserID]bool{}}
	go b.run(ctx)
	return b
}

// ask has a person's pages told their number, because one of them was just
// opened: it may have changed since that page was drawn.
func (b *bells) ask(user chat.UserID) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.asked[user] = true
}

func (b *bells) run(ctx context.Context) {
	defer close(b.done)
	tick := time.NewTicker(bellsEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			if err := b.ring(ctx, now); err != nil && ctx.Err() == nil && !errors.Is(err, chat.ErrUnavailable) {
				b.log.Warn("bells not pushed", "error", err)
			}
		}
	}
}

// ring pushes what is due.
func (b *bells) ring(ctx context.Context, now time.Time) error {
	people, err := b.store.PeopleUnpushed(ctx, bellPeople)
	if err != nil {
		return err
	}
	due, away := b.due(people, now)
	errs := []error{b.pass(ctx, away, now)}
	var pushed []chat.Notification
	b.away = b.away[:0]
	for _, user := range due {
		rows, err := b.push(ctx, user, now)
		errs, pushed = append(errs, err), append(pushed, rows...)
	}
	return errors.Join(append(errs, b.mark(ctx, pushed))...)
}

// pass notes what changed in the bells of those who have no page: what they have
// not read by now they find when they come.
func (b *bells) pass(ctx context.Context, away []chat.UserID, now time.Time) error {
	if now.Sub(b.begun) < bellsComeBack {
		return nil
	}
	err := b.store.PassUnpushed(ctx, away, now.Add(-calledAfter))
	if err == nil && len(away) > 0 {
		wake(b.work) // there may be mail to send, or a hook to call
	}
	return err
}

// due are the people to be looked at: those whose bell has changed, and those
// who asked. Those who are away have no page.
func (b *bells) due(people []chat.UserID, now time.Time) (due, away []chat.UserID) {
	for user, t := range b.told {
		if now.Sub(t.at) > toastLife {
			delete(b.told, user)
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, user := range people {
		if len(b.hub.Tagged(pageTag(user))) == 0 {
			away = append(away, user)
		} else {
			b.asked[user] = true
		}
	}
	due = slices.Collect(maps.Keys(b.asked))
	due = due[:min(len(due), bellPeople)]
	for _, user := range due {
		delete(b.asked, user)
	}
	return due, away
}

// push tells a person's pages what has changed, and gives the rows that they
// know now. Somebody without a page is told by the next one. Within bellEvery
// only what they have read is told, which all of their pages show at once.
func (b *bells) push(ctx context.Context, user chat.UserID, now time.Time) ([]chat.Notification, error) {
	rows, unread, err := b.store.Unpushed(ctx, user, bellRows)
	if err != nil {
		return nil, err
	}
	t := b.told[user]
	soon := t != nil && now.Sub(t.at) < bellEvery
	var ready []chat.Notification
	for _, n := range rows {
		if !b.early(n, now) && (!soon || n.Read) {
			ready = append(ready, n)
		} else if n.Told == 0 && !n.Read && !n.Gone {
			unread-- // not to be counted yet
		}
	}
	switch {
	case len(b.hub.Tagged(pageTag(user))) == 0:
		b.away = append(b.away, user)
		return ready, nil
	case len(ready) == 0 && (soon || len(rows) > 0):
		b.ask(user) // pages that were drawn meanwhile may count what is read by then
		return nil, nil
	}
	return ready, b.publish(ctx, user, views.Bell{Unread: unread, Rows: b.unsent(ready)}, now)
}

// early tells whether a row may yet be read by a page that shows its message,
// or be waited for by pages that are about to come back.
func (b *bells) early(n chat.Notification, now time.Time) bool {
	switch {
	case !n.News():
		return false
	case n.At.Before(b.begun):
		return now.Sub(b.begun) < bellsComeBack
	}
	return now.Sub(n.At) < calledAfter
}

func (b *bells) publish(ctx context.Context, user chat.UserID, bell views.Bell, now time.Time) error {
	t := b.told[user]
	if t == nil {
		t = &toasting{live: map[chat.NotificationID]toasted{}}
		b.told[user] = t
	}
	if len(bell.Rows) == 0 || slices.ContainsFunc(bell.Rows, func(n chat.Notification) bool { return !n.Read }) {
		t.at = now
	}
	ring, err := b.store.Ring(ctx, user)
	if err != nil {
		return err
	}
	audience, frame := b.audiences.of(ring.User), views.Fragment{}
	if !ring.Quiet(now, audience.Zone) {
		bell.Toasts, bell.More = t.take(bell.Rows, now)
		bell.Sound = ring.Sounds && slices.ContainsFunc(bell.Toasts, chat.Notification.Calls)
	}
	if len(bell.Rows) <= bellFew {
		frame = views.BellChanged(audience, bell)
	} else {
		newest, more, err := b.store.Notifications(ctx, user, 0, notificationsShown)
		if err != nil {
			return err
		}
		frame = views.BellReplaced(audience, bell, newest, more)
	}
	b.hub.Publish(userTopic(user), realtime.Frame{Body: frame.Bytes(), Ephemeral: true})
	return nil
}

// unsent leaves out what was published already.
func (b *bells) unsent(rows []chat.Notification) []chat.Notification {
	var left []chat.Notification
	for _, n := range rows {
		if b.sent[n.ID] != n.Version {
			left = append(left, n)
		}
	}
	return left
}

// mark notes what was published. Where that fails it is not published again.
func (b *bells) mark(ctx context.Context, rows []chat.Notification) error {
	for _, n := range rows {
		b.sent[n.ID] = n.Version
	}
	err := b.store.MarkPushed(ctx, rows, b.away...)
	if err == nil {
		clear(b.sent)
	}
	if err == nil && len(rows) > 0 {
		wake(b.work) // there may be mail to send, or a hook to call
	}
	return err
}

func (b *bells) close() {
	b.stop()
	<-b.done
}
