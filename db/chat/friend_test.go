package chat_test

import (
	"errors"
	"testing"

	"parley/db/chat"
)

var friendships = []chat.Friendship{chat.Strangers, chat.Asked, chat.Asking, chat.Friends, chat.Declined, chat.Declining}

// allowedAnswers is the whole table by hand; whatever is not in it is refused.
var allowedAnswers = map[chat.FriendAnswer]map[chat.Friendship]chat.Friendship{
	chat.RequestFriend: {chat.Strangers: chat.Asked, chat.Asking: chat.Friends, chat.Declining: chat.Asked},
	chat.AcceptFriend:  {chat.Asking: chat.Friends},
	chat.DeclineFriend: {chat.Asking: chat.Declining},
	chat.CancelFriend:  {chat.Asked: chat.Strangers},
	chat.EndFriend:     {chat.Friends: chat.Strangers},
	"marry":            {},
	"":                 {},
}

func TestAnswersLeadWhereTheTableSaysAndAreRefusedElsewhere(t *testing.T) {
	for answer, table := range allowedAnswers {
		for _, now := range friendships {
			next, err := chat.Tie{Friendship: now}.After(answer)

			want, allowed := table[now]
			var invalid chat.Invalid
			switch {
			case allowed && (err != nil || next != want):
				t.Errorf("%q of %q gave %q, %v, want %q", answer, now, next, err, want)
			case !allowed && (!errors.As(err, &invalid) || invalid.Field != "answer" || invalid.Reason == ""):
				t.Errorf("%q of %q gave %q, %v, want a refusal", answer, now, next, err)
			}
		}
	}
}

func TestWhoBlocksAnswersNothing(t *testing.T) {
	for answer := range allowedAnswers {
		if next, err := (chat.Tie{Blocked: true}).After(answer); err == nil {
			t.Errorf("%q gave %q", answer, next)
		}
	}
}

func TestOnlyTheAnswersOfTheTableAreValid(t *testing.T) {
	for answer, table := range allowedAnswers {
		if answer.Valid() != (len(table) > 0) {
			t.Errorf("%q is valid: %t", answer, answer.Valid())
		}
	}
}
