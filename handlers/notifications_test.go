package handlers_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

var olderRows = regexp.MustCompile(`href="(/notifications\?before=\d+)"`)

func TestBellIsAPageWithTheSameRowsAndForms(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	bob.get("/notifications").is(200).holds("Nothing waits for you")
	h.mention(ada, bob, 25)

	var rows []row
	next := "/notifications"
	for next != "" {
		page := bob.get(next).is(200)
		rows = append(rows, bob.listed(next)...)
		rest := bob.listed("/notifications/rows" + strings.TrimPrefix(next, "/notifications"))
		if !slices.Equal(rows[len(rows)-len(rest):], rest) {
			t.Errorf("%s and its rows differ", next)
		}
		next = ""
		if found := olderRows.FindStringSubmatch(page.body); found != nil {
			next = found[1]
		}
		ada.say(lobby, "@bob") // above what is read
	}
	ids := map[string]bool{}
	for _, r := range rows {
		ids[r.id] = true
	}
	if len(rows) != 25 || len(ids) != 25 {
		t.Fatalf("%d rows, %d different", len(rows), len(ids))
	}

	id := strings.TrimPrefix(rows[0].id, "notification-")
	m := h.membership(bob, 26)
	bob.post("/notifications/" + id).leadsTo("/rooms/26?around=" + h.stored(bob, m.Room.ID)[0].ID.String() + "#message-" + h.stored(bob, m.Room.ID)[0].ID.String())
	bob.post("/notifications/read", "id", strings.TrimPrefix(rows[1].id, "notification-"), "id", strings.TrimPrefix(rows[2].id, "notification-")).leadsTo("/notifications")
	if now := bob.listed("/notifications/rows?before=27"); len(now) != 10 || unreadIn(bob.listed("/notifications")) != 7 {
		t.Errorf("%d rows of %d are unread", unreadIn(bob.listed("/notifications")), len(now))
	}
	bob.post("/notifications/read").leadsTo("/notifications")
	bob.get("/notifications").is(200).holds(`id="bell-count" hidden`)
	if left := unreadIn(bob.listed("/notifications")); left != 0 {
		t.Errorf("%d rows are unread", left)
	}
	bob.get("/notifications?before=1").is(200).holds("That was everything")
}

func unreadIn(rows []row) (unread int) {
	for _, r := range rows {
		if !r.read {
			unread++
		}
	}
	return unread
}

func TestBellIsItsPersonsAlone(t *testing.T) {
	h, ada := newInhabited(t)
	bob, eve := h.person("bob"), h.person("eve")
	h.mention(ada, bob, 1)
	id := strings.TrimPrefix(bob.listed("/notifications")[0].id, "notification-")

	nothing := eve.post("/notifications/987654321").is(404)
	if got := eve.post("/notifications/" + id).is(404); got.body != nothing.body {
		t.Error("somebody else's row is told from none")
	}
	eve.post("/notifications/read", "id", id).is(303)
	eve.post("/notifications/read").is(303)
	eve.post("/notifications/read", "id", "x").is(404)
	eve.get("/notifications?before=x").is(404)
	eve.get("/notifications/" + id).is(405)
	for _, path := range []string{"/notifications", "/notifications/rows", "/notifications/menu"} {
		eve.get(path).is(200).lacks("Ada")
		if left := unreadIn(bob.listed(path)); left != 1 {
			t.Errorf("%d rows of bob's are unread at %s", left, path)
		}
	}
	h.stranger().post("/notifications/read").leadsTo("/login")
	h.stranger().post("/notifications/" + id).leadsTo("/login")
	h.stranger().get("/notifications").leadsTo("/login?next=%2Fnotifications")
}
