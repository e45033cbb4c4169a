package handlers

import (
	"bytes"
	"cmp"
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/realtime"
	"parley/views"
)

const (
	// activityEvery is how soon the page of activity follows what happens.
	activityEvery = 2 * time.Second
	// activityShown bounds its lists; the figures above them count everything.
	activityShown = 100
)

// staff tells whether somebody looks after the place.
func staff(user chat.User) bool {
	return user.Role == chat.RoleModerator || user.Role == chat.RoleAdmin
}

// showActivity is who is here, where, and what is going on.
func (s *Server) showActivity(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	if !staff(viewer.User) {
		return chat.ErrForbidden
	}
	shell, err := s.shell(w, r, viewer, views.ActivityTitle, 0)
	if err != nil {
		return err
	}
	shell.Socket = views.ActivitySocketPath(shell.Page, shell.Seen)
	seen, err := s.overview.as(r.Context(), viewer.User)
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, views.ActivityPage(shell, seen))
	return nil
}

// overview keeps open pages of activity true. Each of them is drawn for its
// person, who may not know of everybody's rooms.
type overview struct {
	server *Server
	tempo  *tempo
	stop   chan struct{}
	done   chan struct{}

	mu       sync.Mutex
	watchers map[*connection][]byte // what each got last
}

func newOverview(s *Server, tempo *tempo) *overview {
	a := &overview{server: s, tempo: tempo, stop: make(chan struct{}), done: make(chan struct{}), watchers: map[*connection][]byte{}}
	go a.run()
	return a
}

// add lets a connection follow, if its person looks after the place.
func (a *overview) add(c *connection) {
	if !staff(c.who.User) {
		return
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.watchers[c] = nil
}

func (a *overview) remove(c *connection) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.watchers, c)
}

func (a *overview) run() {
	defer close(a.done)
	tick := time.NewTicker(activityEvery)
	defer tick.Stop()
	for {
		select {
		case <-a.stop:
			return
		case <-tick.C:
			a.tell()
		}
	}
}

// tell draws for each watcher what they do not have yet.
func (a *overview) tell() {
	ctx, cancel := context.WithTimeout(context.Background(), activityEvery)
	defer cancel()
	a.mu.Lock()
	defer a.mu.Unlock()
	for c, before := range a.watchers {
		now, err := a.as(ctx, c.who.User)
		if err != nil {
			a.server.log.Warn("activity not shown", "user", c.user, "error", err)
			continue
		}
		if frame := views.ActivityChanged(c.reads, now).Bytes(); !bytes.Equal(frame, before) {
			a.watchers[c] = frame
			c.conn.Send(realtime.Frame{Body: frame, Ephemeral: true})
		}
	}
}

// as is what is going on, as far as a person may know it: rooms that they do
// not see are counted, and have no name.
func (a *overview) as(ctx context.Context, viewer chat.User) (views.Activity, error) {
	circle, err := a.server.crowd.circle(ctx, viewer.ID)
	if err != nil {
		return views.Activity{}, err
	}
	listings, err := a.server.store.Listings(ctx, viewer.ID, "")
	if err != nil {
		return views.Activity{}, err
	}
	minutes, spoken := a.tempo.hour(time.Now())
	seen := views.Activity{Minutes: minutes[:]}
	for _, n := range minutes {
		seen.Messages += n
	}
	seen.Rooms = a.rooms(listings, spoken)
	seen.People = a.people(circle, listings)
	seen.Online = len(seen.People)
	seen.People = seen.People[:min(len(seen.People), activityShown)]
	return seen, nil
}

// rooms are those where something happens, the busiest first.
func (a *overview) rooms(listings []chat.Listing, spoken map[chat.RoomID]int) []views.RoomActivity {
	var rooms []views.RoomActivity
	for _, l := range listings {
		room := views.RoomActivity{Room: l.Room, Here: a.server.crowd.here(l.Room.ID), Messages: spoken[l.Room.ID]}
		if room.Here > 0 || room.Messages > 0 {
			rooms = append(rooms, room)
		}
	}
	slices.SortStableFunc(rooms, func(a, b views.RoomActivity) int {
		return cmp.Or(cmp.Compare(b.Messages, a.Messages), cmp.Compare(b.Here, a.Here))
	})
	return rooms[:min(len(rooms), activityShown)]
}

// people are who is here, by name.
func (a *overview) people(viewer chat.Circle, listings []chat.Listing) []views.Whereabouts {
	named := map[chat.RoomID]chat.Room{}
	for _, l := range listings {
		named[l.Room.ID] = l.Room
	}
	var people []views.Whereabouts
	for _, one := range a.server.crowd.standings.visible() {
		if !viewer.Knows(one.circle) {
			continue
		}
		who := views.Whereabouts{User: one.circle.User, State: one.state, Since: one.since}
		for _, room := range one.circle.Rooms {
			if place, ok := named[room]; !a.server.crowd.presence.Here(roomTopic(room), int64(one.user)) {
				continue
			} else if ok {
				who.Rooms = append(who.Rooms, place)
			} else {
				who.Elsewhere++
			}
		}
		people = append(people, who)
	}
	slices.SortFunc(people, func(a, b views.Whereabouts) int {
		return cmp.Or(strings.Compare(strings.ToLower(a.User.DisplayName), strings.ToLower(b.User.DisplayName)), cmp.Compare(a.User.ID, b.User.ID))
	})
	return people
}

func (a *overview) close() {
	close(a.stop)
	<-a.done
}
