package dbtest

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"parley/db/chat"
)

// mentionIn has ada mention somebody in rooms of their own, so that each makes
// a row.
func (h *house) mentionIn(user chat.User, rooms int) {
	h.Helper()
	for i := range rooms {
		m := h.room(h.ada, chat.Open, fmt.Sprint("Room ", i))
		h.must(h.store.AddMember(h.Context(), m.Room.ID, user.ID))
		h.say(m, "@"+user.Username)
	}
}

// bellPage is a page of a bell by the rooms of its rows.
func (h *house) bellPage(user chat.User, before int64) (places []string, last int64, more bool) {
	h.Helper()
	rows, more, err := h.store.Notifications(h.Context(), user.ID, before, 10)
	h.must(err)
	for _, n := range rows {
		places, last = append(places, n.Place), n.Seq
	}
	return places, last, more
}

var bellKeeping = map[string]func(*house){
	"pages have every row once, whatever comes meanwhile": func(h *house) {
		bob := h.person("bob")
		h.mentionIn(bob, 25)

		first, last, more := h.bellPage(bob, 0)
		want(h, "more", more, true)
		h.say(h.place(h.ada, h.general), "@bob")
		second, last, _ := h.bellPage(bob, last)
		h.must(h.store.ReadNotifications(h.Context(), bob.ID))
		third, _, more := h.bellPage(bob, last)

		want(h, "more", more, false)
		want(h, "sizes", []int{len(first), len(second), len(third)}, []int{10, 10, 5})
		all := slices.Concat(first, second, third)
		want(h, "first and last", []string{all[0], all[24]}, []string{"Room 24", "Room 0"})
		slices.Sort(all)
		want(h, "different", len(slices.Compact(all)), 25)
	},

	"rows are read one by one, or all, and only one's own": func(h *house) {
		bob, eve := h.person("bob"), h.person("eve")
		h.mentionIn(bob, 3)
		rows, _, err := h.store.Notifications(h.Context(), bob.ID, 0, 10)
		h.must(err)

		_, err = h.store.OpenNotification(h.Context(), eve.ID, rows[0].ID)
		h.wantError(err, chat.ErrNotFound)
		_, err = h.store.OpenNotification(h.Context(), bob.ID, 4711)
		h.wantError(err, chat.ErrNotFound)
		h.must(h.store.ReadNotifications(h.Context(), eve.ID, rows[0].ID))
		h.must(h.store.ReadNotifications(h.Context(), eve.ID))
		h.wantBell(bob, "mention ada Room 2 @bob", "mention ada Room 1 @bob", "mention ada Room 0 @bob")

		opened, err := h.store.OpenNotification(h.Context(), bob.ID, rows[0].ID)
		h.must(err)
		want(h, "opened", told(opened), "mention ada Room 2 @bob read")
		h.must(h.store.ReadNotifications(h.Context(), bob.ID, rows[1].ID, 4711))
		h.wantBell(bob, "mention ada Room 2 @bob read", "mention ada Room 1 @bob read", "mention ada Room 0 @bob")
		h.must(h.store.ReadNotifications(h.Context(), bob.ID))
		h.wantBell(bob, "mention ada Room 2 @bob read", "mention ada Room 1 @bob read", "mention ada Room 0 @bob read")
	},

	"what changes while it is pushed is pushed again": func(h *house) {
		bob, ada := h.person("bob"), h.place(h.ada, h.general)
		h.say(ada, "@bob one")
		before, unread, err := h.store.Unpushed(h.Context(), bob.ID, 10)
		h.must(err)
		want(h, "unread", unread, 1)
		h.say(ada, "@bob two")

		h.must(h.store.MarkPushed(h.Context(), before))

		people, err := h.store.PeopleUnpushed(h.Context(), 10)
		h.must(err)
		want(h, "people", people, []chat.UserID{bob.ID})
		want(h, "news", h.push(bob), []string{"mention ada General @bob two 2"})
		h.must(h.store.MarkPushed(h.Context(), before)) // late
		people, err = h.store.PeopleUnpushed(h.Context(), 10)
		h.must(err)
		want(h, "people", people, nil)
	},

	"what is old leaves, and what is unread stays": func(h *house) {
		bob := h.person("bob")
		h.mentionIn(bob, 3)
		rows, _, err := h.store.Notifications(h.Context(), bob.ID, 0, 10)
		h.must(err)
		h.must(h.store.ReadNotifications(h.Context(), bob.ID, rows[1].ID))

		h.must(h.store.SweepNotifications(h.Context(), time.Now().Add(chat.NotificationLife-time.Hour)))
		want(h, "kept", h.keptNotifications(), 3)
		h.must(h.store.SweepNotifications(h.Context(), time.Now().Add(chat.NotificationLife+time.Hour)))

		h.wantBell(bob, "mention ada Room 2 @bob", "mention ada Room 0 @bob")
	},

	"of each person the newest are kept": func(h *house) {
		bob, eve := h.person("bob"), h.person("eve")
		for range chat.MaxNotifications/2 + 5 {
			h.answers(eve, bob, chat.RequestFriend)
			h.answers(bob, eve, chat.AcceptFriend)
			h.answers(bob, eve, chat.EndFriend)
			h.say(h.place(h.ada, h.general), "@bob")
			h.push(bob)
			h.must(h.store.ReadNotifications(h.Context(), bob.ID))
		}

		h.must(h.store.SweepNotifications(h.Context(), time.Now()))

		rows := h.bell(bob)
		want(h, "rows", len(rows), chat.MaxNotifications)
		want(h, "newest", rows[0], "mention ada General @bob read")
	},

	"after ten thousand acts the number is still that of the unread rows": func(h *house) {
		b := newBellModel(h)
		for range 10_000 {
			b.act()
		}
		b.compare()
		h.must(h.store.Check(h.Context()))
	},
}

