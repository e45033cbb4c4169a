package handlers_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"parley/db/chat"
)

func TestSecondFactorIsTurnedOnByTheFirstRightCode(t *testing.T) {
	atLeisure(t, func(t *testing.T, h *house, ada *browser) {
		bob := h.account("bob")
		bob.get("/settings/factor").is(200).holds("Turn it on")
		bob.post("/settings/factor", "do", "confirm", "code", "123456").is(422).holds("nothing to turn on")
		bob.post("/settings/factor", "do", "begin").leadsTo("/settings/factor")
		shown := bob.get("/settings/factor").is(200).holds(`class="qr"`).body
		d := &device{t: t, secret: strings.ReplaceAll(secretShown.FindStringSubmatch(shown)[1], " ", "")}
		h.log.secret(d.secret)
		h.stranger().post("/login", "username", "bob", "password", password).leadsTo("/") // it waits, and asks nobody
		for _, wrong := range []string{"", d.wrong(), d.at(time.Now().Add(-time.Hour)), "AAAA-BBBB"} {
			bob.post("/settings/factor", "do", "confirm", "code", wrong).is(422).holds("That code does not count")
		}

		code := d.code()
		before := bob.cookie("sessionid")
		on := bob.post("/settings/factor", "do", "confirm", "code", code[:3]+" "+code[3:]).is(200).holds("Your recovery codes")

		d.readRecovery(on)
		if bob.cookie("sessionid") == before {
			t.Error("the session has the token of before")
		}
		page := bob.get("/settings/factor").is(200).holds("You have 10 recovery codes left").body
		if strings.Contains(page, d.recovery[0]) || strings.Contains(page, d.secret[:4]) {
			t.Error("a secret is shown twice")
		}
		bob.post("/settings/factor", "do", "begin").leadsTo("/settings/factor")
		bob.post("/settings/factor", "do", "confirm", "code", d.code()).is(422)
		bob.post("/settings/factor", "do", "anything").is(400)
	})
}

// TestWaitingSecretIsForWhoHasJustTypedThePassword, and so is everything else
// about the factor.
func TestWaitingSecretIsForWhoHasJustTypedThePassword(t *testing.T) {
	atLeisure(t, func(t *testing.T, h *house, ada *browser) {
		bob := h.account("bob")
		bob.post("/settings/factor", "do", "begin").leadsTo("/settings/factor")
		time.Sleep(10 * time.Minute)

		if page := bob.get("/settings/factor").is(200).body; secretShown.MatchString(page) {
			t.Error("the secret is shown")
		}
		for _, do := range []string{"begin", "confirm", "codes"} {
			question := bob.post("/settings/factor", "do", do, "code", "123456").is(403)
			if got := strings.Join(question.waits(), " "); got != "code 123456 do "+do {
				t.Errorf("what waits is %q", got)
			}
		}
		bob.post("/settings/factor", "do", "begin", "confirm_password", password).leadsTo("/settings/factor")
		bob.get("/settings/factor").is(200).holds(`class="qr"`)
	})
}

func TestNewRecoveryCodesTakeThePlaceOfTheOld(t *testing.T) {
	atLeisure(t, func(t *testing.T, h *house, ada *browser) {
		bob := h.account("bob")
		d := bob.turnsFactorOn()
		old := d.paper()

		d.readRecovery(bob.post("/settings/factor", "do", "codes").is(200))

		there := h.typedPassword("bob")
		there.post("/login/code", "code", old).is(422)
		there.post("/login/code", "code", d.paper()).leadsTo("/")
		bob.get("/settings/factor").holds("You have 9 recovery codes left")
	})
}

func TestRecoveryCodesAreSavedAsAFile(t *testing.T) {
	h, _ := newInhabited(t)
	bob := h.account("bob")
	d := bob.turnsFactorOn()
	fields := []string{}
	for _, code := range d.recovery {
		fields = append(fields, "recovery", code)
	}

	file := bob.post("/settings/factor/recovery-codes", fields...).is(200).holds(d.recovery[9]).holds("bob")

	if file.header.Get("Content-Type") != "text/plain; charset=utf-8" || file.header.Get("Content-Disposition") != `attachment; filename="recovery-codes.txt"` {
		t.Errorf("it is %v", file.header)
	}
	bob.post("/settings/factor/recovery-codes").is(400)
	bob.post("/settings/factor/recovery-codes", "recovery", "buy this").is(400)
	bob.post("/settings/factor/recovery-codes", append(fields, "recovery", d.recovery[0])...).is(400)
	h.stranger().post("/settings/factor/recovery-codes", fields...).leadsTo("/login")
}

func TestFactorIsTurnedOffByPasswordAndCode(t *testing.T) {
	atLeisure(t, func(t *testing.T, h *house, ada *browser) {
		bob := h.account("bob")
		d := bob.turnsFactorOn()
		bob.post("/settings/factor", "do", "off", "code", d.paper()).is(422).holds("That is not your password.")
		bob.post("/settings/factor", "do", "off", "password", password).is(422).holds("That code does not count")
		bob.post("/settings/factor", "do", "off", "password", password, "code", d.wrong()).is(422).holds("That code does not count")

		bob.post("/settings/factor", "do", "off", "password", password, "code", d.code()).leadsTo("/settings/factor")

		bob.get("/settings/factor").holds("Your second factor is off.").holds("Turn it on")
		h.stranger().post("/login", "username", "bob", "password", password).leadsTo("/")
		bob.post("/settings/factor", "do", "codes").leadsTo("/settings/factor")
	})
}

func TestAdminTakesOffALostFactorAndItsPersonIsTold(t *testing.T) {
	atLeisure(t, func(t *testing.T, h *house, ada *browser) {
		root, mod, bob := h.admin("hana", chat.RoleAdmin), h.admin("mike", chat.RoleModerator), h.account("bob")
		path := "/moderation/users/" + bob.user.ID.String() + "/factor"
		root.post(path).is(422).holds("no second factor any more")
		bob.turnsFactorOn()
		root.turnsFactorOn()
		root.get(accountPath(bob)).holds("Take off the second factor")
		mod.post(path).is(403)
		root.post("/moderation/users/" + root.user.ID.String() + "/factor").is(403)
		tab := bob.open(lobby)

		root.post(path).leadsTo(accountPath(bob))

		tab.until("Your second factor was taken off")
		bob.get("/notifications").holds("Your second factor was taken off")
		root.get("/moderation/log?act=factor-off").holds("factor-off").holds("about <bdi>bob</bdi>")
		h.stranger().post("/login", "username", "bob", "password", password).leadsTo("/")
		if page := root.get(accountPath(bob)).body; strings.Contains(page, "Take off the second factor") {
			t.Error("it can be taken off twice")
		}
	})
}

// TestSecretsOfFactorsLieSealed: neither the database nor a page of anybody
// holds what the person was shown, and the log is looked through by every test.
func TestSecretsOfFactorsLieSealed(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.account("bob")
	d := bob.turnsFactorOn()
	bob.program(0)
	content := h.content()
	for _, secret := range append([]string{d.secret, strings.ReplaceAll(d.recovery[1], "-", "")}, d.recovery...) {
		if strings.Contains(content, secret) {
			t.Errorf("the database holds %q", secret)
		}
		for _, path := range []string{accountPath(bob), "/moderation/log", "/moderation/log.json", "/moderation/connections", "/users/" + bob.user.ID.String()} {
			if strings.Contains(ada.get(path).is(http.StatusOK).body, secret) {
				t.Errorf("%s holds %q", path, secret)
			}
		}
	}
}
