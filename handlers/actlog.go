package handlers

import (
	"context"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/views"
)

const (
	entriesShown    = 50
	entriesExported = 500 // at a time
)

// showActLog is a page of the log of acts.
func (s *Server) showActLog(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	page := views.ActLogPage{Form: actLogFormOf(r.URL.Query())}
	filter, refused := s.entryFilter(r, viewer)
	var status int
	var err error
	if page.Form.Errors, status, err = refusedFields(refused); err != nil {
		return err
	}
	if refused == nil {
		found, err := s.store.Entries(r.Context(), filter, entriesShown+1)
		if err != nil {
			return err
		}
		page.Entries = found[:min(len(found), entriesShown)]
		if page.Rooms, err = s.roomsOf(r.Context(), viewer.User, page.Entries); err != nil {
			return err
		}
		if len(found) > entriesShown {
			page.Older = views.ActLogPath + queryOf(page.Form, page.Entries[entriesShown-1].ID)
		}
	}
	page.Query = queryOf(page.Form, 0)
	page.Receipts = s.receipts(func(e chat.Entry) bool { return e.ID != 0 })
	if page.Shell, err = s.shell(w, r, viewer, views.ModerationTitle, 0); err != nil {
		return err
	}
	s.render(w, r, status, views.ActLog(page))
	return nil
}

// roomsOf are the rooms of entries that somebody can find or is in.
func (s *Server) roomsOf(ctx context.Context, viewer chat.User, entries []chat.Entry) ([]chat.Room, error) {
	var ids []chat.RoomID
	for _, e := range entries {
		ids = append(ids, e.Room)
	}
	return s.store.RoomsKnown(ctx, viewer.ID, ids)
}

func actLogFormOf(q url.Values) views.ActLogForm {
	return views.ActLogForm{Actor: chat.Line(q.Get("actor")), Act: q.Get("act"), Target: chat.Line(q.Get("target")), From: q.Get("from"), To: q.Get("to")}
}

// queryOf writes the filter as an address has it.
func queryOf(f views.ActLogForm, before chat.EntryID) string {
	q := url.Values{}
	for name, value := range map[string]string{"actor": f.Actor, "act": f.Act, "target": f.Target, "from": f.From, "to": f.To} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if before != 0 {
		q.Set("before", before.String())
	}
	if len(q) == 0 {
		return ""
	}
	return "?" + q.Encode()
}

// entryFilter reads the filter of an address; chat.Invalid, joined, for what it
// cannot mean.
func (s *Server) entryFilter(r *http.Request, viewer auth.Identity) (chat.EntryFilter, error) {
	typed := actLogFormOf(r.URL.Query())
	f := chat.EntryFilter{Act: chat.Deed(typed.Act)}
	var errs [4]error
	f.Actor, errs[0] = s.named(r, "actor", typed.Actor)
	f.Target, errs[1] = s.named(r, "target", typed.Target)
	zone := s.audiences.of(viewer.User).Zone
	f.From, errs[2] = dayIn(zone, "from", typed.From)
	f.To, errs[3] = dayIn(zone, "to", typed.To)
	if !f.To.IsZero() {
		f.To = f.To.AddDate(0, 0, 1)
	}
	if before, err := chat.ParseID[chat.EntryID](r.URL.Query().Get("before")); err == nil {
		f.Before = before
	}
	return f, errors.Join(errs[:]...)
}

// named finds the person whom a field names; 0 where it is empty.
func (s *Server) named(r *http.Request, field, name string) (chat.UserID, error) {
	if name == "" {
		return 0, nil
	}
	user, err := s.store.UserNamed(r.Context(), name)
	if errors.Is(err, chat.ErrNotFound) {
		err = chat.Invalid{Field: field, Reason: "There is nobody of that name here."}
	}
	return user.ID, err
}

func dayIn(zone *time.Location, field, day string) (time.Time, error) {
	if day == "" {
		return time.Time{}, nil
	}
	if zone == nil {
		zone = time.UTC
	}
	at, err := time.ParseInLocation(time.DateOnly, day, zone)
	if err != nil {
		return at, chat.Invalid{Field: field, Reason: "Write a day as 2006-01-31."}
	}
	return at, nil
}

// eachEntry reads everything that the filter lets through, newest first, a page
// at a time.
func (s *Server) eachEntry(r *http.Request, filter chat.EntryFilter, do func(chat.Entry) error) error {
	for {
		page, err := s.store.Entries(r.Context(), filter, entriesExported)
		if err != nil {
			return err
		}
		for _, e := range page {
			if err := do(e); err != nil {
				return err
			}
			filter.Before = e.ID
		}
		if len(page) < entriesExported {
			return nil
		}
	}
}

// entryLine is an entry as it is exported. Previous entries and these fields,
// in this order, are what its hash stands for.
type entryLine struct {
	ID      chat.EntryID   `json:"id"`
	At      time.Time      `json:"at"`
	Act     chat.Deed      `json:"act"`
	Actor   chat.UserID    `json:"actor_id"`
	By      string         `json:"actor"`
	Target  chat.UserID    `json:"target_id"`
	Whom    string         `json:"target"`
	Room    chat.RoomID    `json:"room_id"`
	Message chat.MessageID `json:"message_id"`
	Report  chat.ReportID  `json:"report_id"`
	Until   string         `json:"until"`
	Reason  string         `json:"reason"`
	Words   string         `json:"words"`
	Hash    string         `json:"hash"`
}

func lineOf(e chat.Entry) entryLine {
	until := ""
	if !e.Until.IsZero() {
		until = e.Until.Format(time.RFC3339)
	}
	return entryLine{e.ID, e.At, e.Act, e.Actor.ID, e.Actor.Name, e.Target.ID, e.Target.Name, e.Room, e.Message, e.Report, until, e.Reason, e.Words, hex.EncodeToString(e.Hash)}
}

// exportJSON gives the log as one JSON object a line.
func (s *Server) exportJSON(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	filter, err := s.entryFilter(r, viewer)
	if err != nil {
		return err
	}
	download(w, "application/x-ndjson", "log.json")
	lines := json.NewEncoder(w)
	return s.cut(s.eachEntry(r, filter, func(e chat.Entry) error { return lines.Encode(lineOf(e)) }))
}

// exportCSV gives the log as a table.
func (s *Server) exportCSV(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	filter, err := s.entryFilter(r, viewer)
	if err != nil {
		return err
	}
	download(w, "text/csv; charset=utf-8", "log.csv")
	table := csv.NewWriter(w)
	table.Write([]string{"id", "at", "act", "actor", "target", "room", "message", "report", "until", "reason", "words", "hash"})
	err = s.eachEntry(r, filter, func(e chat.Entry) error {
		line := lineOf(e)
		return table.Write([]string{e.ID.String(), line.At.Format(time.RFC3339Nano), string(e.Act), cell(line.By), cell(line.Whom), e.Room.String(), e.Message.String(), e.Report.String(), line.Until, cell(e.Reason), cell(e.Words), line.Hash})
	})
	table.Flush()
	return s.cut(errors.Join(err, table.Error()))
}

// cut notes that an export ended before its end: its beginning is with the
// reader already, so there is no other answer.
func (s *Server) cut(err error) error {
	if err != nil {
		s.log.Warn("log not exported whole", "error", err)
	}
	return nil
}

func download(w http.ResponseWriter, kind, name string) {
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
}

// cell keeps a table program from taking what people wrote for a formula
// (https://owasp.org/www-community/attacks/CSV_Injection).
func cell(text string) string {
	if strings.ContainsAny(text[:min(1, len(text))], "=+-@\t\r") {
		return "'" + text
	}
	return text
}
