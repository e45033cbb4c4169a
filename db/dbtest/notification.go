package dbtest

import (
	"fmt"
	"strings"
	"time"

	"parley/db/chat"
)

// bell is what stands in somebody's bell, newest first, and checks that its
// number is that of the unread rows.
func (h *house) bell(user chat.User) []string {
	h.Helper()
	rows, _, err := h.store.Notifications(h.Context(), user.ID, 0, chat.MaxNotifications)
	h.must(err)
	unread := 0
	for _, n := range rows {
		if !n.Read {
			unread++
		}
	}
	count, err := h.store.UnreadNotifications(h.Context(), user.ID)
	h.must(err)
	want(h, "number on the bell of "+user.Username, count, unread)
	return mapped(rows, told)
}

// told is a row in short.
func told(n chat.Notification) string {
	parts := []string{string(n.Kind), n.Actor.Username}
	if n.Room != 0 {
		parts = append(parts, n.Place)
	}
	for _, part := range []string{n.Result, n.Words} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if n.Count > 1 {
		parts = append(parts, fmt.Sprint(n.Count))
	}
	if n.Read {
		parts = append(parts, "read")
	}
	return strings.Join(parts, " ")
}

func (h *house) wantBell(user chat.User, rows ...string) {
	h.Helper()
	want(h, "bell of "+user.Username, h.bell(user), rows)
}

// push does what the server does after a commit, and gives what was news.
func (h *house) push(user chat.User) (news []string) {
	h.Helper()
	rows, _, err := h.store.Unpushed(h.Context(), user.ID, 100)
	h.must(err)
	for _, n := range rows {
		if n.News() {
			news = append(news, told(n))
		}
	}
	h.must(h.store.MarkPushed(h.Context(), rows))
	return news
}

