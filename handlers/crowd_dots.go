package handlers

import (
	"context"
	"strconv"
	"time"

	"parley/db/chat"
	"parley/realtime"
	"parley/views"
)

// Everybody's dots, on whatever page they stand.

const (
	// keepEvery is how much of "last seen" a crash may lose.
	keepEvery = time.Minute
	// recalled are who was here this long before the start, at most so many:
	// pages that were open then still show them.
	recallSpan = 10 * time.Minute
	recallMost = 1000
	// dotsAtWelcome bounds what a page is told that comes back after a long
	// time; the people of its room come first.
	dotsAtWelcome = 300
)

// tell sends each person the news that they may know, and how many others are
// online. Most people know the same, so a frame is drawn once for all of them.
func (c *crowd) tell(news []news) {
	visible, viewers := c.standings.visible(), c.standings.viewers()
	told := make(map[chat.UserID]int, len(viewers))
	drawn := map[string]views.Fragment{}
	for _, viewer := range viewers {
		dots, key := known(viewer, news)
		others := countOthers(viewer, visible)
		told[viewer.User.ID] = others
		if before, known := c.told[viewer.User.ID]; len(dots) == 0 && known && before == others {
			continue
		}
		key += strconv.Itoa(others)
		fragment, ok := drawn[key]
		if !ok {
			fragment = views.PresenceChanged(dots, others)
			drawn[key] = fragment
		}
		c.hub.Publish(userTopic(viewer.User.ID), realtime.Frame{Body: fragment.Bytes(), Ephemeral: true})
	}
	c.told = told
}

// known are the news as a person may know them, with a key that is the same
// for everybody who knows the same.
func known(viewer chat.Circle, news []news) (dots []views.Dot, key string) {
	keys := make([]byte, len(news))
	for i, change := range news {
		switch {
		case viewer.Knows(change.circle):
			keys[i] = 1
			dots = append(dots, views.Dot{User: change.user, State: change.state})
		case change.moved:
			keys[i] = 2
			dots = append(dots, views.Dot{User: change.user, State: chat.Offline})
		}
	}
	return dots, string(keys)
}

func countOthers(viewer chat.Circle, visible []news) int {
	count := 0
	for _, one := range visible {
		if one.user != viewer.User.ID && viewer.Knows(one.circle) {
			count++
		}
	}
	return count
}

// others is how many other people a person sees online.
func (c *crowd) others(viewer chat.Circle) int { return countOthers(viewer, c.standings.visible()) }

// welcome is what changed since a page was drawn: dots, in a frame that may be
// empty.
func (c *crowd) welcome(ctx context.Context, user chat.UserID, room chat.RoomID, serial uint64) (views.Fragment, error) {
	if serial == c.standings.now() {
		return views.Fragment{}, nil
	}
	viewer, err := c.circle(ctx, user)
	if err != nil {
		return views.Fragment{}, err
	}
	changed := c.standings.after(serial, viewer, func(news) bool { return true })
	if len(changed) > dotsAtWelcome {
		changed = c.standings.after(serial, viewer, func(n news) bool { return chat.Contains(n.circle.Rooms, room) })
	}
	dots := make([]views.Dot, min(len(changed), dotsAtWelcome))
	for i := range dots {
		dots[i] = views.Dot{User: changed[i].user, State: changed[i].state}
	}
	return views.PresenceChanged(dots, c.others(viewer)), nil
}

// reachable is somebody's presence as a person may know it, and when they were
// last here; zero where that is not to be known.
func (c *crowd) reachable(ctx context.Context, viewer, user chat.UserID) (chat.Presence, time.Time, error) {
	circle, err := c.circle(ctx, viewer)
	if err != nil {
		return chat.Offline, time.Time{}, err
	}
	other, err := c.store.Circle(ctx, user)
	if err != nil || !circle.Knows(other) || other.Hidden {
		return chat.Offline, time.Time{}, err
	}
	return c.standings.of(circle, user), other.LastSeen, nil
}

// keepSome stores that people were here: of those who left now, and of
// everybody each keepEvery.
func (c *crowd) keepSome(ctx context.Context, now time.Time, news []news) {
	if now.Sub(c.kept) >= keepEvery {
		c.keep(ctx, now)
		c.kept = now
	}
	var gone []chat.UserID
	for _, change := range news {
		if change.state == chat.Offline {
			gone = append(gone, change.user)
		}
	}
	c.store.Seen(ctx, gone, now) // what fails is made up for by a later round
}

func (c *crowd) keep(ctx context.Context, now time.Time) {
	var here []chat.UserID
	for _, one := range c.standings.visible() {
		here = append(here, one.user)
	}
	if err := c.store.Seen(ctx, here, now); err != nil {
		c.log.Warn("last seen not stored", "people", len(here), "error", err)
	}
}

// recall reads who was here when the server last stopped.
func (c *crowd) recall(ctx context.Context) {
	users, err := c.store.SeenSince(ctx, time.Now().Add(-recallSpan), recallMost)
	if err != nil {
		c.log.Warn("who was here is not known", "error", err)
		return
	}
	c.standings.recall(users)
}
