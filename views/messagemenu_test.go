package views

import "parley/db/chat"

// menu is what the reader of the samples can do with a message.
func (s sampler) menu(m chat.Message) MessagePage {
	return MessagePage{Shell: s.shell(0), Site: s.site(), Message: m, Membership: s.membership(chat.RoomAdmin), MayRestore: m.Remover == 42, Keeping: Keeping{Link: s.text, MayPin: true}}
}

// removed is a message without its words.
func (s sampler) removed(by chat.UserID) chat.Message {
	m := s.message(9)
	m.Body, m.Deleted, m.Remover = "", noon, by
	return m
}
