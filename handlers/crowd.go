package handlers

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"maps"
	"slices"
	"time"

	"parley/db"
	"parley/db/chat"
	"parley/realtime"
)

const (
	// presenceGrace keeps somebody present between two pages and through a
	// reload.
	presenceGrace = 5 * time.Second
	// presenceEvery merges bursts: a page gets at most one frame a second with
	// the people of its room and one with everybody's dots.
	presenceEvery = time.Second
	// presenceGather lets what happens at once be shown at once: a person comes
	// to the site and into a room.
	presenceGather = 50 * time.Millisecond
	// agingEvery is how late somebody may be shown as away.
	agingEvery = 30 * time.Second
	// peopleShown bounds the people list of a room; the rest is a number.
	peopleShown = 100
	// rowsAtOnce is up to where single rows are cheaper than the whole list.
	rowsAtOnce = 10
	// dotsAtOnce bounds one frame of dots to about 10 KiB; what is more waits
	// for the next second.
	dotsAtOnce = 100
)

// crowd knows who is where and how reachable, and keeps what open pages show
// of it true: the people of the open room, and everybody's dots on any page.
// Whatever happens only notes it; one goroutine looks and draws, in rounds, so
// that what a page got last is what was true last.
type crowd struct {
	store     *db.Store
	hub       *realtime.Hub
	presence  *realtime.Presence
	standings *standings
	audiences *audiences
	unrest    *unrest
	awayAfter time.Duration
	log       *slog.Logger
	done      chan struct{}
	stop      context.CancelFunc

	told map[chat.UserID]int // the number of others online that a person's pages show
	kept time.Time           // when it was last stored who is here
}

func newCrowd(config Config, store *db.Store, hub *realtime.Hub, announcer *Announcer) *crowd {
	ctx, stop := context.WithCancel(context.Background())
	c := &crowd{store: store, hub: hub, standings: announcer.standings, audiences: announcer.audiences, unrest: announcer.unrest, log: config.Log,
		awayAfter: cmp.Or(config.AwayAfter, chat.AwayAfter), done: make(chan struct{}), stop: stop, told: map[chat.UserID]int{}, kept: time.Now()}
	c.presence = realtime.NewPresence(presenceGrace, 0, c.changed)
	c.recall(ctx)
	go c.run(ctx)
	return c
}

// close stops the crowd's goroutines and waits for them.
func (c *crowd) close() {
	c.stop()
	<-c.done
	c.presence.Close()
	c.keep(context.Background(), time.Now())
}

// enter counts a connection of a person, in a room or in none.
func (c *crowd) enter(user chat.UserID, room chat.RoomID) {
	c.presence.Enter(online, int64(user))
	if room != 0 {
		c.presence.Enter(roomTopic(room), int64(user))
	}
	if c.standings.connect(user) {
		ctx, cancel := context.WithTimeout(context.Background(), actionTimeout)
		defer cancel()
		c.learn(ctx, user)
	}
}

// leave takes it back; it shows after presenceGrace.
func (c *crowd) leave(user chat.UserID, room chat.RoomID) {
	c.presence.Leave(online, int64(user))
	if room != 0 {
		c.presence.Leave(roomTopic(room), int64(user))
	}
}

// stir notes a sign of life of a person.
func (c *crowd) stir(user chat.UserID) {
	if c.standings.stir(user) {
		c.unrest.again()
	}
}

// changed hears of merged changes, from presence's goroutines.
func (c *crowd) changed(topic string, now realtime.Crowd) {
	room, inRoom := roomOf(topic)
	c.unrest.note(func(p upset) {
		for _, person := range append(now.Joined, now.Left...) {
			if inRoom {
				p.row(room, chat.UserID(person))
			}
		}
		if inRoom {
			return
		}
		for _, person := range now.Joined {
			if c.standings.connect(chat.UserID(person)) {
				p.circles[chat.UserID(person)] = true
			}
		}
		for _, person := range now.Left {
			c.standings.disconnect(chat.UserID(person))
		}
	})
}

func (c *crowd) run(ctx context.Context) {
	defer close(c.done)
	aging := time.NewTicker(min(agingEvery, c.awayAfter))
	defer aging.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.unrest.wake:
		case <-aging.C:
		}
		if !pause(ctx, presenceGather) {
			return
		}
		c.round(ctx, time.Now())
		if !pause(ctx, presenceEvery-presenceGather) {
			return
		}
	}
}

// pause waits, and tells whether to go on.
func pause(ctx context.Context, d time.Duration) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(d):
		return true
	}
}

// round looks at everything that happened since the last one and shows it.
func (c *crowd) round(ctx context.Context, now time.Time) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	upset := c.unrest.take()
	c.learn(ctx, slices.Collect(maps.Keys(upset.circles))...)
	news, more := c.standings.settle(now, c.awayAfter, dotsAtOnce)
	if more {
		c.unrest.again()
	}
	for _, change := range news {
		for _, room := range change.circle.Rooms {
			upset.row(room, change.user)
		}
	}
	for room := range upset.lists {
		delete(upset.rows, room)
		c.redraw(ctx, room)
	}
	for room, people := range upset.rows {
		c.drawRows(ctx, room, people)
	}
	if len(news) > 0 || len(upset.circles) > 0 {
		c.tell(news)
	}
	c.keepSome(ctx, now, news)
}

// learn reads circles again. One that cannot be read now is tried with the
// next round.
func (c *crowd) learn(ctx context.Context, users ...chat.UserID) {
	for _, user := range users {
		circle, err := c.store.Circle(ctx, user)
		switch {
		case err == nil:
			circle.Zone = c.audiences.of(circle.User).Zone
			c.standings.learn(circle)
		case !errors.Is(err, chat.ErrNotFound):
			c.log.Warn("presence not known", "user", user, "error", err)
			c.unrest.circle(user)
		}
	}
}

// circle is whom a person knows.
func (c *crowd) circle(ctx context.Context, user chat.UserID) (chat.Circle, error) {
	if circle, ok := c.standings.circle(user); ok {
		return circle, nil
	}
	return c.store.Circle(ctx, user)
}
