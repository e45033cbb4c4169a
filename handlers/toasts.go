package handlers

import (
	"time"

	"parley/db/chat"
)

const (
	// toastsAtOnce is how many toasts stand on a page.
	toastsAtOnce = 3
	// toastLife is how long one does: as its animation in toast.css takes.
	toastLife = 8500 * time.Millisecond
	// toastUntil is how old news may be to be worth a toast.
	toastUntil = time.Minute
)

// toasting is what one person was told of late.
type toasting struct {
	at   time.Time // when their bell has last changed by what others did
	live map[chat.NotificationID]toasted
}

// toasted is a piece of news whose toast stands on pages, or that only counts
// in the line below the toasts.
type toasted struct {
	at    time.Time
	shown bool
}

// take gives the news that gets a toast, and how many pieces of the last
// seconds have none; 0 where that is as it was.
func (t *toasting) take(rows []chat.Notification, now time.Time) (toasts []chat.Notification, more int) {
	news := t.news(rows, now)
	free, untold := t.count(now)
	toasts = news[max(0, len(news)-free):]
	fresh := len(news) - len(toasts)
	for i, n := range news {
		t.live[n.ID] = toasted{now, i >= fresh}
	}
	if fresh > 0 {
		more = untold + fresh
	}
	return toasts, more
}

// news are the rows worth a toast. The one that a row had before makes place.
func (t *toasting) news(rows []chat.Notification, now time.Time) (news []chat.Notification) {
	for _, n := range rows {
		delete(t.live, n.ID)
		if n.News() && now.Sub(n.At) < toastUntil {
			news = append(news, n)
		}
	}
	return news
}

// count forgets what has faded, and tells how many toasts have a place and how
// many pieces of news have none.
func (t *toasting) count(now time.Time) (free, untold int) {
	free = toastsAtOnce
	for id, one := range t.live {
		switch {
		case now.Sub(one.at) >= toastLife:
			delete(t.live, id)
		case one.shown:
			free--
		default:
			untold++
		}
	}
	return free, untold
}
