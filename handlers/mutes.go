package handlers

import (
	"context"
	"net/http"
	"slices"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/realtime"
	"parley/views"
)

// muteMember lets somebody only read for a time.
func (s *Server) muteMember(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	m, user, fields, err := s.managedMember(r, viewer)
	if err != nil {
		return err
	}
	until, err := chat.ParseUntil(fields.get("until"), time.Now())
	if err == nil {
		err = s.store.MuteMember(r.Context(), m, user, until)
	}
	if err != nil {
		return s.settingsPage(w, r, viewer, m, views.SettingsPage{Muting: user, Until: fields.get("until")}, err)
	}
	return s.settled(w, r, m, "They only read here for now.")
}

// unmuteMember lets somebody write again.
func (s *Server) unmuteMember(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	m, user, _, err := s.managedMember(r, viewer)
	if err != nil {
		return err
	}
	if err := s.store.MuteMember(r.Context(), m, user, time.Time{}); err != nil {
		return err
	}
	return s.settled(w, r, m, "They can write again.")
}

// showMute answers the notice above the reader's composer, as when its time
// has come.
func (s *Server) showMute(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	m, err := s.membership(r, viewer)
	if err != nil {
		return err
	}
	mute := views.MuteOf(m, time.Now())
	mute.Thread = r.URL.Query().Has("thread")
	s.render(w, r, http.StatusOK, views.MuteNotice(s.audiences.of(viewer.User), mute))
	return nil
}

// standingFrame shows a membership's own pages whether its person may write.
func standingFrame(audience views.Audience, m chat.Membership) realtime.Frame {
	frame := realtime.Frame{Body: views.MuteChanged(audience, views.MuteOf(m, time.Now())).Bytes()}
	if m.Room.Slow > 0 || m.Raid.On() {
		frame.Body = append(slices.Clip(frame.Body), views.SlowChanged(views.SlowOf(m, time.Now())).Bytes()...)
	}
	return frame
}

// changedStanding shows somebody's open pages of a room what they may do there
// from now on.
func (a *Announcer) changedStanding(m chat.Membership) {
	frame := standingFrame(a.audiences.of(m.User), m)
	for _, conn := range a.hub.Tagged(placeTag(m.Room.ID, m.User.ID)) {
		conn.Send(frame)
	}
}

// tellStanding does the same for one page. It looks again afterwards: a change
// that commits in between has been announced before what was sent here.
func (c *connection) tellStanding(ctx context.Context) error {
	m, err := c.membership(ctx)
	for err == nil {
		told := m
		c.conn.Send(standingFrame(c.reads, m))
		if m, err = c.membership(ctx); sameStanding(m, told) {
			break
		}
	}
	return err
}

// sameStanding tells whether both would be told the same.
func sameStanding(a, b chat.Membership) bool {
	return a.MutedUntil.Equal(b.MutedUntil) && a.User.MutedUntil.Equal(b.User.MutedUntil) && a.Spoke.Equal(b.Spoke) && a.Room.Slow == b.Room.Slow
}
