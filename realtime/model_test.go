package realtime

import (
	"slices"
	"strings"
	"testing"
)

// model says what connections are to get, one operation after the other.
type model struct{ conns []*modelConn }

type modelConn struct {
	subs map[string]*modelSub
	got  []Frame
}

type modelSub struct {
	last uint64
	held bool
	kept []Frame
}

func newModel(conns int) *model {
	m := &model{}
	for range conns {
		m.conns = append(m.conns, &modelConn{subs: map[string]*modelSub{}})
	}
	return m
}

func (c *modelConn) out(f Frame) { c.got = append(c.got, f) }

func (c *modelConn) deliver(sub *modelSub, f Frame) {
	if f.Number > 0 && f.Number <= sub.last {
		return
	}
	sub.last = max(sub.last, f.Number)
	c.out(f)
}

func (m *model) subscribe(c int, topic string, hold bool) {
	sub := m.conns[c].subs[topic]
	if sub == nil {
		sub = &modelSub{}
		m.conns[c].subs[topic] = sub
	}
	sub.held = sub.held || hold
}

func (m *model) release(c int, topic string, after uint64) {
	sub := m.conns[c].subs[topic]
	if sub == nil {
		return
	}
	sub.last = max(sub.last, after)
	for _, f := range sub.kept {
		m.conns[c].deliver(sub, f)
	}
	sub.held, sub.kept = false, nil
}

func (m *model) publish(topic string, f Frame) {
	for _, c := range m.conns {
		switch sub := c.subs[topic]; {
		case sub == nil:
		case !sub.held:
			c.deliver(sub, f)
		case !f.Ephemeral:
			sub.kept = append(sub.kept, f)
		}
	}
}

// compare takes joined frames apart: each has to be its Open, the bodies of
// the frames that come next in the model with the same Open, and the Close of
// the last of them.
func (m *model) compare(t *testing.T, c int, texts []string) {
	t.Helper()
	next := m.conns[c].got
	for _, text := range texts {
		if len(next) == 0 {
			t.Fatalf("connection %d got %q beyond the end", c, text)
		}
		open := next[0].Open
		rest, ok := strings.CutPrefix(text, string(open))
		n := 0
		for ok && n < len(next) && slices.Equal(next[n].Open, open) && strings.HasPrefix(rest, string(next[n].Body)) {
			rest = rest[len(next[n].Body):]
			n++
		}
		if n == 0 || n > 1 && len(open) == 0 || rest != string(next[n-1].Close) {
			t.Fatalf("connection %d got %q where %q comes next", c, text, next[0].Body)
		}
		next = next[n:]
	}
	if len(next) > 0 {
		t.Fatalf("connection %d lacks %d frames, the first is %q", c, len(next), next[0].Body)
	}
}
