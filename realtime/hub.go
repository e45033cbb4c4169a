package realtime

import (
	"cmp"
	"log/slog"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// Options of a hub. The zero value of each means its default.
type Options struct {
	Shards      int           // goroutines that write; GOMAXPROCS
	Ping        time.Duration // between two pings of a connection; 25 s
	PongAge     time.Duration // a connection not heard for so long is dead; 60 s
	Beat        time.Duration // between two heartbeats of a connection that asked for them; 15 s
	QueueFrames int           // writes a slow reader may have waiting, each with what one pass had for it; 64
	QueueBytes  int           // published bytes among them, and of a held topic; 256 KiB
	TotalBytes  int           // bytes that all slow readers together may have waiting; 256 MiB
	Heartbeat   Frame         // what beats; also the first frame of a connection that asked for it
	Log         *slog.Logger  // slog.Default()
}

func (o Options) withDefaults() Options {
	o.Shards = cmp.Or(o.Shards, runtime.GOMAXPROCS(0))
	o.Ping = cmp.Or(o.Ping, 25*time.Second)
	o.PongAge = cmp.Or(o.PongAge, 60*time.Second)
	o.Beat = cmp.Or(o.Beat, 15*time.Second)
	o.QueueFrames = cmp.Or(o.QueueFrames, 64)
	o.QueueBytes = cmp.Or(o.QueueBytes, 256<<10)
	o.TotalBytes = cmp.Or(o.TotalBytes, 256<<20)
	if o.Log == nil {
		o.Log = slog.Default()
	}
	return o
}

// tick is how often a shard looks after its connections: often enough for
// pings to be spread and for PongAge to be exact to a few percent.
func (o *Options) tick() time.Duration { return min(o.Ping, o.PongAge, o.Beat) / 15 }

// Hub holds every connection of the process and brings it what is published to
// its topics.
type Hub struct {
	options   Options
	bus       Bus
	stop      func() // stops listening to the bus
	shards    []*shard
	next      atomic.Uint64 // the next connection's shard
	registry  *registry
	budget    *budget
	scavenger *scavenger
	counts    counts
	buffers   sync.Pool // of *[]byte: what messages are read into, so that an idle connection holds none
	ping      []byte
	born      time.Time
	closed    atomic.Bool
	work      sync.WaitGroup // readers and drainers
	running   sync.WaitGroup // shards
}

// NewHub starts a hub that delivers what bus carries. Close ends it.
func NewHub(bus Bus, o Options) *Hub {
	h := &Hub{options: o.withDefaults(), bus: bus, registry: newRegistry(), born: time.Now()}
	h.budget = newBudget(h.options.TotalBytes)
	h.scavenger = newScavenger()
	h.ping = controlFrame(pingFrame, nil)
	h.buffers.New = func() any { b := make([]byte, 0, 1<<10); return &b }
	for range h.options.Shards {
		s := newShard(h)
		h.shards = append(h.shards, s)
		h.running.Go(s.run)
	}
	h.stop = bus.Listen(h.deliver)
	return h
}

// Publish brings a frame to every listener of the topic, on this hub and on
// every other of the bus. What one goroutine publishes arrives in that order.
func (h *Hub) Publish(topic string, f Frame) error {
	if h.closed.Load() {
		return ErrClosed
	}
	return h.bus.Publish(topic, f)
}

func (h *Hub) deliver(topic string, f Frame) {
	p := &publication{topic: topic, frame: f}
	for _, s := range h.shards {
		s.queue.publish(p)
	}
}

// Admit registers a connection before its upgrade: it is counted, and found by
// its tags, so a CloseTagged between Admit and Start is not missed. Follow it
// with Start or Abandon.
func (h *Hub) Admit(tags ...string) *Conn {
	place := h.next.Add(1) % uint64(len(h.shards))
	c := &Conn{hub: h, shard: h.shards[place], tags: tags}
	verdict, count := h.registry.add(c)
	if verdict != nil {
		c.shut(verdict.of(c))
	}
	h.scavenger.changed(count)
	return c
}

// leave forgets a connection.
func (h *Hub) leave(c *Conn) { h.scavenger.changed(h.registry.remove(c)) }

// Tagged returns the connections that carry a tag, oldest first.
func (h *Hub) Tagged(tag string) []*Conn { return h.registry.tagged(tag) }

// CloseTagged closes every connection that carries the tag, started or not,
// and returns how many it closed. See Conn.Close.
func (h *Hub) CloseTagged(tag string, code int, reason string, farewell Frame) int {
	return shutAll(h.registry.tagged(tag), code, reason, farewell)
}

// CloseWhere is CloseTagged of those whose tags a test picks. It looks at every
// connection there is.
func (h *Hub) CloseWhere(is func(tags []string) bool, code int, reason string, farewell Frame) int {
	unwanted := func(c *Conn) bool { return !is(c.tags) }
	return shutAll(slices.DeleteFunc(h.registry.all(), unwanted), code, reason, farewell)
}

func shutAll(conns []*Conn, code int, reason string, farewell Frame) int {
	n := 0
	for _, c := range conns {
		if c.shut(&shut{conn: c, code: code, reason: reason, farewell: farewell}) {
			n++
		}
	}
	return n
}

// Count returns how many connections there are, admitted ones included.
func (h *Hub) Count() int { return h.registry.size() }

// Close ends every connection with 1012 and waits for all that the hub
// started: at most two seconds, and as long as handlers still run, which
// therefore must not call it.
func (h *Hub) Close() {
	if h.closed.Swap(true) {
		return
	}
	h.stop()
	h.turnAway(websocket.CloseServiceRestart, "restart")
	h.registry.close()
	for _, c := range h.registry.all() {
		c.Close(websocket.CloseServiceRestart, "restart", Frame{})
	}
	h.work.Wait()
	for _, s := range h.shards {
		s.queue.close()
	}
	h.running.Wait()
	h.scavenger.close()
}

// evicted notes that a connection ends on the hub's own account.
func (h *Hub) evicted(c *Conn, why cause) {
	h.counts.evicted[why].Add(1)
	h.options.Log.Debug("connection let go", "cause", why.String(), "tags", c.tags)
}

// now is the time since the hub's start, by the monotonic clock.
func (h *Hub) now() time.Duration { return time.Since(h.born) }
