package views

import (
	"time"

	"parley/db/chat"
)

// noon is on a Tuesday.
var noon = time.Date(2026, time.March, 3, 12, 0, 0, 0, time.UTC)

var readers = Audience{Language: "en-GB"}

// sampler makes samples in which everything that people write is one text.
type sampler struct{ text string }

var plain = sampler{text: "Maya Lindqvist"}

func (s sampler) user(id chat.UserID) chat.User {
	return chat.User{ID: id, Username: s.text, DisplayName: s.text, Email: s.text, Role: chat.RoleAdmin, Active: true, Created: noon}
}

func (s sampler) message(id chat.MessageID) chat.Message {
	return chat.Message{ID: id, Room: 7, Seq: chat.Seq(id), Author: s.user(42), Body: s.text, Key: s.text, Created: noon, Before: noon.AddDate(0, 0, -1)}
}

func (s sampler) membership(role chat.RoomRole) chat.Membership {
	room := chat.Room{ID: 7, Name: s.text, Topic: s.text, Kind: chat.Open, Head: 9, Active: noon}
	return chat.Membership{User: s.user(42), Room: room, Role: role, LastRead: 3, Joined: noon}
}

func (s sampler) shell(here chat.RoomID) Shell {
	other := s.called(3)
	other.Room.ID = 8
	return Shell{
		Site: s.site(), Title: s.text, Viewer: s.user(42), Rooms: []chat.Membership{s.membership(chat.RoomAdmin), other},
		Here: here, State: chat.DoNotDisturb, See: sight, Others: 3, Unread: 2, Page: "token", Socket: SocketPath(here, "token", 0, ""), Flash: s.text,
	}
}

func (s sampler) site() Site { return Site{Name: s.text, Audience: readers} }

func (s sampler) errors(fields ...string) Errors {
	errors := Errors{{Field: "none of these", Reason: s.text}}
	for _, field := range fields {
		errors = append(errors, chat.Invalid{Field: field, Reason: s.text, Code: s.text})
	}
	return errors
}

func (s sampler) crowd() Crowd {
	return Crowd{Total: 5, Here: 1, People: []Person{
		{User: s.user(42), Role: chat.RoomAdmin, Here: true, State: chat.Online},
		{User: s.user(43), Role: chat.RoomMember, State: chat.Away},
		{User: s.user(44), Role: chat.RoomMember, State: chat.Offline},
	}}
}

func (s sampler) activity() Activity {
	return Activity{Online: 120, Messages: 4, Minutes: []int{0, 3, 1}, Rooms: []RoomActivity{{Room: s.membership(chat.RoomMember).Room, Here: 2, Messages: 4}},
		People: []Whereabouts{{User: s.user(42), State: chat.Away, Since: noon, Rooms: []chat.Room{s.membership(chat.RoomMember).Room}, Elsewhere: 2}}}
}

// sight shows everybody as away.
func sight(chat.UserID) chat.Presence { return chat.Away }

func (s sampler) refusal() Refusal {
	return Refusal{Code: s.text, Sentence: s.text, Text: s.text, Reply: s.quote()}
}

// quote is the message 9 as answers show it.
func (s sampler) quote() chat.Quote { return chat.QuoteOf(s.message(9)) }

func (s sampler) answerTo(q chat.Quote) chat.Message {
	m := s.message(9)
	m.ReplyTo, m.Quote = q.ID, q
	return m
}

func (s sampler) room() RoomPage {
	return RoomPage{
		Shell: s.shell(7), Membership: s.membership(chat.RoomAdmin),
		Messages: []Fragment{MessageFragment(readers, s.message(8)), MessageFragment(readers, s.reacted(s.message(9))), MessageFragment(readers, s.carded(10))},
		Fresh:    1, Unread: chat.Unread{Count: 1, First: 9},
		First: 8, Last: 10, Older: true, Newer: true, Cursor: 12, Key: s.text, Crowd: s.crowd(), Mute: s.mute(time.Hour), Body: s.text, Reply: s.quote(), Errors: s.errors("body"),
	}
}

// inThread is a message of the thread that the message 9 began.
func (s sampler) inThread() chat.Message {
	m := s.message(11)
	m.Thread = 9
	return m
}

func (s sampler) thread() ThreadPanel {
	return ThreadPanel{Audience: readers, Root: s.message(9), Messages: []Fragment{MessageFragment(readers, s.inThread())}, First: 11, Older: true, Cursor: 12, Key: s.text, Body: s.text, Refused: s.text}
}

