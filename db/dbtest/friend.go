package dbtest

import (
	"parley/db/chat"
)

// answers lets somebody act on a friendship.
func (h *house) answers(user, other chat.User, answer chat.FriendAnswer) chat.Friendship {
	h.Helper()
	next, err := h.store.AnswerFriend(h.Context(), user.ID, other.ID, answer)
	h.must(err)
	return next
}

func (h *house) befriend(a, b chat.User) {
	h.Helper()
	h.answers(a, b, chat.RequestFriend)
	h.answers(b, a, chat.AcceptFriend)
}

func (h *house) block(user, other chat.User) {
	h.Helper()
	h.must(h.store.Block(h.Context(), user.ID, other.ID))
}

// wantTies says what each of two sees in the other.
func (h *house) wantTies(a, b chat.User, seenByA, seenByB chat.Friendship) {
	h.Helper()
	for _, side := range []struct {
		from, to chat.User
		want     chat.Friendship
	}{{a, b, seenByA}, {b, a, seenByB}} {
		tie, err := h.store.Tie(h.Context(), side.from.ID, side.to.ID)
		h.must(err)
		want(h, side.from.Username+" to "+side.to.Username, tie.Friendship, side.want)
	}
}

func (h *house) wantRequests(user chat.User, names ...string) {
	h.Helper()
	asking, err := h.store.FriendRequests(h.Context(), user.ID, 10)
	h.must(err)
	want(h, "who asks "+user.Username, mapped(asking, func(u chat.User) string { return u.Username }), names)
	count, err := h.store.FriendRequestCount(h.Context(), user.ID)
	h.must(err)
	want(h, "how many ask "+user.Username, count, len(names))
}

var friends = map[string]func(*house){
	"a request waits, is accepted, and the friendship ends from either side": func(h *house) {
		p := h.people(2)
		for _, ender := range []int{0, 1} {
			want(h, "asked", h.answers(p[0], p[1], chat.RequestFriend), chat.Asked)
			h.wantTies(p[0], p[1], chat.Asked, chat.Asking)
			h.wantRequests(p[1], "person0")
			h.wantRequests(p[0])

			want(h, "accepted", h.answers(p[1], p[0], chat.AcceptFriend), chat.Friends)
			h.wantTies(p[0], p[1], chat.Friends, chat.Friends)
			h.wantRequests(p[1])

			want(h, "ended", h.answers(p[ender], p[1-ender], chat.EndFriend), chat.Strangers)
			h.wantTies(p[0], p[1], chat.Strangers, chat.Strangers)
		}
	},

	"a request taken back can be made again": func(h *house) {
		p := h.people(2)
		h.answers(p[1], p[0], chat.RequestFriend)
		h.answers(p[1], p[0], chat.CancelFriend)
		h.wantTies(p[0], p[1], chat.Strangers, chat.Strangers)
		h.answers(p[1], p[0], chat.RequestFriend)
		h.wantTies(p[0], p[1], chat.Asking, chat.Asked)
	},

	"who was declined cannot ask again, the other can": func(h *house) {
		p := h.people(2)
		h.answers(p[0], p[1], chat.RequestFriend)
		h.answers(p[1], p[0], chat.DeclineFriend)
		h.wantTies(p[0], p[1], chat.Declined, chat.Declining)
		h.wantRequests(p[1])

		for _, answer := range []chat.FriendAnswer{chat.RequestFriend, chat.CancelFriend, chat.AcceptFriend, chat.EndFriend} {
			_, err := h.store.AnswerFriend(h.Context(), p[0].ID, p[1].ID, answer)
			h.wantInvalid(err, "answer")
		}
		h.wantTies(p[0], p[1], chat.Declined, chat.Declining)

		h.answers(p[1], p[0], chat.RequestFriend)
		h.wantTies(p[0], p[1], chat.Asking, chat.Asked)
		h.answers(p[0], p[1], chat.AcceptFriend)
		h.wantTies(p[0], p[1], chat.Friends, chat.Friends)
	},

	"what does not fit is refused and changes nothing": func(h *house) {
		p := h.people(3)
		h.answers(p[0], p[1], chat.RequestFriend)
		h.must(h.store.SetActive(h.Context(), p[2].ID, false))

		for _, refused := range []struct {
			from, to chat.User
			answer   chat.FriendAnswer
		}{
			{p[0], p[1], chat.RequestFriend}, {p[0], p[1], chat.AcceptFriend}, {p[0], p[1], chat.DeclineFriend},
			{p[0], p[1], chat.EndFriend}, {p[1], p[0], chat.CancelFriend}, {p[1], p[0], chat.EndFriend},
			{p[0], p[0], chat.RequestFriend}, {p[0], p[2], chat.RequestFriend}, {p[1], p[2], chat.AcceptFriend},
			{p[0], p[1], "marry"}, {p[0], p[1], ""},
		} {
			_, err := h.store.AnswerFriend(h.Context(), refused.from.ID, refused.to.ID, refused.answer)
			h.wantInvalid(err, "answer")
		}
		_, err := h.store.AnswerFriend(h.Context(), p[0].ID, 4711, chat.RequestFriend)
		h.wantError(err, chat.ErrNotFound)
		h.wantTies(p[0], p[1], chat.Asked, chat.Asking)
		h.wantTies(p[0], p[2], chat.Strangers, chat.Strangers)
	},

	"of twenty requests from both sides at once friends come out once": func(h *house) {
		p := h.people(2)

		made := make([]chat.Friendship, 20)
		together(len(made), func(i int) {
			next, err := h.store.AnswerFriend(h.Context(), p[i%2].ID, p[1-i%2].ID, chat.RequestFriend)
			if err != nil {
				h.wantInvalid(err, "answer")
			}
			made[i] = next
		})

		count := map[chat.Friendship]int{}
		for _, next := range made {
			count[next]++
		}
		want(h, "what became of them", count, map[chat.Friendship]int{chat.Asked: 1, chat.Friends: 1, chat.Strangers: 18})
		h.wantTies(p[0], p[1], chat.Friends, chat.Friends)
	},

	"people are listed as the reader knows them": func(h *house) {
		p := h.people(5)
		h.befriend(p[0], p[1])
		h.answers(p[0], p[2], chat.RequestFriend)
		h.answers(p[3], p[0], chat.RequestFriend)
		h.block(p[0], p[4])

		found, err := h.store.People(h.Context(), p[0].ID, "person", 10)
		h.must(err)

		want(h, "ties", mapped(found, func(a chat.Acquaintance) chat.Tie { return a.Tie }),
			[]chat.Tie{{}, {Friendship: chat.Friends}, {Friendship: chat.Asked}, {Friendship: chat.Asking}, {Blocked: true}})
	},

	"requests of people who are kept out do not wait": func(h *house) {
		p := h.people(3)
		h.answers(p[1], p[0], chat.RequestFriend)
		h.answers(p[2], p[0], chat.RequestFriend)
		h.must(h.store.SetActive(h.Context(), p[1].ID, false))

		h.wantRequests(p[0], "person2")
	},
}
