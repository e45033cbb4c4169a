//go:build linux

package main

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"
)

// columns of the table, the first to the left, the others to the right.
var columns = []string{"figure", "parley", "baseline", "", "ratio"}

// writeTable prints the comparisons, aligned, each load under its heading.
// What stands once for several baselines is printed once.
func writeTable(w io.Writer, all []comparison) error {
	rows := [][]string{columns}
	var last comparison
	for _, c := range all {
		if c.Load != last.Load {
			rows = append(rows, []string{c.Load})
		}
		row := []string{"  " + c.Figure, number(c.ParleyMid), "", c.Baseline, ""}
		if c.Load == last.Load && c.Figure == last.Figure {
			row[0], row[1] = "", ""
		}
		if c.Baseline != "" {
			row[2] = number(c.BaselineMid)
		}
		if c.Ratio > 0 {
			row[4] = number(c.Ratio) + " " + string(c.Better)
		}
		rows, last = append(rows, row), c
	}
	return align(w, rows)
}

// align pads each cell to the widest of its column; a row of one cell is a heading.
func align(w io.Writer, rows [][]string) error {
	widths := make([]int, len(columns))
	for _, row := range rows {
		for i, cell := range row {
			if len(row) > 1 {
				widths[i] = max(widths[i], utf8.RuneCountInString(cell))
			}
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for i, cell := range row {
			padding := strings.Repeat(" ", max(0, widths[i]-utf8.RuneCountInString(cell)))
			switch {
			case i == 0, columns[i] == "":
				line.WriteString(cell + padding + "  ")
			default:
				line.WriteString(padding + cell + "  ")
			}
		}
		if _, err := fmt.Fprintln(w, strings.TrimRight(line.String(), " ")); err != nil {
			return err
		}
	}
	return nil
}

// number prints three significant digits, and whole numbers with separators.
func number(v float64) string {
	switch size := math.Abs(v); {
	case size == 0:
		return "0"
	case size < 1:
		return strconv.FormatFloat(v, 'f', 3, 64)
	case size < 10:
		return strconv.FormatFloat(v, 'f', 2, 64)
	case size < 100:
		return strconv.FormatFloat(v, 'f', 1, 64)
	}
	return thousands(strconv.FormatFloat(v, 'f', 0, 64))
}

// thousands puts a comma between each three digits.
func thousands(digits string) string {
	sign := ""
	if strings.HasPrefix(digits, "-") {
		sign, digits = "-", digits[1:]
	}
	first := (len(digits)-1)%3 + 1
	grouped := digits[:first]
	for ; first < len(digits); first += 3 {
		grouped += "," + digits[first:first+3]
	}
	return sign + grouped
}
