package realtime

import (
	"slices"
	"sync"
	"time"
)

// Presence knows who is in which topic. It counts the connections of each
// person, and tells of people: with the first connection a person is there, a
// while after the last one left the person is gone. Nothing is stored, so
// after a start nobody is there.
type Presence struct {
	grace    time.Duration
	interval time.Duration
	changed  func(topic string, c Crowd)

	mu     sync.Mutex
	crowds map[string]*crowd
	closed bool
	work   sync.WaitGroup // calls of changed
}

// Crowd is a change of who is there. Joined and Left are net of the last
// change that was told, ascending; Count is how many people are there now.
type Crowd struct {
	Joined, Left []int64
	Count        int
}

// crowd is one topic's people.
type crowd struct {
	topic  string
	people map[int64]*person
	news   map[int64]bool // not yet told: true for joined, false for left
	pause  *time.Timer    // runs until the next change may be told; nil: at once
}

type person struct {
	connections int
	going       *time.Timer // runs during the grace
}

// NewPresence returns an empty presence. A person whose last connection left
// is gone after grace, unless another has come. changed is called at most once
// an interval and topic with everything that happened meanwhile, the first
// change at once, never for changes that cancel out, and one call at a time
// for a topic. It may call back.
func NewPresence(grace, interval time.Duration, changed func(topic string, c Crowd)) *Presence {
	return &Presence{grace: grace, interval: interval, changed: changed, crowds: map[string]*crowd{}}
}

// Enter counts one more connection of the person.
func (p *Presence) Enter(topic string, someone int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return
	}
	c := p.crowds[topic]
	if c == nil {
		c = &crowd{topic: topic, people: map[int64]*person{}, news: map[int64]bool{}}
		p.crowds[topic] = c
	}
	one := c.people[someone]
	if one == nil {
		one = &person{}
		c.people[someone] = one
		p.note(c, someone, true)
	}
	one.connections++
	if one.going != nil {
		one.going.Stop()
		one.going = nil
	}
}

// Leave counts one connection of the person less.
func (p *Presence) Leave(topic string, someone int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.crowds[topic]
	if p.closed || c == nil || c.people[someone] == nil || c.people[someone].connections == 0 {
		return
	}
	one := c.people[someone]
	if one.connections--; one.connections == 0 {
		one.going = time.AfterFunc(p.grace, func() { p.gone(c, someone, one) })
	}
}

// gone ends the grace of a person who has not come back.
func (p *Presence) gone(c *crowd, someone int64, one *person) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed || c.people[someone] != one || one.connections > 0 {
		return
	}
	delete(c.people, someone)
	p.note(c, someone, false)
}

// note adds to the news, where coming and going cancel out.
func (p *Presence) note(c *crowd, someone int64, joined bool) {
	if before, known := c.news[someone]; known && before != joined {
		delete(c.news, someone)
	} else {
		c.news[someone] = joined
	}
	if c.pause == nil {
		c.pause = time.AfterFunc(0, func() { p.tell(c) })
	}
}

// tell tells the news and pauses; without news the pause is over.
func (p *Presence) tell(c *crowd) {
	change, some := p.take(c)
	if !some {
		return
	}
	defer p.work.Done()
	p.changed(c.topic, change)
	p.mu.Lock()
	defer p.mu.Unlock()
	if !p.closed {
		c.pause.Reset(p.interval)
	}
}

func (p *Presence) take(c *crowd) (change Crowd, some bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return Crowd{}, false
	}
	if len(c.news) == 0 {
		c.pause = nil
		if len(c.people) == 0 {
			delete(p.crowds, c.topic)
		}
		return Crowd{}, false
	}
	for someone, joined := range c.news {
		if joined {
			change.Joined = append(change.Joined, someone)
		} else {
			change.Left = append(change.Left, someone)
		}
	}
	clear(c.news)
	slices.Sort(change.Joined)
	slices.Sort(change.Left)
	change.Count = len(c.people)
	p.work.Add(1)
	return change, true
}

// Here tells whether the person is there, the grace included.
func (p *Presence) Here(topic string, someone int64) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.crowds[topic]
	return c != nil && c.people[someone] != nil
}

// People returns who is there, ascending.
func (p *Presence) People(topic string) []int64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	c := p.crowds[topic]
	if c == nil {
		return nil
	}
	people := make([]int64, 0, len(c.people))
	for someone := range c.people {
		people = append(people, someone)
	}
	slices.Sort(people)
	return people
}

// Count returns how many people are there.
func (p *Presence) Count(topic string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	if c := p.crowds[topic]; c != nil {
		return len(c.people)
	}
	return 0
}

// Close ends all timers and waits for a call of changed that is under way, so
// changed must not call it. Nothing is told after it.
func (p *Presence) Close() {
	p.mu.Lock()
	p.closed = true
	for _, c := range p.crowds {
		c.stop()
	}
	p.mu.Unlock()
	p.work.Wait()
}

func (c *crowd) stop() {
	if c.pause != nil {
		c.pause.Stop()
	}
	for _, one := range c.people {
		if one.going != nil {
			one.going.Stop()
		}
	}
}
