package realtime_test

import (
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/gorilla/websocket"

	"parley/realtime"
)

// BenchmarkIdle measures what an idle connection of ten topics costs in heap
// and stacks, the client's descriptor (a few hundred bytes) included.
func BenchmarkIdle(b *testing.B) {
	hub := realtime.NewHub(realtime.NewLocalBus(), realtime.Options{Log: quiet()})
	b.Cleanup(hub.Close)
	topics := []string{"user", "room", "a", "b", "c", "d", "e", "f", "g", "h"}
	joined := &atomic.Int64{}
	address := upgrade(b, func(ws *websocket.Conn) {
		c := hub.Admit("user:7", "session:1")
		c.Start(ws, handler{}, true)
		for _, topic := range topics {
			c.Subscribe(topic)
		}
		joined.Add(1)
	})
	before := inUse()

	newCrowd(b, address)
	for joined.Load() < listeners {
		runtime.Gosched()
	}

	for b.Loop() {
		b.ReportMetric(float64(inUse()-before)/listeners/1024, "KiB/connection")
	}
}

// handler hears nothing.
type handler struct{}

func (handler) Frame(*realtime.Conn, []byte) {}
func (handler) Closed(*realtime.Conn)        {}

func inUse() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapInuse + m.StackInuse)
}
