package dbtest

import (
	"strings"

	"parley/db/chat"
)

// staff is a new account with a role.
func (h *house) staff(username string, role chat.Role) chat.User {
	h.Helper()
	user, err := h.store.CreateUser(h.Context(), chat.NewUser{Username: username, Role: role})
	h.must(err)
	return user
}

// deeds is the log of acts, oldest first, as "actor act target".
func (h *house) deeds(f chat.EntryFilter) []string {
	h.Helper()
	entries, err := h.store.Entries(h.Context(), f, 1000)
	h.must(err)
	var lines []string
	for _, e := range entries {
		lines = append([]string{strings.TrimSpace(e.Actor.Name + " " + string(e.Act) + " " + e.Target.Name)}, lines...)
	}
	return lines
}

var audits = map[string]func(*house){
	"acts are in the log with who, what and whom, and what nobody changed is not": func(h *house) {
		bob := h.person("bob")

		h.must(h.store.ChangeRole(h.Context(), h.ada.ID, bob.ID, chat.RoleModerator))
		h.must(h.store.ChangeRole(h.Context(), h.ada.ID, bob.ID, chat.RoleModerator))
		h.must(h.store.SetRole(h.Context(), bob.ID, chat.RoleMember))
		h.must(h.store.ChangeActive(h.Context(), h.ada.ID, bob.ID, false))
		h.must(h.store.ChangeActive(h.Context(), h.ada.ID, bob.ID, false))
		h.must(h.store.SetActive(h.Context(), bob.ID, true))

		want(h, "log", h.deeds(chat.EntryFilter{}), []string{"Ada role bob", "role bob", "Ada deactivate bob", "bring-back bob"})
	},

	"an act that fails is not in the log": func(h *house) {
		h.wantInvalid(h.store.SetRole(h.Context(), h.ada.ID, chat.RoleMember), "role")

		want(h, "log", h.deeds(chat.EntryFilter{}), []string(nil))
	},

	"an act beyond somebody's rank is refused, and that is in the log": func(h *house) {
		bob, mod := h.person("bob"), h.staff("mod", chat.RoleModerator)

		for _, user := range []chat.User{h.ada, mod} {
			_, err := h.store.Sanction(h.Context(), mod.ID, user.ID, chat.NewSanction{Kind: chat.Ban, Reason: "x", Until: chat.NoEnd()})
			h.wantError(err, chat.ErrForbidden)
		}
		h.wantError(h.store.ChangeRole(h.Context(), mod.ID, bob.ID, chat.RoleModerator), chat.ErrForbidden)
		h.wantError(h.store.ChangeRole(h.Context(), h.ada.ID, h.ada.ID, chat.RoleMember), chat.ErrForbidden)
		h.wantError(h.store.ChangeActive(h.Context(), mod.ID, bob.ID, false), chat.ErrForbidden)
		_, err := h.store.EndSessions(h.Context(), mod.ID, bob.ID, "x")
		h.wantError(err, chat.ErrForbidden)

		want(h, "log", h.deeds(chat.EntryFilter{}), []string{"mod refused Ada", "mod refused mod", "mod refused bob", "Ada refused Ada", "mod refused bob", "mod refused bob"})
		entries, err := h.store.Entries(h.Context(), chat.EntryFilter{}, 1)
		h.must(err)
		want(h, "what was refused", entries[0].Reason, "end-sessions")
	},

	"the log is read by who, what, whom and when, and in pages": func(h *house) {
		p := h.people(3)
		for _, user := range p {
			_, err := h.store.Sanction(h.Context(), h.ada.ID, user.ID, chat.NewSanction{Kind: chat.Warn, Reason: "x"})
			h.must(err)
		}
		h.must(h.store.SetRole(h.Context(), p[0].ID, chat.RoleModerator))
		all, err := h.store.Entries(h.Context(), chat.EntryFilter{}, 2)
		h.must(err)

		want(h, "page", mapped(all, func(e chat.Entry) chat.EntryID { return e.ID }), []chat.EntryID{4, 3})
		want(h, "next page", h.deeds(chat.EntryFilter{Before: 3}), []string{"Ada warn person0", "Ada warn person1"})
		want(h, "who", len(h.deeds(chat.EntryFilter{Actor: h.ada.ID})), 3)
		want(h, "what", h.deeds(chat.EntryFilter{Act: chat.DeedRole}), []string{"role person0"})
		want(h, "whom", h.deeds(chat.EntryFilter{Target: p[0].ID}), []string{"Ada warn person0", "role person0"})
		want(h, "from", len(h.deeds(chat.EntryFilter{From: all[0].At.Add(1e6)})), 0)
		want(h, "to", len(h.deeds(chat.EntryFilter{To: all[0].At.Add(1e6)})), 4)
	},
}
