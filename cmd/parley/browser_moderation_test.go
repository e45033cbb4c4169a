package main

import (
	"testing"
	"time"
)

const (
	// barredPage is a page that says that its person may not come in, takes no
	// words any more, and will not come back by itself.
	barredPage = `document.querySelector("#connection[data-state=closed]")?.textContent.includes("You may not come in just now.")
		&& document.querySelector("#connection").textContent.includes("That was the last time.")
		&& getComputedStyle(document.querySelector("#outbox")).pointerEvents === "none"`
	receipts = `[...document.querySelectorAll("[id^=receipt-]")].map(r => r.textContent)`
)

// has waits until a page of moderation says how far something has come.
func (b *tab) has(receipt string) {
	b.t.Helper()
	b.waits("that "+receipt, js(receipts+`.includes(%s)`, receipt))
}

// acts does something to somebody on the page of moderation about them.
func (b *tab) acts(action, reason, words, until string) {
	b.t.Helper()
	b.fillIn(`[action^="/moderation/users/"] [name=reason]`, reason)
	b.fillIn(`[action^="/moderation/users/"] [name=words]`, words)
	ask[bool](b, js(`(document.querySelector("[action^='/moderation/users/'] [name=until] option").value = %s, document.querySelector("[action^='/moderation/users/'] [name=until]").selectedIndex = 0, true)`, until))
	b.click(`button[name=action][value="` + action + `"]`)
}

// trial is a moderator, a member and a troublemaker with three tabs, in a room.
type trial struct {
	*testing.T
	ada, mia *tab
	tabs     []*tab
	queue    *tab // of the moderator
	work     *tab // where the moderator acts
}

func newTrial(t *testing.T) *trial {
	p := openPlace(t)
	s := &trial{T: t, ada: p.signUp("ada").open("/rooms")}
	s.ada.enterRoom("lobby")
	s.ada.write("good morning")
	ned := p.signUp("ned")
	s.tabs = []*tab{ned.open("/rooms"), ned.open("/rooms"), ned.open("/rooms")}
	everybody(s.tabs, func(b *tab) { b.enterRoom("lobby") })
	s.tabs[0].write("buy this at once")
	s.mia = p.signUp("mia").open("/rooms")
	s.mia.enterRoom("lobby")
	s.mia.menuOf("buy this at once")
	s.mia.click(`#menu [value="👍"]`)
	s.mia.click(field)
	s.mia.write("please not here")
	s.queue = s.ada.owner.open("/moderation")
	s.queue.isLive()
	return s
}

func (s *trial) all() []*tab { return append([]*tab{s.ada, s.mia}, s.tabs...) }

// promptly does something and sees the same on many pages, all within a second.
func (s *trial) promptly(what string, act func(), pages []*tab, condition string) {
	s.Helper()
	promptly(s.T, what, soon, func() {
		act()
		everybody(pages, func(b *tab) { b.waits(what, condition) })
	})
}

func TestTroublemakerIsReportedSilencedAndShutOut(t *testing.T) {
	t.Parallel()
	s := newTrial(t)
	s.isReported()
	s.isRemoved()
	s.isRestored()
	s.isMuted()
	s.isBanned()
}

// isReported: a member reports in two clicks, with words.
func (s *trial) isReported() {
	message := s.mia.find("buy this at once").ID
	report := s.mia.owner.open("/messages/" + message + "/more")
	report.navigates("report", func() { report.click(`main a[href$="/report"]`) })
	report.fillIn("[name=words]", "He does it every day.")
	s.promptly("the report", func() { report.click(`main form button:not([type=button])`) }, []*tab{s.queue},
		`document.querySelector("#report-1[data-state=open]") && document.querySelector("#report-count").textContent.includes("1")`)
	report.waits("thanks", `document.querySelector(".banner").textContent.includes("Thank you.")`)
	report.close()
}

