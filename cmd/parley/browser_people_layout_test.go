package main

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// does posts one of the forms on somebody's profile.
func (b *tab) does(profile, button string) {
	b.t.Helper()
	b.goTo(profile)
	ask[bool](b, `document.querySelectorAll("details").forEach(d => d.open = true) ?? true`)
	b.submits(".tie form:has(" + button + ")")
}

func TestPagesOfPeopleFitEveryWidthAndAreAccessible(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	ann := p.signUpAs("ann", "Ann Lindqvist").open("/settings/profile")
	me := ann.profile()
	profiles := map[string]string{}
	for _, who := range [][2]string{{"ben", "Ben Okafor"}, {"chloe", "Chloé Martin-Duval"}, {"dora", "Dora Hill"}, {"emil", "Emil with a long name that goes on and"}} {
		b := p.signUpAs(who[0], who[1]).open("/rooms")
		profiles[who[0]] = b.profile()
		if who[0] != "ben" {
			b.does(me, "[value=request]")
		}
		b.close()
	}
	ann.fillIn("#profile-about", "Harbour master.\n\nI write little, and answer before noon.")
	ann.run("choose a file", chromedp.SetUploadFiles("#profile-picture", []string{photo(t)}))
	ann.submits("form[enctype]")
	ann.does(profiles["dora"], "[value=accept]")
	ann.goTo(profiles["ben"])
	ann.submits(`form[action="/direct"]`)
	direct := ann.path()
	ann.does(profiles["ben"], `:is([data-kind=danger])`)

	inside := ann.owner.screens()
	for _, page := range [][2]string{
		{"people", "/people"}, {"profile-settings", "/settings/profile"}, {"profile-own", me}, {"profile-asking", profiles["chloe"]},
		{"profile-friend", profiles["dora"]}, {"profile-blocked", profiles["ben"]}, {"direct-shut", direct}, {"sessions", "/settings/sessions"},
	} {
		inside.areDrawn(page[0], page[1])
	}
}
