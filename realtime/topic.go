package realtime

// topic is a shard's part of a topic: its own connections that listen.
type topic struct {
	name  string
	subs  []*subscription
	batch *batch // what this pass publishes; nil outside of one
}

// subscription is one connection's place in a topic.
type subscription struct {
	topic *topic
	conn  *Conn
	place int    // in topic.subs
	last  uint64 // the highest Number delivered
	since uint64 // operations up to here are settled: before it subscribed, or delivered already
	held  *held  // nil while live
}

// take decides whether a post is new to the subscription, which then counts
// as delivered.
func (sub *subscription) take(f *Frame) bool {
	if f.Number == 0 {
		return true
	}
	if f.Number <= sub.last {
		return false
	}
	sub.last = f.Number
	return true
}

func (t *topic) add(sub *subscription) {
	sub.place = len(t.subs)
	t.subs = append(t.subs, sub)
}

func (t *topic) remove(sub *subscription) {
	end := len(t.subs) - 1
	moved := t.subs[end]
	t.subs[sub.place], moved.place = moved, sub.place
	t.subs[end] = nil
	t.subs = t.subs[:end]
}

// held keeps a topic's durable frames back while its subscriber reads what it
// missed.
type held struct {
	frames []*Frame
	bytes  int
}

// heldCost is what a kept frame costs beside its bytes.
const heldCost = 128

// keep stores a frame; false: that would be more than limit bytes.
func (h *held) keep(f *Frame, limit int) bool {
	if f.Ephemeral {
		return true
	}
	h.bytes += f.size() + heldCost
	h.frames = append(h.frames, f)
	return h.bytes <= limit
}

// Limits of one topic's batch, so that a pass stays short and a joined frame
// is one that a browser takes at once.
const (
	maxBatchFrames = 64
	maxBatchBytes  = 64 << 10
)

// batch is what one pass publishes to one topic.
type batch struct {
	posts     []post
	bytes     int
	low, high uint64 // the records' first and last Number; 0: no records
	plain     bool   // there are frames without Number
}

// post is one publication in a batch. Records are the frames whose Number is
// above all before them: a listener gets exactly the records above its own
// last Number, wherever that stands, so all listeners can share one filter.
type post struct {
	at     uint64
	frame  *Frame
	record bool
}

func (b *batch) full(f *Frame) bool {
	return len(b.posts) > 0 && (len(b.posts) >= maxBatchFrames || b.bytes+f.size() > maxBatchBytes)
}

func (b *batch) add(at uint64, f *Frame) {
	p := post{at: at, frame: f, record: f.Number > b.high}
	switch {
	case f.Number == 0:
		b.plain = true
	case p.record && b.low == 0:
		b.low, b.high = f.Number, f.Number
	case p.record:
		b.high = f.Number
	}
	b.posts = append(b.posts, p)
	b.bytes += f.size()
}

// after is the highest record at or below last: what a listener that had last
// skips. Listeners with the same answer get the same frames.
func (b *batch) after(last uint64) uint64 {
	if last < b.low {
		return 0
	}
	if last >= b.high {
		return b.high
	}
	var skipped uint64
	for _, p := range b.posts {
		if p.record && p.frame.Number <= last {
			skipped = p.frame.Number
		}
	}
	return skipped
}

// nothing tells whether nothing is left beyond a Number that after returned.
func (b *batch) nothing(after uint64) bool { return !b.plain && after == b.high }

// appendPieces appends the posts beyond after.
func (b *batch) appendPieces(pieces []piece, t *topic, after uint64) []piece {
	for _, p := range b.posts {
		if p.frame.Number == 0 || p.record && p.frame.Number > after {
			pieces = append(pieces, piece{at: p.at, topic: t, frame: p.frame})
		}
	}
	return pieces
}

func (b *batch) reset() {
	clear(b.posts)
	*b = batch{posts: b.posts[:0]}
}
