//go:build linux

package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"html"
	"io"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	_ "github.com/mattn/go-sqlite3" // the driver named "sqlite3"
)

const (
	writerQueue = 256
	writerGroup = 256 // rows in one transaction
)

// writerSchema is a message's row and its key.
const writerSchema = `
CREATE TABLE messages (
	id INTEGER PRIMARY KEY, room INTEGER NOT NULL, author INTEGER NOT NULL, seq INTEGER NOT NULL,
	key TEXT NOT NULL, body TEXT NOT NULL, html TEXT NOT NULL, created INTEGER NOT NULL,
	UNIQUE (room, seq), UNIQUE (author, room, key)
) STRICT;
`

const insertRow = `
INSERT INTO messages (room, author, seq, key, body, html, created)
VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6)`

// row is a post on its way; stored gets the outcome of its transaction.
type row struct {
	author    int
	key, body string
	stored    chan error
}

// writer stores messages durably in groups, as quickly as SQLite lets one
// goroutine: whatever waits goes into one transaction with one sync.
type writer struct {
	db     *sql.DB
	conn   *sql.Conn
	insert *sql.Stmt
	seq    int
	queue  chan row
	ended  chan struct{}
}

func openWriter(ctx context.Context, folder string) (*writer, error) {
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(folder, "baseline.db")+"?_journal_mode=WAL&_synchronous=FULL&_busy_timeout=5000")
	if err != nil {
		return nil, err
	}
	w := &writer{db: db, queue: make(chan row, writerQueue), ended: make(chan struct{})}
	if err := w.prepare(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	go w.run()
	return w, nil
}

func (w *writer) prepare(ctx context.Context) (err error) {
	if w.conn, err = w.db.Conn(ctx); err != nil {
		return err
	}
	if _, err = w.conn.ExecContext(ctx, writerSchema); err != nil {
		return err
	}
	w.insert, err = w.conn.PrepareContext(ctx, insertRow)
	return err
}

// close stores what waits. Nobody may post any more.
func (w *writer) close() error {
	close(w.queue)
	<-w.ended
	return errors.Join(w.insert.Close(), w.conn.Close(), w.db.Close())
}

// post returns when the message is durable.
func (w *writer) post(author int, key, body string) error {
	r := row{author, key, body, make(chan error, 1)}
	w.queue <- r
	return <-r.stored
}

func (w *writer) run() {
	defer close(w.ended)
	group := make([]row, 0, writerGroup)
	for first := range w.queue {
		runtime.Gosched() // whoever is ready to post joins the group
		group = w.gather(append(group[:0], first))
		err := w.commit(group)
		for _, r := range group {
			r.stored <- err
		}
	}
}

func (w *writer) gather(group []row) []row {
	for len(group) < writerGroup {
		select {
		case r, ok := <-w.queue:
			if !ok {
				return group
			}
			group = append(group, r)
		default:
			return group
		}
	}
	return group
}

func (w *writer) commit(group []row) error {
	ctx := context.Background() // one that can end would cost go-sqlite3 a goroutine a statement
	if _, err := w.conn.ExecContext(ctx, "BEGIN IMMEDIATE"); err != nil {
		return err
	}
	for _, r := range group {
		w.seq++
		rendered := "<p>" + html.EscapeString(r.body) + "</p>"
		if _, err := w.insert.ExecContext(ctx, r.author, w.seq, r.key, r.body, rendered, time.Now().UnixMilli()); err != nil {
			_, failed := w.conn.ExecContext(ctx, "ROLLBACK")
			return errors.Join(err, failed)
		}
	}
	_, err := w.conn.ExecContext(ctx, "COMMIT")
	return err
}

// runWriter posts to the writer directly, with no HTTP between, and prints posts a second.
func runWriter(ctx context.Context, o baselineOptions, stdout io.Writer) error {
	w, err := openWriter(ctx, o.folder)
	if err != nil {
		return err
	}
	begin, deadline := time.Now(), time.Now().Add(o.span)
	counts, errs := make([]int, o.posters), make([]error, o.posters)
	body := strings.Repeat(" lorem ipsum", textSize/12)
	var posters sync.WaitGroup
	for i := range o.posters {
		posters.Go(func() {
			for time.Now().Before(deadline) && ctx.Err() == nil && errs[i] == nil {
				errs[i] = w.post(i, fmt.Sprintf("%d-%d", i, counts[i]), fmt.Sprint("post ", counts[i], body))
				counts[i]++
			}
		})
	}
	posters.Wait()
	elapsed, stored := time.Since(begin), 0
	for _, n := range counts {
		stored += n
	}
	if err := errors.Join(append(errs, w.close())...); err != nil {
		return err
	}
	_, err = fmt.Fprintf(stdout, "%.0f\n", float64(stored)/elapsed.Seconds())
	return err
}
