package sqlite_test

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"parley/db"
	"parley/db/chat"
	"parley/db/sqlite"
)

func openStore(tb testing.TB) *db.Store {
	engine, err := sqlite.Open(context.Background(), sqlite.Options{Folder: tb.TempDir(), Exclusive: true})
	if err != nil {
		tb.Fatal(err)
	}
	s, err := db.Open(context.Background(), engine, db.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

func first(tb testing.TB, s *db.Store) chat.Membership {
	u, r, err := s.CreateFirstUser(context.Background(), chat.NewUser{Username: "ada"}, "General")
	if err != nil {
		tb.Fatal(err)
	}
	m, err := s.Membership(context.Background(), u.ID, r.ID)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

func BenchmarkMembership(b *testing.B) {
	s := openStore(b)
	m := first(b, s)
	ctx := context.Background()
	ctx2, cancel := context.WithCancel(ctx)
	defer cancel()
	b.Run("bg", func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			if _, err := s.Membership(ctx, m.User.ID, m.Room.ID); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("cancellable", func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			if _, err := s.Membership(ctx2, m.User.ID, m.Room.ID); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func BenchmarkLatest50(b *testing.B) {
	s := openStore(b)
	m := first(b, s)
	ctx := context.Background()
	for i := range 200 {
		if _, _, err := s.CreateMessage(ctx, m, chat.NewMessage{Body: "a message of ordinary length, as people write them all day long", Once: fmt.Sprint(i), At: time.Now()}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N {
		if p, err := s.Latest(ctx, m, 50); err != nil || len(p.Messages) != 50 {
			b.Fatal(err)
		}
	}
}

func BenchmarkPost(b *testing.B) {
	for _, posters := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("store/%d", posters), func(b *testing.B) {
			s := openStore(b)
			ms := crowd(b, s, posters)
			b.ReportAllocs()
			post(b, posters, func(p, i int) error {
				_, created, err := s.CreateMessage(context.Background(), ms[p], chat.NewMessage{Body: body, Key: "k", Once: fmt.Sprint(p, " ", i), At: time.Now()})
				if err == nil && !created {
					err = fmt.Errorf("not created")
				}
				return err
			})
		})
		b.Run(fmt.Sprintf("bare/%d", posters), func(b *testing.B) {
			folder := b.TempDir()
			engine, err := sqlite.Open(context.Background(), sqlite.Options{Folder: folder})
			if err != nil {
				b.Fatal(err)
			}
			s, err := db.Open(context.Background(), engine, db.Options{})
			if err != nil {
				b.Fatal(err)
			}
			ms := crowd(b, s, posters)
			s.Close()
			engine, err = sqlite.Open(context.Background(), sqlite.Options{Folder: folder})
			if err != nil {
				b.Fatal(err)
			}
			defer engine.Close()
			w := startBare(b, engine)
			b.ReportAllocs()
			post(b, posters, func(p, i int) error { return w.post(ms[p], fmt.Sprint(p, " ", i)) })
			close(w.queue)
		})
	}
}

const body = "a message of ordinary length, as people write them all day long, perhaps a hundred letters more or less"

func crowd(b *testing.B, s *db.Store, n int) []chat.Membership {
	m := first(b, s)
	ms := []chat.Membership{m}
	for i := 1; i < n; i++ {
		u, err := s.CreateUser(context.Background(), chat.NewUser{Username: fmt.Sprintf("user%d", i)})
		if err != nil {
			b.Fatal(err)
		}
		x, err := s.Membership(context.Background(), u.ID, m.Room.ID)
		if err != nil {
			b.Fatal(err)
		}
		ms = append(ms, x)
	}
	return ms
}

func post(b *testing.B, posters int, do func(p, i int) error) {
	var next atomic.Int64
	var wg sync.WaitGroup
	before := cpu()
	b.ResetTimer()
	for p := range posters {
		wg.Go(func() {
			for {
				i := next.Add(1)
				if i > int64(b.N) {
					return
				}
				if err := do(p, int(i)); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(cpu()-before)/1e3/float64(b.N), "cpu-us/op")
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "posts/s")
}

func cpu() int64 {
	var u syscall.Rusage
	syscall.Getrusage(0, &u)
	return u.Utime.Nano() + u.Stime.Nano()
}

type bareReq struct {
	m    chat.Membership
	once string
	err  error
	done chan struct{}
}
type bare struct{ queue chan *bareReq }

func (w *bare) post(m chat.Membership, once string) error {
	r := &bareReq{m, once, nil, make(chan struct{})}
	w.queue <- r
	<-r.done
	return r.err
}

func startBare(b *testing.B, engine db.Engine) *bare {
	ctx := context.Background()
	conn, err := engine.Writer.Conn(ctx)
	if err != nil {
		b.Fatal(err)
	}
	w := &bare{make(chan *bareReq, 1024)}
	prep := func(q string) *sql.Stmt {
		s, err := conn.PrepareContext(ctx, q)
		if err != nil {
			b.Fatal(err)
		}
		return s
	}
	begin, commit := prep("BEGIN IMMEDIATE"), prep("COMMIT")
	insert := prep(`INSERT INTO messages (room_id, seq, version, author_id, body, key, once, reply_to, created, before, continues) VALUES (?1, ?2, ?2, ?3, ?4, ?5, ?6, NULL, ?7, ?7, 0)`)
	go func() {
		defer conn.Close()
		seq := 1000
		for r := range w.queue {
			batch := []*bareReq{r}
			runtime.Gosched()
		fill:
			for len(batch) < 64 {
				select {
				case r, ok := <-w.queue:
					if !ok {
						break fill
					}
					batch = append(batch, r)
				default:
					break fill
				}
			}
			_, err := begin.ExecContext(ctx)
			for _, r := range batch {
				if err != nil {
					break
				}
				sum := sha256.Sum256([]byte(r.once))
				seq++
				_, err = insert.ExecContext(ctx, int64(r.m.Room.ID), seq, int64(r.m.User.ID), body, "k", sum[:16], time.Now().UnixMilli())
			}
			if err == nil {
				_, err = commit.ExecContext(ctx)
			}
			for _, r := range batch {
				r.err = err
				close(r.done)
			}
		}
	}()
	return w
}
