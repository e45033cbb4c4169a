package realtime

import (
	"slices"
	"sync"
)

// registry knows every connection from Admit until it has left.
type registry struct {
	mu      sync.Mutex
	conns   map[*Conn]struct{}
	tags    map[string][]*Conn // oldest first
	verdict *shut              // what awaits newcomers; nil: they are welcome
	closed  bool               // no reader may start any more
	empty   chan struct{}      // closed when the last has left; nil: nobody waits
}

func newRegistry() *registry {
	return &registry{conns: map[*Conn]struct{}{}, tags: map[string][]*Conn{}}
}

// add registers a connection. It returns what awaits it, or nil, and how many
// there are now.
func (r *registry) add(c *Conn) (verdict *shut, count int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.conns[c] = struct{}{}
	for _, tag := range c.tags {
		r.tags[tag] = append(r.tags[tag], c)
	}
	return r.verdict, len(r.conns)
}

// remove forgets a connection, once, and returns how many are left.
func (r *registry) remove(c *Conn) (left int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if _, known := r.conns[c]; known {
		delete(r.conns, c)
		for _, tag := range c.tags {
			r.untag(tag, c)
		}
	}
	if len(r.conns) == 0 && r.empty != nil {
		close(r.empty)
		r.empty = nil
	}
	return len(r.conns)
}

func (r *registry) untag(tag string, c *Conn) {
	list := r.tags[tag]
	if i := slices.Index(list, c); i >= 0 {
		list = slices.Delete(list, i, i+1)
	}
	if len(list) == 0 {
		delete(r.tags, tag)
		return
	}
	r.tags[tag] = list
}

// start lets a reader start, counted in work; false: the hub is closed.
func (r *registry) start(work *sync.WaitGroup) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return false
	}
	work.Add(1)
	return true
}

// turnAway decides what awaits newcomers. The first call decides.
func (r *registry) turnAway(how *shut) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.verdict == nil {
		r.verdict = how
	}
}

func (r *registry) close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.closed = true
}

func (r *registry) tagged(tag string) []*Conn {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.tags[tag])
}

func (r *registry) all() []*Conn {
	r.mu.Lock()
	defer r.mu.Unlock()
	list := make([]*Conn, 0, len(r.conns))
	for c := range r.conns {
		list = append(list, c)
	}
	return list
}

func (r *registry) size() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.conns)
}

// emptied returns a channel that is closed when nobody is left.
func (r *registry) emptied() <-chan struct{} {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.empty == nil {
		r.empty = make(chan struct{})
	}
	done := r.empty
	if len(r.conns) == 0 {
		close(r.empty)
		r.empty = nil
	}
	return done
}