// withThread is the room with a thread beside it; threads is what somebody
// follows.
func (s sampler) withThread() RoomPage {
	p, thread, root := s.room(), s.thread(), s.message(9)
	root.Replies = chat.Replies{Count: 3, Last: noon}
	p.Thread, p.Messages[1] = &thread, MessageFragment(readers, s.reacted(root))
	return p
}

func (s sampler) threads() ThreadsPage {
	followed := chat.FollowedThread{Root: s.message(9), Title: s.text, Replies: chat.Replies{Count: 1, Last: noon}}
	unread := followed
	unread.Muted, unread.Unread = true, true
	return ThreadsPage{Shell: s.shell(0), Threads: []chat.FollowedThread{followed, unread}}
}

func (s sampler) mute(left time.Duration) Mute {
	return Mute{Room: 7, Until: noon.Add(left), Left: left}
}

func (s sampler) accountForm() AccountForm {
	return AccountForm{Username: s.text, DisplayName: s.text, Email: s.text, Next: s.text, Why: s.text,
		Errors: s.errors("username", "password", "display_name", "email")}
}

func (s sampler) roomForm() RoomForm {
	return RoomForm{Name: s.text, Topic: s.text, Kind: s.text, Errors: s.errors("name", "topic", "kind")}
}

func (s sampler) settings() SettingsPage {
	return SettingsPage{Shell: s.shell(0), Membership: s.membership(chat.RoomAdmin), About: s.roomForm(), Total: 300, Adding: s.text, Link: s.text, Muting: 43, Until: s.text, At: noon,
		Members: []chat.Member{{User: s.user(42), Role: chat.RoomAdmin}, {User: s.user(43), Role: chat.RoomMember}, {User: s.user(44), Role: chat.RoomMember, MutedUntil: noon.Add(time.Hour)}},
		Invites: []chat.Invite{{ID: 1, Room: 7, Maker: s.user(42), Created: noon, UsesLeft: -1}, {ID: 2, Room: 7, Maker: s.user(43), Created: noon, Expires: noon, UsesLeft: 1}},
		Errors:  s.errors("username", "role", "until")}
}

func (s sampler) bellSettings() BellSettingsPage {
	hours := []chat.QuietHours{{Day: time.Monday, Begins: 1320, Ends: 420}}
	return BellSettingsPage{Shell: s.shell(0), QuietUntil: noon, Zone: s.text, Keywords: s.text, Days: QuietDays(hours), Errors: s.errors("keywords", "begins-monday", "ends-monday"),
		Rules: chat.BellRules{Sounds: true, Hours: hours, Rooms: []chat.Membership{s.hushed()}, People: []chat.Heeded{{User: s.user(43), Attention: chat.AttentionNever}}}}
}

// hushed is a place in a room of which one hears nothing.
func (s sampler) hushed() chat.Membership {
	m := s.membership(chat.RoomMember)
	m.Level = chat.LevelNothing
	return m
}

func (s sampler) devices() []Device {
	return []Device{{SignIn: 1, Name: s.text, Address: s.text, Began: noon, LastSeen: noon, Current: true}, {SignIn: 2, Name: s.text, Address: s.text, Began: noon, LastSeen: noon}}
}

func (s sampler) direct() RoomPage {
	p := s.room()
	p.Older = false
	p.Membership.Room.ID, p.Membership.Room.Kind = 70, chat.Direct
	p.Membership.Room.People = []chat.Named{{ID: 42, Name: s.text}, {ID: 43, Name: s.text}}
	p.Membership.Room.Last = chat.NewSnippet(42, s.text)
	p.Shell.Rooms = append(p.Shell.Rooms, p.Membership)
	return p
}

// called is somebody's place in a favourite room in which messages call them.
func (s sampler) called(mentions int) chat.Membership {
	m := s.membership(chat.RoomMember)
	m.Room.Newest, m.Mentions, m.Favourite = 9, mentions, true
	return m
}

// talk is somebody's place in a direct conversation.
func (s sampler) talk() chat.Membership {
	m := s.direct().Membership
	m.Room.ID = 7
	return m
}

func (s sampler) by(author chat.UserID) chat.Message {
	m := s.message(9)
	m.Author = s.user(author)
	return m
}

func (s sampler) suggestions() Suggestions {
	return Suggestions{Room: 7, People: []chat.User{s.user(42), s.user(43)}, Words: []string{"room"}, Emoji: "par"}
}
