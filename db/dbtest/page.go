package dbtest

import (
	"fmt"
	"time"

	"parley/db"
	"parley/db/chat"
)

// talk says 1 to n.
func (h *house) talk(m chat.Membership, n int) []chat.Message {
	h.Helper()
	var said []chat.Message
	for i := range n {
		said = append(said, h.say(m, fmt.Sprint(i+1)))
	}
	return said
}

func wantPage(h *house, what string, p db.Page, err error, texts []string, older, newer bool) {
	h.Helper()
	h.must(err)
	want(h, what, bodies(p.Messages), texts)
	want(h, what+": older, newer", [2]bool{p.Older, p.Newer}, [2]bool{older, newer})
}

var pages = map[string]func(*house){
	"an empty room has an empty page": func(h *house) {
		m := h.place(h.ada, h.general)
		for range 2 {
			p, err := h.store.Latest(h.Context(), m, 50)
			wantPage(h, "latest", p, err, nil, false, false)
			want(h, "head", p.Head, m.Room.Head)
		}
	},

	"a page says what is beyond it": func(h *house) {
		m := h.place(h.ada, h.general)
		said := h.talk(m, 9)
		h.person("bob") // his joining is the newest change, and no message

		p, err := h.store.Latest(h.Context(), m, 4)
		wantPage(h, "latest", p, err, []string{"6", "7", "8", "9"}, true, false)
		want(h, "head", p.Head, said[8].Seq+1)
		p, err = h.store.Before(h.Context(), m, said[5].Seq, 4)
		wantPage(h, "before 6", p, err, []string{"2", "3", "4", "5"}, true, true)
		p, err = h.store.Before(h.Context(), m, said[1].Seq, 4)
		wantPage(h, "before 2", p, err, []string{"1"}, false, true)
		p, err = h.store.Before(h.Context(), m, said[8].Seq+1, 9)
		wantPage(h, "before the end", p, err, []string{"1", "2", "3", "4", "5", "6", "7", "8", "9"}, false, false)
		p, err = h.store.After(h.Context(), m, said[6].Seq, 4)
		wantPage(h, "after 7", p, err, []string{"8", "9"}, true, false)
		p, err = h.store.After(h.Context(), m, 0, 4)
		wantPage(h, "after nothing", p, err, []string{"1", "2", "3", "4"}, false, true)
	},

	"a page around a message has half of it on each side": func(h *house) {
		m := h.place(h.ada, h.general)
		said := h.talk(m, 9)
		elsewhere := h.say(h.room(h.ada, chat.Open, "Other"), "elsewhere")

		p, err := h.store.Around(h.Context(), m, said[4].ID, 4)
		wantPage(h, "around 5", p, err, []string{"4", "5", "6", "7"}, true, true)
		p, err = h.store.Around(h.Context(), m, said[0].ID, 4)
		wantPage(h, "around 1", p, err, []string{"1", "2", "3"}, false, true)
		p, err = h.store.Around(h.Context(), m, said[8].ID, 4)
		wantPage(h, "around 9", p, err, []string{"8", "9"}, true, false)
		_, err = h.store.Around(h.Context(), m, elsewhere.ID, 4)
		h.wantError(err, chat.ErrNotFound)
	},

	"paging back meets every message once while messages come": func(h *house) {
		m := h.place(h.ada, h.general)
		h.talk(m, 100)
		newest, err := h.store.Latest(h.Context(), m, 1)
		h.must(err)

		met := map[chat.MessageID]int{}
		together(2, func(i int) {
			if i == 0 {
				for n := range 100 {
					_, _, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: fmt.Sprint("later ", n), At: time.Now()})
					h.check(err)
				}
				return
			}
			for p := (db.Page{Messages: newest.Messages, Older: true}); p.Older; {
				var err error
				p, err = h.store.Before(h.Context(), m, p.Messages[0].Seq, 7)
				h.check(err)
				if err != nil {
					return
				}
				for _, message := range p.Messages {
					met[message.ID]++
				}
			}
		})

		want(h, "messages met", len(met), 99)
		for id, times := range met {
			if times != 1 {
				h.Errorf("message %d was met %d times", id, times)
			}
		}
	},

	"a page is true at its head": func(h *house) {
		m := h.place(h.ada, h.general)
		together(2, func(i int) {
			for n := range 100 {
				if i == 0 {
					_, _, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: fmt.Sprint(n), At: time.Now()})
					h.check(err)
					continue
				}
				p, err := h.store.Latest(h.Context(), m, 10)
				h.check(err)
				if last := len(p.Messages) - 1; last >= 0 && p.Messages[last].Seq != p.Head {
					h.Errorf("head %d beside message %d", p.Head, p.Messages[last].Seq)
				}
			}
		})
	},
}
