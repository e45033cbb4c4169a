package handlers_test

import (
	"fmt"
	"io"
	"net/http"
	"regexp"
	"testing"
)

// maxFirstVisit is what the first page may cost with all that it asks for
// before it is drawn: scripts, styles and drawings, packed as they travel.
const maxFirstVisit = 60_000

// asked are the addresses of a page's scripts, styles and drawings.
var asked = regexp.MustCompile(`(?:href|src)="(/(?:static/[^"#]+|me\.css)[^"#]*)`)

// packed is what an answer weighs on the wire.
func (b *browser) packed(path string) int {
	b.t.Helper()
	r := b.request(http.MethodGet, path, nil)
	r.Header.Set("Accept-Encoding", "gzip")
	answer, err := b.client.Do(r)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	sent, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		b.t.Fatalf("%s: %d, %v", path, answer.StatusCode, err)
	}
	return len(sent)
}

func TestTheFirstVisitIsLight(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	for n := range 50 {
		[]*browser{ada, bob}[n/5%2].say(lobby, fmt.Sprintf("message %d of an ordinary day, long enough to be one: %x", n, n*n*7919))
	}
	page := bob.get(roomPath(lobby)).is(http.StatusOK).body

	weight := bob.packed(roomPath(lobby))
	t.Logf("the page: %d", weight)
	seen := map[string]bool{}
	for _, found := range asked.FindAllStringSubmatch(page, -1) {
		if path := found[1]; !seen[path] {
			seen[path] = true
			size := bob.packed(path)
			t.Logf("%s: %d", path, size)
			weight += size
		}
	}

	if len(seen) < 4 || weight > maxFirstVisit {
		t.Errorf("a first visit takes %d bytes in %d requests, want at most %d", weight, len(seen)+1, maxFirstVisit)
	}
	t.Logf("a first visit takes %d bytes", weight)
}
