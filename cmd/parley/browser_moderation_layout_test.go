package main

import (
	"strings"
	"testing"
)

// moderationPages are all pages of moderation, each with what one does there.
var moderationPages = []struct {
	path string
	does func(hands)
}{
	{"/moderation", opensReport},
	{"/moderation/reports/REPORT", decides},
	{"/moderation/people", findsPerson},
	{"/moderation/people/USER", actsOnPerson},
	{"/moderation/log", readsLog},
	{"/moderation/rules", writesRule},
	{"/moderation/rules/1", triesRule},
	{"/moderation/addresses", blocksAddress},
	{"/moderation/connections", closesConnection},
	{"/moderation/settings", asksForFactor},
	{"/settings/factor", beginsFactor},
}

func opensReport(h hands) {
	h.presses("#report-REPORT a.title")
	h.reads("He does it every day.")
}

func decides(h hands) {
	h.presses(`main [action$="/claim"] button`)
	h.reads("claimed by ada")
	h.picks("decision", "mute")
	h.fills("main [name=reason]", "spam")
	h.picks("until", "1d")
	h.fills("main [name=words]", "Not here.")
	h.presses("main .form-end button")
	h.at("/moderation")
	h.reads("closed by ada: mute")
	h.has("1 of 1 open page has it")
}

func findsPerson(h hands) {
	h.fills("main [name=q]", h.names.Replace("NAME"))
	h.presses("main .search button")
	h.presses(`main a[href="/moderation/people/USER"]`)
}

func actsOnPerson(h hands) {
	h.trouble.expect("422")
	h.fills("#act-reason", "spam")
	h.picks("until", "")
	h.presses("[name=action][value=suspend]") // which needs an end
	h.reads("A suspension has an end.")
	if h.keys && !ask[bool](h.tab, `document.activeElement.matches("#act-until[aria-invalid]") && `+focusShows) {
		h.t.Errorf("%s: the focus is not where something is wrong", h)
	}
	h.presses("[name=action][value=unmute]")
	h.reads("It has ended.")
	h.picks("span", "7d")
	h.fills("#sweep-reason", "a flood")
	h.presses(`main [action$="/sweep"] button`)
	h.reads("1 message removed.")
	h.presses(`main [action^="/moderation/log/"] button`)
	h.at("/moderation/log")
	h.opens("/moderation/people/USER")
	h.picks("role", "moderator")
	h.presses(`main [action$="/role"] button`)
	h.reads("They are a moderator now.")
	h.picks("role", "member")
	h.presses(`main [action$="/role"] button`)
	h.fills("#note-words", "Came back.")
	h.presses(`main [action$="/note"] button`)
	h.reads("The note is kept.")
	h.presses(`main [action$="/active"] button`)
	h.reads("deactivated")
	h.presses(`main [action$="/active"] button`)
	h.reads("active")
}

func readsLog(h hands) {
	h.fills("main [name=target]", h.names.Replace("NAME"))
	h.picks("act", "note")
	h.presses("main .form-end button")
	h.reads("note ada about " + h.names.Replace("NAME"))
}

// closesConnection waits for a list that came by itself, under the focus.
func closesConnection(h hands) {
	if h.keys {
		asked := h.trouble.count("GET /moderation/connections")
		h.reaches(`main [action$="/close"] button`)
		h.waits("another list", `new Promise(again => document.querySelector("#connections").addEventListener("htmx:after:swap", () => again(true), {once: true}))`)
		if h.trouble.count("GET /moderation/connections") == asked || !ask[bool](h.tab, `document.activeElement.matches('main [action$="/close"] button')`) {
			h.t.Errorf("%s: the focus went with the list", h)
		}
	}
	h.presses(`main [action$="/close"] button`)
	h.reads("The connection is closed.")
}

// reported has somebody be written about by another, with a page open. It gives
// the names of what is then about them.
func (p *place) reported(name, report string, by *guest) *strings.Replacer {
	p.t.Helper()
	room := p.signUp(name).open("/rooms")
	room.enterRoom("lobby")
	room.write("buy this at " + name)
	user := strings.TrimPrefix(room.profile(), "/users/")
	form := by.open("/users/" + user + "/report")
	form.isAccessible()
	form.fillIn("[name=words]", "He does it every day.")
	form.submits("main form")
	form.close()
	return strings.NewReplacer("USER", user, "REPORT", report, "NAME", name)
}

func TestModerationWorksByKeysAloneAndWithoutScript(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	ada := p.signUp("ada")
	mia := p.signUp("mia")
	byKeys := hands{ada.open("/rooms"), p.reported("ned", "1", mia), true}
	unscripted := hands{ada.withoutScript("/rooms"), p.reported("nina", "2", mia), false}

	for _, page := range moderationPages {
		for _, h := range []hands{byKeys, unscripted} {
			h.opens(page.path)
			page.does(h)
		}
	}
	if n := unscripted.trouble.openedSockets(); n > 0 {
		t.Errorf("%d sockets were opened without script", n)
	}
}

func TestModerationPassesAxeAndFitsAPhone(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	ada := p.signUp("ada").open("/rooms")
	mia := p.signUp("mia")
	names := p.reported("ned", "1", mia)
	decided := p.reported("nina", "2", mia)
	work := hands{ada, decided, false}
	work.opens("/moderation/reports/REPORT")
	decides(work)
	work.opens("/moderation/rules")
	writesRule(work)

	for _, page := range moderationPages {
		for _, whose := range []*strings.Replacer{names, decided} {
			path := whose.Replace(page.path)
			if whose == decided && path == page.path {
				continue // not about anybody
			}
			ada.goTo(path)
			ada.passesAxe()
			ada.isAccessible()
		}
	}
	ada.onPhone()
	for _, page := range moderationPages {
		ada.goTo(decided.Replace(page.path))
		ada.fitsItsWidth()
	}
	for _, path := range []string{"/settings/standing", "/users/USER/report"} {
		own := mia.open(names.Replace(path))
		own.passesAxe()
		own.onPhone()
		own.fitsItsWidth()
	}
}
