package realtime

import (
	"errors"
	"slices"
	"sync"
)

// ErrClosed means that the bus or the hub has been closed; nothing was published.
var ErrClosed = errors.New("realtime: closed")

// Bus carries publications to every hub that listens, the publisher's own
// included; a hub hears nothing but its bus. What one goroutine publishes
// arrives in that order; a bus between machines may lose frames.
type Bus interface {
	// Publish hands a frame to all listeners. It may wait for them to have
	// room, never for a reader's network.
	Publish(topic string, f Frame) error
	// Listen calls deliver for every publication from now on, from any
	// goroutine. After stop has returned, deliver is not called again. deliver
	// must neither publish nor stop.
	Listen(deliver func(topic string, f Frame)) (stop func())
}

// LocalBus is the bus of a single process: Publish calls the listeners.
type LocalBus struct {
	mu        sync.RWMutex
	listeners []*func(string, Frame)
	closed    bool
}

// NewLocalBus returns a bus that nobody listens to yet.
func NewLocalBus() *LocalBus { return &LocalBus{} }

// Publish returns once every listener has taken the frame.
func (b *LocalBus) Publish(topic string, f Frame) error {
	b.mu.RLock()
	defer b.mu.RUnlock()
	if b.closed {
		return ErrClosed
	}
	for _, deliver := range b.listeners {
		(*deliver)(topic, f)
	}
	return nil
}

// Listen adds a listener.
func (b *LocalBus) Listen(deliver func(topic string, f Frame)) (stop func()) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.listeners = append(b.listeners, &deliver)
	return func() { b.forget(&deliver) }
}

func (b *LocalBus) forget(deliver *func(string, Frame)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.listeners = slices.DeleteFunc(b.listeners, func(d *func(string, Frame)) bool { return d == deliver })
}

// Close makes every later Publish return ErrClosed. It returns nil.
func (b *LocalBus) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.closed = true
	return nil
}
