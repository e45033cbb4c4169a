package realtime

import (
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func TestMemoryIsGivenBackWhenMostHaveLeftButNotTooOften(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var work sync.WaitGroup
		given := 0
		g := newScavenger(&work)
		g.giveBack = func() { given++ }
		steps := []struct {
			after      time.Duration
			came, left int
			want       int
		}{
			{0, 1500, 900, 0},         // few have left
			{0, 10_000, 6000, 0},      // less than half has left
			{0, 6000, 4999, 1},        // more than half of 10,000 has left
			{0, 10_000, 100, 1},       // again, but too soon
			{time.Minute, 100, 99, 2}, // a minute later one more leaves
			{time.Hour, 99, 0, 2},     // too few to matter
		}

		for i, step := range steps {
			time.Sleep(step.after)
			g.came(step.came)
			g.left(step.left)
			work.Wait()
			if given != step.want {
				t.Errorf("step %d: given back %d times, want %d", i, given, step.want)
			}
		}
	})
}
