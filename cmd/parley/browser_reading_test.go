package main

import (
	"testing"
)

// device is another browser of somebody who has an account.
func (a *guest) device() *guest {
	a.t.Helper()
	d := a.place.visitor(a.name)
	b := d.open("/login")
	b.fill("username", a.name)
	b.fill("password", password)
	b.submits("main form")
	b.waits("the way in", `location.pathname.startsWith("/rooms")`)
	b.close()
	return d
}

// row waits until a room's row in the sidebar is as a person sees it: "bold",
// "calm", or the number on it.
func (b *tab) row(name, state string) {
	b.t.Helper()
	b.waits(name+" "+state, js(`(() => {
		const names = r => { // not innerText: on a phone the sidebar is closed
			const who = [...r.querySelectorAll(".who")].filter(w => getComputedStyle(w).display !== "none");
			return (who.length ? who : [r.querySelector(".clip")]).map(e => e.textContent.trim()).join(", ");
		};
		const row = [...document.querySelectorAll("#sidebar .room-link")].find(r => names(r) === %s);
		const count = row.querySelector(".count");
		const bold = getComputedStyle(row).fontWeight > 600;
		return (count ? count.firstChild.data.trim() : bold ? "bold" : "calm") === %s;
	})()`, name, state))
}

// tabShows waits for the title of the window and the number on its icon.
func (b *tab) tabShows(title, number string) {
	b.t.Helper()
	b.waits("the title "+title+" and the icon "+number, js(`(() => {
		const icons = document.head.querySelectorAll("link[rel=icon]");
		const number = new URL(icons[0].href).searchParams.get("n") ?? "";
		return document.title === %s && icons.length === 1 && number === %s;
	})()`, title, number))
}

// iconIsAPicture fails when the browser cannot draw the icon.
func (b *tab) iconIsAPicture() {
	b.t.Helper()
	if width := ask[int](b, `(async () => {
		const picture = new Image();
		picture.src = document.querySelector("#icon").href;
		await picture.decode();
		return picture.naturalWidth;
	})()`); width != 64 {
		b.t.Errorf("the icon is %d wide", width)
	}
}

func TestWhatCallsShowsOnEveryDeviceAndReadingOnOneClearsAll(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	bob, ann := p.signUp("bob").open("/rooms"), p.signUp("ann")
	desk, phone, third := ann.open("/rooms"), ann.device().open("/rooms"), ann.device().open("/people")
	phone.onPhone()
	desk.enterRoom("office")
	office := desk.path()
	desk.enterRoom("lobby")
	bob.enterRoom("office")
	phone.reload()
	third.reload()
	devices := map[*tab]string{desk: "lobby · Parley", phone: "Rooms · Parley", third: "People · Parley"}
	everywhere := func(row, state, number string) {
		t.Helper()
		for b, title := range devices {
			if number != "" {
				title = "(" + number + ") " + title
			}
			b.row(row, state)
			b.tabShows(title, number)
		}
	}
	everywhere("office", "calm", "")

	bob.write("a message")
	everywhere("office", "bold", "")
	bob.write("a mention, @ann")
	everywhere("office", "1", "1")
	bob.write("and another, @ANN")
	everywhere("office", "2", "2")
	desk.iconIsAPicture()
	bob.goTo("/people")
	bob.click(`form[action="/direct"] [value=ann]`)
	bob.submits(`form[action="/direct"]`)
	bob.isLive()
	direct := bob.path()
	bob.write("for you alone")
	everywhere("bob", "1", "3")
	third.shows("#directs .snippet bdi", "for you alone")

	phone.goTo(office)
	delete(devices, phone)
	promptly(t, "reading on the phone", soon+soon/2, func() { // and half a second to load the page
		everywhere("office", "calm", "1")
		phone.tabShows("(1) office · Parley", "1")
	})
	desk.goTo(direct)
	desk.isLive()
	delete(devices, desk)
	everywhere("bob", "calm", "")
	desk.tabShows("bob · Parley", "")
	phone.tabShows("office · Parley", "")
	bob.write("while you look")
	desk.sees("while you look")
	phone.row("bob", "calm")
}

func TestRoomOpensAtWhatIsNewAndIsMarkedUnreadFromThere(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	bob, ann := p.signUp("bob").open("/rooms"), p.signUp("ann")
	bob.enterRoom("office")
	first, second := ann.open("/rooms"), ann.open("/people")
	first.enterRoom("office")
	office := first.path()
	first.goTo("/rooms")
	first.isLive()
	texts := make([]string, 30)
	for i := range texts {
		texts[i] = "text " + string(rune('A'+i))
	}
	bob.posts(texts...)
	first.row("office", "bold")

	first.goTo(office)
	first.shows(".new-chip", "30 new messages")
	first.click(".new-chip")
	first.waits("the line in sight", `(r => r.top >= 0 && r.bottom < innerHeight)(document.querySelector("#new").getBoundingClientRect())`)
	first.waits("the first new message under it", `document.querySelector("#new ~ article .text").innerText.trim() === "text A"`)
	second.row("office", "calm")

	last := first.find(texts[28])
	first.goTo("/messages/" + last.ID + "/more")
	first.navigates("the page of rooms", func() { first.click(`form[action$="/unread"] button`) })
	second.row("office", "bold")
	first.row("office", "bold")
	first.lets(soon)
	first.row("office", "bold")
	first.click(".read-all button")
	for _, b := range []*tab{first, second} {
		b.row("office", "calm")
	}
}

func TestFavouritesAndTheFilterOfTheSidebar(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	ann := p.signUp("ann")
	room, other := ann.open("/rooms"), ann.open("/people")
	room.enterRoom("office")
	other.isLive()

	room.click(".star button")
	for _, b := range []*tab{room, other} {
		b.waits("a favourite", `document.querySelector("#favourites a").innerText.includes("office") && !document.querySelector("#rooms").innerText.includes("office")`)
	}
	room.waits("the row of the page", `document.querySelector("#favourites a[aria-current]") && document.querySelector(".star [aria-pressed=true]")`)
	room.fillIn(".room-filter input", "GENE")
	room.waits("one room", `document.querySelectorAll("#room-lists a").length === 1 && document.querySelector("#room-lists a").innerText.includes("General")`)
	room.fillIn(".room-filter input", "ffi")
	room.waits("the current room", `document.querySelector("#favourites a[aria-current]") && document.querySelectorAll("#room-lists a").length === 1`)
	room.fillIn(".room-filter input", "")
	room.waits("all rooms", `document.querySelectorAll("#room-lists a").length === 2`)
	room.click(".star button")
	for _, b := range []*tab{room, other} {
		b.waits("no favourite", `!document.querySelector("#favourites a") && document.querySelector("#rooms").innerText.includes("office")`)
	}
}
