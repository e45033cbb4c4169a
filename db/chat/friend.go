package chat

// Friendship is how far two people are with being friends, in the eyes of one
// of them.
type Friendship string

const (
	Strangers Friendship = ""
	Asked     Friendship = "asked"  // I asked and wait
	Asking    Friendship = "asking" // they asked and wait for me
	Friends   Friendship = "friends"
	Declined  Friendship = "declined"  // I asked and they declined
	Declining Friendship = "declining" // they asked and I declined
)

// Tie is how one person stands to another. Whether the other blocks the person
// is no part of it: that is not theirs to know.
type Tie struct {
	Friendship Friendship
	Blocked    bool // by the person; Friendship is then Strangers
}

// Refusal says why a person cannot write to the other, who is called name.
func (t Tie) Refusal(name string) string {
	if t.Blocked {
		return "You blocked " + name + ". Unblock them to write to each other again."
	}
	return name + " takes no messages from you just now."
}

// Acquaintance is somebody, and how the one who asks stands to them.
type Acquaintance struct {
	User User
	Tie  Tie
}

// FriendAnswer is what a person does about a friendship.
type FriendAnswer string

const (
	RequestFriend FriendAnswer = "request"
	AcceptFriend  FriendAnswer = "accept"
	DeclineFriend FriendAnswer = "decline"
	CancelFriend  FriendAnswer = "cancel" // take a request back
	EndFriend     FriendAnswer = "end"
)

// friendAnswers is the one table of what leads where. Of two who ask each other
// the second finds Asking, so crossed requests make friends.
var friendAnswers = map[FriendAnswer]map[Friendship]Friendship{
	RequestFriend: {Strangers: Asked, Asking: Friends, Declining: Asked},
	AcceptFriend:  {Asking: Friends},
	DeclineFriend: {Asking: Declining},
	CancelFriend:  {Asked: Strangers},
	EndFriend:     {Friends: Strangers},
}

// Valid tells whether a is one of the answers.
func (a FriendAnswer) Valid() bool { return friendAnswers[a] != nil }

// After is the tie after an answer; Invalid where it cannot be given.
func (t Tie) After(answer FriendAnswer) (Friendship, error) {
	next, ok := friendAnswers[answer][t.Friendship]
	switch {
	case t.Blocked:
		return "", Invalid{Field: "answer", Reason: "You blocked them. Unblock them first."}
	case ok:
		return next, nil
	}
	return "", Invalid{Field: "answer", Reason: noAnswer(t.Friendship)}
}

// noAnswer says how things stand to somebody whose page said otherwise.
func noAnswer(now Friendship) string {
	switch now {
	case Asked:
		return "You have asked already. They can answer now."
	case Asking:
		return "They have asked you. Accept or decline."
	case Friends:
		return "You are friends already."
	case Declined:
		return "They declined when you asked. Only they can ask now."
	}
	return "There is nothing to answer any more."
}
