package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
)

// checkpointer moves pages from the log into the file on its own connection,
// so that no commit has to wait for it.
type checkpointer struct {
	file  string
	log   *slog.Logger
	pool  *sql.DB
	woken chan struct{}
	done  chan struct{}
}

// largeLog is the length of the log, in bytes, from which on it is worth a
// checkpoint: what SQLite itself takes, 1000 pages of 4 KiB.
const largeLog = 4 << 20

func startCheckpointer(file string, log *slog.Logger) *checkpointer {
	c := &checkpointer{
		file:  file,
		log:   log,
		pool:  sql.OpenDB(newConnector(file, writing)),
		woken: make(chan struct{}, 1),
		done:  make(chan struct{}),
	}
	c.pool.SetMaxOpenConns(1)
	go c.run()
	return c
}

// wake has the log looked at soon. It does not block.
func (c *checkpointer) wake() {
	select {
	case c.woken <- struct{}{}:
	default:
	}
}

func (c *checkpointer) run() {
	defer close(c.done)
	for range c.woken {
		info, err := os.Stat(c.file + walSuffix)
		if err != nil || info.Size() < largeLog {
			continue
		}
		if _, err := c.checkpoint("PASSIVE"); err != nil {
			c.log.Warn("checkpoint", "err", err)
		}
	}
}

// checkpoint gives the number of pages that are in the log still
// (https://www.sqlite.org/pragma.html#pragma_wal_checkpoint).
func (c *checkpointer) checkpoint(mode string) (left int, err error) {
	var busy, pages, moved int
	err = c.pool.QueryRowContext(context.Background(), "PRAGMA wal_checkpoint("+mode+")").Scan(&busy, &pages, &moved)
	if err == nil && mode != "PASSIVE" && busy != 0 {
		err = fmt.Errorf("%s checkpoint: somebody reads or writes", mode)
	}
	return pages - moved, err
}

// close empties the log once more. Nobody may call wake any longer.
func (c *checkpointer) close() error {
	close(c.woken)
	<-c.done
	_, err := c.checkpoint("TRUNCATE")
	return errors.Join(err, c.pool.Close())
}
