package views

import (
	"testing"

	"parley/db/chat"
)

func (s sampler) receipts() Receipts {
	return Receipts{{ID: 9, Entry: chat.Entry{ID: 3, Act: chat.DeedBan, Actor: s.somebody(), Target: s.somebody(), Report: 7}, Shuts: true, Have: 2, Total: 3},
		{ID: 8, Entry: chat.Entry{ID: 2, Act: chat.DeedRemove, Actor: s.somebody(), Target: s.somebody(), Report: 7}, Have: 12, Total: 12}}
}

func TestReceiptSaysHowManyOpenPagesHaveIt(t *testing.T) {
	for want, r := range map[string]Receipt{
		"no page was open":             {},
		"0 of 1 open page has it":      {Total: 1},
		"12 of 12 open pages have it":  {Have: 12, Total: 12},
		"1 of 1 open page is closed":   {Shuts: true, Have: 1, Total: 1},
		"2 of 3 open pages are closed": {Shuts: true, Have: 2, Total: 3},
	} {
		if got := r.sentence(); got != want {
			t.Errorf("%+v says %q, want %q", r, got, want)
		}
	}
}
