package realtime

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestMemoryIsGivenBackOnceMostHaveLeftForAMinute(t *testing.T) {
	cases := []struct {
		name   string
		counts []int // one after the other, a second apart
		want   int
	}{
		{"just enough have left", []int{1500, 499}, 1},
		{"too few have left", []int{1500, 500}, 0},
		{"less than half has left", []int{10_000, 5000}, 0},
		{"a crowd has left one by one", []int{10_000, 4999, 3000, 10, 0}, 1},
		{"they have come back", []int{10_000, 0, 9000}, 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				given := make(chan struct{}, 10)
				g := newScavenger()
				g.giveBack = func() { given <- struct{}{} }

				for _, count := range c.counts {
					g.changed(count)
					time.Sleep(time.Second)
				}
				early := len(given)
				time.Sleep(time.Hour)
				g.close()

				if early != 0 || len(given) != c.want {
					t.Errorf("given back %d times at once and %d in an hour, want 0 and %d", early, len(given), c.want)
				}
			})
		})
	}
}

func TestNoMemoryIsGivenBackAfterClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		g := newScavenger()
		g.giveBack = func() { t.Error("given back") }
		g.changed(10_000)
		g.changed(0)

		g.close()
		g.changed(0)
		time.Sleep(time.Hour)
	})
}
