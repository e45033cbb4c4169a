package handlers

import (
	"cmp"
	"context"
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
	var wires []views.Wire
	for _, c := range s.watch.all() {
		name, known := named[c.room]
		below := c.user == viewer.ID || viewer.Role.Above(c.who.User.Role)
		wire := wireOf(c.facts, c.conn)
		wire.User, wire.Room, wire.Closed, wire.Below = c.who.User, name, c.room != 0 && !known, below
		if below && c.user != viewer.ID {
			wire.Network = blockable(c.facts.Address)
		}
		wires = append(wires, wire)
	}
	for _, c := range s.callers.all() {
		wire := wireOf(c.facts, c.conn)
		wire.Visit, wire.User.DisplayName, wire.Below, wire.Network = c.visit.ID, c.visit.Name, true, blockable(c.facts.Address)
		wires = append(wires, wire)
	}
	slices.SortFunc(wires, func(a, b views.Wire) int { return b.Since.Compare(a.Since) })
	return wires[:min(len(wires), wiresShown)], nil
}

// wireOf is what is known of any connection.
func wireOf(facts auth.Facts, conn *realtime.Conn) views.Wire {
	return views.Wire{ID: facts.Connection, Address: facts.Address.String(), Source: string(facts.Source), Browser: cmp.Or(facts.Browser, "a program"),
		Since: facts.Opened, Heard: conn.Heard(), QueueBytes: conn.Queued()}
}

// closeConnection lets one connection go for good.
func (s *Server) closeConnection(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	if _, err := postedForm(r); err != nil {
		return err
	}
	conn, farewell, err := s.closable(r.Context(), viewer.User.ID, r.PathValue("connection"))
	if err != nil {
		return err
	}
	conn.Close(closeForbidden, "closed by staff", farewell)
	return s.led(w, r, views.ConnectionsPath, "The connection is closed.")
}

// closable finds a connection that somebody of the staff may close, and notes
// that they do.
func (s *Server) closable(ctx context.Context, actor chat.UserID, id string) (*realtime.Conn, realtime.Frame, error) {
	for _, c := range s.watch.all() {
		if c.facts.Connection == id {
			return c.conn, farewellClosed(reloadPath(c.room)), s.store.NoteDisconnect(ctx, actor, c.user)
		}
	}
	for _, c := range s.callers.all() {
		if c.facts.Connection == id {
			return c.conn, farewellClosed(views.SupportPath), s.store.NoteVisitorDisconnect(ctx, actor, c.visit.Name)
		}
	}
	return nil, realtime.Frame{}, chat.ErrNotFound
}

func farewellClosed(page string) realtime.Frame {
	return farewell("A moderator closed this page.", "Nothing new arrives here any more.", "Reload", page)
}
