package handlers

import (
	"context"
	"errors"
	"maps"
	"slices"

	"parley/db/chat"
	"parley/realtime"
	"parley/views"
)

// The people list of a room, for everybody who has it open.

// by is how somebody sees others.
func (c *crowd) by(viewer chat.Circle) views.Sight {
	return func(user chat.UserID) chat.Presence { return c.standings.of(viewer, user) }
}

// seenBy is the same for somebody whose circle is not at hand.
func (c *crowd) seenBy(ctx context.Context, viewer chat.UserID) (views.Sight, error) {
	circle, err := c.circle(ctx, viewer)
	return c.by(circle), err
}

// drawRows redraws some people's lines in a room's list, or the whole list
// where they are many. Nothing is asked for a room that nobody has open.
func (c *crowd) drawRows(ctx context.Context, room chat.RoomID, people map[chat.UserID]bool) {
	if c.presence.Count(roomTopic(room)) == 0 {
		return
	}
	if len(people) > rowsAtOnce {
		c.redraw(ctx, room)
		return
	}
	var members []chat.Member
	for _, user := range slices.Sorted(maps.Keys(people)) {
		if m, err := c.store.Membership(ctx, user, room); err == nil { // else no member any more
			members = append(members, chat.Member{User: m.User, Role: m.Role})
		}
	}
	c.publish(room, views.PeopleChanged(c.rows(room, members, c.standings.open), c.here(room)))
	c.drawGuarded(room, members)
}

// redraw replaces the whole people list of a room, on behalf of somebody who
// has it open.
func (c *crowd) redraw(ctx context.Context, room chat.RoomID) {
	for _, person := range c.presence.People(roomTopic(room)) {
		m, err := c.store.Membership(ctx, chat.UserID(person), room)
		if errors.Is(err, chat.ErrNotFound) {
			continue // left just now
		}
		var members []chat.Member
		var total int
		if err == nil {
			members, total, err = c.store.Members(ctx, m, peopleShown)
		}
		if err != nil {
			c.log.Warn("people list not shown", "room", room, "error", err)
			return
		}
		c.publish(room, views.PeopleReplaced(views.Crowd{Total: total, Here: c.here(room), People: c.rows(room, members, c.standings.open)}))
		c.drawGuarded(room, members)
		return
	}
}

// drawGuarded shows those who have blocked somebody, whom the frame for
// everybody has as offline, to each who may know of them.
func (c *crowd) drawGuarded(room chat.RoomID, members []chat.Member) {
	guarded := slices.DeleteFunc(slices.Clone(members), func(m chat.Member) bool { return !c.standings.guarded(m.User.ID) })
	if len(guarded) == 0 {
		return
	}
	for _, person := range c.presence.People(roomTopic(room)) {
		viewer, ok := c.standings.circle(chat.UserID(person))
		if !ok {
			continue
		}
		rows := views.PeopleChanged(c.rows(room, guarded, c.by(viewer)), c.here(room))
		for _, conn := range c.hub.Tagged(placeTag(room, viewer.User.ID)) {
			conn.Send(realtime.Frame{Body: rows.Bytes(), Ephemeral: true})
		}
	}
}

// of gives the people of a membership's room, as its person sees them.
func (c *crowd) of(ctx context.Context, m chat.Membership, see views.Sight) (views.Crowd, error) {
	members, total, err := c.store.Members(ctx, m, peopleShown)
	if err != nil {
		return views.Crowd{}, err
	}
	return views.Crowd{Total: total, Here: c.here(m.Room.ID), People: c.rows(m.Room.ID, members, see)}, nil
}

func (c *crowd) rows(room chat.RoomID, members []chat.Member, see views.Sight) []views.Person {
	people := make([]views.Person, len(members))
	for i, member := range members {
		state := see(member.User.ID)
		people[i] = views.Person{User: member.User, Role: member.Role, State: state,
			Here: state != chat.Offline && c.presence.Here(roomTopic(room), int64(member.User.ID))}
	}
	return people
}

// here is how many people have a room open. Those who hide do not count.
func (c *crowd) here(room chat.RoomID) int {
	count := 0
	for _, person := range c.presence.People(roomTopic(room)) {
		if c.standings.state(chat.UserID(person)) != chat.Offline {
			count++
		}
	}
	return count
}

func (c *crowd) publish(room chat.RoomID, fragment views.Fragment) {
	c.hub.Publish(roomTopic(room), realtime.Frame{Body: fragment.Bytes(), Ephemeral: true})
}
