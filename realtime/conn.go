package realtime

import (
	"sync/atomic"
	"time"

	"github.com/gorilla/websocket"
)

// Handler hears one connection.
type Handler interface {
	// Frame takes one text frame: valid UTF-8, at most MaxMessage bytes. Calls
	// come one at a time from the connection's reader, so nothing is read
	// meanwhile. data is valid until Frame returns. A panic is logged and
	// closes the connection with 1013.
	Frame(c *Conn, data []byte)
	// Closed comes exactly once, after the last Frame has returned and the
	// connection has left the hub. Nothing is delivered to it any more.
	Closed(c *Conn)
}

// Conn is one connection. Its methods may be called from anywhere; what they
// ask for happens in the order of the calls, and in one order with everything
// that is published. After the connection is closed they do nothing.
type Conn struct {
	hub   *Hub
	shard *shard
	tags  []string

	ws      *websocket.Conn // the reader's
	handler Handler
	closing atomic.Bool             // it is being closed: no Frame is called any more
	heard   atomic.Int64            // hub time of the last sign of life
	waiting atomic.Pointer[backlog] // backlog, for whoever only looks
	began   atomic.Int64            // hub time at which a message began to arrive; 0: none is arriving

	// The rest is the shard's.
	state     state
	beats     bool
	link      *link // nil until it starts
	subs      []*subscription
	outbox    *outbox    // of this pass
	selection *selection // of this pass
	backlog   *backlog   // what the socket has not taken; nil: nothing
	place     int        // in shard.conns
	ping      time.Duration
	beat      time.Duration
	linger    *time.Timer // resets the socket of a peer that does not answer the close frame
}

type state uint8

const (
	admitted state = iota // no socket yet
	open
	closed // the close frame is on its way, or the socket is lost: nothing more is delivered
)

// Start gives the connection its socket and a goroutine that reads it, so that
// the HTTP handler can return. The hub owns ws from here on; nothing else may
// read it or write to it. If the connection was closed since Admit, it gets its
// farewell and close frame at once and h only hears Closed. With beats it gets
// Options.Heartbeat now and then every Options.Beat.
//
// net/http's buffers are let go only if the Upgrader has a ReadBufferSize and a
// WriteBufferPool; 512 bytes to read with are enough.
func (c *Conn) Start(ws *websocket.Conn, h Handler, beats bool) {
	c.ws, c.handler = ws, h
	if !c.hub.registry.start(&c.hub.work) {
		ws.Close()
		c.hub.leave(c)
		c.tellClosed()
		return
	}
	c.shard.queue.push(&start{conn: c, link: newLink(ws), beats: beats})
	go c.serve()
}

// Abandon ends a connection that has never started, because its upgrade failed.
func (c *Conn) Abandon() {
	c.hub.leave(c)
	c.shard.queue.push(&leave{conn: c, gone: true, done: make(chan struct{})})
}

// Subscribe delivers what is published to the topic from here on. It changes
// nothing for a topic that is subscribed or held already.
func (c *Conn) Subscribe(topic string) {
	c.shard.queue.subscribe(topic, &subscribe{conn: c, topic: topic})
}

// Hold subscribes and keeps back what is published from here on, until
// Release: for a subscriber that first sends what was missed. Ephemeral frames
// are dropped meanwhile; over Options.QueueBytes the connection is let go.
// A subscribed topic is held from here on.
func (c *Conn) Hold(topic string) {
	c.shard.queue.subscribe(topic, &subscribe{conn: c, topic: topic, hold: true})
}

// Release delivers what was kept back beyond the Number after, in order, and
// makes the topic live. For a live topic it only raises the Number beyond
// which frames are delivered.
func (c *Conn) Release(topic string, after uint64) {
	c.shard.queue.push(&release{conn: c, topic: topic, after: after})
}

// Unsubscribe ends a subscription, and forgets what is held.
func (c *Conn) Unsubscribe(topic string) {
	c.shard.queue.push(&unsubscribe{conn: c, topic: topic})
}

// Send delivers a frame to this connection only. Its Number means nothing.
func (c *Conn) Send(f Frame) {
	c.shard.queue.push(&send{conn: c, frame: f})
}

// Close sends the farewell, if it is not empty, and a close frame, and ends
// the connection when the peer has answered or two seconds have passed.
// Frames that still wait for a slow reader are dropped, so that nothing is
// delivered to somebody who may no longer see it. Only the first call counts.
func (c *Conn) Close(code int, reason string, farewell Frame) {
	c.shut(&shut{conn: c, code: code, reason: reason, farewell: farewell})
}

// Heard is how long ago the peer gave a sign of life.
func (c *Conn) Heard() time.Duration {
	return max(0, c.hub.now()-time.Duration(c.heard.Load()))
}

// Queued is how many bytes wait because the peer is slow to take them.
func (c *Conn) Queued() int {
	b := c.waiting.Load()
	if b == nil {
		return 0
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.sizes.bytes
}

// queue notes what the socket has not taken; nil is nothing. The shard calls
// it.
func (c *Conn) queue(b *backlog) {
	c.backlog = b
	c.waiting.Store(b)
}

// shut tells whether it was the first.
func (c *Conn) shut(how *shut) bool {
	if !c.closing.CompareAndSwap(false, true) {
		return false
	}
	c.shard.queue.push(how)
	return true
}

// startReset gives the peer closeSpan to answer the close frame.
func (c *Conn) startReset() {
	if c.link != nil && c.linger == nil {
		c.linger = time.AfterFunc(closeSpan, c.link.reset)
	}
}

// find returns the connection's subscription of a topic, or nil.
func (c *Conn) find(topic string) *subscription {
	for _, sub := range c.subs {
		if sub.topic.name == topic {
			return sub
		}
	}
	return nil
}
