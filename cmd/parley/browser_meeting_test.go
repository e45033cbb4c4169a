package main

import (
	"slices"
	"testing"
	"time"
)

// gone is how long it may take until somebody who left is not counted any
// more: five seconds of grace, and what a change takes otherwise.
const gone = 7 * time.Second

func TestThreePeopleMeetWriteAndLeave(t *testing.T) {
	p := openPlace(t)
	ann, bob, cleo := p.signUp("ann"), p.signUp("bob"), p.signUp("cleo")

	var tabs []*tab
	for count, who := range []*guest{ann, bob, cleo} {
		first := who.open("/rooms")
		first.enterRoom("lobby")
		promptly(t, who.name+" coming in", soon, func() {
			everybody(append(tabs, first), func(b *tab) { b.online(count + 1) })
		})
		second := who.open(first.path())
		second.isLive()
		second.online(count + 1)
		tabs = append(tabs, first, second)
		everybody(tabs, (*tab).staysLoaded)
		tabs[0].records(onlineCount)
	}

	said := []string{"hello from ann", "hello from bob", "hello from cleo", "and ann again"}
	for i, writer := range []*tab{tabs[0], tabs[3], tabs[4], tabs[1]} {
		promptly(t, said[i], soon, func() {
			writer.write(said[i])
			everybody(tabs, func(b *tab) { b.seesExactly(said[:i+1]...) })
		})
		writer.delivered()
	}

	promptly(t, "cleo closing her tabs", gone, func() {
		tabs[4].close()
		tabs[5].close()
		everybody(tabs[:4], func(b *tab) { b.online(2) })
	})
	promptly(t, "bob going to another page", gone, func() {
		everybody(tabs[2:4], func(b *tab) { b.goTo("/rooms") })
		everybody(tabs[:2], func(b *tab) { b.online(1) })
	})
	everybody(tabs[:2], (*tab).stillLoaded)
	if got, want := tabs[0].recorded(), []string{"3", "2", "1"}; !slices.Equal(got, want) {
		t.Errorf("ann's page counted %v, want %v", got, want)
	}
}

func TestSecondTabAndReloadChangeNoCount(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	watcher, walker := p.signUp("watcher").open("/rooms"), p.signUp("walker").open("/rooms")
	watcher.enterRoom("lobby")
	walker.enterRoom("lobby")
	watcher.online(2)
	watcher.records(onlineCount)

	second := walker.owner.open(walker.path())
	second.isLive()
	second.reload()
	second.isLive()
	walker.reload()
	walker.isLive()
	second.close()
	walker.goTo("/rooms")
	watcher.online(1)

	if got, want := watcher.recorded(), []string{"2", "1"}; !slices.Equal(got, want) {
		t.Errorf("the count went %v, want %v", got, want)
	}
}

func TestLeavingByTheButtonEndsTheMembership(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	ann, bob := p.signUp("ann").open("/rooms"), p.signUp("bob").open("/rooms")
	ann.enterRoom("lobby")
	bob.enterRoom("lobby")
	other := bob.owner.open(bob.path())
	other.isLive()
	ann.online(2)

	promptly(t, "bob leaving", gone, func() {
		bob.click(`button[popovertarget="leave"]`)
		bob.submits("#leave form")
		ann.online(1)
	})
	ann.waits("bob off the list", `!document.querySelector("#people").innerText.includes("bob")`)
	bob.waits("the list of rooms", `location.pathname === "/rooms"`)
	other.waits("that the room was left", `document.querySelector("#connection[data-state=closed]")?.innerText.includes("left")`)
	ann.write("is anybody there?")
	ann.sees("is anybody there?")
	if slices.Contains(other.texts(), "is anybody there?") {
		t.Error("a page of somebody who left still hears the room")
	}
}

func TestMessageIsSeenInItsRoomAndInNoOther(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	ann, bob := p.signUp("ann"), p.signUp("bob")
	harbour, office, bobs := ann.open("/rooms"), ann.open("/rooms"), bob.open("/rooms")
	harbour.enterRoom("harbour")
	office.enterRoom("office")
	bobs.enterRoom("office")

	harbour.write("only for the harbour")
	harbour.sees("only for the harbour")
	office.write("only for the office")

	everybody([]*tab{office, bobs}, func(b *tab) { b.seesExactly("only for the office") })
	harbour.seesExactly("only for the harbour")
}
