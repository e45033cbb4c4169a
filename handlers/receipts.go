package handlers

import (
	"slices"
	"strconv"
	"sync"
	"time"

	"parley/db/chat"
	"parley/realtime"
	"parley/views"
)

const (
	// receiptsKept bounds how many acts have a receipt, and receiptKept how long
	// they have it: whoever acted looks at it now or never.
	receiptsKept = 200
	receiptKept  = 10 * time.Minute
	// receiptNews is longer than a page takes from being drawn to hearing what is
	// told.
	receiptNews = time.Minute
	// receiptsEvery merges the answers of many pages into one frame for those who
	// look at their number, and into one word for those who listen to it.
	receiptsEvery = 300 * time.Millisecond
)

// receipts counts the open pages that show what somebody did who looks after
// others. A page is asked behind everything that the act sent it, and takes one
// frame after the other: its answer says that it has swapped all of it in. Of an
// act that closes pages, those have it that are gone. The total is of the pages
// that were open when it was done. One that goes before it has answered is left
// out: nobody sees it any more, and when it is back its resume brings it what it
// missed. Programs show nothing. None of it is stored.
type receipts struct {
	hub  *realtime.Hub
	wake chan struct{}
	stop chan struct{}
	done chan struct{}

	mu     sync.Mutex           // guards the rest; held while frames are queued, which does not block
	pages  map[*connection]bool // that are open; true: it has resumed, and hears its room
	kept   []*receipt           // oldest first
	serial uint64               // of the latest receipt, or of the latest question
}

// receipt is that of one act.
type receipt struct {
	id      uint64
	entry   chat.Entry
	at      time.Time
	shuts   bool
	later   bool                   // it is sent after the announcement, until told
	sent    bool                   // all that it changed, so pages can be asked
	waiting map[*connection]uint64 // pages without it, with the question they were asked; 0: none yet
	have    int
	total   int
	changed bool      // since it was told
	moved   time.Time // when its number last changed
}

// newReceipts begins with numbers beyond those of every run before: no page of
// one takes what is told of another act for its own.
func newReceipts(hub *realtime.Hub) *receipts {
	r := &receipts{hub: hub, wake: make(chan struct{}, 1), stop: make(chan struct{}), done: make(chan struct{}),
		pages: map[*connection]bool{}, serial: uint64(time.Now().UnixMicro())}
	go r.run()
	return r
}

// enter counts a page as open. Until it has resumed it hears nothing of its
// room.
func (r *receipts) enter(c *connection) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pages[c] = false
}

// resumed asks a page about what was done while it caught up, which it has been
// sent by now, and tells it what was told since it was drawn.
func (r *receipts) resumed(c *connection) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.pages[c] = true
	r.serial++
	asked := false
	var news views.Receipts
	for _, one := range r.kept {
		asked = one.asks(c, r.serial) || asked
		if one.isFor(c) && time.Since(one.moved) < receiptNews {
			news = append(news, one.shown())
		}
	}
	if asked {
		c.conn.Send(question(r.serial))
	}
	c.answer(realtime.Frame{Body: views.ReceiptsChanged(news).Bytes()})
}

// isFor tells whether somebody's pages show how far the act has come.
func (n *receipt) isFor(c *connection) bool {
	return n.entry.Actor.ID == c.user || n.entry.ID != 0 && staff(c.who.User)
}

// leave forgets a page whose connection has ended.
func (r *receipts) leave(c *connection) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.pages, c)
	for _, one := range r.kept {
		if _, waits := one.waiting[c]; !waits {
			continue
		}
		delete(one.waiting, c)
		if one.shuts {
			one.have++
		} else {
			one.total--
		}
		r.changed(one)
	}
}

