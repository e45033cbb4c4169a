package realtime_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"parley/realtime"
)

func TestPublicationReachesEveryListenerAndNobodyElse(t *testing.T) {
	s := newSite(t, realtime.Options{Shards: 3})
	listeners := s.joinAll(t, 7, "room")
	other := s.join(t, "")
	other.conn.Subscribe("another room")

	s.publish(t, "room", text("hello"))
	s.publish(t, "another room", text("elsewhere"))

	for _, p := range listeners {
		equal(t, []string{p.next(t)}, []string{"hello"})
	}
	equal(t, []string{other.next(t)}, []string{"elsewhere"})
}

func TestFramesArriveInTheOrderOfTheCalls(t *testing.T) {
	s := newSite(t, realtime.Options{})
	p := s.join(t, "")

	s.publish(t, "a", text("before anything"))
	p.conn.Subscribe("a")
	s.publish(t, "a", text("1"))
	p.conn.Send(text("2"))
	s.publish(t, "b", text("not subscribed yet"))
	p.conn.Subscribe("b")
	s.publish(t, "b", text("3"))
	s.publish(t, "a", text("4"))
	p.conn.Send(text("5"))
	p.conn.Unsubscribe("a")
	s.publish(t, "a", text("no longer subscribed"))
	s.publish(t, "b", text("6"))
	p.conn.Send(text("end"))

	equal(t, p.until(t, "end"), []string{"1", "2", "3", "4", "5", "6", "end"})
}

func TestFiftySocketsSeeTenSendersInOneOrder(t *testing.T) {
	const sockets, senders, messages = 50, 10, 200
	s := newSite(t, realtime.Options{})
	peers := s.joinAll(t, sockets, "room")

	var order sync.Mutex
	var number uint64
	for i, p := range peers[:senders] {
		go func() {
			for m := range messages {
				order.Lock()
				number++
				f := numbered(number, fmt.Sprintf("<m>%d %d</m>", i, m))
				f.Open, f.Close = []byte("<log>"), fmt.Appendf(nil, "<end>%d</end></log>", number)
				err := s.hub.Publish("room", f)
				order.Unlock()
				p.conn.Send(text(fmt.Sprintf("ack %d", m)))
				if err != nil {
					t.Error(err)
				}
			}
		}()
	}

	logs := make([][]string, sockets)
	var reading sync.WaitGroup
	for i, p := range peers {
		acks := 0
		if i < senders {
			acks = messages
		}
		reading.Go(func() { logs[i] = p.readLog(t, senders*messages, acks) })
	}
	reading.Wait()
	for i := range logs {
		if !slices.Equal(logs[i], logs[0]) {
			t.Errorf("socket %d saw another order than socket 0", i)
		}
	}
	keepsEachSendersOrder(t, logs[0], senders)
}

// readLog reads until it has the messages and acks, and checks the frames.
func (p *peer) readLog(t *testing.T, messages, acks int) (log []string) {
	for len(log) < messages || acks > 0 {
		frame := p.next(t)
		if strings.HasPrefix(frame, "ack") {
			acks--
			continue
		}
		inner, ok := strings.CutPrefix(frame, "<log>")
		body, end, cut := strings.Cut(inner, "<end>")
		if !ok || !cut {
			t.Errorf("not well-formed: %q", frame)
			return log
		}
		log = append(log, strings.Split(strings.TrimSuffix(body, "</m>"), "</m>")...)
		if want := fmt.Sprintf("%d</end></log>", len(log)); end != want {
			t.Errorf("after %d messages the frame ends with %q, want %q", len(log), end, want)
		}
	}
	return log
}

func keepsEachSendersOrder(t *testing.T, log []string, senders int) {
	t.Helper()
	next := make([]int, senders)
	for _, line := range log {
		var sender, m int
		if _, err := fmt.Sscanf(line, "<m>%d %d", &sender, &m); err != nil {
			t.Fatalf("not a message: %q", line)
		}
		if m != next[sender] {
			t.Fatalf("sender %d: message %d, want %d", sender, m, next[sender])
		}
		next[sender]++
	}
}

func TestNumbersNeverGoBack(t *testing.T) {
	s := newSite(t, realtime.Options{})
	p := s.join(t, "")
	p.conn.Subscribe("room")
	p.conn.Subscribe("hall")

	for _, n := range []uint64{3, 3, 2, 5, 4, 0, 5, 6} {
		s.publish(t, "room", numbered(n, fmt.Sprint(n)))
	}
	s.publish(t, "hall", numbered(1, "each topic counts for itself"))
	p.conn.Send(text("end"))

	equal(t, p.until(t, "end"), []string{"3", "5", "0", "6", "each topic counts for itself", "end"})
}

func TestSubscribingTwiceDeliversOnce(t *testing.T) {
	s := newSite(t, realtime.Options{})
	p := s.join(t, "")
	p.conn.Subscribe("room")
	p.conn.Subscribe("room")

	s.publish(t, "room", text("once"))
	p.conn.Unsubscribe("room")
	s.publish(t, "room", text("never"))
	p.conn.Send(text("end"))

	equal(t, p.until(t, "end"), []string{"once", "end"})
}

func TestWhatCameBeforeStartIsDeliveredAtStart(t *testing.T) {
	s := newSite(t, realtime.Options{})
	early := s.hub.Admit()
	early.Subscribe("room")
	s.publish(t, "room", text("early"))
	p := s.join(t, "")
	p.conn.Subscribe("room")

	client, server := upgraded(t)
	early.Start(server, newRecorder(t), false)
	s.publish(t, "room", text("late"))

	equal(t, client.until(t, "late"), []string{"early", "late"})
	equal(t, p.until(t, "late"), []string{"late"})
}

func TestLongFramesKeepTheirLength(t *testing.T) {
	s := newSite(t, realtime.Options{})
	p := s.join(t, "")
	for _, n := range []int{0, 1, 125, 126, 65535, 65536, 200_000} {
		p.conn.Send(text(strings.Repeat("x", n)))

		if got := len(p.next(t)); got != n {
			t.Errorf("%d bytes arrived as %d", n, got)
		}
	}
}
