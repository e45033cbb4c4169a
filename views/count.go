package views

import "strconv"

func people(n int) string {
	if n == 1 {
		return "1 person"
	}
	return strconv.Itoa(n) + " people"
}

// upTo is a number that has no more room than most takes: "99+".
func upTo(most, n int) string {
	if n > most {
		return strconv.Itoa(most) + "+"
	}
	return strconv.Itoa(n)
}

func newMessages(n int) string {
	if n == 1 {
		return "1 new message"
	}
	return upTo(999, n) + " new messages"
}