var bells = map[string]func(*house){
	"messages of a kind and room make one row until it is read": func(h *house) {
		bob, ada := h.place(h.person("bob"), h.general), h.place(h.ada, h.general)
		tea := h.room(h.ada, chat.Open, "Tea")
		h.must(h.store.AddMember(h.Context(), tea.Room.ID, bob.User.ID))

		h.say(ada, "@bob one")
		h.say(tea, "@bob tea")
		last := h.say(ada, "@bob two")
		h.wantBell(bob.User, "mention ada General @bob two 2", "mention ada Tea @bob tea")
		want(h, "news", h.push(bob.User), []string{"mention ada Tea @bob tea", "mention ada General @bob two 2"})
		want(h, "news again", h.push(bob.User), nil)

		h.read(bob, last.Seq)
		h.wantBell(bob.User, "mention ada General @bob two 2 read", "mention ada Tea @bob tea")
		h.say(ada, "@bob three")
		h.wantBell(bob.User, "mention ada General @bob three", "mention ada General @bob two 2 read", "mention ada Tea @bob tea")
		want(h, "news", h.push(bob.User), []string{"mention ada General @bob three"})
		h.wantBell(h.ada)
	},

	"an answer tells its author, once, also where it names them": func(h *house) {
		bob, ada := h.place(h.person("bob"), h.general), h.place(h.ada, h.general)
		said := h.say(bob, "hello")

		h.reply(ada, said.ID, "well")
		h.reply(ada, said.ID, "well, @bob")
		h.reply(bob, said.ID, "I mean")

		h.wantBell(bob.User, "mention ada General well, @bob", "reply ada General well")
		h.must(h.store.Leave(h.Context(), bob))
		h.reply(ada, said.ID, "are you there?")
		h.wantBell(bob.User)
	},

	"every message of a direct conversation is news to the others": func(h *house) {
		p := h.people(3)
		m := h.direct(p[0], p[1], p[2])

		h.say(m, "one")
		h.say(h.place(p[1], m.Room), "two @person0")

		h.wantBell(p[0], "direct person1 direct two @person0")
		h.wantBell(p[1], "direct person0 direct one")
		h.wantBell(p[2], "direct person1 direct two @person0 2")
	},

	"what a page showed at once was never news": func(h *house) {
		bob, ada := h.place(h.person("bob"), h.general), h.place(h.ada, h.general)
		message := h.say(ada, "@bob")

		h.read(bob, message.Seq)

		h.wantBell(bob.User)
		want(h, "news", h.push(bob.User), nil)
		message = h.say(ada, "@bob")
		h.push(bob.User)
		h.read(bob, message.Seq-1)
		h.wantBell(bob.User, "mention ada General @bob")
		h.must(h.store.MarkAllRead(h.Context(), bob.User.ID))
		h.wantBell(bob.User, "mention ada General @bob read")
	},

	"an edit is no news, and a removed message leaves every bell": func(h *house) {
		bob, ada := h.place(h.person("bob"), h.general), h.place(h.ada, h.general)
		first, second := h.say(ada, "@bob one"), h.say(ada, "@bob two")
		h.push(bob.User)

		h.edit(ada, second.ID, "@bob and @ada")
		h.wantBell(bob.User, "mention ada General @bob and @ada 2")
		h.delete(ada, second.ID)
		h.wantBell(bob.User, "mention ada General @bob one")
		want(h, "news", h.push(bob.User), nil)
		h.delete(ada, first.ID)
		h.wantBell(bob.User)
		rows, unread, err := h.store.Unpushed(h.Context(), bob.User.ID, 10)
		h.must(err)
		want(h, "to be pushed", [2]any{len(rows), unread}, [2]any{1, 0})
		want(h, "gone", rows[0].Gone, true)
		h.push(bob.User)
		want(h, "kept", h.keptNotifications(), 0)
	},

	"nobody is told of themselves, nor of somebody whom they block": func(h *house) {
		p := h.people(2)
		bob, eve := h.place(p[0], h.general), h.place(p[1], h.general)
		said := h.say(bob, "@person0 @ada")
		h.say(eve, "@person0 before")
		h.say(h.place(h.ada, h.general), "@person0 too")
		h.answers(p[1], p[0], chat.RequestFriend)
		h.wantBell(p[0], "friend-request person1", "mention ada General @person0 too 2")

		h.block(p[0], p[1])

		h.wantBell(p[0], "mention ada General @person0 too")
		h.say(eve, "@person0")
		h.reply(eve, said.ID, "well")
		h.wantBell(p[0], "mention ada General @person0 too")
	},

	"a message that names very many tells twenty": func(h *house) {
		m := h.place(h.ada, h.general)
		var all strings.Builder
		for _, p := range h.people(chat.MaxMentioned + 5) {
			all.WriteString("@" + p.Username + " ")
		}

		h.say(m, all.String())

		want(h, "rows", h.keptNotifications(), chat.MaxMentioned)
	},

	"a friend request turns into what came of it, and the asker is told": func(h *house) {
		p := h.people(3)
		h.answers(p[0], p[1], chat.RequestFriend)
		h.answers(p[0], p[2], chat.RequestFriend)
		h.push(p[1])
		h.wantBell(p[1], "friend-request person0")

		h.answers(p[1], p[0], chat.AcceptFriend)
		h.answers(p[2], p[0], chat.DeclineFriend)

		h.wantBell(p[1], "friend-request person0 accepted read")
		h.wantBell(p[2], "friend-request person0 declined read")
		h.wantBell(p[0], "friend-answer person2 declined", "friend-answer person1 accepted")
		h.answers(p[1], p[0], chat.EndFriend)
		h.answers(p[1], p[0], chat.RequestFriend)
		h.answers(p[1], p[0], chat.CancelFriend)
		h.wantBell(p[0], "friend-answer person2 declined", "friend-answer person1 accepted")
		h.answers(p[1], p[2], chat.RequestFriend)
		h.answers(p[2], p[1], chat.RequestFriend) // crossed
		h.wantBell(p[2], "friend-request person1 accepted read", "friend-request person0 declined read")
	},

	"who is let in, made an admin or put out is told, and others are not": func(h *house) {
		p := h.people(2)
		tea := h.room(h.ada, chat.Closed, "Tea")
		h.must(h.store.Invite(h.Context(), tea, p[0]))
		h.must(h.store.Invite(h.Context(), tea, p[0]))
		h.must(h.store.SetMemberRole(h.Context(), tea, p[0].ID, chat.RoomAdmin))
		h.must(h.store.SetMemberRole(h.Context(), tea, p[0].ID, chat.RoomAdmin))
		h.must(h.store.SetMemberRole(h.Context(), tea, p[0].ID, chat.RoomMember))
		h.say(tea, "@person0 words")
		h.wantBell(p[0], "mention ada Tea @person0 words", "role ada Tea member", "role ada Tea admin", "invited ada Tea")
		h.read(h.place(p[0], tea.Room), h.place(p[0], tea.Room).Room.Head)
		h.wantBell(p[0])

		h.say(tea, "@person0 words")
		h.must(h.store.RemoveMember(h.Context(), tea, p[0].ID))
		h.rename(tea, "Secret")

		h.wantBell(p[0], "removed ada Tea")
		h.wantBell(p[1])
		h.wantBell(h.ada)
	},

	"a room that has another name, or is deleted, is news to its other members": func(h *house) {
		bob := h.person("bob")
		tea := h.room(h.ada, chat.Closed, "Tea")
		h.must(h.store.AddMember(h.Context(), tea.Room.ID, bob.ID))
		h.say(tea, "@bob")
		h.rename(tea, "Tea")
		h.rename(tea, "Coffee")
		h.push(bob)
		h.wantBell(bob, "room ada Coffee renamed", "mention ada Coffee @bob")

		h.must(h.store.DeleteRoom(h.Context(), tea))

		h.wantBell(bob, "room ada Coffee deleted")
		h.push(bob)
		want(h, "kept", h.keptNotifications(), 1)
	},

	"an act that is refused tells nobody": func(h *house) {
		bob := h.person("bob")
		m := h.place(bob, h.general)
		h.wantInvalid(h.store.SetMemberRole(h.Context(), h.place(h.ada, h.general), h.ada.ID, chat.RoomMember), "role")
		h.must(h.store.MuteMember(h.Context(), h.place(h.ada, h.general), bob.ID, chat.NoEnd()))
		_, _, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: "@ada", At: time.Now()})
		h.wantError(err, chat.ErrForbidden)

		want(h, "kept", h.keptNotifications(), 0)
	},
}

func (h *house) rename(m chat.Membership, name string) {
	h.Helper()
	_, err := h.store.UpdateRoom(h.Context(), m, chat.NewRoom{Name: name, Kind: m.Room.Kind})
	h.must(err)
}

// keptNotifications is how many there are in all bells.
func (h *house) keptNotifications() (rows int) {
	h.Helper()
	h.must(h.engine.Readers.QueryRowContext(h.Context(), "SELECT count(*) FROM notifications").Scan(&rows))
	return rows
}
