package handlers_test

import (
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// joiners is how many people come into a room within a second.
const joiners = 500

// framesPerSecond is how often the people of a room may change on a page.
const framesPerSecond = 2

// late is by how much a frame may reach a page later than another, on a busy
// machine.
const late = 100 * time.Millisecond

// presenceMarks are what a frame that shows presence holds.
var presenceMarks = []string{`class="presence"`, `id="people-list"`, `id="person-`, `id="online-count"`}

func showsPresence(frame string) bool {
	for _, mark := range presenceMarks {
		if strings.Contains(frame, mark) {
			return true
		}
	}
	return false
}

// TestPagesStayCalmWhileFiveHundredPeopleJoin looks at pages that were open
// before, as they hear it.
func TestPagesStayCalmWhileFiveHundredPeopleJoin(t *testing.T) {
	h, ada := newInhabited(t)
	watchers := []*page{ada.open(lobby), ada.open(lobby), h.person("watcher").open(lobby)}
	crowd := make([]*browser, joiners)
	for i := range crowd {
		crowd[i] = h.person("person" + strconv.Itoa(i))
	}
	want := strconv.Itoa(joiners + 2)

	began := time.Now()
	h.join(crowd)
	t.Logf("%d people came in %v", joiners, time.Since(began).Round(time.Millisecond))

	for _, w := range watchers {
		w.wait(want+" people", func() bool { return w.here[len(w.here)-1] == want })
		if most := w.mostInASecond(); most > framesPerSecond {
			t.Errorf("a page got %d frames of presence within a second, want at most %d", most, framesPerSecond)
		}
	}
	if fresh := ada.load(lobby).here[0]; fresh != want {
		t.Errorf("a fresh page shows %s people, want %s", fresh, want)
	}
}

// join has them open a socket each, evenly within a second, from as many
// goroutines as that takes. They stay until the test ends.
func (h *house) join(crowd []*browser) {
	h.t.Helper()
	const hands = 16
	next := make(chan *browser)
	var joining sync.WaitGroup
	for range hands {
		joining.Go(func() {
			for b := range next {
				h.comesIn(b)
			}
		})
	}
	pace := time.NewTicker(time.Second / time.Duration(len(crowd)))
	defer pace.Stop()
	for _, b := range crowd {
		<-pace.C
		next <- b
	}
	close(next)
	joining.Wait()
}

// comesIn opens a socket and listens to it without keeping anything, so that
// the crowd costs little beside what it does to the pages.
func (h *house) comesIn(b *browser) {
	ws, _, err := h.upgrade(socketPath(lobby), http.Header{"Origin": {h.base}, "Cookie": {b.cookies()}})
	if err != nil {
		h.t.Errorf("%s: %v", b.user.Username, err)
		return
	}
	h.t.Cleanup(func() { ws.Close() })
	go func() {
		for {
			if _, _, err := ws.NextReader(); err != nil {
				return
			}
		}
	}()
}

// mostInASecond is how many frames of presence a page got within any second,
// but for the one that answers its own resume.
func (p *page) mostInASecond() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	var at []time.Time
	resumed := false
	for i, frame := range p.frames {
		if !resumed {
			resumed = isPeople(frame)
			continue
		}
		if showsPresence(frame) {
			at = append(at, p.at[i])
		}
	}
	most := 0
	for i := range at {
		within := 0
		for within < len(at)-i && at[i+within].Sub(at[i]) < time.Second-late {
			within++
		}
		most = max(most, within)
	}
	return most
}
