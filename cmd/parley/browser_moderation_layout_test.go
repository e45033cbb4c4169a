package main

import "testing"

func TestModerationFitsAPhoneAndReadsAloud(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	ada := p.signUp("ada").open("/rooms")
	ned := p.signUp("ned")
	mia := p.signUp("mia").open("/people")
	mia.navigates("ned", func() { mia.click(`main a[href^="/users/"]`) })
	mia.navigates("report", func() { mia.click(`main a[href$="/report"]`) })
	mia.isAccessible()
	mia.fillIn("[name=words]", "He does it every day.")
	mia.submits("main form")
	told := ned.open("/settings/standing")

	ada.onPhone()
	for _, path := range []string{"/moderation", "/moderation/reports/1", "/moderation/people", "/moderation/people/2", "/moderation/log", "/moderation/connections", "/moderation/settings", "/settings/factor"} {
		ada.goTo(path)
		ada.fitsItsWidth()
		ada.isAccessible()
	}
	told.onPhone()
	told.fitsItsWidth()
	told.isAccessible()
}

func TestReportIsDecidedWithoutScript(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	ada := p.signUp("ada")
	p.signUp("ned")
	mia := p.signUp("mia").withoutScript("/users/2")
	mia.follows(`main a[href$="/report"]`)
	mia.fillIn("[name=words]", "He does it every day.")
	mia.submits("main form")
	mia.shows(".banner", "Thank you. Moderators will look at it.")

	work := ada.withoutScript("/moderation")
	work.follows("#report-1 a")
	work.submits(`[action$="/claim"]`)
	work.click("[name=decision][value=warn]")
	work.fillIn("[name=reason]", "spam")
	work.submits(`[action="/moderation/reports/1"]`)
	work.at("/moderation")
	work.shows("#report-1[data-state=closed] .under span:last-child", "closed by ada: warn")
}
