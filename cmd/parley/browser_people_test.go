package main

import (
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// profile is the address of the person's own.
func (b *tab) profile() string {
	b.t.Helper()
	return ask[string](b, `document.querySelector("#sidebar .me").getAttribute("href")`)
}

// photo writes a picture file, wide and green.
func photo(t *testing.T) string {
	t.Helper()
	drawn := image.NewNRGBA(image.Rect(0, 0, 640, 480))
	for i := range drawn.Pix {
		drawn.Pix[i] = 255
	}
	for y := range 480 {
		for x := range 640 {
			drawn.SetNRGBA(x, y, color.NRGBA{R: 20, G: 160, B: 60, A: 255})
		}
	}
	path := filepath.Join(t.TempDir(), "me.png")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := png.Encode(file, drawn); err != nil {
		t.Fatal(err)
	}
	return path
}

// messageOf finds the parts of everything that somebody wrote, by their
// profile.
func messageOf(profile, part string) string {
	return `#messages .message[data-author="` + filepath.Base(profile) + `"]` + part
}

func TestPictureShowsInTheOthersOpenPage(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	ann, bob := p.signUp("ann").open("/rooms"), p.signUp("bob").open("/rooms")
	ann.enterRoom("lobby")
	bob.enterRoom("lobby")
	bob.write("hello")
	bob.write("and hello again")
	ann.sees("hello", "and hello again")
	ann.staysLoaded()
	faces := messageOf(bob.profile(), " > .portrait > .face")
	form := bob.owner.open("/settings/profile")

	form.fillIn("#profile-display_name", "Bob Berg")
	form.run("choose a file", chromedp.SetUploadFiles("#profile-picture", []string{photo(t)}))
	promptly(t, "the new face", 2*soon, func() {
		form.submits("form[enctype]")
		ann.waits("bob's picture beside the first of his messages", js(`(async face => {
			await face.decode(); return face.naturalWidth === 96 && document.querySelectorAll(%s).length === 1 })(document.querySelector(%s))`, faces, faces))
		ann.waits("his name beside both", js(`[...document.querySelectorAll(%s)].every(name => name.textContent === "Bob Berg")`, messageOf(bob.profile(), " .author bdi")))
		ann.waits("both in the list of people", js(`[...document.querySelectorAll("#people .person")].some(row =>
			row.innerText.includes("Bob Berg") && row.querySelector(".face").src === document.querySelector(%s).src)`, faces))
		bob.waits("his own face in his sidebar", js(`document.querySelector("#sidebar .me .face").src === document.querySelector(%s).src`, faces))
	})

	form.shows("[role=status].banner", "Your profile is changed.")
	ann.stillLoaded()
	reload := ann.owner.open(ann.path())
	reload.waits("the same on a fresh page", js(`document.querySelector(%s).src === %s`, faces, ask[string](ann, js(`document.querySelector(%s).src`, faces))))
}

func TestFriendshipChangesBothOpenProfiles(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	ann, bob := p.signUp("ann").open("/rooms"), p.signUp("bob").open("/rooms")
	annsProfile, bobsProfile := ann.profile(), bob.profile()
	ann.goTo(bobsProfile)
	annElsewhere := ann.owner.open(bobsProfile)
	bob.goTo(annsProfile)
	everybody([]*tab{ann, annElsewhere, bob}, (*tab).isLive)
	everybody([]*tab{annElsewhere, bob}, (*tab).staysLoaded)

	ann.submits(".tie form:has([value=request])")
	bob.waits("the question", `document.querySelector(".tie [value=accept]") && document.querySelector("#waiting").innerText.trim().startsWith("1")`)
	annElsewhere.waits("the request", `document.querySelector(".tie [value=cancel]")`)
	bob.stillLoaded()
	ann.isLive()
	ann.staysLoaded()

	bob.submits(".tie form:has([value=accept])")
	everybody([]*tab{ann, annElsewhere}, func(b *tab) {
		b.waits("a friend", `document.querySelector(".tie .tag")?.innerText === "Friends"`)
		b.stillLoaded()
	})
	bob.waits("nobody who waits", `!document.querySelector("#waiting").checkVisibility()`)
}

func TestBlockMakesMessagesVanishInTheBlockersOpenPage(t *testing.T) {
	t.Parallel()
	p := openPlace(t)
	ann, bob := p.signUp("ann").open("/rooms"), p.signUp("bob").open("/rooms")
	ann.enterRoom("lobby")
	bob.enterRoom("lobby")
	bob.write("something rude")
	ann.sees("something rude")
	ann.staysLoaded()
	visible := js(`document.querySelector(%s).checkVisibility()`, messageOf(bob.profile(), ""))
	other := ann.owner.open(bob.profile())

	other.click(".tie details:last-of-type summary")
	other.submits(`.tie form[action$="/block"]`)
	ann.waits("nothing of bob any more", "!"+visible)
	bob.write("is anybody there?")
	ann.waits("the new message arrived and is not shown", js(`(all => all.length === 2 && !all.some(m => m.checkVisibility()))([...document.querySelectorAll(%s)])`, messageOf(bob.profile(), "")))
	if !ask[bool](bob, visible) {
		t.Error("bob does not see his own message any more")
	}

	other.submits(`.tie form[action$="/unblock"]`)
	ann.waits("bob's messages again", visible)
	ann.stillLoaded()
}
