package handlers_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

// typedPassword is a browser on which somebody with a second factor has typed
// their password, and no code yet.
func (h *house) typedPassword(name string) *browser {
	h.t.Helper()
	b := h.stranger()
	b.post("/login", "username", name, "password", password).leadsTo("/login/code?next=%2F")
	return b
}

// challenge is what the browser holds of half a sign-in.
func challenge(a answer) *http.Cookie {
	for _, cookie := range (&http.Response{Header: a.header}).Cookies() {
		if cookie.Name == "sign-in-code" {
			return cookie
		}
	}
	a.t.Fatal("there is none")
	return nil
}

func TestSignInTakesACodeBehindThePassword(t *testing.T) {
	atLeisure(t, func(t *testing.T, h *house, ada *browser) {
		bob := h.account("bob")
		d := bob.turnsFactorOn()
		b := h.stranger()
		half := challenge(b.post("/login", "username", "BOB", "password", password, "next", "/rooms?q=x").leadsTo("/login/code?next=%2Frooms%3Fq%3Dx"))
		if !half.HttpOnly || half.Path != "/login/code" || half.SameSite != http.SameSiteStrictMode || half.MaxAge > 300 {
			t.Errorf("the cookie is %+v", half)
		}
		if b.cookie("sessionid") != "" {
			t.Error("somebody is signed in before the code")
		}
		b.get("/rooms").leadsTo("/login?next=%2Frooms")
		b.get("/login/code?next=%2Frooms%3Fq%3Dx").is(200).holds(`value="/rooms?q=x"`).holds(`autocomplete="one-time-code"`)
		b.post("/login/code", "code", d.wrong(), "next", "/rooms?q=x").is(422).holds("That code does not count").holds(`value="/rooms?q=x"`)

		code := d.code()
		b.post("/login/code", "code", code, "next", "/rooms?q=x").leadsTo("/rooms?q=x")

		b.get("/rooms").is(200)
		b.get("/login/code").leadsTo("/login?next=%2F") // spent
		h.typedPassword("bob").post("/login/code", "code", code).is(422)
		h.typedPassword("bob").post("/login/code", "code", strings.ToLower(d.paper()), "next", "//evil.example").leadsTo("/")
	})
}

func TestHalfASignInIsOneBrowsersForAShortTimeAndAFewTries(t *testing.T) {
	atLeisure(t, func(t *testing.T, h *house, ada *browser) {
		bob := h.account("bob")
		d := bob.turnsFactorOn()

		h.stranger().post("/login/code", "code", d.paper()).is(422).holds("Please begin anew")
		h.stranger().get("/login/code").leadsTo("/login?next=%2F")

		late := h.typedPassword("bob")
		time.Sleep(5 * time.Minute)
		late.post("/login/code", "code", d.code(), "next", "/rooms").is(422).holds("Please begin anew").holds(`value="/rooms"`)

		tried := h.typedPassword("bob")
		for range 4 {
			tried.post("/login/code", "code", d.wrong()).is(422).holds("That code does not count")
		}
		tried.post("/login/code", "code", d.wrong()).is(422).holds("Please begin anew")
		tried.post("/login/code", "code", d.code()).is(422).holds("Please begin anew")
		tried.get("/rooms").leadsTo("/login?next=%2Frooms")
	})
}

// TestGuessingCodesIsSlowedDown, however often the right password comes before:
// it forgives no wrong code.
func TestGuessingCodesIsSlowedDown(t *testing.T) {
	atLeisure(t, func(t *testing.T, h *house, ada *browser) {
		d := h.account("bob").turnsFactorOn()
		h.typedPassword("bob").post("/login/code", "code", d.paper()).leadsTo("/") // this address is known
		slowed := 0
		for range 12 {
			a := h.typedPassword("bob").post("/login/code", "code", d.wrong())
			if a.status == http.StatusTooManyRequests {
				slowed++
				a.holds("Please wait")
				if a.header.Get("Retry-After") == "" {
					t.Error("nothing says when to come again")
				}
			}
		}
		if slowed != 7 {
			t.Errorf("%d of 12 wrong codes were slowed down, want 7", slowed)
		}
		h.typedPassword("bob").post("/login/code", "code", d.paper()).is(429)
		time.Sleep(3 * time.Minute) // without a network all addresses are one
		h.typedPassword("bob").post("/login/code", "code", d.paper()).leadsTo("/")
	})
}

