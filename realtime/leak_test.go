package realtime_test

import (
	"runtime"
	"testing"

	"parley/realtime"
)

func TestThousandVisitsLeaveNothingBehind(t *testing.T) {
	s := newSite(t, realtime.Options{})
	visit := func(n int) {
		for range n {
			p := s.visit(t, "tag=user:7&beats")
			p.conn.Subscribe("room")
			p.conn.Hold("hall")
			s.publish(t, "room", text("hello"))
			p.conn.Send(text("end"))
			p.until(t, "end")
			p.ws.Close()
			p.gone(t)
		}
	}
	visit(100)
	goroutines, memory := runtime.NumGoroutine(), heap()

	visit(1000)

	eventually(t, "every goroutine has ended", func() bool { return runtime.NumGoroutine() <= goroutines+2 })
	if grown := int64(heap()) - int64(memory); grown > 256<<10 {
		t.Errorf("the heap has grown by %d KiB", grown>>10)
	}
	if s.hub.Count() != 0 || len(s.hub.Tagged("user:7")) != 0 || s.hub.Stats().QueuedBytes != 0 {
		t.Errorf("left behind: %+v", s.hub.Stats())
	}
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
