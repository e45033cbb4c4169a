package handlers

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"parley/db"
	"parley/db/chat"
	"parley/realtime"
	"parley/views"
)

const (
	// numbersEvery is how often numbers look for work.
	numbersEvery = 100 * time.Millisecond
	// calledAfter lets a page that shows a message say that it was read,
	// before the person's other tabs count it: reads gather for readsEvery.
	calledAfter = readsEvery + 250*time.Millisecond
	// calledEvery is how often a growing number changes the tabs of one person.
	calledEvery = time.Second
)

// numbers shows people how many unread messages call them: in the title and
// the icon of every page of theirs, each of which has a title of its own, and
// in the rows of their sidebars. One goroutine reads all of it from the store
// and publishes it, so that what is shown last is what was true last.
type numbers struct {
	hub      *realtime.Hub
	site     views.Site
	sidebars *sidebars
	stop     context.CancelFunc
	done     chan struct{}

	mu     sync.Mutex
	people map[chat.UserID]*reader
	due    map[chat.UserID]time.Time // when to look at somebody's number again
	rows   map[place]bool            // to be drawn anew for one person
}

// reader is a person with open pages.
type reader struct {
	pages map[*connection]*tab
	told  time.Time // when a number of theirs last grew
	count int
}

// tab is the window that a page stands in.
type tab struct {
	title   string
	at      chat.Seq // the room's number at which the title was the room's; 0: it is not
	shown   int      // the number before the title; below 0: whatever the page was loaded with
	threads int      // in which something is unread, as the page shows; below 0 as above
}

func newNumbers(hub *realtime.Hub, site views.Site, sidebars *sidebars) *numbers {
	return &numbers{hub: hub, site: site, sidebars: sidebars, done: make(chan struct{}),
		people: map[chat.UserID]*reader{}, due: map[chat.UserID]time.Time{}, rows: map[place]bool{}}
}

// begin starts the goroutine, once there is a store to ask.
func (n *numbers) begin(store *db.Store, log *slog.Logger) {
	ctx, stop := context.WithCancel(context.Background())
	n.stop = stop
	go n.run(ctx, store, log)
}

func (n *numbers) close() {
	n.stop()
	<-n.done
}

// called notes that something new calls people, or does not any more. Those
// without a page are passed over.
func (n *numbers) called(users ...chat.UserID) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, user := range users {
		if r, here := n.people[user]; here {
			if _, waits := n.due[user]; !waits {
				n.due[user] = later(time.Now().Add(calledAfter), r.told.Add(calledEvery))
			}
		}
	}
}

// look has somebody's number looked at right away, because they have read.
func (n *numbers) look(user chat.UserID) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if _, here := n.people[user]; here {
		n.due[user] = time.Now()
	}
}

// lookAtAll is look for everybody whom anything calls.
func (n *numbers) lookAtAll() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for user, r := range n.people {
		if r.count > 0 {
			n.due[user] = time.Now()
		}
	}
}

// read notes that a page of somebody's showed a room to its end. Most of those
// who read have no other page and nothing calls them: they cost nothing.
func (n *numbers) read(user chat.UserID, room chat.RoomID) {
	pages := len(n.hub.Tagged(pageTag(user)))
	n.mu.Lock()
	defer n.mu.Unlock()
	if pages > 1 {
		n.rows[place{room, user}] = true
	}
	if r, here := n.people[user]; here && r.count > 0 {
		n.due[user] = time.Now()
	}
}

// changed has rooms drawn anew in one person's sidebars, and their number
// looked at.
func (n *numbers) changed(user chat.UserID, rooms ...chat.RoomID) {
	if len(n.hub.Tagged(pageTag(user))) == 0 {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, room := range rooms {
		n.rows[place{room, user}] = true
	}
	if _, here := n.people[user]; here {
		n.due[user] = time.Now()
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func (n *numbers) run(ctx context.Context, store *db.Store, log *slog.Logger) {
	defer close(n.done)
	tick := time.NewTicker(numbersEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-tick.C:
			if err := n.show(ctx, store, now); err != nil && ctx.Err() == nil {
				log.Warn("numbers not shown", "error", err)
			}
		}
	}
}

// show publishes what has come due. What fails is right again with the next
// page.
func (n *numbers) show(ctx context.Context, store *db.Store, now time.Time) error {
	people, rows := n.take(now)
	var errs []error
	for _, room := range n.sidebars.takeRedrawn() {
		errs = append(errs, n.addCalled(ctx, store, room, rows))
	}
	for user, rooms := range rows {
		errs = append(errs, n.showRows(ctx, store, user, rooms))
	}
	for _, user := range people {
		count, err := store.Mentions(ctx, user)
		threads, sorry := store.UnreadThreads(ctx, user)
		if err = errors.Join(err, sorry); err == nil {
			n.tell(user, count, threads, now)
		}
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func (n *numbers) take(now time.Time) (people []chat.UserID, rows map[chat.UserID][]chat.RoomID) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for user, due := range n.due {
		if !due.After(now) {
			people = append(people, user)
			delete(n.due, user)
		}
	}
	rows = map[chat.UserID][]chat.RoomID{}
	for at := range n.rows {
		rows[at.user] = append(rows[at.user], at.room)
	}
	clear(n.rows)
	return people, rows
}

// showRows shows somebody how rooms stand with them. Those that they have left
// are passed over.
func (n *numbers) showRows(ctx context.Context, store *db.Store, user chat.UserID, rooms []chat.RoomID) error {
	var ms []chat.Membership
	var err error
	if len(rooms) == 1 {
		var m chat.Membership
		m, err = store.Membership(ctx, user, rooms[0])
		ms = []chat.Membership{m}
	} else {
		ms, err = store.MembershipsOf(ctx, user)
		ms = slices.DeleteFunc(ms, func(m chat.Membership) bool { return !slices.Contains(rooms, m.Room.ID) })
	}
	switch {
	case errors.Is(err, chat.ErrNotFound):
		return nil
	case err == nil && len(ms) > 0:
		n.sidebars.tell(ms...)
	}
	return err
}

// addCalled adds those who have a number in a room that was drawn anew for
// everybody, without it.
func (n *numbers) addCalled(ctx context.Context, store *db.Store, room chat.RoomID, rows map[chat.UserID][]chat.RoomID) error {
	called, err := store.CalledIn(ctx, room)
	for _, user := range called {
		if len(n.hub.Tagged(pageTag(user))) > 0 {
			rows[user] = append(rows[user], room)
		}
	}
	return err
}
