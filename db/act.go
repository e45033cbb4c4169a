package db

import (
	"slices"

	"parley/db/chat"
)

// act notes what somebody did who looks after others, so that it is announced.
// What stands in the log of acts is noted with its entry; this is for the rest.
func (t *tx) act(e chat.Entry) { t.acts = append(t.acts, e) }

// actOn notes what was done to a message by somebody other than its author.
func (t *tx) actOn(act chat.Deed, m chat.Membership, message chat.Message) {
	if message.Author.ID != m.User.ID {
		t.act(chat.Entry{Act: act, Actor: nameOf(m.User), Target: nameOf(message.Author), Room: message.Room, Message: message.ID})
	}
}

// tellActs announces the acts of an operation in front of the changes that they
// made, which begin at first. Where some stand in the log, they stand for all.
func (t *tx) tellActs(first int) {
	if slices.ContainsFunc(t.acts, logged) {
		t.acts = slices.DeleteFunc(t.acts, func(e chat.Entry) bool { return !logged(e) })
	}
	did := slices.Clone(t.batch.changes[first:])
	acts := make([]chat.Change, len(t.acts))
	for i, e := range t.acts {
		acts[i] = chat.Change{Kind: chat.StaffActed, At: e.At, Acted: &chat.Acted{Entry: e, Did: did}}
	}
	t.batch.changes = slices.Insert(t.batch.changes, first, acts...)
}

func logged(e chat.Entry) bool { return e.ID != 0 }
