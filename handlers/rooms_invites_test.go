package handlers_test

import (
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"rsc.io/qr"

	"parley/db/chat"
)

var (
	linkShown  = regexp.MustCompile(`<code class="link-text">([^<]+)</code>`)
	darkShown  = regexp.MustCompile(`<path class="qr-dark" d="([^"]+)"`)
	lightShown = regexp.MustCompile(`<svg class="qr" viewBox="0 0 (\d+) (\d+)"`)
)

// link makes a link into a room by the form and gives its path.
func (h *house) link(maker *browser, room chat.RoomID, expires, uses string) string {
	h.t.Helper()
	answer := maker.post(roomPath(room)+"/invites", "expires", expires, "uses", uses).is(200)
	shown := linkShown.FindStringSubmatch(answer.body)
	if shown == nil {
		h.t.Fatalf("no link in %.500s", answer.body)
	}
	path, ours := strings.CutPrefix(shown[1], h.base)
	if !ours {
		h.t.Fatalf("the link %s leads elsewhere", shown[1])
	}
	return path
}

func TestLinkIsShownOnceAndLeadsToTheBaseURL(t *testing.T) {
	c := newCast(t)
	link := c.link(c.admin, c.room, "1d", "10")

	if again := c.admin.get(c.at("ROOM/settings")).is(200); strings.Contains(again.body, strings.TrimPrefix(link, "/invites/")) {
		t.Error("the link is shown again")
	}
	strange := c.admin.form(c.at("ROOM/invites"), "expires", "1d", "uses", "1")
	strange.Host = "evil.example"
	if answer := c.admin.do(strange); answer.status == 200 || strings.Contains(answer.body, "evil.example/invites") {
		t.Errorf("another Host was answered with %d", answer.status)
	}
}

func TestQRCodeHasExactlyTheModulesOfTheLink(t *testing.T) {
	c := newCast(t)
	answer := c.admin.post(c.at("ROOM/invites"), "expires", "", "uses", "").is(200)
	code, err := qr.Encode(linkShown.FindStringSubmatch(answer.body)[1], qr.M)
	if err != nil {
		t.Fatal(err)
	}

	dark := map[string]bool{}
	for _, module := range strings.Split(darkShown.FindStringSubmatch(answer.body)[1], "M")[1:] {
		dark[strings.TrimSuffix(module, "h1v1h-1z")] = true
	}
	const quiet = 4
	for y := range code.Size {
		for x := range code.Size {
			at := itoa(x+quiet) + " " + itoa(y+quiet)
			if dark[at] != code.Black(x, y) {
				t.Fatalf("module %s is dark: %t", at, dark[at])
			}
			delete(dark, at)
		}
	}
	if side := itoa(code.Size + 2*quiet); len(dark) > 0 || lightShown.FindStringSubmatch(answer.body)[1] != side {
		t.Errorf("%d modules lie outside, or the side is not %s", len(dark), side)
	}
}

func TestLinkAsksBeforeAnybodyJoinsAndThenTakesThemIn(t *testing.T) {
	c := newCast(t)
	link := c.link(c.admin, c.room, "1h", "1")
	before := c.roomState(c.admin, c.room)

	c.guest.get(link).leadsTo("/login?next=" + strings.ReplaceAll(link, "/", "%2F"))
	c.guest.post(link).leadsTo("/login")
	for range 3 {
		c.stranger.get(link).is(200).holds("Board")
		c.member.post(link).leadsTo(c.at("ROOM"))
	}
	after := c.roomState(c.admin, c.room)
	if after.room.Head != before.room.Head || after.invites[0].UsesLeft != 1 {
		t.Errorf("asking changed the room: %+v", after)
	}

	c.stranger.post(link).leadsTo(c.at("ROOM"))
	c.stranger.get(c.at("ROOM")).is(200)
	c.person("late").post(link).is(404)
}

func TestLinksThatDoNotWorkAreAllAnsweredAlike(t *testing.T) {
	c := newCast(t)
	used := c.link(c.admin, c.room, "1h", "1")
	c.person("first").post(used).is(303)
	revoked := c.link(c.admin, c.room, "", "")
	id := c.roomState(c.admin, c.room).invites[0].ID
	c.admin.post(c.at("ROOM/invites/") + id.String() + "/revoke").is(303)
	archived, gone := c.closedRoom(c.admin), c.closedRoom(c.admin)
	asleep, deleted := c.link(c.admin, archived, "", ""), c.link(c.admin, gone, "", "")
	c.admin.post(roomPath(archived) + "/archive").is(303)
	c.admin.post(roomPath(gone) + "/delete").is(303)

	unknown := "/invites/ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	get, post := c.stranger.get(unknown).is(404), c.stranger.post(unknown).is(404)
	for name, link := range map[string]string{"used up": used, "revoked": revoked, "archived": asleep, "deleted": deleted, "expired": c.expiredLink()} {
		if got := c.stranger.get(link).is(404); got.body != get.body {
			t.Errorf("%s differs from one that never was: %.300s", name, got.body)
		}
		if got := c.stranger.post(link).is(404); got.body != post.body {
			t.Errorf("%s differs from one that never was: %.300s", name, got.body)
		}
	}
}

// expiredLink is a link whose time was over when it was made.
func (c *cast) expiredLink() string {
	c.t.Helper()
	const code = "EXPIREDEXPIREDEXPIREDEXPI"
	if err := c.store.CreateInvite(c.t.Context(), c.membership(c.admin, c.room), hashOf(code), time.Now().Add(-time.Second), -1); err != nil {
		c.t.Fatal(err)
	}
	return "/invites/" + code
}

func TestTwentyWhoUseALinkForTenAtOnceAreTen(t *testing.T) {
	c := newCast(t)
	link, crowd := c.link(c.admin, c.room, "1h", "10"), c.people("guest", 20)

	var in, out atomic.Int64
	atOnce(len(crowd), func(i int) {
		answer, err := crowd[i].try(crowd[i].form(link))
		switch {
		case err == nil && answer.status == 303:
			in.Add(1)
		case err == nil && answer.status == 404:
			out.Add(1)
		default:
			t.Errorf("%d, %v", answer.status, err)
		}
	})

	if members := len(c.roomState(c.admin, c.room).members); in.Load() != 10 || out.Load() != 10 || members != 12 {
		t.Errorf("%d joined, %d did not, %d are in the room", in.Load(), out.Load(), members)
	}
}
