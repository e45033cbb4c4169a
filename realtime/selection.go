package realtime

import (
	"cmp"
	"slices"
)

// selection stands for "of this pass, these topics, each beyond that Number".
// Selections form a tree: a connection starts at a root and goes one step down
// for every topic it listens to, so connections that are to get the same end
// at the same selection, and it is framed once for all of them.
type selection struct {
	parent  *selection
	topic   *topic
	after   uint64
	durable bool         // without ephemeral frames
	next    []*selection // few: one a topic and Number
	conns   []*Conn
}

// pieces appends what is selected in the order it was published.
func (sel *selection) pieces(pieces []piece) []piece {
	for step := sel; step.parent != nil; step = step.parent {
		pieces = step.topic.batch.appendPieces(pieces, step.topic, step.after)
	}
	if sel.durable {
		pieces = durableOnly(pieces)
	}
	return ordered(pieces)
}

// ordered sorts by place in the queue. Pieces of one place keep their order.
func ordered(pieces []piece) []piece {
	byPlace := func(a, b piece) int { return cmp.Compare(a.at, b.at) }
	if !slices.IsSortedFunc(pieces, byPlace) {
		slices.SortStableFunc(pieces, byPlace)
	}
	return pieces
}

func durableOnly(pieces []piece) []piece {
	return slices.DeleteFunc(pieces, func(p piece) bool { return p.frame != nil && p.frame.Ephemeral })
}

// selections are the pass's tree.
type selections struct {
	used  []*selection // all of this pass, the roots included
	roots [2]*selection
	free  pool[selection]
}

// root is where a connection starts.
func (all *selections) root(durable bool) *selection {
	root := &all.roots[0]
	if durable {
		root = &all.roots[1]
	}
	if *root == nil {
		*root = all.make(selection{durable: durable})
	}
	return *root
}

// with goes one step down.
func (all *selections) with(from *selection, t *topic, after uint64) *selection {
	for _, sel := range from.next {
		if sel.topic == t && sel.after == after {
			return sel
		}
	}
	sel := all.make(selection{parent: from, topic: t, after: after, durable: from.durable})
	from.next = append(from.next, sel)
	return sel
}

func (all *selections) make(as selection) *selection {
	sel := all.free.get()
	as.next, as.conns = sel.next, sel.conns
	*sel = as
	all.used = append(all.used, sel)
	return sel
}

func (all *selections) reset() {
	for _, sel := range all.used {
		*sel = selection{next: emptied(sel.next), conns: emptied(sel.conns)}
		all.free.put(sel)
	}
	all.used = emptied(all.used)
	all.roots = [2]*selection{}
}

// maxPool is how many spare values a shard keeps of a kind.
const maxPool = 64

// pool keeps values of one goroutine for use again.
type pool[T any] struct{ spare []*T }

func (p *pool[T]) get() *T {
	end := len(p.spare) - 1
	if end < 0 {
		return new(T)
	}
	v := p.spare[end]
	p.spare = p.spare[:end]
	return v
}

func (p *pool[T]) put(v *T) {
	if len(p.spare) < maxPool {
		p.spare = append(p.spare, v)
	}
}
