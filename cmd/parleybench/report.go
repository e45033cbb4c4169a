//go:build linux

package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"time"
)

// report prints the table and writes the file. It returns an error when a
// delivery was lost or doubled, for then the other figures mean nothing.
func (b *bench) report(w io.Writer) error {
	all := b.figures.comparisons()
	if _, err := io.WriteString(w, b.conditions()); err != nil {
		return err
	}
	if err := writeTable(w, all); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, "\nlost deliveries %d, doubled %d\n", b.figures.lost, b.figures.doubled); err != nil {
		return err
	}
	if b.json != "" {
		if err := b.writeJSON(all); err != nil {
			return err
		}
	}
	if b.figures.lost > 0 || b.figures.doubled > 0 {
		return errors.New("deliveries were lost or doubled")
	}
	return nil
}

// conditions is what must be known to read the table.
func (b *bench) conditions() string {
	text := fmt.Sprintf("Rounds: %d, medians are shown. Processors: %d, shared by the servers and the load generator; nothing is pinned.\n"+
		"The ratio is Parley divided by the baseline: ↑ more is better, ↓ less is better.\n", b.rounds, runtime.NumCPU())
	if b.wantsSockets() {
		text += fmt.Sprintf("A message's frame has %d bytes, and as many with the baselines, which store nothing.\n", b.fragment)
	}
	if b.wants("posts") {
		text += "Posts are durable (synchronous=FULL), with the baselines too; none keeps a search index.\n"
	}
	if b.wants("pages") {
		text += fmt.Sprintf("A page has %d bytes, and as many with the baseline, which sends the same each time.\n", b.page)
	}
	return text + "\n"
}

func (b *bench) writeJSON(all []comparison) error {
	encoded, err := json.MarshalIndent(struct {
		Time       time.Time    `json:"time"`
		Processors int          `json:"processors"`
		Rounds     int          `json:"rounds"`
		Sockets    int          `json:"sockets"`
		Fragment   int          `json:"fragment_bytes"`
		Page       int          `json:"page_bytes"`
		Lost       int          `json:"lost"`
		Doubled    int          `json:"doubled"`
		Figures    []comparison `json:"figures"`
	}{time.Now().UTC(), runtime.NumCPU(), b.rounds, b.sockets, b.fragment, b.page, b.figures.lost, b.figures.doubled, all}, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(b.json, append(encoded, '\n'), 0o644)
}
