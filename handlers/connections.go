package handlers

import (
	"cmp"
	"net/http"
	"slices"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/realtime"
	"parley/views"
)

// wiresShown bounds the page of connections: those who came last.
const wiresShown = 500

// showConnections is every live connection; htmx asks for its list again.
func (s *Server) showConnections(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	wires, err := s.wires(r, viewer.User)
	if err != nil {
		return err
	}
	page := views.WiresPage{Wires: wires}
	if isHTMX(r) {
		page.Shell.Site = s.siteOf(viewer.User)
		s.render(w, r, http.StatusOK, views.WireList(page))
		return nil
	}
	if page.Shell, err = s.shell(w, r, viewer, views.ModerationTitle, 0); err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, views.Wires(page))
	return nil
}

// wires are the live connections as their reader may know them: of a closed
// room that they are not in, not its name.
func (s *Server) wires(r *http.Request, viewer chat.User) ([]views.Wire, error) {
	listings, err := s.store.Listings(r.Context(), viewer.ID, "")
	if err != nil {
		return nil, err
	}
	named := map[chat.RoomID]string{}
	for _, l := range listings {
		named[l.Room.ID] = l.Room.Name
	}
	live := s.watch.all()
	slices.SortFunc(live, func(a, b *connection) int { return b.facts.Opened.Compare(a.facts.Opened) })
	var wires []views.Wire
	for _, c := range live[:min(len(live), wiresShown)] {
		name, known := named[c.room]
		below := c.user == viewer.ID || viewer.Role.Above(c.who.User.Role)
		network := ""
		if below && c.user != viewer.ID {
			network = blockable(c.facts.Address)
		}
		wires = append(wires, views.Wire{ID: c.facts.Connection, User: c.who.User, Room: name, Closed: c.room != 0 && !known,
			Address: c.facts.Address.String(), Source: string(c.facts.Source), Browser: cmp.Or(c.facts.Browser, "a program"),
			Since: c.facts.Opened, Heard: c.conn.Heard(), QueueBytes: c.conn.Queued(),
			Network: network, Below: below})
	}
	return wires, nil
}

// closeConnection lets one connection go for good.
func (s *Server) closeConnection(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	if _, err := postedForm(r); err != nil {
		return err
	}
	live := s.watch.all()
	at := slices.IndexFunc(live, func(c *connection) bool { return c.facts.Connection == r.PathValue("connection") })
	if at < 0 {
		return chat.ErrNotFound
	}
	c := live[at]
	if err := s.store.NoteDisconnect(r.Context(), viewer.User.ID, c.user); err != nil {
		return err
	}
	c.conn.Close(closeForbidden, "closed by staff", farewellClosed(c.room))
	return s.led(w, r, views.ConnectionsPath, "The connection is closed.")
}

func farewellClosed(room chat.RoomID) realtime.Frame {
	return farewell("A moderator closed this page.", "Nothing new arrives here any more.", "Reload", reloadPath(room))
}
