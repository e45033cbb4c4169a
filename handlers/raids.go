package handlers

import (
	"context"
	"net/http"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

// switchRaid turns the raid switch on or off, before everybody of the staff.
func (s *Server) switchRaid(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	fields, err := postedForm(r)
	if err != nil {
		return err
	}
	act, did := chat.DeedRaidOff, "The raid switch is off. Everybody writes as before."
	if fields.get("on") != "" {
		act, did = chat.DeedRaidOn, "The raid switch is on. Moderators see it on all these pages."
	}
	if err := s.store.SwitchRaid(r.Context(), viewer.User.ID, act); err != nil {
		return err
	}
	s.tellRaid(r.Context())
	return s.led(w, r, views.ModerationPath, did)
}

// tellRaid shows the switch on all open pages of moderation.
func (s *Server) tellRaid(ctx context.Context) {
	raid, err := s.store.Raid(ctx)
	if err != nil {
		s.log.Warn("raid switch not shown", "error", err)
		return
	}
	for _, audience := range s.audiences.here(0) {
		s.publish(queueTopic(audience), views.RaidSwitched(audience, raid))
	}
}

// raid is the switch for a page of somebody's; others than the staff are not
// shown it.
func (s *Server) raid(ctx context.Context, viewer chat.User) (chat.Raid, error) {
	if !staff(viewer) {
		return chat.Raid{}, nil
	}
	return s.store.Raid(ctx)
}
