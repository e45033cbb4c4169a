//go:build linux

package main

import (
	"strings"
	"testing"
)

func TestTheTableIsAligned(t *testing.T) {
	f := newFigures()
	rate := figure{"10 sockets", "deliveries/s", more}
	f.add(nameParley, rate, 1_000_000)
	f.add(nameParley, rate, 3_000_000)
	f.add(nameParley, rate, 2_000_000)
	f.add(namePump, rate, 250_000)
	f.add(nameDirect, rate, 4_000_000)
	slow := figure{"10 sockets", "p50 ms", less}
	f.add(nameParley, slow, 1.5)
	f.add(namePump, slow, 3)
	f.add(nameParley, figure{"memory", "KiB", neither}, 9.84)

	var got strings.Builder
	if err := writeTable(&got, f.comparisons()); err != nil {
		t.Fatal(err)
	}

	want := `
figure             parley   baseline                ratio
10 sockets
  deliveries/s  2,000,000    250,000  raw-pump     8.00 ↑
                           4,000,000  raw-direct  0.500 ↑
  p50 ms             1.50       3.00  raw-pump    0.500 ↓
memory
  KiB                9.84
`
	if got.String() != want[1:] {
		t.Errorf("got\n%s\nwant\n%s", got.String(), want[1:])
	}
}

func TestNumbersAreShort(t *testing.T) {
	for value, want := range map[float64]string{
		0: "0", 0.01234: "0.012", 1.5: "1.50", 43.21: "43.2", 999: "999",
		1000: "1,000", 123456.7: "123,457", -1234567: "-1,234,567",
	} {
		if got := number(value); got != want {
			t.Errorf("%v: got %s, want %s", value, got, want)
		}
	}
}

func TestTheMedianIsTheMiddle(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{{[]float64{3}, 3}, {[]float64{9, 1, 2}, 2}, {[]float64{4, 1, 3, 2}, 2.5}} {
		if got := median(c.values); got != c.want {
			t.Errorf("%v: got %v, want %v", c.values, got, c.want)
		}
	}
}
