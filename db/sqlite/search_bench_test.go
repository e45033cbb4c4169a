package sqlite_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/db"
	"parley/db/chat"
)

// The place that is searched: a million messages of 3 to 20 words by 50 people
// in 40 rooms, over a year. Words come from a vocabulary of 50,000, as often as
// in a language: the second half as often as the first, and so on (Zipf).
const (
	searchedMessages = 1_000_000
	searchedRooms    = 40
	searchedPeople   = 50
	vocabularySize   = 50_000
)

// vocabulary is words made of syllables, the shorter ones more often first.
func vocabulary(random *rand.Rand) []string {
	heads := strings.Fields("b c d f g h l m n p r s t v w st tr ch br sh")
	middles := strings.Fields("a e i o u ea ou ai")
	tails := append(strings.Fields("n r s t l nd ng ck"), "", "", "")
	known := map[string]bool{}
	var words []string
	for len(words) < vocabularySize {
		var word strings.Builder
		for range 1 + random.IntN(2+min(2, len(words)/100)) {
			word.WriteString(heads[random.IntN(len(heads))] + middles[random.IntN(len(middles))] + tails[random.IntN(len(tails))])
		}
		if !known[word.String()] {
			known[word.String()] = true
			words = append(words, word.String())
		}
	}
	return words
}

const fillSearched = `
	INSERT INTO messages (room_id, seq, version, author_id, body, key, created, before, continues)
	VALUES (?1, ?2, ?2, ?3, ?4, '', ?5, ?5, 0)`

// fillWords writes the messages as an older version would have left them. The
// last room is the least: one message in 20,000 is there.
func fillWords(engine db.Engine, words []string, random *rand.Rand) error {
	tx, err := engine.Writer.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	insert, err := tx.Prepare(fillSearched)
	if err != nil {
		return err
	}
	zipf := rand.NewZipf(random, 1.1, 2, vocabularySize-1)
	begun := time.Now().AddDate(-1, 0, 0).UnixMilli()
	for n := range searchedMessages {
		text := make([]string, 3+random.IntN(18))
		for i := range text {
			text[i] = words[zipf.Uint64()]
		}
		room := 1 + random.IntN(searchedRooms-1)
		if n%20_000 == 0 {
			room = searchedRooms
		}
		if _, err := insert.Exec(room, n+2, 1+random.IntN(searchedPeople), strings.Join(text, " "), begun+int64(n)*31_000); err != nil {
			return err
		}
	}
	if _, err := tx.Exec("UPDATE rooms SET head = ?1", searchedMessages+2); err != nil {
		return err
	}
	return tx.Commit()
}

