package chat

// Waits is how much waits for a person outside their rooms.
type Waits struct {
	Requests      int // people who want to be their friends
	Threads       int // that they follow, with something unread
	Notifications int // unread on their bell
}
