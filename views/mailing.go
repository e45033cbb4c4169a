package views

import (
	"fmt"
	"time"

	"parley/db/chat"
)

// MailingPage is how a person is told by mail.
type MailingPage struct {
	Shell   Shell
	Mailing chat.Mailing
	Errors  Errors
}

// UnsubscribePage ends a person's mail; Ended is how it reads afterwards.
type UnsubscribePage struct {
	Site  Site
	User  chat.UserID
	Token string
	Ended bool
}

const mailingForm = "mailing"

// mailDelayChoices are the delays as people say them. Their values are read by
// time.ParseDuration.
func mailDelayChoices() []choice {
	var choices []choice
	for _, delay := range chat.MailDelays {
		choices = append(choices, choice{value: delay.String(), label: delayLabel(delay)})
	}
	return choices
}

func delayLabel(delay time.Duration) string {
	switch {
	case delay < time.Hour:
		return fmt.Sprintf("%d minutes", int(delay.Minutes()))
	case delay == time.Hour:
		return "1 hour"
	case delay < 24*time.Hour:
		return fmt.Sprintf("%d hours", int(delay.Hours()))
	}
	return "1 day"
}
