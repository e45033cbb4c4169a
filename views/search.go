package views

import (
	"net/url"
	"strconv"

	"parley/db/chat"
)

// SearchTitle is the Title of the page of search.
const SearchTitle = "Search"

// SearchPage is what somebody looks for and what was found.
type SearchPage struct {
	Shell Shell
	Form  SearchForm
	Hits  []chat.Hit // newest first
	Older bool       // there are more before the last
	After bool       // newer ones stand on the page before
	Sorry string     // why there is no answer; empty: there is one
}

// SearchForm is what was typed into the form of a search.
type SearchForm struct {
	Words         string
	From          string
	In            string // a room's id, or empty
	Has           string // "link", or empty
	Since, Before string // days, as in 2026-11-01
	Errors        Errors
}

// Empty: nothing was asked for.
func (f SearchForm) Empty() bool { return f.Words == "" && !f.narrowed() }

// narrowed: a field besides the words is filled in.
func (f SearchForm) narrowed() bool {
	return f.From+f.In+f.Has+f.Since+f.Before != "" || len(f.Errors) > 0
}

// query is the form as the address of its answer has it, with the message
// before which its page ends; 0 for the first page.
func (f SearchForm) query(older chat.MessageID) string {
	values := url.Values{"q": {f.Words}}
	for name, value := range map[string]string{"from": f.From, "in": f.In, "has": f.Has, "after": f.Since, "before": f.Before} {
		if value != "" {
			values.Set(name, value)
		}
	}
	if older != 0 {
		values.Set("older", older.String())
	}
	return "?" + values.Encode()
}

// last is the oldest message that the page shows.
func (p SearchPage) last() chat.MessageID { return p.Hits[len(p.Hits)-1].Message.ID }

// answer says how much was found.
func (p SearchPage) answer() string {
	switch {
	case p.After:
		return "Older messages"
	case p.Older:
		return "The newest " + strconv.Itoa(len(p.Hits)) + " messages, older ones below"
	}
	return messages(len(p.Hits)) + ", newest first"
}

// The pages of search.
const (
	SearchPath     = "/search"      // GET [q, from, in, has, after, before, older]
	SearchMorePath = "/search/more" // the same, answered with the hits alone
)

// SearchRoomPath is a search in one room, of which the words are still to come.
func SearchRoomPath(room chat.RoomID) string { return SearchPath + "?in=" + room.String() }

func olderHitsPath(f SearchForm, older chat.MessageID) string { return SearchPath + f.query(older) }

func moreHitsPath(f SearchForm, older chat.MessageID) string { return SearchMorePath + f.query(older) }
