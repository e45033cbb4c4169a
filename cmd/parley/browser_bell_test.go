package main

import (
	"testing"
	"time"
)

// rings waits for the number on the bell; empty: it has none.
func (b *tab) rings(number string) {
	b.t.Helper()
	b.waits("the bell at "+number, js(`(() => {
		const count = document.querySelector("#bell-count");
		return (count.hidden ? "" : count.textContent) === %s;
	})()`, number))
}

// toasted waits for a toast that says this.
func (b *tab) toasted(text string) {
	b.t.Helper()
	b.waits("a toast "+text, js(`[...document.querySelectorAll("#toasts .toast")].some(t => t.checkVisibility() && t.innerText.includes(%s))`, text))
}

// opensBell opens the bell's menu and waits for a row.
func (b *tab) opensBell(text string) {
	b.t.Helper()
	b.click("#bell")
	b.lists(text)
}

// lists waits until the first row that is shown says this.
func (b *tab) lists(text string) {
	b.t.Helper()
	b.waits("a row "+text, js(`(() => {
		const row = document.querySelector("#bell-list .notification");
		return row?.checkVisibility() && row.innerText.includes(%s);
	})()`, text))
}

func TestNewsRingsInEveryTabAndReadingOnOneDeviceEndsIt(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	bob, ann := p.signUp("bob").open("/rooms"), p.signUp("ann")
	people, rooms, device := ann.open("/people"), ann.open("/rooms"), ann.device().open("/users/1")
	tabs := []*tab{people, rooms, device}
	everybody(tabs, (*tab).staysLoaded)
	bob.goTo("/users/2")
	bob.submits(`form[action="/direct"]`)
	bob.isLive()

	bob.posts("shall we go?")
	for _, b := range tabs {
		b.rings("1")
		b.toasted("bob wrote to you")
	}
	rooms.opensBell("shall we go?")
	bob.posts("now?", "or later?", "well?")
	rooms.lists("4 messages")
	everybody(tabs, func(b *tab) { b.rings("1") })
	if n := people.count("#toasts .toast"); n != 1 {
		t.Errorf("one conversation has %d toasts", n)
	}

	reader := ann.device().open(bob.path())
	promptly(t, "reading on another device", 2*soon, func() {
		reader.sees("well?")
		for _, b := range tabs {
			b.rings("")
		}
	})
	everybody(tabs, (*tab).stillLoaded)
	bob.posts("and one that is seen")
	reader.sees("and one that is seen")
	reader.lets(2 * time.Second)
	everybody(append(tabs, reader), func(b *tab) { b.rings("") })
}

func TestToastLeadsToItsPlaceClosesAndGoesByItself(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	bob, ann := p.signUp("bob").open("/rooms"), p.signUp("ann").open("/rooms")
	ann.enterRoom("tea")
	tea := ann.path()
	ann.goTo("/people")
	bob.enterRoom("tea")
	toast := "#toasts .toast"

	bob.posts("@ann, the kettle boils")
	ann.toasted("the kettle boils")
	ann.waits("no toast after a while", js(`!document.querySelector(%s)`, toast))
	bob.posts("@ann, it whistles")
	ann.toasted("it whistles")
	ann.click(toast + " .tool")
	ann.waits("no toast", js(`!document.querySelector(%s)`, toast))
	ann.rings("1")
	bob.posts("@ann, it is empty")
	ann.toasted("it is empty")
	ann.navigates("following the toast", func() { ann.click(toast + " .title") })

	ann.sees("@ann, it is empty")
	ann.waits("the room", js(`location.pathname === %s`, tea))
	ann.rings("")
}

func TestFriendRequestIsAnsweredInTheBell(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	bob, ann := p.signUp("bob").open("/rooms"), p.signUp("ann")
	bob.goTo("/users/2")
	first, second, third := ann.open("/rooms"), ann.open("/people"), ann.open("/notifications")

	bob.submits(`form[action="/users/2/friend"]`)
	for _, b := range []*tab{first, second} {
		b.rings("1")
		b.opensBell("bob wants to be friends")
	}
	third.lists("bob wants to be friends")
	first.click(`#bell-list form:has([value=accept]) button`)

	for _, b := range []*tab{first, second, third} {
		b.lists("You are friends with bob now")
		b.rings("")
		if n := b.count(`#bell-list [value=decline]`); n > 0 {
			t.Errorf("%s can still decline", b)
		}
	}
	bob.rings("1")
}

func TestBellWorksWithoutScript(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	bob := p.signUp("bob").open("/rooms")
	bob.enterRoom("tea")
	ann := p.signUp("ann").withoutScript("/rooms")
	ann.submits(`form[action="` + bob.path() + `/join"]`)
	bob.posts("@ann, the kettle boils")

	ann.goTo("/rooms")
	ann.rings("1")
	ann.click("#bell")
	ann.follows(`#bell-menu a`)
	ann.lists("the kettle boils")
	ann.submits(`#bell-list .opens`)
	ann.shows("h1", "tea")
	ann.rings("")
	bob.posts("@ann, again")
	ann.goTo("/notifications")
	ann.submits(`main .bell-head form`)
	ann.rings("")
}