// open begins the receipt of an act, before anything of it is sent.
func (r *receipts) open(acted chat.Acted) {
	concerned, shown := reachOf(acted)
	if !shown {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.serial++
	one := &receipt{id: r.serial, entry: acted.Entry, at: time.Now(), shuts: concerned.shuts, later: concerned.later, waiting: map[*connection]uint64{}}
	for c := range r.pages {
		if concerned.holds(c) {
			one.waiting[c] = 0
		}
	}
	one.total = len(one.waiting)
	r.kept = append(slices.DeleteFunc(r.kept, (*receipt).over), one)
	r.kept = r.kept[max(0, len(r.kept)-receiptsKept):]
}

// ask asks the pages of the acts that were announced, now that all that they
// changed is published.
func (r *receipts) ask() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, one := range r.kept {
		one.sent = one.sent || !one.later && !one.shuts
	}
	r.askAll(func(*connection) bool { return true })
}

// told is ask after a person was sent what was done to them on the whole site.
func (r *receipts) told(user chat.UserID) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, one := range r.kept {
		if one.entry.Target.ID == user && !one.shuts {
			one.sent = true
		}
	}
	r.askAll(func(c *connection) bool { return c.user == user })
}

// askAll puts one question to each page among those that was asked nothing yet.
func (r *receipts) askAll(among func(*connection) bool) {
	r.serial++
	asked := map[*connection]bool{}
	for _, one := range r.kept {
		for c := range one.waiting {
			if r.pages[c] && among(c) && one.asks(c, r.serial) {
				asked[c] = true
			}
		}
	}
	frame := question(r.serial)
	for c := range asked {
		c.conn.Send(frame)
	}
}

// asks notes a question to a page that is to be asked, and tells whether it is.
func (n *receipt) asks(c *connection, question uint64) bool {
	if before, waits := n.waiting[c]; !waits || before != 0 || !n.sent {
		return false
	}
	n.waiting[c] = question
	return true
}

func (n *receipt) over() bool { return time.Since(n.at) > receiptKept }

func question(serial uint64) realtime.Frame {
	return realtime.Frame{Body: views.Asked(serial).Bytes()}
}

// applied takes a page's answer, and tells whether it was asked that.
func (r *receipts) applied(c *connection, answer string) bool {
	asked, err := strconv.ParseUint(answer, 10, 64)
	if err != nil || asked == 0 {
		return false
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	found := false
	for _, one := range r.kept {
		if one.waiting[c] == asked {
			delete(one.waiting, c)
			one.have++
			r.changed(one)
			found = true
		}
	}
	return found
}

func (r *receipts) changed(one *receipt) {
	one.changed, one.moved = true, time.Now()
	wake(r.wake)
}

// of gives the receipts of the acts that are wanted, the latest first.
func (r *receipts) of(wanted func(chat.Entry) bool) views.Receipts {
	r.mu.Lock()
	defer r.mu.Unlock()
	var found views.Receipts
	for i := len(r.kept) - 1; i >= 0; i-- {
		if one := r.kept[i]; !one.over() && wanted(one.entry) {
			found = append(found, one.shown())
		}
	}
	return found
}

// receipts are those of the acts that a page is about.
func (s *Server) receipts(wanted func(chat.Entry) bool) views.Receipts {
	return s.announcer.receipts.of(wanted)
}

func (n *receipt) shown() views.Receipt {
	return views.Receipt{ID: n.id, Entry: n.entry, Shuts: n.shuts, Have: n.have, Total: n.total}
}

func (r *receipts) run() {
	defer close(r.done)
	for {
		select {
		case <-r.stop:
			return
		case <-r.wake:
		}
		select {
		case <-r.stop:
			return
		case <-time.After(receiptsEvery):
			r.tell()
		}
	}
}

// tell shows what has changed on the pages of whoever did it, and on those of
// the staff where it stands in the log that they all read.
func (r *receipts) tell() {
	r.mu.Lock()
	defer r.mu.Unlock()
	topics := map[string]views.Receipts{}
	for _, one := range r.kept {
		if !one.changed {
			continue
		}
		one.changed = false
		own := userTopic(one.entry.Actor.ID)
		topics[own] = append(topics[own], one.shown())
		if one.entry.ID != 0 {
			topics[staffTopic] = append(topics[staffTopic], one.shown())
		}
	}
	for topic, news := range topics {
		r.hub.Publish(topic, realtime.Frame{Body: views.ReceiptsChanged(news).Bytes()})
	}
}

func (r *receipts) close() {
	close(r.stop)
	<-r.done
}
