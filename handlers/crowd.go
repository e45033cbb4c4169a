package handlers

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"parley/db"
	"parley/db/chat"
	"parley/realtime"
	"parley/views"
)

const (
	// presenceGrace keeps somebody present between two pages and through a
	// reload.
	presenceGrace = 5 * time.Second
	// presenceEvery merges bursts to one frame a second and room.
	presenceEvery = time.Second
	// peopleShown bounds the people list of a room; the rest is a number.
	peopleShown = 100
	// rowsAtOnce is up to where single rows are cheaper than the whole list.
	rowsAtOnce = 10
)

// crowd knows who is where and keeps the people lists of open pages true.
// Presence counts connections in memory; nothing about it is stored.
type crowd struct {
	store    *db.Store
	hub      *realtime.Hub
	presence *realtime.Presence
	moved    roomSet
	log      *slog.Logger
	done     chan struct{}
	stop     context.CancelFunc
}

func newCrowd(store *db.Store, hub *realtime.Hub, moved roomSet, log *slog.Logger) *crowd {
	ctx, stop := context.WithCancel(context.Background())
	c := &crowd{store: store, hub: hub, moved: moved, log: log, done: make(chan struct{}), stop: stop}
	c.presence = realtime.NewPresence(presenceGrace, presenceEvery, c.changed)
	go c.run(ctx)
	return c
}

// close stops the crowd's goroutines and waits for them.
func (c *crowd) close() {
	c.stop()
	<-c.done
	c.presence.Close()
}

// run redraws the people list of rooms that somebody joined or left.
func (c *crowd) run(ctx context.Context) {
	defer close(c.done)
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.moved.wake:
		}
		for _, room := range c.moved.take() {
			c.redraw(ctx, room)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(presenceEvery):
		}
	}
}

// enter counts a connection of a person, in a room or in none.
func (c *crowd) enter(user chat.UserID, room chat.RoomID) {
	c.presence.Enter(online, int64(user))
	if room != 0 {
		c.presence.Enter(roomTopic(room), int64(user))
	}
}

// leave takes it back; it shows after presenceGrace. The room comes last, so
// that somebody who is gone from both is not drawn as online elsewhere between.
func (c *crowd) leave(user chat.UserID, room chat.RoomID) {
	c.presence.Leave(online, int64(user))
	if room != 0 {
		c.presence.Leave(roomTopic(room), int64(user))
	}
}

// changed hears of merged changes, from presence's goroutine.
func (c *crowd) changed(topic string, now realtime.Crowd) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if room, ok := roomOf(topic); ok {
		c.tellRoom(ctx, room, now)
		return
	}
	for _, person := range append(now.Joined, now.Left...) {
		c.tellElsewhere(ctx, chat.UserID(person))
	}
}

// tellRoom shows who came into a room or left it.
func (c *crowd) tellRoom(ctx context.Context, room chat.RoomID, now realtime.Crowd) {
	people := append(now.Joined, now.Left...)
	if len(people) > rowsAtOnce {
		c.redraw(ctx, room)
		return
	}
	body := views.OnlineCount(now.Count).Bytes()
	for _, person := range people {
		body = append(body, c.row(ctx, chat.UserID(person), room, now.Count).Bytes()...)
	}
	c.publish(room, body)
}

// tellElsewhere shows somebody's dot in the rooms of theirs that are open on
// some page but not on theirs.
func (c *crowd) tellElsewhere(ctx context.Context, user chat.UserID) {
	memberships, err := c.store.MembershipsOf(ctx, user)
	if err != nil {
		c.log.Warn("presence not shown", "user", user, "error", err)
		return
	}
	for _, m := range memberships {
		topic := roomTopic(m.Room.ID)
		if here := c.presence.Count(topic); here > 0 && !c.presence.Here(topic, int64(user)) {
			c.publish(m.Room.ID, views.PersonChanged(m.Room.ID, c.person(m.Room.ID, chat.Member{User: m.User, Role: m.Role}), here).Bytes())
		}
	}
}

// row draws one person's line in a room's list. Somebody who is no member any
// more has none.
func (c *crowd) row(ctx context.Context, user chat.UserID, room chat.RoomID, here int) views.Fragment {
	m, err := c.store.Membership(ctx, user, room)
	if err != nil {
		return views.Fragment{}
	}
	return views.PersonChanged(room, c.person(room, chat.Member{User: m.User, Role: m.Role}), here)
}

// redraw replaces the whole people list of a room, on behalf of somebody who
// has it open.
func (c *crowd) redraw(ctx context.Context, room chat.RoomID) {
	for _, person := range c.presence.People(roomTopic(room)) {
		m, err := c.store.Membership(ctx, chat.UserID(person), room)
		if errors.Is(err, chat.ErrNotFound) {
			continue // left just now
		}
		var people views.Crowd
		if err == nil {
			people, err = c.of(ctx, m)
		}
		if err != nil {
			c.log.Warn("people list not shown", "room", room, "error", err)
			return
		}
		c.publish(room, views.PeopleReplaced(people).Bytes())
		return
	}
}

// of gives the people of a membership's room with their presence.
func (c *crowd) of(ctx context.Context, m chat.Membership) (views.Crowd, error) {
	members, total, err := c.store.Members(ctx, m, peopleShown)
	if err != nil {
		return views.Crowd{}, err
	}
	shown := views.Crowd{Total: total, Here: c.presence.Count(roomTopic(m.Room.ID))}
	for _, member := range members {
		shown.People = append(shown.People, c.person(m.Room.ID, member))
	}
	return shown, nil
}

func (c *crowd) person(room chat.RoomID, member chat.Member) views.Person {
	id := int64(member.User.ID)
	return views.Person{User: member.User, Role: member.Role,
		Here: c.presence.Here(roomTopic(room), id), Online: c.presence.Here(online, id)}
}

// online tells whether somebody has any page of ours open.
func (c *crowd) online(user chat.UserID) bool { return c.presence.Here(online, int64(user)) }

func (c *crowd) publish(room chat.RoomID, body []byte) {
	c.hub.Publish(roomTopic(room), realtime.Frame{Body: body, Ephemeral: true})
}
