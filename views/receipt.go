package views

import (
	"fmt"
	"slices"
	"strconv"

	"parley/db/chat"
)

// Receipt is on how many of the open pages that it concerns an act shows.
type Receipt struct {
	ID          uint64
	Entry       chat.Entry // of the act; ID 0: it stands in no log
	Shuts       bool       // the pages have it when they are closed
	Have, Total int
}

// Receipts are those of several acts, the latest first.
type Receipts []Receipt

// receiptsShown bounds how many acts a page speaks of that is about more.
const receiptsShown = 5

// about are those of what was decided about a report.
func (r Receipts) about(report chat.ReportID) Receipts {
	return r.having(func(e chat.Entry) bool { return e.Report == report })
}

// of is that of an entry of the log, or nothing.
func (r Receipts) of(entry chat.EntryID) Receipts {
	return r.having(func(e chat.Entry) bool { return e.ID == entry })
}

func (r Receipts) having(wanted func(chat.Entry) bool) Receipts {
	return slices.DeleteFunc(slices.Clone(r), func(one Receipt) bool { return !wanted(one.Entry) })
}

// sentence says how far the act has come.
func (r Receipt) sentence() string {
	switch {
	case r.Total == 0:
		return "no page was open"
	case r.Shuts && r.Total == 1:
		return fmt.Sprintf("%d of 1 open page is closed", r.Have)
	case r.Shuts:
		return fmt.Sprintf("%d of %d open pages are closed", r.Have, r.Total)
	case r.Total == 1:
		return fmt.Sprintf("%d of 1 open page has it", r.Have)
	}
	return fmt.Sprintf("%d of %d open pages have it", r.Have, r.Total)
}

// appliedWith are the values of a page's answer to a question.
func appliedWith(ask uint64) string { return "action:applied,ask:" + strconv.FormatUint(ask, 10) }
