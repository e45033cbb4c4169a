package handlers_test

import (
	"crypto/sha256"
	"strconv"
	"sync"
	"testing"
	"time"
)

// eventually waits for something that tells nobody when it is done. It asks a
// few hundred times a second and leaves the rest to those who do it.
func eventually(t testing.TB, what string, done func() bool) {
	t.Helper()
	over, again := time.After(patience), time.NewTicker(5*time.Millisecond)
	defer again.Stop()
	for !done() {
		select {
		case <-again.C:
		case <-over:
			t.Fatalf("waited %v for %s", patience, what)
		}
	}
}

// atOnce runs n functions at once and waits for all.
func atOnce(n int, do func(i int)) {
	var group sync.WaitGroup
	for i := range n {
		group.Go(func() { do(i) })
	}
	group.Wait()
}

// hashOf is what the store keeps of a link.
func hashOf(code string) []byte {
	digest := sha256.Sum256([]byte(code))
	return digest[:]
}

func itoa(n int) string { return strconv.Itoa(n) }
