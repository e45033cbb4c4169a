package handlers_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"parley/db/chat"
)

// asksStaff switches the setting on, by an admin with a second factor.
func (h *house) asksStaff() (admin *browser, phone *device) {
	h.t.Helper()
	admin = h.admin("hana", chat.RoleAdmin)
	phone = admin.turnsFactorOn()
	admin.post("/moderation/settings", "second_factor", "1").leadsTo("/moderation/settings")
	return admin, phone
}

func TestOnlyAnAdminWithASecondFactorAsksTheStaffForOne(t *testing.T) {
	atLeisure(t, func(t *testing.T, h *house, ada *browser) {
		admin := h.admin("hana", chat.RoleAdmin)
		admin.get("/moderation/settings").is(200).holds(`name="second_factor"`)
		admin.post("/moderation/settings", "second_factor", "1").is(422).holds("Turn on a second factor of your own first").holds("checked")
		admin.get("/moderation/settings").is(200)
		admin.turnsFactorOn()

		admin.post("/moderation/settings", "second_factor", "1").leadsTo("/moderation/settings")

		admin.get("/moderation/settings").is(200).holds("checked").holds("That holds from now on.")
		admin.get("/moderation/log").holds("staff need a second factor")
		admin.post("/moderation/settings").leadsTo("/moderation/settings")
		ada.get("/moderation").is(200)
	})
}

func TestStaffWithoutAFactorAreAskedToSetOneUpAndNothingElseChanges(t *testing.T) {
	atLeisure(t, func(t *testing.T, h *house, ada *browser) {
		mod, bob := h.admin("mike", chat.RoleModerator), h.account("bob")
		bob.say(lobby, "buy this")
		tab := mod.open(lobby)
		h.asksStaff()
		user := bob.user.ID.String()

		for _, path := range []string{"/moderation", "/moderation/people", "/moderation/people/" + user, "/moderation/log", "/moderation/connections"} {
			mod.get(path).is(403).holds("A second factor first").holds(`href="/settings/factor"`)
		}
		mod.acts(bob, "warn", "").is(403).holds("A second factor first")
		list := mod.request("GET", "/moderation/connections", nil)
		list.Header.Set("HX-Request", "true")
		if a := mod.do(list).is(403); a.header.Get("HX-Redirect") != "/moderation" || strings.Contains(a.body, "<html") {
			t.Errorf("a list that renews itself is answered with %v %.100s", a.header, a.body)
		}
		ada.post("/users/" + user + "/reset").is(403).holds("A second factor first")
		mod.get("/rooms").is(200)
		mod.say(lobby, "still here")
		bob.get("/settings/factor").is(200)
		bob.post("/messages/"+h.stored(bob, lobby)[0].ID.String()+"/report", "reason", "spam")
		bob.get("/moderation").is(403)
		if sanctions, err := h.store.SanctionsOf(t.Context(), bob.user.ID); err != nil || len(sanctions) > 0 {
			t.Errorf("bob has %v, %v", sanctions, err)
		}

		mod.post("/messages/"+h.stored(bob, lobby)[0].ID.String()+"/report", "reason", "spam").is(303)
		mod.say(lobby, "after the report")
		tab.until("after the report")
		tab.mu.Lock()
		for _, frame := range tab.frames {
			if strings.Contains(frame, "report-1") {
				t.Error("a page without the factor hears of reports")
			}
		}
		tab.mu.Unlock()

		mod.turnsFactorOn()
		mod.get("/moderation").is(200)
		mod.acts(bob, "warn", "").is(303)
	})
}

// TestOlderSignInsOfTheStaffShowTheFactorOnce: a session from before, another
// device of before, and a program's token.
func TestOlderSignInsOfTheStaffShowTheFactorOnce(t *testing.T) {
	t.Parallel()
	atLeisure(t, func(t *testing.T, h *house, ada *browser) {
		mod, bob := h.admin("mike", chat.RoleModerator), h.account("bob")
		there, older := h.signedIn("mike"), h.browserOf(mod.user)
		phone := mod.turnsFactorOn()
		h.asksStaff()
		mod.get("/moderation").is(200) // the code was given here
		there.get("/moderation").leadsTo("/settings/confirm?next=%2Fmoderation")
		question := there.get("/settings/confirm?next=%2Fmoderation").is(200).holds(`name="code"`).body
		if strings.Contains(question, `name="password"`) {
			t.Error("the password is asked for, too")
		}
		there.post("/settings/confirm", "code", phone.wrong(), "next", "/moderation").is(422).holds("That code does not count")
		there.get("/moderation").is(303)

		before := there.cookie("sessionid")
		there.post("/settings/confirm", "code", phone.code(), "next", "/moderation").leadsTo("/moderation")
		if there.cookie("sessionid") == before {
			t.Error("the session has the token of before")
		}
		there.get("/moderation").is(200)
		time.Sleep(24 * time.Hour)
		there.get("/moderation").is(200) // once is enough

		act := "/moderation/users/" + bob.user.ID.String()
		waits := older.post(act, "action", "warn", "reason", "spam", "words", "Please stop.").is(403).holds(`name="confirm_code"`).waits()
		older.post(act, append(waits, "confirm_code", phone.paper())...).leadsTo(accountPath(bob))
		if sanctions, err := h.store.SanctionsOf(t.Context(), bob.user.ID); err != nil || len(sanctions) != 1 {
			t.Errorf("bob has %v, %v", sanctions, err)
		}
	})
}

func TestTokensOfTheCommandLineShowTheFactorToo(t *testing.T) {
	h, _ := newInhabited(t)
	mod := h.admin("mike", chat.RoleModerator)
	phone := mod.turnsFactorOn()
	h.asksStaff()
	minted := h.browserOf(mod.user) // a sign-in without a code, as the command makes it
	token := h.access(minted)
	ask := func(path string) answer {
		r := h.stranger().request("GET", path, nil)
		r.Header.Set("Authorization", "Bearer "+token)
		return h.stranger().do(r)
	}

	var told map[string]string
	if err := json.Unmarshal([]byte(ask("/moderation").is(403).body), &told); err != nil || told["code"] != "second_factor" {
		t.Errorf("told %v", told)
	}
	ask("/rooms").is(200)
	minted.post("/settings/confirm", "code", phone.paper(), "next", "/moderation").leadsTo("/moderation")
	ask("/moderation").is(200)
}

func TestFactorThatIsGoneOpensNothingAnyMore(t *testing.T) {
	atLeisure(t, func(t *testing.T, h *house, ada *browser) {
		mod := h.admin("mike", chat.RoleModerator)
		phone := mod.turnsFactorOn()
		admin, _ := h.asksStaff()
		mod.get("/moderation").is(200)

		admin.post("/moderation/users/" + mod.user.ID.String() + "/factor").is(303)

		mod.get("/moderation").is(403).holds("A second factor first")
		mod.post("/settings/confirm", "code", phone.paper(), "next", "/moderation").leadsTo("/moderation") // nothing is asked for
		mod.get("/moderation").is(403)
	})
}