func TestOfManyWhoBringOneCodeAtOnceOneComesIn(t *testing.T) {
	for name, code := range map[string]func(*device) string{"app": (*device).code, "recovery": (*device).paper} {
		t.Run(name, func(t *testing.T) {
			h, _ := newInhabited(t, behindProxy)
			d := h.account("bob").turnsFactorOn()
			halves := make([]*browser, 5) // wrong codes beyond these wait
			for i := range halves {
				halves[i] = h.typedPassword("bob")
			}
			given, statuses := code(d), make([]int, len(halves))

			atOnce(len(halves), func(i int) {
				a, err := halves[i].try(halves[i].form("/login/code", "code", given))
				if err != nil {
					t.Error(err)
				}
				statuses[i] = a.status
			})

			in := 0
			for _, status := range statuses {
				if status == http.StatusSeeOther {
					in++
				} else if status != 422 && status != 429 {
					t.Errorf("one was answered with %d", status)
				}
			}
			if in != 1 {
				t.Errorf("%d came in: %v", in, statuses)
			}
		})
	}
}

func TestNewPasswordByALinkDoesNotPassByTheFactor(t *testing.T) {
	atLeisure(t, func(t *testing.T, h *house, ada *browser) {
		bob := h.account("bob")
		d := bob.turnsFactorOn()
		half := h.typedPassword("bob")
		link := ada.resetLink(bob.user)
		guest := h.stranger()

		guest.post(link, "new_password1", newPassword, "new_password2", newPassword).leadsTo("/login")

		half.post("/login/code", "code", d.paper()).is(422).holds("Please begin anew")
		guest.post("/login", "username", "bob", "password", newPassword).leadsTo("/login/code?next=%2F")
		guest.get("/rooms").leadsTo("/login?next=%2Frooms")
		guest.post("/login/code", "code", d.code()).leadsTo("/")
	})
}

func TestWhoIsShutOutBetweenPasswordAndCodeStaysOut(t *testing.T) {
	atLeisure(t, func(t *testing.T, h *house, ada *browser) {
		bob, eve := h.account("bob"), h.account("carl")
		phones := []*device{bob.turnsFactorOn(), eve.turnsFactorOn()}
		ada.acts(eve, "ban", "").is(303)
		barred := h.typedPassword("carl")
		half := h.typedPassword("bob")
		if err := h.store.SetActive(t.Context(), bob.user.ID, false); err != nil {
			t.Fatal(err)
		}

		half.post("/login/code", "code", phones[0].code()).is(422).holds("Please begin anew")
		barred.post("/login/code", "code", phones[1].code()).is(403).holds("You are banned")
		barred.get("/rooms").leadsTo("/login?next=%2Frooms")
	})
}

func TestAPILoginTakesTheCodeToo(t *testing.T) {
	atLeisure(t, func(t *testing.T, h *house, ada *browser) {
		bob := h.account("bob")
		d := bob.turnsFactorOn()
		ask := func(fields ...string) answer {
			return h.stranger().tell("POST", "/api/auth/login/", append([]string{"username", "bob"}, fields...)...)
		}

		without := ask("password", password).is(401)
		var told map[string]string
		if err := json.Unmarshal([]byte(without.body), &told); err != nil || told["code"] != "second_factor" || told["detail"] == "" {
			t.Errorf("answered with %s", without.body)
		}
		if len(without.header.Values("Set-Cookie")) > 0 {
			t.Error("it sets cookies")
		}
		ask("password", "not the password", "code", d.wrong()).is(400).holds("non_field_errors")
		ask("password", password, "code", d.wrong()).is(400).holds(`{"code":["That code does not count`)
		code := d.code()
		login := decoded[login](t, ask("password", password, "code", code).is(200))
		h.log.secret(login.Access)
		ask("password", password, "code", code).is(400)
		h.log.secret(decoded[struct{ Access string }](t, ask("password", password, "code", d.paper()).is(200)).Access)
		if login.Access == "" || login.User.Username != "bob" {
			t.Errorf("got %+v", login)
		}
	})
}
