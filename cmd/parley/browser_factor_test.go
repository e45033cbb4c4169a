package main

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

// signsInWith types name, password and a code.
func (b *tab) signsInWith(name, code string) {
	b.t.Helper()
	b.submits(`form[action="/logout"]`)
	b.fill("username", name)
	b.fill("password", password)
	b.submits("main form")
	b.shows("h1", "One more thing")
	b.fitsItsWidth()
	b.fill("code", code)
	b.submits("main form")
	b.waits("the inside", `document.querySelector("#sidebar")`)
}

// TestSecondFactorAndThePasswordAgain with htmx and without any script.
func TestSecondFactorAndThePasswordAgain(t *testing.T) {
	for name, open := range map[string]func(*guest, string) *tab{"htmx": (*guest).open, "without script": (*guest).withoutScript} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			p := openPlace(t, "--data", folder)
			olga := open(p.signUp("olga"), "/settings/factor")
			p.signUp("bob")

			// The app is told its secret, and shows the first code.
			olga.submits(`main form`)
			secret := strings.ReplaceAll(ask[string](olga, `document.querySelector("main .reset-link").textContent`), " ", "")
			olga.waits("the picture", `document.querySelector("main svg.qr path.qr-dark")`)
			olga.fitsItsWidth()
			olga.isAccessible()
			code := func(at time.Time) string {
				code, err := totp.GenerateCode(secret, at)
				if err != nil {
					t.Fatal(err)
				}
				return code
			}
			began := time.Now()
			olga.fill("code", code(began))
			olga.submits(`main form:has([name=code])`)
			recovery := ask[[]string](olga, `[...document.querySelectorAll(".codes code")].map(e => e.textContent)`)
			if len(recovery) != 10 {
				t.Fatalf("the recovery codes are %q", recovery)
			}
			olga.fitsItsWidth()
			olga.isAccessible()
			olga.follows(`main a[href="/settings/factor"].button`)

			// Signing in takes a code of the app, or one from the paper.
			olga.signsInWith("olga", code(began.Add(30*time.Second)))
			olga.signsInWith("olga", recovery[3])
			olga.goTo("/settings/factor")
			olga.waits("nine codes", `document.querySelector("main .notice").textContent.includes("9 recovery codes")`)
			olga.fitsItsWidth()

			// A role is given after the password, when that was typed long ago.
			olga.goTo("/moderation/people?q=bob")
			olga.follows(`main .entry a.title`)
			ages(t, folder)
			olga.trouble.expect("403")
			ask[bool](olga, `(document.querySelector("[name=role]").value = "moderator") === "moderator"`)
			olga.submits(`form[action$="/role"]`)
			olga.shows("main h2", "Is it you?")
			olga.fitsItsWidth()
			olga.isAccessible()
			olga.fill("confirm_password", password)
			olga.submits("main form")
			olga.shows("[role=status].banner", "They are a moderator now.")

			// And so is the log read.
			ages(t, folder)
			olga.follows(`nav a[href="/moderation/log"]`)
			olga.shows("main h2", "Is it you?")
			olga.fill("password", password)
			olga.submits("main form")
			olga.at("/moderation/log")
		})
	}
}

// ages makes everybody's proof of who they are an hour old.
func ages(t *testing.T, folder string) {
	t.Helper()
	file, err := sql.Open("sqlite3", filepath.Join(folder, "parley.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.ExecContext(t.Context(), "UPDATE sign_ins SET proved = proved - 3600000"); err != nil {
		t.Fatal(err)
	}
}
