package sqlite_test

import (
	"crypto/sha256"
	"database/sql"
	"runtime"
	"testing"
	"time"

	"parley/db/chat"
	"parley/db/sqlite"
)

// bareWriter is group commit and one insert: as little as a durable message
// can cost with this driver and these tables.
type bareWriter struct {
	queue  chan *bareRow
	begin  *sql.Stmt
	add    *sql.Stmt
	commit *sql.Stmt
	seq    int64
}

type bareRow struct {
	member chat.Membership
	once   string
	err    error
	stored chan struct{}
}

const bareInsert = `
	INSERT INTO messages (room_id, seq, version, author_id, body, key, once, created, before, continues)
	VALUES (?1, ?2, ?2, ?3, ?4, 'key', ?5, ?6, 0, 0)`

func startBareWriter(b *testing.B, folder string) *bareWriter {
	b.Helper()
	engine, err := sqlite.Open(background, sqlite.Options{Folder: folder, Log: quiet})
	if err != nil {
		b.Fatal(err)
	}
	conn, err := engine.Writer.Conn(background)
	if err != nil {
		b.Fatal(err)
	}
	prepare := func(query string) *sql.Stmt {
		statement, err := conn.PrepareContext(background, query)
		if err != nil {
			b.Fatal(err)
		}
		return statement
	}
	w := &bareWriter{queue: make(chan *bareRow, 1024), begin: prepare("BEGIN IMMEDIATE"),
		add: prepare(bareInsert), commit: prepare("COMMIT"), seq: 1000}
	done := make(chan struct{})
	go func() {
		defer close(done)
		w.run()
	}()
	b.Cleanup(func() {
		close(w.queue)
		<-done
		conn.Close()
		if err := engine.Close(); err != nil {
			b.Error(err)
		}
	})
	return w
}

func (w *bareWriter) insert(m chat.Membership, once string) error {
	row := &bareRow{member: m, once: once, stored: make(chan struct{})}
	w.queue <- row
	<-row.stored
	return row.err
}

func (w *bareWriter) run() {
	for row := range w.queue {
		runtime.Gosched()
		rows := []*bareRow{row}
		for len(rows) < 64 && len(w.queue) > 0 {
			rows = append(rows, <-w.queue)
		}
		err := w.store(rows)
		for _, row := range rows {
			row.err = err
			close(row.stored)
		}
	}
}

func (w *bareWriter) store(rows []*bareRow) error {
	if _, err := w.begin.Exec(); err != nil {
		return err
	}
	for _, row := range rows {
		w.seq++
		once := sha256.Sum256([]byte(row.once))
		if _, err := w.add.Exec(row.member.Room.ID, w.seq, row.member.User.ID, text, once[:16], time.Now().UnixMilli()); err != nil {
			return err
		}
	}
	_, err := w.commit.Exec()
	return err
}
