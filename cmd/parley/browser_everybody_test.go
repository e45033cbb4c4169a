package main

import "testing"

func TestEverybodyInTheRoomIsCalledAtOnce(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	ann, bob, joan := p.signUp("ann").open("/rooms"), p.signUp("bob").open("/rooms"), p.signUp("joan").open("/rooms")
	for _, b := range []*tab{ann, bob, joan} {
		b.enterRoom("lobby")
	}
	room := "#room-" + ask[string](ann, `location.pathname.split("/").pop()`)
	bob.goTo("/rooms")
	joan.goTo("/people")

	ann.write("@room lunch is here")

	everybody([]*tab{bob, joan}, func(b *tab) {
		b.waits("a call in the sidebar", js(`document.querySelector(%s)?.dataset.mentions === "1"`, room))
	})
	ann.sees("@room lunch is here")
	if n := ann.count(room + "[data-mentions]"); n != 0 {
		t.Error("ann calls herself")
	}
	ann.hasNoRefusal()
	bob.goTo(ann.path())
	bob.waits("the call marked", `getComputedStyle(document.querySelector("#messages .message:has(.mention[data-user=all])")).getPropertyValue("--message-edge") !== ""`)
}
