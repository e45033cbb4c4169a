package main

import "testing"

// dotOf is the mark of presence in a sidebar's row of a conversation with
// somebody, as its reader sees it.
func dotOf(name string) string {
	return js(`(() => {
		const row = [...document.querySelectorAll("#directs .room-link")].find(r => r.innerText.includes(%s));
		return [...row.querySelectorAll(".presence")].filter(d => d.checkVisibility()).map(d => d.dataset.state).join(" ");
	})()`, name)
}

func TestBothOpenOneConversationAtOnceAndSeeEachOtherInIt(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	ann, bob := p.signUp("ann"), p.signUp("bob")
	annsTab, bobsTab := ann.open("/people"), bob.open("/people")
	annsTab.click(`form[action="/direct"] [value=bob]`)
	bobsTab.click(`form[action="/direct"] [value=ann]`)

	both := []*tab{annsTab, bobsTab}
	everybody(both, func(b *tab) { b.click(`form[action="/direct"] button`) })
	everybody(both, func(b *tab) { b.waits("the conversation", `location.pathname.startsWith("/rooms/")`) })
	everybody(both, (*tab).isLive)
	if annsTab.path() != bobsTab.path() {
		t.Fatalf("ann is in %s, bob in %s", annsTab.path(), bobsTab.path())
	}
	annsTab.write("the same place")
	bobsTab.sees("the same place")

	watcher := ann.open("/rooms")
	second, third := bob.open("/rooms"), bob.device().open("/people")
	everybody([]*tab{watcher, second, third}, (*tab).isLive)
	watcher.waits("bob online", dotOf("bob")+` === "online"`)
	watcher.records(dotOf("bob"))
	bobsTab.close()
	second.close()
	third.reload()
	third.isLive()
	annsTab.waits("bob elsewhere", presenceOf("bob")+` === "online"`)
	promptly(t, "the last tab ending", gone, func() {
		third.close()
		everybody([]*tab{watcher, annsTab}, func(b *tab) { b.waits("bob offline", dotOf("bob")+` === "offline"`) })
	})

	if shown := watcher.recorded(); len(shown) != 2 {
		t.Errorf("bob's dot went through %q", shown)
	}
}
