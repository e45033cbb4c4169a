package main

import (
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

func TestPagesOfTheSecondFactorFitEveryWidthAndAreAccessible(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	p := openPlace(t, "--data", folder)
	olga := p.signUp("olga")
	page, inside := olga.open("/settings/factor"), olga.screens()

	inside.areDrawn("factor-off", "/settings/factor")
	page.submits("main form")
	inside.areDrawn("factor-waits", "/settings/factor")
	code, err := totp.GenerateCode(strings.ReplaceAll(ask[string](page, `document.querySelector("main .reset-link").textContent`), " ", ""), time.Now())
	if err != nil {
		t.Fatal(err)
	}
	page.fill("code", code)
	page.submits(`main form:has([name=code])`)
	inside.areDrawn("factor-on", "/settings/factor")
	inside.areDrawn("place-settings", "/moderation/settings")
	ages(t, folder)
	inside.areDrawn("confirm", "/settings/confirm?next=/rooms")

	elsewhere := p.visitor("olga elsewhere")
	door := elsewhere.open("/login")
	door.fill("username", "olga")
	door.fill("password", password)
	door.submits("main form")
	elsewhere.screens().areDrawn("sign-in-code", "/login/code")
}
