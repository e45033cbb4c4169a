package db

import (
	"database/sql"
	"fmt"
	"time"

	"parley/db/chat"
)

// Where a query's columns go. These read NULL as zero, so that a list may join
// what is not there for every row, and they know our types, for which
// database/sql would use reflection.

// number is where an integer goes.
func number[T ~int64](into *T) sql.Scanner { return numberColumn[T]{into} }

// count is where a number of things goes.
func count(into *int) sql.Scanner { return countColumn{into} }

// text is where a text goes.
func text[T ~string](into *T) sql.Scanner { return textColumn[T]{into} }

// flagged is where a boolean goes, which is stored as 0 or 1.
func flagged(into *bool) sql.Scanner { return flagColumn{into} }

// moment is where a time goes, which is stored in milliseconds.
func moment(into *time.Time) sql.Scanner { return momentColumn{into} }

type (
	numberColumn[T ~int64] struct{ into *T }
	countColumn            struct{ into *int }
	textColumn[T ~string]  struct{ into *T }
	flagColumn             struct{ into *bool }
	momentColumn           struct{ into *time.Time }
)

func (c numberColumn[T]) Scan(value any) error {
	stored, err := integer(value)
	*c.into = T(stored)
	return err
}

func (c countColumn) Scan(value any) error {
	stored, err := integer(value)
	*c.into = int(stored)
	return err
}

func (c textColumn[T]) Scan(value any) error {
	switch stored := value.(type) {
	case nil:
		*c.into = ""
	case string:
		*c.into = T(stored)
	case []byte:
		*c.into = T(stored)
	default:
		return fmt.Errorf("a %T where a text should be", value)
	}
	return nil
}

func (c flagColumn) Scan(value any) error {
	stored, err := integer(value)
	*c.into = stored != 0
	return err
}

func (c momentColumn) Scan(value any) error {
	stored, err := integer(value)
	*c.into = chat.Time(stored)
	return err
}

func integer(value any) (int64, error) {
	switch stored := value.(type) {
	case nil:
		return 0, nil
	case int64:
		return stored, nil
	}
	return 0, fmt.Errorf("a %T where an integer should be", value)
}

// flag is how a boolean is stored.
func flag(is bool) int64 {
	if is {
		return 1
	}
	return 0
}

// optional is how an id that may be 0 is stored: 0 as NULL.
func optional[T ~int64](id T) any {
	if id == 0 {
		return nil
	}
	return int64(id)
}

// now is the present as it is stored: to the millisecond.
func now() time.Time { return chat.Time(chat.Millis(time.Now())) }
