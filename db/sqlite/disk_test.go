package sqlite_test

import (
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"parley/db"
	"parley/db/chat"
)

func TestFullDiskRefusesAndRecovers(t *testing.T) {
	limited := startChild(t, "small disk", t.TempDir())

	for limited.lines.Scan() {
		t.Log(limited.lines.Text())
	}

	if err := limited.Wait(); err != nil {
		t.Error(err)
	}
}

// fillSmallDisk runs a store into a limit on the size of files, and gives room
// again.
func fillSmallDisk(folder string) error {
	signal.Ignore(syscall.SIGXFSZ) // a write beyond the limit is then an error
	store, err := serve(folder)
	if err != nil {
		return err
	}
	m, err := settle(store)
	if err != nil {
		return err
	}
	if err := limitFiles(folder); err != nil {
		return err
	}
	stored, err := postUntilRefused(store, m)
	if err != nil {
		return err
	}
	if err := expectStored(store, m, stored); err != nil {
		return err
	}
	if err := setFileLimit(^uint64(0)); err != nil {
		return err
	}
	if err := untilWritable(store); err != nil {
		return err
	}
	if _, _, err := store.CreateMessage(background, m, numbered(0, stored)); err != nil {
		return fmt.Errorf("after recovery: %w", err)
	}
	return errors.Join(expectStored(store, m, stored+1), store.Check(background), store.Close())
}

// limitFiles leaves the log room to grow by little.
func limitFiles(folder string) error {
	info, err := os.Stat(filepath.Join(folder, "parley.db-wal"))
	if err != nil {
		return err
	}
	return setFileLimit(uint64(info.Size()) + 100_000)
}

func setFileLimit(bytes uint64) error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	limit.Cur = min(bytes, limit.Max)
	return syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit)
}

// postUntilRefused gives the number of messages that were acknowledged before
// the store went into read-only mode.
func postUntilRefused(store *db.Store, m chat.Membership) (stored int, err error) {
	for store.Writable() == nil {
		_, created, err := store.CreateMessage(background, m, numbered(0, stored))
		switch {
		case err == nil && created:
			stored++
		case !errors.Is(err, chat.ErrUnavailable):
			return stored, fmt.Errorf("message %d: created %v, %w", stored, created, err)
		}
	}
	fmt.Println(stored, "messages fitted")
	return stored, nil
}

func expectStored(store *db.Store, m chat.Membership, want int) error {
	said, err := allMessages(store, m)
	if err == nil && len(said) != want {
		err = fmt.Errorf("%d messages are stored, and %d were acknowledged", len(said), want)
	}
	return err
}

func untilWritable(store *db.Store) error {
	poll := time.NewTicker(10 * time.Millisecond)
	defer poll.Stop()
	late := time.After(5 * time.Second)
	for store.Writable() != nil {
		select {
		case <-poll.C:
		case <-late:
			return errors.New("not writable five seconds after there was room again")
		}
	}
	return nil
}
