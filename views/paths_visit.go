package views

import "parley/db/chat"

// Where visitors speak to the support desk. They need no account.
const (
	SupportPath     = "/support"          // GET; POST [name, body, page] begins a visit
	SupportSayPath  = "/support/messages" // POST [body, key]
	SupportEndPath  = "/support/end"      // POST
	visitSocketBase = "/ws/support/"
)

// VisitSocketPath is the socket of a visitor's page, which shows all lines up
// to one.
func VisitSocketPath(after chat.VisitLineID) string {
	return visitSocketBase + "?after=" + after.String()
}

// Where agents answer.
const (
	DeskPath = "/support/desk"
	// DeskView is what the socket of the desk's pages asks for.
	DeskView = "desk"
	// DeskSettingsPath opens the desk to visitors or closes it, POST [open].
	DeskSettingsPath = "/moderation/settings/desk"
)

// DeskVisitPath is one visit, POST [act]: claim, hand-over, close or delete.
func DeskVisitPath(visit chat.VisitID) string { return DeskPath + "/" + visit.String() }

// DeskSayPath takes what the one who answers says, POST [body, key].
func DeskSayPath(visit chat.VisitID) string { return DeskVisitPath(visit) + "/messages" }

// DeskSocketPath is the socket of the page of all visits.
func DeskSocketPath(page string, seen uint64) string {
	return SocketPath(0, page, seen, "") + "&view=" + DeskView
}

// DeskVisitSocketPath is the socket of the page of one visit, which shows all
// lines up to one.
func DeskVisitSocketPath(page string, seen uint64, visit chat.VisitID, after chat.VisitLineID) string {
	return SocketPath(0, page, seen, "") + "&visit=" + visit.String() + "&after=" + after.String()
}

// AgentPath makes somebody an agent, or no longer, POST [agent].
func AgentPath(user chat.UserID) string { return ActPath(user) + "/agent" }