// bellModel is a bell told by its rules alone.
type bellModel struct {
	h      *house
	random *rand.Rand
	bob    chat.Membership
	others []chat.Membership
	said   []chat.Message
	read   chat.Seq
	rows   []*bellRow
}

type bellRow struct {
	messages    map[chat.MessageID]chat.Seq
	shown, read bool
}

func newBellModel(h *house) *bellModel {
	b := &bellModel{h: h, random: rand.New(rand.NewPCG(1, 2)), bob: h.place(h.person("bob"), h.general)}
	b.others = []chat.Membership{h.place(h.ada, h.general), h.place(h.person("eve"), h.general)}
	b.read = b.bob.Room.Head
	return b
}

// act does one thing, and looks at the number afterwards.
func (b *bellModel) act() {
	h, n := b.h, len(b.said)
	switch dice := b.random.IntN(20); {
	case dice < 9 || n == 0:
		m := h.say(b.others[b.random.IntN(2)], "@bob "+fmt.Sprint(n))
		b.said = append(b.said, m)
		b.heard(m)
	case dice < 12:
		b.delete(b.random.IntN(n))
	case dice < 14:
		b.readTo(b.said[b.random.IntN(n)].Seq)
	case dice == 14:
		b.readTo(h.place(b.bob.User, h.general).Room.Head)
	case dice == 15:
		h.must(h.store.ReadNotifications(h.Context(), b.bob.User.ID))
		for _, row := range b.rows {
			row.read = true
		}
	default:
		h.push(b.bob.User)
		for _, row := range b.rows {
			row.shown = true
		}
	}
	b.compare()
}

func (b *bellModel) heard(m chat.Message) {
	if n := len(b.rows); n > 0 && !b.rows[n-1].read {
		b.rows[n-1].messages[m.ID] = m.Seq
		return
	}
	b.rows = append(b.rows, &bellRow{messages: map[chat.MessageID]chat.Seq{m.ID: m.Seq}})
}

func (b *bellModel) delete(i int) {
	m := b.said[i]
	b.said = slices.Delete(b.said, i, i+1)
	b.h.delete(b.others[0], m.ID)
	for _, row := range b.rows {
		delete(row.messages, m.ID)
	}
	b.rows = slices.DeleteFunc(b.rows, func(row *bellRow) bool { return len(row.messages) == 0 })
}

func (b *bellModel) readTo(seq chat.Seq) {
	b.read = max(b.read, seq)
	b.h.read(b.bob, seq)
	b.rows = slices.DeleteFunc(b.rows, func(row *bellRow) bool {
		for _, seq := range row.messages {
			if seq > b.read {
				return false
			}
		}
		fresh := !row.read && !row.shown
		row.read = true
		return fresh
	})
}

// compare looks at the number always, and at the rows now and then.
func (b *bellModel) compare() {
	h, unread := b.h, 0
	h.Helper()
	var rows []string
	for _, row := range slices.Backward(b.rows) {
		rows = append(rows, fmt.Sprint(len(row.messages), row.read))
		if !row.read {
			unread++
		}
	}
	count, err := h.store.UnreadNotifications(h.Context(), b.bob.User.ID)
	h.must(err)
	want(h, "number", count, unread)
	if b.random.IntN(100) > 0 {
		return
	}
	kept, _, err := h.store.Notifications(h.Context(), b.bob.User.ID, 0, 1_000_000)
	h.must(err)
	want(h, "rows", mapped(kept, func(n chat.Notification) string { return fmt.Sprint(n.Count, n.Read) }), rows)
}
