package dbtest

import (
	"fmt"
	"math/rand/v2"
	"time"

	"parley/db/chat"
)

func (h *house) changesAfter(after chat.Seq) ([]chat.Change, chat.Seq) {
	h.Helper()
	found, head, err := h.store.ChangesAfter(h.Context(), h.place(h.ada, h.general), after, 1000)
	h.must(err)
	return found, head
}

// lines are changes in short.
func lines(changes []chat.Change) []string {
	return mapped(changes, func(c chat.Change) string {
		return fmt.Sprint(c.Seq, " ", c.Kind, " ", c.User.Username, c.Message.Body)
	})
}

var changes = map[string]func(*house){
	"coming and going is in the log": func(h *house) {
		bob := h.person("bob")
		h.must(h.store.Leave(h.Context(), h.place(bob, h.general)))

		found, head := h.changesAfter(0)

		want(h, "changes", lines(found), []string{"1 member.joined ada", "2 member.joined bob", "3 member.left bob"})
		want(h, "head", head, 3)
		want(h, "person", found[1].User, bob)
	},

	"a message is there once, as it is now": func(h *house) {
		m := h.place(h.ada, h.general)
		old, gone := h.say(m, "old"), h.say(m, "gone")
		edited, deleted := h.say(m, "edited"), h.say(m, "deleted")
		start := gone.Seq
		h.edit(m, old.ID, "old, again")
		h.edit(m, old.ID, "old, at last")
		h.delete(m, gone.ID)
		h.edit(m, edited.ID, "edited, at last")
		h.delete(m, deleted.ID)

		found, head := h.changesAfter(start)

		want(h, "changes", lines(found), []string{
			"4 message.created edited, at last", "5 message.created ",
			"7 message.edited old, at last", "8 message.deleted "})
		want(h, "marked deleted", !found[1].Message.Deleted.IsZero(), true)
		want(h, "head", head, 11)
	},

	"as many as asked for, and nothing of other rooms": func(h *house) {
		m := h.place(h.ada, h.general)
		h.say(h.room(h.ada, chat.Open, "Other"), "elsewhere")
		h.talk(m, 5)

		found, head, err := h.store.ChangesAfter(h.Context(), m, 2, 3)
		h.must(err)

		want(h, "changes", lines(found), []string{"3 message.created 2", "4 message.created 3", "5 message.created 4"})
		want(h, "head", head, 6)
		for _, beyond := range []chat.Seq{6, 1 << 40} {
			found, head, err = h.store.ChangesAfter(h.Context(), m, beyond, 3)
			h.must(err)
			want(h, "beyond the head", [2]any{len(found), head}, [2]any{0, chat.Seq(6)})
		}
	},

	"replaying from any number equals a fresh load": func(h *house) {
		m := h.place(h.ada, h.general)
		random := rand.New(rand.NewPCG(1, 2))
		var said []chat.Message
		pagesAt := map[chat.Seq][]chat.Message{0: nil}
		for range 120 {
			h.act(m, random, &said)
			p, err := h.store.Latest(h.Context(), m, 1000)
			h.must(err)
			pagesAt[p.Head] = p.Messages
		}
		fresh, err := h.store.Latest(h.Context(), m, 1000)
		h.must(err)

		for seq, page := range pagesAt {
			found, head := h.changesAfter(seq)
			want(h, "head", head, fresh.Head)
			want(h, fmt.Sprint("replayed from ", seq), replay(page, found), fresh.Messages)
		}
	},
}

// act does something to a room by chance.
func (h *house) act(m chat.Membership, random *rand.Rand, said *[]chat.Message) {
	h.Helper()
	if len(*said) == 0 || random.IntN(3) == 0 {
		*said = append(*said, h.say(m, "new"))
		return
	}
	i := random.IntN(len(*said))
	if random.IntN(3) == 0 {
		h.react(m, (*said)[i].ID, []string{"👍", "ok", "🎉"}[random.IntN(3)])
		return
	}
	if random.IntN(4) > 0 {
		h.edit(m, (*said)[i].ID, fmt.Sprint("edit ", time.Now().UnixNano(), random.Int()))
		return
	}
	h.delete(m, (*said)[i].ID)
	*said = append((*said)[:i], (*said)[i+1:]...)
}

// replay does to a page what a reader does with changes.
func replay(page []chat.Message, changes []chat.Change) []chat.Message {
	replayed := append([]chat.Message(nil), page...)
	at := map[chat.MessageID]int{}
	for i, m := range replayed {
		at[m.ID] = i
	}
	for _, c := range changes {
		i, known := at[c.Message.ID]
		switch {
		case known:
			replayed[i] = c.Message
		case c.Kind == chat.MessageCreated:
			at[c.Message.ID] = len(replayed)
			replayed = append(replayed, c.Message)
		}
	}
	return replayed
}