// isRemoved: the moderator claims it and removes the message, with a reason.
func (s *trial) isRemoved() {
	s.work = s.ada.owner.open("/moderation/reports/1")
	s.work.waits("what stands around, and the words", `document.body.textContent.includes("buy this at once") && document.body.textContent.includes("He does it every day.")`)
	s.work.fitsItsWidth()
	s.promptly("the claim", func() { s.work.click(`[action$="/claim"] button`) }, []*tab{s.queue}, `document.querySelector("#report-1[data-state=claimed]")`)
	s.work.waits("that it is theirs", `document.querySelector(".case[data-state=claimed]")`)
	s.work.click("[name=decision][value=remove]")
	s.work.fillIn("[name=reason]", "spam")
	s.work.fillIn("[name=words]", "No selling here.")

	s.promptly("the removal", func() { s.work.click(`[action="/moderation/reports/1"] .form-end button`) }, s.all(),
		`!document.body.textContent.includes("buy this at once") && `+tombstones("1"))
	s.queue.waits("the decision", `document.querySelector("#report-1[data-state=closed]")`)
	for _, b := range []*tab{s.queue, s.work} {
		b.has("5 of 5 open pages have it")
	}
	s.tabs[0].waits("a word to its author", `document.querySelector("#toasts").textContent.includes("The moderators have warned you.")`)
	everybody(s.all(), func(b *tab) { b.seesExactly("good morning", "Removed by a moderator.", "please not here") })
}

// isRestored: the message comes back into its place, with what hung on it.
func (s *trial) isRestored() {
	s.work.goTo("/moderation/reports/1")

	s.promptly("the way back", func() { s.work.click(`[action$="/restore"] button`) }, s.all(), tombstones("0"))
	s.work.has("5 of 5 open pages have it")
	everybody(s.all(), func(b *tab) { b.seesExactly("good morning", "buy this at once", "please not here") })
	s.mia.answered("buy this at once", "*👍 1")
	s.tabs[1].answered("buy this at once", "👍 1")
	s.tabs[2].equalsFreshPage()
}

// isMuted: every composer is put away, and comes back by itself. The longest
// that a story can wait for it is seconds; a minute differs in nothing else.
func (s *trial) isMuted() {
	s.tabs[0].draft("half a thought")
	s.work.goTo("/moderation/people?q=ned")
	s.work.navigates("ned", func() { s.work.click(`main a[href^="/moderation/people/"]:not([aria-current])`) })
	s.promptly("the mute", func() { s.work.acts("mute", "spam", "Take a breath.", "4s") }, s.tabs,
		mutedComposer+` && document.querySelector("#muted").textContent.includes("The moderators have muted you")`)
	s.work.has("3 of 3 open pages have it")

	everybody(s.tabs, func(b *tab) { b.waits("the composer, by itself", liveComposer) })
	if got := s.tabs[0].typed(); got != "half a thought" {
		s.Errorf("the composer holds %q", got)
	}
	s.tabs[1].click("#outbox form:last-child [name=body]")
	s.tabs[1].write("I am back")
	s.mia.sees("I am back")
}

// isBanned: every page closes, says why, and stays closed, also when it is
// loaded again.
func (s *trial) isBanned() {
	everybody(s.tabs, func(b *tab) { b.trouble.expect("401", "htmx:ws:error") }) // to what a page still says of itself: a draft, that it has read
	s.promptly("the ban", func() { s.work.acts("ban", "spam", "That was the last time.", "") }, s.tabs, barredPage)
	s.work.has("3 of 3 open pages are closed")
	s.ada.write("calm again")
	s.mia.sees("calm again")

	var opened []int
	everybody(s.tabs, func(b *tab) { opened = append(opened, b.trouble.openedSockets()) })
	s.tabs[0].lets(3 * time.Second) // longer than htmx waits before it comes back from a loss
	for i, b := range s.tabs {
		b.waits("no more of the room, and still why", `!document.body.textContent.includes("calm again") && `+barredPage)
		if now := b.trouble.openedSockets(); now != opened[i] {
			s.Errorf("%s opened %d sockets more", b, now-opened[i])
		}
	}
	s.tabs[1].reload()
	s.tabs[1].waits("the door", `location.pathname === "/login"`)
	s.tabs[1].trouble.expect("403")
	s.tabs[1].fill("username", "ned")
	s.tabs[1].fill("password", password)
	s.tabs[1].submits("main form")
	s.tabs[1].waits("why the door stays closed", `document.body.textContent.includes("You may not come in just now") && document.body.textContent.includes("That was the last time.")`)
}
