package chat

import (
	"testing"
	"time"
)

// TestQuietHoursFollowTheClockOfTheirZone: the clock of Berlin is put forward
// from 2:00 to 3:00 on 29 March 2026, and back from 3:00 to 2:00 on 25 October.
func TestQuietHoursFollowTheClockOfTheirZone(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	spring, autumn := time.Date(2026, 3, 29, 1, 0, 0, 0, time.UTC), time.Date(2026, 10, 25, 1, 0, 0, 0, time.UTC)
	noon := time.Date(2026, 3, 24, 12, 0, 0, 0, berlin) // a Tuesday
	night := []QuietHours{{time.Tuesday, 22 * 60, 7 * 60}}
	for name, tt := range map[string]struct {
		hours  []QuietHours
		begins time.Time
		length time.Duration
	}{
		"over midnight":                          {night, noon.Add(10 * time.Hour), 9 * time.Hour},
		"within a day":                           {[]QuietHours{{time.Tuesday, 13 * 60, 14 * 60}}, noon.Add(time.Hour), time.Hour},
		"a whole day":                            {[]QuietHours{{time.Tuesday, 0, 0}}, noon.Add(-12 * time.Hour), 24 * time.Hour},
		"two days without a gap":                 {[]QuietHours{{time.Tuesday, 0, 0}, {time.Wednesday, 0, 0}}, noon.Add(-12 * time.Hour), 48 * time.Hour},
		"through the short night":                {[]QuietHours{{time.Saturday, 22 * 60, 7 * 60}}, spring.Add(-4 * time.Hour), 8 * time.Hour},
		"until a time that is passed over":       {[]QuietHours{{time.Saturday, 22 * 60, 2*60 + 30}}, spring.Add(-4 * time.Hour), 4 * time.Hour},
		"from a time that is passed over":        {[]QuietHours{{time.Sunday, 2*60 + 30, 4 * 60}}, spring, time.Hour},
		"wholly in the hour that is passed over": {[]QuietHours{{time.Sunday, 2*60 + 10, 2*60 + 40}}, spring, 0},
		"a whole day of 23 hours":                {[]QuietHours{{time.Sunday, 0, 0}}, spring.Add(-2 * time.Hour), 23 * time.Hour},
		"through the long night":                 {[]QuietHours{{time.Saturday, 22 * 60, 7 * 60}}, autumn.Add(-5 * time.Hour), 10 * time.Hour},
		"until a time that comes twice":          {[]QuietHours{{time.Saturday, 22 * 60, 2*60 + 30}}, autumn.Add(-5 * time.Hour), 5*time.Hour + 30*time.Minute},
		"from a time that comes twice":           {[]QuietHours{{time.Sunday, 2*60 + 30, 4 * 60}}, autumn.Add(-30 * time.Minute), 2*time.Hour + 30*time.Minute},
		"a whole day of 25 hours":                {[]QuietHours{{time.Sunday, 0, 0}}, autumn.Add(-3 * time.Hour), 25 * time.Hour},
	} {
		t.Run(name, func(t *testing.T) {
			ends := tt.begins.Add(tt.length)
			for at := tt.begins.Add(-3 * time.Hour); at.Before(ends.Add(3 * time.Hour)); at = at.Add(time.Minute) {
				if got, want := QuietAt(tt.hours, at, berlin), !at.Before(tt.begins) && at.Before(ends); got != want {
					t.Fatalf("at %v quiet is %t", at.In(berlin), got)
				}
			}
		})
	}
	if QuietAt(nil, noon, berlin) || !QuietAt([]QuietHours{{time.Tuesday, 11 * 60, 12 * 60}}, noon.Add(-30*time.Minute).Add(time.Hour), nil) {
		t.Error("no hours are quiet, or no zone is not UTC")
	}
}

func TestTimeThatDoesNotExistIsNoClock(t *testing.T) {
	for _, text := range []string{"", "24:00", "7:00", "12:60", "noon", "-1:00", "12:00:00", "１２:00"} {
		if minutes, err := ParseClock(text); err == nil {
			t.Errorf("%q is %d", text, minutes)
		}
	}
	for _, text := range []string{"00:00", "07:05", "23:59"} {
		if minutes, err := ParseClock(text); err != nil || Clock(minutes) != text {
			t.Errorf("%q is %s, %v", text, Clock(minutes), err)
		}
	}
}

func FuzzQuietHoursLastAsLongAsTheClockSays(f *testing.F) {
	f.Add(int64(1774746000), 0, 150, 240)
	f.Fuzz(func(t *testing.T, unix int64, day, begins, ends int) {
		if unix < 0 || unix > 1<<33 || day < 0 || day > 6 || begins < 0 || begins >= dayMinutes || ends < 0 || ends >= dayMinutes {
			return
		}
		berlin, err := time.LoadLocation("Europe/Berlin")
		if err != nil {
			t.Fatal(err)
		}
		from, to, ok := QuietHours{time.Weekday(day), begins, ends}.on(time.Unix(unix, 0).In(berlin))
		if length := to.Sub(from); ok && (length < -time.Hour || length > 25*time.Hour) {
			t.Errorf("they last %v", length)
		}
	})
}