// searched is the place, with all of it in the index, and a person who is in
// its least room only.
func searched(b *testing.B) (store *db.Store, ada chat.Membership, stranger chat.User, words []string) {
	b.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	words = vocabulary(random)
	folder, ada := olderPlace(b, func(store *db.Store, ada chat.User) { peopled(b, store, ada) },
		func(engine db.Engine, _ chat.Membership) error { return fillWords(engine, words, random) })
	store = mustServe(b, folder)
	begun := time.Now()
	if err := store.IndexMessages(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.Logf("%d messages came into the index in %s", searchedMessages, time.Since(begun))
	stranger, err := store.User(b.Context(), searchedPeople+1)
	if err != nil {
		b.Fatal(err)
	}
	return store, ada, stranger, words
}

// peopled makes the rooms and people. Ada is in every room.
func peopled(b *testing.B, store *db.Store, ada chat.User) {
	b.Helper()
	var last chat.Membership
	for i := 2; i <= searchedRooms; i++ {
		m, err := store.CreateRoom(b.Context(), ada, chat.NewRoom{Name: fmt.Sprint("room", i), Kind: chat.Closed})
		if err != nil {
			b.Fatal(err)
		}
		last = m
	}
	for i := 2; i <= searchedPeople+1; i++ {
		user, err := store.CreateUser(b.Context(), chat.NewUser{Username: fmt.Sprint("user", i)})
		if err != nil {
			b.Fatal(err)
		}
		if i == searchedPeople+1 {
			if err := store.AddMember(b.Context(), last.Room.ID, user.ID); err != nil {
				b.Fatal(err)
			}
			general, err := store.Membership(b.Context(), user.ID, 1)
			if err != nil {
				b.Fatal(err)
			}
			if err := store.Leave(b.Context(), general); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkSearch asks typical searches of the first page, each with words of
// its own: p50 and p99 in milliseconds.
func BenchmarkSearch(b *testing.B) {
	store, ada, stranger, words := searched(b)
	month := time.Now().AddDate(0, -6, 0).Format(time.DateOnly)
	for _, kind := range []struct {
		name     string
		from, to int // of the words by how common they are
		searcher chat.UserID
		typed    func(words []string) string
	}{
		{"very-common-word", 0, 10, ada.User.ID, first},
		{"common-word", 10, 500, ada.User.ID, first},
		{"rare-word", 5000, vocabularySize, ada.User.ID, first},
		{"unknown-word", 5000, vocabularySize, ada.User.ID, func(w []string) string { return w[0][:3] + w[1][:3] + "x" }},
		{"part-of-a-word", 100, vocabularySize, ada.User.ID, func(w []string) string { return w[0][1:min(len(w[0]), 5)] }},
		{"two-common-words", 0, 100, ada.User.ID, func(w []string) string { return w[0] + " " + w[1] }},
		{"common-and-rare", 0, 0, ada.User.ID, func(w []string) string { return words[len(w[0])%5] + " " + words[30_000+len(w[1])] }},
		{"phrase-of-common-words", 0, 30, ada.User.ID, func(w []string) string { return `"` + w[0] + " " + w[1] + `"` }},
		{"common-by-an-author", 0, 100, ada.User.ID, func(w []string) string { return w[0] + " from:user7" }},
		{"common-in-the-least-room", 0, 100, ada.User.ID, func(w []string) string { return w[0] + " in:room40" }},
		{"common-for-a-stranger-to-most-rooms", 0, 100, stranger.ID, first},
		{"common-long-ago", 0, 100, ada.User.ID, func(w []string) string { return w[0] + " before:" + month }},
	} {
		b.Run(kind.name, func(b *testing.B) {
			random := rand.New(rand.NewPCG(3, 4))
			var took []float64
			for b.Loop() {
				if kind.to == 0 {
					kind.to = vocabularySize
				}
				pick := []string{words[kind.from+random.IntN(kind.to-kind.from)], words[kind.from+random.IntN(kind.to-kind.from)]}
				search := chat.ParseSearch(kind.typed(pick), time.UTC)
				begun := time.Now()
				if _, err := store.Search(b.Context(), kind.searcher, search, 0, 20); err != nil {
					b.Fatal(err)
				}
				took = append(took, float64(time.Since(begun).Microseconds())/1000)
			}
			slices.Sort(took)
			b.ReportMetric(took[len(took)/2], "p50-ms")
			b.ReportMetric(took[len(took)*99/100], "p99-ms")
			b.ReportMetric(0, "ns/op")
		})
	}
}

func first(words []string) string { return words[0] }

// BenchmarkCreateMessageWhileIndexed is BenchmarkCreateMessage with the follower
// of search behind it, as the server runs it. lag-ms is how long after the last
// post everything could be found.
func BenchmarkCreateMessageWhileIndexed(b *testing.B) {
	for _, posters := range []int{1, 64} {
		b.Run(fmt.Sprintf("posters=%d", posters), func(b *testing.B) {
			store := mustServe(b, b.TempDir())
			members := crowd(b, store, posters)
			stop, done := make(chan struct{}), make(chan struct{})
			go func() {
				defer close(done)
				follow(b, store, stop)
			}()
			post(b, posters, func(poster, n int) error {
				_, _, err := store.CreateMessage(background, members[poster], chat.NewMessage{Body: text, Key: "key", Once: fmt.Sprint(poster, n), At: time.Now()})
				return err
			})
			posted := time.Now()
			close(stop)
			<-done
			b.ReportMetric(float64(time.Since(posted).Milliseconds()), "lag-ms")
		})
	}
}

// follow brings messages into the index every 200 ms, and a last time when it
// is stopped.
func follow(b *testing.B, store *db.Store, stop chan struct{}) {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for stopped := false; !stopped; {
		select {
		case <-stop:
			stopped = true
		case <-tick.C:
		}
		if err := store.IndexMessages(background); err != nil {
			b.Error(err)
			return
		}
	}
}

// BenchmarkDeleteIndexed removes messages that are in the index.
func BenchmarkDeleteIndexed(b *testing.B) {
	store := mustServe(b, b.TempDir())
	m := mustSettle(b, store)
	var messages []chat.Message
	for n := range b.N {
		message, _, err := store.CreateMessage(background, m, chat.NewMessage{Body: text + fmt.Sprint(" ", n), At: time.Now()})
		if err != nil {
			b.Fatal(err)
		}
		messages = append(messages, message)
	}
	if err := store.IndexMessages(background); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	for _, message := range messages {
		if _, err := store.DeleteMessage(background, m, message.ID, time.Now()); err != nil {
			b.Fatal(err)
		}
	}
}
