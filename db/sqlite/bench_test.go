package sqlite_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"parley/db"
	"parley/db/chat"
)

// text is of ordinary length.
const text = "Shall we meet at five and talk about the new release? I have put the notes where everybody finds them."

// BenchmarkCreateMessage posts durably into one room. Its anchor is the bare
// writer, in the same run: a loop that commits in groups and inserts the same
// row, with nothing around it.
func BenchmarkCreateMessage(b *testing.B) {
	for _, posters := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("posters=%d/store", posters), func(b *testing.B) {
			store := mustServe(b, b.TempDir())
			members := crowd(b, store, posters)
			post(b, posters, func(poster, n int) error {
				_, _, err := store.CreateMessage(background, members[poster],
					chat.NewMessage{Body: text, Key: "key", Once: fmt.Sprint(poster, n), At: time.Now()})
				return err
			})
		})
		b.Run(fmt.Sprintf("posters=%d/bare", posters), func(b *testing.B) {
			folder := b.TempDir()
			store := mustServe(b, folder)
			members := crowd(b, store, posters)
			mustClose(b, store)
			bare := startBareWriter(b, folder)
			post(b, posters, func(poster, n int) error {
				return bare.insert(members[poster], fmt.Sprint(poster, n))
			})
		})
	}
}

// crowd is n people in one room.
func crowd(b *testing.B, store *db.Store, n int) []chat.Membership {
	b.Helper()
	members := []chat.Membership{mustSettle(b, store)}
	for i := 1; i < n; i++ {
		user, err := store.CreateUser(background, chat.NewUser{Username: fmt.Sprint("user", i)})
		if err != nil {
			b.Fatal(err)
		}
		m, err := store.Membership(background, user.ID, members[0].Room.ID)
		if err != nil {
			b.Fatal(err)
		}
		members = append(members, m)
	}
	return members
}

// post shares b.N posts among posters. Beside the time it tells how much of
// the processors each post took, which other work on the machine changes less.
func post(b *testing.B, posters int, do func(poster, n int) error) {
	b.Helper()
	var next atomic.Int64
	var group sync.WaitGroup
	used := processorTime(b)
	b.ResetTimer()
	for poster := range posters {
		group.Go(func() {
			for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
				if err := do(poster, int(n)); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "posts/s")
	b.ReportMetric(float64((processorTime(b)-used).Microseconds())/float64(b.N), "cpu-µs/op")
}

func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// BenchmarkMembership is the question that every frame asks.
func BenchmarkMembership(b *testing.B) {
	store := mustServe(b, b.TempDir())
	m := crowd(b, store, 64)[63]
	b.ReportAllocs()
	for b.Loop() {
		if _, err := store.Membership(b.Context(), m.User.ID, m.Room.ID); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkMembershipsOf is what a sidebar asks: fifty rooms.
func BenchmarkMembershipsOf(b *testing.B) {
	store := mustServe(b, b.TempDir())
	m := mustSettle(b, store)
	for i := range 49 {
		if _, err := store.EnterRoom(background, m.User, fmt.Sprint("Room ", i)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if found, err := store.MembershipsOf(b.Context(), m.User.ID); err != nil || len(found) != 50 {
			b.Fatal(len(found), err)
		}
	}
}

// BenchmarkLatest50 is the page of a room that nobody has kept.
func BenchmarkLatest50(b *testing.B) {
	store := mustServe(b, b.TempDir())
	members := crowd(b, store, 8)
	for n := range 200 {
		_, _, err := store.CreateMessage(background, members[n%8], chat.NewMessage{Body: text, Key: "key", At: time.Now()})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	for b.Loop() {
		if page, err := store.Latest(b.Context(), members[0], 50); err != nil || len(page.Messages) != 50 {
			b.Fatal(len(page.Messages), err)
		}
	}
}
