package realtime

import (
	"errors"
	"io"
	"net"
	"runtime/debug"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"
)

const (
	// MaxMessage is the most bytes a message may have; beyond it 1009.
	MaxMessage = 64 << 10
	// MessageSpan is how long a message may take from its first frame to its
	// last; beyond it 1008. It ends messages of endless empty fragments, which
	// no size limit sees.
	MessageSpan = 10 * time.Second
	// MaxControls is how many pings and pongs a peer may send in a second;
	// beyond it 1008. Browsers send none but pongs, programs a few a minute.
	MaxControls = 20
)

// errFlood ends gorilla's reading from inside of a control handler.
var errFlood = errors.New("realtime: too many control frames")

// serve is the connection's reader: it lives as long as the connection.
func (c *Conn) serve() {
	defer c.hub.work.Done()
	c.hearControls()
	last := &leave{conn: c, done: make(chan struct{})}
	last.echo, last.gone = c.hangUp(c.listen())
	c.shard.queue.push(last)
	<-last.done
	c.ws.NetConn().Close()
	c.hub.leave(c)
	c.tellClosed()
}

// listen reads messages until that is no longer possible.
func (c *Conn) listen() error {
	for {
		kind, message, err := c.ws.NextReader()
		if err != nil {
			return err
		}
		c.noteHeard()
		switch {
		case c.closing.Load(): // whatever still comes is skipped
		case kind != websocket.TextMessage:
			c.refuse(websocket.CloseUnsupportedData, "text only")
		default:
			c.receive(message)
		}
	}
}

// receive reads one message and hands it to the handler. A read error needs no
// answer here, because NextReader repeats it.
func (c *Conn) receive(message io.Reader) {
	buffer := c.hub.buffers.Get().(*[]byte)
	defer c.hub.buffers.Put(buffer)
	c.began.Store(max(1, c.shard.clock.Load()))
	data, err := readAll(message, (*buffer)[:0])
	c.began.Store(0)
	*buffer = data[:0]
	switch {
	case err != nil:
	case len(data) > MaxMessage:
		c.refuse(websocket.CloseMessageTooBig, "message too long")
	case !utf8.Valid(data):
		c.refuse(websocket.CloseInvalidFramePayloadData, "not UTF-8")
	default:
		c.handle(data)
	}
}

// readAll reads up to one byte more than MaxMessage.
func readAll(r io.Reader, b []byte) ([]byte, error) {
	for len(b) <= MaxMessage {
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)]
		}
		n, err := r.Read(b[len(b):min(cap(b), MaxMessage+1)])
		b = b[:len(b)+n]
		if err == io.EOF {
			return b, nil
		}
		if err != nil {
			return b, err
		}
	}
	return b, nil
}

// handle calls the handler. A connection whose handler panicked is closed: the
// page reconnects and starts from what is stored.
func (c *Conn) handle(data []byte) {
	defer c.survive("Frame", true)
	c.handler.Frame(c, data)
}

func (c *Conn) tellClosed() {
	defer c.survive("Closed", false)
	c.handler.Closed(c)
}

func (c *Conn) survive(call string, closes bool) {
	problem := recover()
	if problem == nil {
		return
	}
	c.hub.options.Log.Error("handler panic", "call", call, "panic", problem, "stack", string(debug.Stack()))
	c.hub.evicted(c, panicked)
	if closes {
		c.Close(panicked.code(), panicked.String(), Frame{})
	}
}

// refuse closes a connection that broke the rules.
func (c *Conn) refuse(code int, reason string) {
	if c.shut(&shut{conn: c, code: code, reason: reason}) {
		c.hub.evicted(c, refusedInput)
	}
}

// hangUp decides how a connection ends whose reading ended with err: the code
// to echo to a peer that closed, or gone.
func (c *Conn) hangUp(err error) (echo int, gone bool) {
	var peer *websocket.CloseError
	var network net.Error
	switch {
	case errors.As(err, &peer) && peer.Code != websocket.CloseAbnormalClosure:
		return peer.Code, false
	case peer != nil, errors.As(err, &network), errors.Is(err, net.ErrClosed),
		errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.ErrClosedPipe):
	case errors.Is(err, errFlood):
		c.refuse(websocket.ClosePolicyViolation, "too many control frames")
		c.skip()
	default:
		c.refuse(websocket.CloseProtocolError, "protocol error")
		c.skip()
	}
	c.ws.NetConn().Close()
	return 0, true
}

// skip reads on without understanding, until the peer closes its end or the
// time for that is up: closing earlier would lose our close frame to a reset.
func (c *Conn) skip() { io.Copy(io.Discard, c.ws.NetConn()) }

// hearControls answers pings through the shard and counts control frames.
func (c *Conn) hearControls() {
	var second time.Time
	count := 0
	heard := func() error {
		c.noteHeard()
		if now := time.Now(); now.Sub(second) >= time.Second {
			second, count = now, 0
		}
		if count++; count > MaxControls {
			return errFlood
		}
		return nil
	}
	c.ws.SetPongHandler(func(string) error { return heard() })
	c.ws.SetCloseHandler(func(int, string) error { return nil })
	c.ws.SetPingHandler(func(payload string) error {
		if err := heard(); err != nil {
			return err
		}
		c.shard.queue.push(&pong{conn: c, frame: controlFrame(pongFrame, []byte(payload))})
		return nil
	})
}

func (c *Conn) noteHeard() { c.heard.Store(c.shard.clock.Load()) }
