package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/mattn/go-sqlite3"
)

// purpose is what a connection is for.
type purpose struct {
	mode    string // of the file: https://www.sqlite.org/uri.html
	pragmas []string
}

// with gives a purpose its own pragmas and those of every connection
// (https://www.sqlite.org/pragma.html). trusted_schema and cell_size_check
// distrust a file that somebody may have made; secure_delete overwrites deleted
// text where that costs no extra write; memory maps are off because an I/O
// error in one is a signal that kills the process.
func with(mode string, pragmas ...string) purpose {
	return purpose{mode, append(pragmas,
		"busy_timeout = 5000", // milliseconds
		"foreign_keys = ON",
		"trusted_schema = OFF",
		"cell_size_check = ON",
		"secure_delete = FAST",
		"temp_store = MEMORY",
		"cache_size = -16000", // KiB
		"mmap_size = 0",
	)}
}

// writing makes a commit survive a power cut.
func writing() purpose {
	return with("rwc",
		"journal_mode = WAL",
		"synchronous = FULL",
		"wal_autocheckpoint = 1000",     // pages
		"journal_size_limit = 67108864", // bytes
	)
}

func reading() purpose { return with("ro", "query_only = ON") }

// statementCache holds every query of the house, prepared, a connection.
const statementCache = "512"

// connector opens connections of one purpose. It takes the place of a driver
// registered by name, which would be a global.
type connector struct {
	driver *sqlite3.SQLiteDriver
	name   string
}

func newConnector(file string, p purpose) connector {
	query := url.Values{"mode": {p.mode}, "_txlock": {"immediate"}, "_stmt_cache_size": {statementCache}}
	if p.mode == "ro" {
		query.Set("_txlock", "deferred")
	}
	name := url.URL{Scheme: "file", Opaque: (&url.URL{Path: file}).EscapedPath(), RawQuery: query.Encode()}
	hook := func(conn *sqlite3.SQLiteConn) error { return setUp(conn, p.pragmas) }
	return connector{&sqlite3.SQLiteDriver{ConnectHook: hook}, name.String()}
}

// Connect is driver.Connector.
func (c connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.name) }

// Driver is driver.Connector.
func (c connector) Driver() driver.Driver { return c.driver }

func setUp(conn *sqlite3.SQLiteConn, pragmas []string) error {
	for _, pragma := range pragmas {
		if _, err := conn.Exec("PRAGMA "+pragma, nil); err != nil {
			return fmt.Errorf("%s: %w", pragma, err)
		}
	}
	// The log file stays when the last connection closes, so that a missing
	// one means that somebody took it away (see folder.inspect).
	return conn.SetFileControlInt("main", sqlite3.SQLITE_FCNTL_PERSIST_WAL, 1)
}

// marks writes +?1 for ?1, which means the same. SQLite 3.54 looks at the
// values of bare marks when it plans, and so prepares a query with a join or a
// LIMIT anew at every use, because the driver clears the values in between;
// that costs more than the query itself (sqlite3ExprIsInteger and
// sqlite3VdbeReprepareOnBind in its source). No query of the house has a
// question mark that is no mark.
func marks(query string) string { return strings.ReplaceAll(query, "?", "+?") }

// conflict: two rows would have one key.
func conflict(err error) bool {
	var e sqlite3.Error
	return errors.As(err, &e) &&
		(e.ExtendedCode == sqlite3.ErrConstraintUnique || e.ExtendedCode == sqlite3.ErrConstraintPrimaryKey)
}

// broken: SQLite may have rolled back by itself, or will not go on. Errors
// that are about one statement only leave the transaction as it was
// (https://www.sqlite.org/lang_transaction.html, section 3).
func broken(err error) bool {
	if errors.Is(err, driver.ErrBadConn) {
		return true
	}
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return false
	}
	switch e.Code {
	case sqlite3.ErrError, sqlite3.ErrConstraint, sqlite3.ErrMismatch, sqlite3.ErrRange, sqlite3.ErrTooBig:
		return false
	}
	return true
}
