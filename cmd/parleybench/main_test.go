//go:build linux

package main

import (
	"os"
	"testing"
)

// TestMain lets the test binary be its own baseline, as the program is.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "baseline" {
		main()
		return
	}
	os.Exit(m.Run())
}
