package handlers_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
)

// logbook keeps everything the server logs, down to the daily life of debug,
// and the secrets that were used, none of which may be in it.
type logbook struct {
	mu      sync.Mutex
	text    bytes.Buffer
	secrets map[string]bool
}

func newLogbook() *logbook { return &logbook{secrets: map[string]bool{}} }

func (l *logbook) logger() *slog.Logger {
	return slog.New(slog.NewJSONHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// Write implements io.Writer.
func (l *logbook) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

// minSecret keeps short words that are no secrets out of the search.
const minSecret = 12

// secret remembers a token, cookie or password that travelled.
func (l *logbook) secret(text string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(text) >= minSecret {
		l.secrets[text] = true
	}
}

// lines are the records so far, as they were written.
func (l *logbook) lines() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.FieldsFunc(l.text.String(), func(r rune) bool { return r == '\n' })
}

// refusals are the records of requests that were not done.
func (l *logbook) refusals() []string {
	return slices.DeleteFunc(l.lines(), func(line string) bool {
		return !strings.Contains(line, `"msg":"request `) && !strings.Contains(line, `"msg":"upgrade failed"`)
	})
}

// check fails for a secret in the log and for a line that is no record.
func (l *logbook) check(t testing.TB) {
	t.Helper()
	lines := l.lines()
	for _, line := range lines {
		if !json.Valid([]byte(line)) {
			t.Errorf("the log holds %q, which is no record", line)
		}
	}
	whole := strings.Join(lines, "\n")
	l.mu.Lock()
	defer l.mu.Unlock()
	for secret := range l.secrets {
		if strings.Contains(whole, secret) {
			t.Errorf("the log holds the secret %.12s…", secret)
		}
	}
}
