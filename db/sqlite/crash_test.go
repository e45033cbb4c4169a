package sqlite_test

import (
	"context"
	"fmt"
	"maps"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/db"
	"parley/db/chat"
)

var background = context.Background()

const (
	crashes      = 20
	crashPosters = 8
)

// postUntilKilled is a server under load. It prints every message that was
// acknowledged. Each poster first sends the last again that it finds in the
// log, as somebody does who never heard of it.
func postUntilKilled(folder string) error {
	store, err := serve(folder)
	if err != nil {
		return err
	}
	m, err := settle(store)
	if err != nil {
		return err
	}
	said, err := allMessages(store, m)
	if err != nil {
		return err
	}
	var group sync.WaitGroup
	var mu sync.Mutex
	for poster := range crashPosters {
		group.Go(func() {
			for n := max(count(said, poster)-1, 0); ; n++ {
				message, _, err := store.CreateMessage(background, m, numbered(poster, n))
				if err != nil {
					fmt.Fprintln(os.Stderr, err)
					return
				}
				mu.Lock()
				fmt.Println(message.Seq, message.Body)
				mu.Unlock()
			}
		})
	}
	group.Wait()
	return nil
}

func numbered(poster, n int) chat.NewMessage {
	text := fmt.Sprintf("%d/%d", poster, n)
	return chat.NewMessage{Body: text, Key: text, Once: text, At: time.Now()}
}

func count(said []chat.Message, poster int) (n int) {
	for _, message := range said {
		if strings.HasPrefix(message.Body, fmt.Sprintf("%d/", poster)) {
			n++
		}
	}
	return n
}

func allMessages(store *db.Store, m chat.Membership) (said []chat.Message, err error) {
	for more := true; more; {
		var after chat.Seq
		if len(said) > 0 {
			after = said[len(said)-1].Seq
		}
		page, err := store.After(background, m, after, 1000)
		if err != nil {
			return nil, err
		}
		said, more = append(said, page.Messages...), page.Newer
	}
	return said, nil
}

func TestKilledServerLosesAndDoublesNothing(t *testing.T) {
	folder := t.TempDir()
	acknowledged := map[string]string{} // text: number
	for cycle := range crashes {
		maps.Copy(acknowledged, runAndKill(t, folder, 40+20*cycle))
		compare(t, folder, acknowledged)
		if t.Failed() {
			t.Fatalf("after crash %d, with %d messages acknowledged", cycle+1, len(acknowledged))
		}
	}
}

// runAndKill gives what a server acknowledged that was killed after a number
// of acknowledgements.
func runAndKill(t *testing.T, folder string, after int) map[string]string {
	t.Helper()
	server := startChild(t, "post", folder)
	acknowledged := map[string]string{}
	for lines := 0; server.lines.Scan(); lines++ {
		// The kill may cut the last line short: it then has no text.
		if number, text, whole := strings.Cut(server.lines.Text(), " "); whole && strings.Contains(text, "/") {
			acknowledged[text] = number
		}
		if lines == after {
			if _, err := serve(folder); err == nil || !strings.Contains(err.Error(), "another server") {
				t.Errorf("a second server was told %v", err)
			}
			server.Process.Kill()
		}
	}
	if len(acknowledged) < after {
		t.Fatalf("the server acknowledged %d messages only", len(acknowledged))
	}
	return acknowledged
}

// compare looks that the log holds what was acknowledged, once and in order.
func compare(t *testing.T, folder string, acknowledged map[string]string) {
	t.Helper()
	store, err := serve(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer mustClose(t, store)
	if err := store.Check(background); err != nil {
		t.Error(err)
	}
	m := mustSettle(t, store)
	said, err := allMessages(store, m)
	if err != nil {
		t.Fatal(err)
	}
	next := make([]int, crashPosters)
	for i, message := range said {
		if message.Seq != said[0].Seq+chat.Seq(i) {
			t.Fatalf("number %d follows %d", message.Seq, said[i-1].Seq)
		}
		var poster, n int
		fmt.Sscanf(message.Body, "%d/%d", &poster, &n)
		if n != next[poster] {
			t.Errorf("%s stands where %d/%d should", message.Body, poster, next[poster])
		}
		next[poster]++
		if number, told := acknowledged[message.Body]; told && number != message.Seq.String() {
			t.Errorf("%s was acknowledged as %s and is %s", message.Body, number, message.Seq)
		}
		delete(acknowledged, message.Body)
	}
	for text := range acknowledged {
		t.Errorf("%s was acknowledged and is lost", text)
	}
	for _, message := range said {
		acknowledged[message.Body] = message.Seq.String()
	}
}
