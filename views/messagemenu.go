package views

import "parley/db/chat"

// What the acts of a message ask of the reader's place in its room.
func (p MessagePage) standing() bool { return p.Message.Deleted.IsZero() }
func (p MessagePage) own() bool      { return p.Message.Author.ID == p.Membership.User.ID }
func (p MessagePage) mayEdit() bool  { return p.standing() && p.own() && p.Membership.May(chat.EditOwn) }
func (p MessagePage) mayReact() bool { return p.standing() && p.Membership.May(chat.React) }

// maySeeHistory is for what has one.
func (p MessagePage) maySeeHistory() bool {
	return p.standing() && !p.Message.Edited.IsZero() || p.MayRestore
}

func (p MessagePage) mayRemove() bool {
	return p.standing() && (p.own() && p.Membership.May(chat.DeleteOwn) || p.Membership.May(chat.DeleteOthers))
}
