//go:build linux

package main

import "slices"

// Who is measured. Parley always comes first in a round: the baselines carry
// fragments and pages of the size that it shows.
const (
	nameParley = "parley"
	namePump   = "raw-pump"
	nameDirect = "raw-direct"
	nameBare   = "bare http"
	nameWriter = "writer alone"
)

// better says which way a figure gets better.
type better string

const (
	more    better = "↑"
	less    better = "↓"
	neither better = "" // it says something about the measurement, and is not compared
)

// figure is one line of the report.
type figure struct {
	load   string // the heading it stands under
	name   string // with its unit
	better better
}

// figures collects what each round measured.
type figures struct {
	order  []figure // as first met
	values map[figure]map[string][]float64
	// lost and doubled are deliveries over all rounds; both must stay 0.
	lost, doubled int
}

func newFigures() *figures {
	return &figures{values: map[figure]map[string][]float64{}}
}

// add takes note of what a round measured of somebody.
func (f *figures) add(who string, what figure, value float64) {
	if f.values[what] == nil {
		f.values[what] = map[string][]float64{}
		f.order = append(f.order, what)
	}
	f.values[what][who] = append(f.values[what][who], value)
}

// checked takes note of how the messages to a set of sockets fared.
func (f *figures) checked(c *checker) {
	f.lost += c.lost()
	f.doubled += c.doubled
}

// median is the middle value, or the mean of the two middle ones. There must be one.
func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// comparison is a figure of Parley beside one baseline.
type comparison struct {
	Load        string    `json:"load"`
	Figure      string    `json:"figure"`
	Better      better    `json:"better,omitempty"`
	Parley      []float64 `json:"parley_rounds"`
	ParleyMid   float64   `json:"parley"`
	Baseline    string    `json:"baseline,omitempty"`
	Rounds      []float64 `json:"baseline_rounds,omitempty"`
	BaselineMid float64   `json:"baseline_median,omitempty"`
	Ratio       float64   `json:"ratio,omitempty"` // Parley's median divided by the baseline's
}

// comparisons lists every figure with each of its baselines, or alone.
func (f *figures) comparisons() []comparison {
	var all []comparison
	for _, figure := range f.order {
		values := f.values[figure]
		if len(values[nameParley]) == 0 {
			continue // nothing to compare with
		}
		own := comparison{Load: figure.load, Figure: figure.name, Better: figure.better, Parley: values[nameParley]}
		own.ParleyMid = median(own.Parley)
		alone := true
		for _, name := range []string{namePump, nameDirect, nameBare, nameWriter} {
			if rounds := values[name]; len(rounds) > 0 {
				beside := own
				beside.Baseline, beside.Rounds, beside.BaselineMid = name, rounds, median(rounds)
				if beside.BaselineMid > 0 && figure.better != neither {
					beside.Ratio = own.ParleyMid / beside.BaselineMid
				}
				all, alone = append(all, beside), false
			}
		}
		if alone {
			all = append(all, own)
		}
	}
	return all
}
