package db

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"parley/db/chat"
)

// Columns that hold a list of integers with blanks between them, in any order;
// NULL is an empty one.

// ascending adds the ids of a column to a list, which it keeps in order.
type ascending[T ~int64] struct{ into *[]T }

// Scan implements sql.Scanner.
func (c ascending[T]) Scan(value any) error {
	stored, err := integers(value)
	for _, id := range stored {
		*c.into = append(*c.into, T(id))
	}
	slices.Sort(*c.into)
	return err
}

// quietHours reads the day, the beginning and the end of each in turn.
type quietHours struct{ into *[]chat.QuietHours }

// Scan implements sql.Scanner.
func (c quietHours) Scan(value any) error {
	stored, err := integers(value)
	for day := range slices.Chunk(stored, 3) {
		*c.into = append(*c.into, chat.QuietHours{Day: time.Weekday(day[0]), Begins: int(day[1]), Ends: int(day[2])})
	}
	slices.SortFunc(*c.into, func(a, b chat.QuietHours) int { return cmp.Compare(a.Day, b.Day) })
	return err
}

func integers(value any) ([]int64, error) {
	var listed string
	if err := text(&listed).Scan(value); err != nil {
		return nil, err
	}
	var found []int64
	for one := range strings.FieldsSeq(listed) {
		number, err := strconv.ParseInt(one, 10, 64)
		if err != nil {
			return nil, err
		}
		found = append(found, number)
	}
	return found, nil
}
