package realtime_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"parley/realtime"
)

const (
	grace    = 5 * time.Second
	interval = 500 * time.Millisecond
)

// diary notes what a Presence tells, with the time since its start.
type diary struct {
	*realtime.Presence
	began time.Time

	mu    sync.Mutex
	lines []string
}

func newDiary() *diary {
	d := &diary{began: time.Now()}
	d.Presence = realtime.NewPresence(grace, interval, d.note)
	return d
}

func (d *diary) note(topic string, c realtime.Crowd) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.lines = append(d.lines, fmt.Sprintf("%v %s +%v -%v =%d", time.Since(d.began), topic, c.Joined, c.Left, c.Count))
}

// told returns what has been told since the last call.
func (d *diary) told() []string {
	synctest.Wait()
	d.mu.Lock()
	defer d.mu.Unlock()
	lines := d.lines
	d.lines = nil
	return lines
}

func TestFirstChangeIsToldAtOnceAndLaterOnesTogether(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newDiary()
		defer p.Close()

		p.Enter("room", 3)
		equal(t, p.told(), []string{"0s room +[3] -[] =1"})

		p.Enter("room", 9)
		p.Enter("room", 1)
		equal(t, p.told(), nil)
		time.Sleep(interval)

		equal(t, p.told(), []string{"500ms room +[1 9] -[] =3"})
	})
}

func TestPersonOfSeveralConnectionsIsThereUntilTheLastLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newDiary()
		defer p.Close()
		p.Enter("room", 7)
		p.Enter("room", 7)
		equal(t, p.told(), []string{"0s room +[7] -[] =1"})

		p.Leave("room", 7)
		time.Sleep(time.Minute)
		equal(t, p.told(), nil)
		p.Leave("room", 7)
		time.Sleep(grace - time.Nanosecond)
		if !p.Here("room", 7) {
			t.Error("gone before the grace was over")
		}
		time.Sleep(time.Nanosecond)

		equal(t, p.told(), []string{"1m5s room +[] -[7] =0"})
		if p.Here("room", 7) || p.Count("room") != 0 {
			t.Error("still there")
		}
	})
}

func TestComingBackWithinTheGraceIsNoNews(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newDiary()
		defer p.Close()
		p.Enter("room", 7)
		p.told()

		for range 10 {
			p.Leave("room", 7)
			time.Sleep(grace - time.Millisecond)
			p.Enter("room", 7)
		}
		time.Sleep(time.Minute)

		equal(t, p.told(), nil)
	})
}

func TestChangesThatCancelOutAreNotTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := realtime.NewPresence(0, interval, func(_ string, c realtime.Crowd) {
			if slices.Contains(c.Joined, 8) || slices.Contains(c.Left, 8) {
				t.Errorf("told of somebody who came and went: %+v", c)
			}
		})
		defer p.Close()
		p.Enter("room", 7)
		synctest.Wait()

		p.Enter("room", 8)
		p.Leave("room", 8)
		time.Sleep(interval / 2)
		if p.Here("room", 8) {
			t.Error("still there without any grace")
		}
		time.Sleep(time.Minute)
	})
}

func TestTopicsAreToldApart(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newDiary()
		defer p.Close()

		p.Enter("room", 2)
		p.Enter("room", 1)
		p.Enter("hall", 2)
		time.Sleep(time.Minute)

		told := p.told()
		if len(told) < 2 || !slices.Contains(told, "0s hall +[2] -[] =1") {
			t.Errorf("told %q", told)
		}
		if got := p.People("room"); !slices.Equal(got, []int64{1, 2}) {
			t.Errorf("in the room: %v", got)
		}
		if p.Here("hall", 1) || p.Count("hall") != 1 || p.People("nowhere") != nil {
			t.Error("topics are mixed up")
		}
	})
}

func TestLeavingUnknownIsNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newDiary()
		defer p.Close()

		p.Leave("room", 7)
		p.Enter("room", 7)
		p.Leave("room", 7)
		p.Leave("room", 7)
		p.Enter("room", 7)
		time.Sleep(time.Minute)

		equal(t, p.told(), []string{"0s room +[7] -[] =1"})
	})
}

func TestNothingIsToldAfterClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := newDiary()
		p.Enter("room", 7)
		p.told()
		p.Leave("room", 7)
		p.Enter("room", 8)

		p.Close()
		p.Enter("room", 9)
		p.Leave("room", 8)
		time.Sleep(time.Minute)

		equal(t, p.told(), nil)
	})
}

func TestSlowListenerHearsOneChangeAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var busy sync.Mutex
		told := 0
		p := realtime.NewPresence(grace, interval, func(string, realtime.Crowd) {
			if !busy.TryLock() {
				t.Error("called while a call was under way")
				return
			}
			defer busy.Unlock()
			told++
			time.Sleep(10 * interval)
		})

		for i := range int64(40) {
			p.Enter("room", i)
			time.Sleep(interval)
		}
		p.Close()

		if told < 3 {
			t.Errorf("told %d times", told)
		}
	})
}
