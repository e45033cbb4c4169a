package views

import (
	"strings"

	"parley/db/chat"
)

// deedWord says what an act of the log is, in plain words: its name, with blanks.
func deedWord(act chat.Deed) string { return strings.ReplaceAll(string(act), "-", " ") }

// aboutNetwork tells whether the words of an entry begin with a network.
func aboutNetwork(e chat.Entry) bool {
	return e.Act == chat.DeedBlockAddress || e.Act == chat.DeedUnblockAddress
}

// roomOf names the room of an entry as the reader may know it.
func (p ActLogPage) roomOf(e chat.Entry) string {
	for _, room := range p.Rooms {
		if room.ID == e.Room {
			return room.Name
		}
	}
	return ""
}
