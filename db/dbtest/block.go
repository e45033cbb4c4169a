package dbtest

import (
	"parley/db/chat"
)

func (h *house) blocked(user chat.User) []string {
	h.Helper()
	found, err := h.store.Blocked(h.Context(), user.ID)
	h.must(err)
	return mapped(found, func(u chat.User) string { return u.Username })
}

var blocks = map[string]func(*house){
	"a block holds once, from one side, until it is ended": func(h *house) {
		p := h.people(3)
		h.block(p[0], p[2])
		h.block(p[0], p[1])
		h.block(p[0], p[1])
		want(h, "blocked", h.blocked(p[0]), []string{"person1", "person2"})
		want(h, "of the other", h.blocked(p[1]), nil)

		h.must(h.store.Unblock(h.Context(), p[0].ID, p[1].ID))
		h.must(h.store.Unblock(h.Context(), p[0].ID, p[1].ID))
		want(h, "blocked", h.blocked(p[0]), []string{"person2"})
	},

	"nobody blocks themselves or nobody": func(h *house) {
		h.wantInvalid(h.store.Block(h.Context(), h.ada.ID, h.ada.ID), "block")
		h.wantError(h.store.Block(h.Context(), h.ada.ID, 4711), chat.ErrNotFound)
		h.wantError(h.store.Unblock(h.Context(), h.ada.ID, 4711), chat.ErrNotFound)
		want(h, "blocked", h.blocked(h.ada), nil)
	},

	"a block ends a friendship": func(h *house) {
		p := h.people(2)
		h.befriend(p[0], p[1])

		h.block(p[1], p[0])

		h.wantTies(p[0], p[1], chat.Strangers, chat.Strangers)
		h.must(h.store.Unblock(h.Context(), p[1].ID, p[0].ID))
		h.wantTies(p[0], p[1], chat.Strangers, chat.Strangers)
	},

	"a block takes my request back and declines theirs": func(h *house) {
		p := h.people(3)
		h.answers(p[0], p[1], chat.RequestFriend)
		h.answers(p[2], p[0], chat.RequestFriend)
		h.wantRequests(p[0], "person2")

		h.block(p[0], p[1])
		h.block(p[0], p[2])

		h.wantRequests(p[1])
		h.wantRequests(p[0])
		h.wantTies(p[1], p[0], chat.Strangers, chat.Strangers)
		h.wantTies(p[2], p[0], chat.Declined, chat.Strangers)
	},

	"somebody blocked asks like everybody and is not heard until the block ends": func(h *house) {
		p := h.people(2)
		h.block(p[1], p[0])

		want(h, "asked", h.answers(p[0], p[1], chat.RequestFriend), chat.Asked)

		h.wantTies(p[0], p[1], chat.Asked, chat.Strangers)
		h.wantRequests(p[1])
		for _, answer := range []chat.FriendAnswer{chat.RequestFriend, chat.AcceptFriend, chat.DeclineFriend} {
			_, err := h.store.AnswerFriend(h.Context(), p[1].ID, p[0].ID, answer)
			h.wantInvalid(err, "answer")
		}
		h.answers(p[0], p[1], chat.CancelFriend)
		h.answers(p[0], p[1], chat.RequestFriend)
		h.must(h.store.Unblock(h.Context(), p[1].ID, p[0].ID))
		h.wantRequests(p[1], "person0")
	},

	"whoever has blocked the author is not called": func(h *house) {
		p := h.people(3)
		three := h.direct(p[0], p[1], p[2])
		h.block(p[1], p[0])

		h.say(h.place(p[0], h.general), "@person1 @person2")
		h.say(three, "to both")

		for i, called := range []int{0, 0, 2} {
			count, err := h.store.Mentions(h.Context(), p[i].ID)
			h.must(err)
			want(h, p[i].Username+" is called", count, called)
		}
	},
}
