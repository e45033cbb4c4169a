package db

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"time"

	"parley/db/chat"
)

// ErrSearchTooLong: a search took longer than a reader's transaction may.
var ErrSearchTooLong = errors.New("db: the search took too long")

// SearchPage is a page of what was found.
type SearchPage struct {
	Hits  []chat.Hit // newest first
	Older bool       // there are more before the last
}

// findMessages is the query of a search: the index says what matches, the
// memberships what of it the person may see. ?3 is that person, ?4 and ?5 bound
// the time, ?6 the number.
func (e *Engine) findMessages() string {
	return `
	SELECT ` + messageColumns + `
	FROM (` + e.Search.Found + `) f
	CROSS JOIN messages m ON m.id = f.id
	JOIN memberships s ON s.room_id = m.room_id AND s.user_id = ?3
	JOIN users u ON u.id = m.author_id
	WHERE m.deleted = 0 AND m.created >= ?4 AND m.created < ?5
		AND NOT EXISTS (SELECT 1 FROM blocks WHERE user_id = ?3 AND blocked_id = m.author_id)
	ORDER BY f.id DESC
	LIMIT ?6`
}

const allMembershipsOf = selectMembership + `
	WHERE m.user_id = ?1`

const peopleCalled = `
	SELECT id
	FROM users
	WHERE username = ?1 OR display_folded = ?1
	LIMIT 100`

// Search finds what was said in the rooms that a person is in now, newest
// first and at most limit, but for what people wrote whom they block. before is
// the oldest message that the person has seen already, 0 for none.
// ErrSearchTooLong after two seconds.
func (s *Store) Search(ctx context.Context, user chat.UserID, search chat.Search, before chat.MessageID, limit int) (SearchPage, error) {
	ctx, cancel := context.WithTimeout(ctx, maxRead)
	defer cancel()
	var page SearchPage
	err := s.snapshot(ctx, func(from source) (err error) {
		page, err = s.search(from, user, search, before, limit)
		return err
	})
	if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return SearchPage{}, ErrSearchTooLong
	}
	return page, err
}

func (s *Store) search(from source, user chat.UserID, search chat.Search, before chat.MessageID, limit int) (SearchPage, error) {
	places, err := list(from, membershipFields, allMembershipsOf, user)
	if err != nil {
		return SearchPage{}, err
	}
	match, possible, err := matchOf(from, search, places)
	if err != nil || !possible {
		return SearchPage{}, err
	}
	if before == 0 {
		before = math.MaxInt64
	}
	query := s.engine.Search.Match(match)
	found, err := list(from, messageFields, s.finding, query, before, user,
		chat.Millis(match.Since), chat.Millis(match.Until), limit+1)
	if err != nil {
		return SearchPage{}, err
	}
	page := SearchPage{Older: len(found) > limit}
	page.Hits = hitsOf(found[:min(len(found), limit)], places, search.Terms)
	return page, nil
}

func hitsOf(found []chat.Message, places []chat.Membership, terms []chat.SearchTerm) []chat.Hit {
	in := map[chat.RoomID]chat.Membership{}
	for _, m := range places {
		in[m.Room.ID] = m
	}
	hits := make([]chat.Hit, len(found))
	for i, m := range found {
		hits[i] = chat.Hit{Message: m, Place: in[m.Room], Excerpt: excerpt(m.Body, terms)}
	}
	return hits
}

// matchOf turns names into ids, and terms into those that hold a letter.
// possible is false where nothing can match.
func matchOf(from source, search chat.Search, places []chat.Membership) (match Match, possible bool, err error) {
	match = Match{Rooms: roomsOfSearch(search, places), Link: search.Link, Holds: Holds{File: search.File, Picture: search.Picture}, Since: search.Since, Until: search.Until}
	for _, term := range search.Terms {
		if len(Terms(term.Text)) > 0 {
			match.Terms = append(match.Terms, term)
		}
	}
	for _, name := range search.From {
		people, err := list(from, single[chat.UserID], peopleCalled, strings.ToLower(name))
		if err != nil {
			return match, false, err
		}
		match.Authors = append(match.Authors, people...)
	}
	if match.Until.IsZero() {
		match.Until = now().Add(24 * time.Hour) // a clock may have been ahead
	}
	without := len(match.Terms) == 0 && (len(search.Terms) > 0 || search.Empty())
	return match, !without && len(match.Rooms) > 0 && (len(search.From) == 0 || len(match.Authors) > 0), nil
}

// roomsOfSearch are the person's rooms that a search is about.
func roomsOfSearch(search chat.Search, places []chat.Membership) (rooms []chat.RoomID) {
	for _, m := range places {
		if len(search.In)+len(search.Rooms) == 0 || slices.Contains(search.Rooms, m.Room.ID) ||
			slices.ContainsFunc(search.In, func(name string) bool { return sameName(name, m.Title()) }) {
			rooms = append(rooms, m.Room.ID)
		}
	}
	return rooms
}

// sameName compares names as search compares words.
func sameName(a, b string) bool {
	return slices.EqualFunc(Terms(a), Terms(b), func(a, b Term) bool { return slices.Equal(a.Letters, b.Letters) }) &&
		(len(Terms(a)) > 0 || a == b)
}
