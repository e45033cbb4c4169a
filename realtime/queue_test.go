package realtime

import (
	"testing"
	"testing/synctest"
)

func TestFullQueueMakesItsCallersWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue()
		for range maxQueued {
			q.push(tick{})
		}
		pushed := false
		go func() { q.push(tick{}); pushed = true }()
		synctest.Wait()
		if pushed {
			t.Error("a full queue took more")
		}
		q.pushAlways(tick{})

		taken := len(q.take(nil))
		synctest.Wait()

		if taken != maxQueued+1 || !pushed {
			t.Errorf("took %d, and the waiting caller went on: %t", taken, pushed)
		}
	})
}

func TestClosedQueueLetsItsCallersGo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue()
		for range maxQueued {
			q.push(tick{})
		}
		go q.push(tick{})
		synctest.Wait()

		q.close()
		synctest.Wait()

		if !q.wait() || len(q.take(nil)) != maxQueued || q.wait() {
			t.Error("what was queued before the close is not what is left")
		}
	})
}

func TestPublicationWakesNoShardWithoutListeners(t *testing.T) {
	q := newQueue()
	q.subscribe("room", tick{})
	q.subscribe("room", tick{})
	q.take(nil)

	q.publish(&publication{topic: "hall"})
	q.unsubscribe("room")
	q.publish(&publication{topic: "room"})
	q.unsubscribe("room")
	q.publish(&publication{topic: "room"})

	if n := len(q.take(nil)); n != 1 {
		t.Errorf("%d publications were queued, want 1", n)
	}
	if len(q.interest) != 0 {
		t.Errorf("interest is left: %v", q.interest)
	}
}
