package auth

import "time"

// failures are the times of failed logins, oldest first, counted from when the
// counting began: they take a third of the room of a time.Time, and no jump of
// the clock moves them. The newest keep are remembered.
type failures struct{ times []time.Duration }

func (f *failures) add(now time.Duration, keep int) {
	f.times = append(f.times, now)
	f.times = f.times[max(0, len(f.times)-keep):]
}

func (f *failures) removeLast() {
	f.times = f.times[:max(0, len(f.times)-1)]
}

func (f *failures) forget() { f.times = nil }

// wait is how long until all rates have room for one more.
func (f *failures) wait(now time.Duration, rates []Rate) time.Duration {
	longest := time.Duration(0)
	for _, rate := range rates {
		if n := len(f.times); rate.Count > 0 && n >= rate.Count {
			longest = max(longest, f.times[n-rate.Count]+rate.Per-now)
		}
	}
	return longest
}

// delay is how long until an account may be tried again: nothing up to the
// rate, then firstDelay after the last failure, doubled by each further one.
func (f *failures) delay(now time.Duration, rate Rate) time.Duration {
	beyond := -rate.Count
	for _, at := range f.times {
		if at > now-rate.Per {
			beyond++
		}
	}
	if rate.Count == 0 || beyond < 0 {
		return 0
	}
	delay := firstDelay
	for range beyond {
		delay = min(2*delay, longestDelay)
	}
	return max(0, f.times[len(f.times)-1]+delay-now)
}
