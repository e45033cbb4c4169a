package handlers

import (
	"time"
	"unicode/utf8"

	"parley/db/chat"
	"parley/realtime"
	"parley/views"
)

// maxTitle bounds what a page may call itself, in bytes: a direct conversation
// of eight people with the longest names has fewer.
const maxTitle = 2000

// opened takes a page that has said its title. It is told the number with the
// next look.
func (n *numbers) opened(c *connection, title string) {
	title = chat.Line(title)
	for len(title) > maxTitle || !utf8.ValidString(title) {
		title = title[:min(len(title)-1, maxTitle)]
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	r, here := n.people[c.user]
	if !here {
		r = &reader{pages: map[*connection]*tab{}}
		n.people[c.user] = r
	}
	r.pages[c] = &tab{title: title, shown: -1, threads: -1}
	n.due[c.user] = time.Now()
}

// named gives a page the title of its room, as it was at a number. What was
// renamed later came before, or comes.
func (n *numbers) named(c *connection, title string, at chat.Seq) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if r, here := n.people[c.user]; here {
		if t, open := r.pages[c]; open && at >= t.at {
			t.title, t.at, t.shown = title, at, -1
			n.due[c.user] = time.Now()
		}
	}
}

// renamed gives the pages of a room its new name.
func (n *numbers) renamed(room chat.Room, at chat.Seq) {
	n.mu.Lock()
	defer n.mu.Unlock()
	for user, r := range n.people {
		for c, t := range r.pages {
			if c.room == room.ID && t.at > 0 && at >= t.at {
				t.title, t.at, t.shown = room.TitleFor(user), at, -1
				n.due[user] = time.Now()
			}
		}
	}
}

// closed forgets a page.
func (n *numbers) closed(c *connection) {
	n.mu.Lock()
	defer n.mu.Unlock()
	r, here := n.people[c.user]
	if !here {
		return
	}
	delete(r.pages, c)
	if len(r.pages) == 0 {
		delete(n.people, c.user)
		delete(n.due, c.user)
	}
}

// tell shows somebody's numbers on those of their pages that show others.
func (n *numbers) tell(user chat.UserID, count, threads int, now time.Time) {
	n.mu.Lock()
	defer n.mu.Unlock()
	r, here := n.people[user]
	if !here {
		return
	}
	if count > r.count {
		r.told = now
	}
	r.count = count
	for c, t := range r.pages {
		if t.threads != threads {
			t.threads = threads
			c.conn.Send(realtime.Frame{Body: views.ThreadsCounted(threads).Bytes(), Ephemeral: true})
		}
		if t.shown != count {
			t.shown = count
			c.conn.Send(realtime.Frame{Body: views.Titled(n.site, t.title, count).Bytes(), Ephemeral: true})
		}
	}
}
