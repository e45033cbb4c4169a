package handlers

import (
	"context"

	"parley/db/chat"
	"parley/realtime"
	"parley/views"
)

// redraw shows a person's new name and picture on all open pages that show the
// old ones. Messages that are drawn from now on have the new ones by
// themselves.
func (s *Server) redraw(ctx context.Context, before, now chat.User) {
	if before.DisplayName == now.DisplayName && before.Picture == now.Picture {
		return
	}
	s.newest.forget()
	memberships, err := s.store.MembershipsOf(ctx, now.ID)
	if err != nil {
		s.log.Warn("name and picture not shown", "user", now.ID, "error", err)
		return
	}
	s.tell(now.ID, views.ViewerRedrawn(now))
	author := realtime.Frame{Body: views.AuthorRedrawn(now).Bytes()}
	for _, m := range memberships {
		s.hub.Publish(roomTopic(m.Room.ID), author)
		s.announcer.unrest.member(m.Room.ID, now.ID)
		if m.Room.Kind == chat.Direct {
			s.renameDirect(m)
		}
	}
}

// renameDirect shows what a conversation is called after one of its people has
// another name.
func (s *Server) renameDirect(m chat.Membership) {
	s.announcer.sidebars.named(m.Room, views.NameRedrawn(m.User))
	s.announcer.numbers.renamed(m.Room, m.Room.Head)
	for _, other := range m.Room.Others(m.User.ID) {
		s.tell(other.ID, views.TitleRedrawn(m.Room, other.ID))
	}
}

// named shows another name in a room's row, which what waits to be shown has
// from now on.
func (s *sidebars) named(room chat.Room, fragment views.Fragment) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if a, waits := s.active[room.ID]; waits {
		a.room = room
		s.active[room.ID] = a
	}
	s.publish(membersTopic(room.ID), fragment)
}

// retellReach shows the people of a person's direct conversations whether they
// may write in them, after the person chose anew who may.
func (s *Server) retellReach(ctx context.Context, before, now chat.User) {
	if before.Reach == now.Reach {
		return
	}
	memberships, err := s.store.MembershipsOf(ctx, now.ID)
	if err != nil {
		s.log.Warn("reach not shown", "user", now.ID, "error", err)
		return
	}
	for _, m := range memberships {
		others := m.Room.Others(now.ID)
		if len(others) != 1 {
			continue // no direct conversation of two
		}
		if theirs, err := s.store.Membership(ctx, others[0].ID, m.Room.ID); err == nil {
			s.tellShutIn(ctx, theirs)
		}
	}
}
