package main

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// onDisk is a file of somebody's, by its name.
func onDisk(t *testing.T, name string, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// pictureOnDisk is a picture of a size on somebody's disk.
func pictureOnDisk(t *testing.T, name string, width, height int) string {
	t.Helper()
	var file bytes.Buffer
	if err := png.Encode(&file, image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.RGBA{R: 40, G: 120, B: 180, A: 255}})); err != nil {
		t.Fatal(err)
	}
	return onDisk(t, name, file.Bytes())
}

// chooses gives files to the composer's field, as the dialog of a browser does.
func (b *tab) chooses(files ...string) {
	b.t.Helper()
	b.run("choose files", chromedp.SetUploadFiles("#clip", files))
}

// drops lets files go over an element.
func (b *tab) drops(selector string, files ...string) {
	b.t.Helper()
	at := b.finds(selector)
	for _, kind := range []input.DispatchDragEventType{"dragEnter", "dragOver", "drop"} {
		call(b, input.DispatchDragEvent, input.DispatchDragEventParams{Type: kind, X: at.X, Y: at.Y,
			Data: &input.DragData{Items: []*input.DragDataItem{}, Files: files, DragOperationsMask: 1}})
	}
}

// waiting waits until exactly these files stand above the composer.
func (b *tab) waiting(names ...string) {
	b.t.Helper()
	b.waits("the files "+strings.Join(names, ", "), js(`JSON.stringify([...document.querySelectorAll(".staged bdi")].map(e => e.textContent)) === JSON.stringify(%s)`, append([]string{}, names...)))
}

// pictureSizes are those of the log, and whether each has arrived.
const pictureSizes = `[...document.querySelectorAll(".picture img")].map(i => [i.width, i.height, i.complete && i.naturalWidth > 0].join(" "))`

func TestFilesAreStagedSentSeenAndSteppedThrough(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	ann, bob := p.signUp("ann").open("/rooms"), p.signUp("bob").open("/rooms")
	everybody([]*tab{ann, bob}, func(b *tab) { b.enterRoom("lobby"); b.staysLoaded() })

	ann.chooses(pictureOnDisk(t, "harbour.png", 1600, 1200), onDisk(t, "notes.txt", []byte("words")), pictureOnDisk(t, "tide.png", 300, 150))
	ann.waiting("harbour.png", "notes.txt", "tide.png")
	ann.waits("thumbnails", `[...document.querySelectorAll(".staged img")].filter(i => i.complete && i.naturalWidth > 0).length === 2`)
	ann.click(`[aria-label="Remove notes.txt"]`)
	ann.waiting("harbour.png", "tide.png")
	ann.click("#outbox form:last-child [name=body]")
	ann.draft("from the pier")
	ann.press(kb.Enter)

	promptly(t, "the message", soon, func() { bob.sees("from the pier") })
	bob.waits("both pictures in their proportions", `[...document.querySelectorAll(".picture img")].map(i => [Math.round(10 * i.width / i.height), i.complete && i.naturalWidth > 0].join(" ")).join() === "13 true,20 true"`)
	ann.waiting()
	ann.delivered()
	ann.chooses(onDisk(t, "plan.pdf", []byte("%PDF-1.7 plan")))
	ann.waiting("plan.pdf")
	ann.click("#outbox form:last-child .send") // a file needs no words
	bob.waits("a download", `document.querySelector('.attachment a[download="plan.pdf"]')?.innerText.includes("13 B")`)
	ann.waiting()

	bob.click(".picture:last-child button")
	shows := func(name string) {
		bob.waits("the viewer with "+name, js(`(() => { const v = document.querySelector("#viewer:popover-open > img");
			return v?.alt === %s && v.complete && v.naturalWidth > 0 && v.getBoundingClientRect().height <= innerHeight; })()`, name))
	}
	shows("tide.png")
	bob.click(`#viewer [aria-label="Older picture"]`)
	shows("harbour.png")
	bob.click(`#viewer [aria-label="Newer picture"]`)
	shows("tide.png")
	bob.press(kb.Escape)
	bob.waits("a viewer that closed", `!document.querySelector("#viewer:popover-open")`)
	everybody([]*tab{ann, bob}, func(b *tab) { b.stillLoaded(); b.equalsFreshPage() })
}

func TestFilesAreDroppedOnTheClip(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	ann := p.signUp("ann").open("/rooms")
	ann.enterRoom("lobby")
	ann.staysLoaded()

	ann.drops("#clip", pictureOnDisk(t, "dropped.png", 30, 30), onDisk(t, "too.txt", []byte("words")))

	ann.waiting("dropped.png", "too.txt")
	ann.stillLoaded()
}

func TestAFileGoesWithItsTextOnceThroughABrokenLine(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	line := newProxy(t, 0)
	ann, bob := p.signUpOver(line, "ann").open("/rooms"), p.signUp("bob").open("/rooms")
	everybody([]*tab{ann, bob}, func(b *tab) { b.enterRoom("lobby") })
	ann.chooses(pictureOnDisk(t, "once.png", 30, 30))
	ann.waiting("once.png")

	ann.trouble.expect(awayFromServer...)
	line.cut()
	ann.isLost()
	ann.draft("with a picture")
	ann.press(kb.Enter)
	ann.draft("without one")
	ann.press(kb.Enter)
	line.restore()

	bob.seesExactly("with a picture", "without one")
	bob.waits("one picture, with the first", `document.querySelectorAll(".picture").length === 1 && document.querySelector(".message:has(.picture)").innerText.includes("with a picture")`)
	ann.delivered()
	ann.waiting()
	ann.equalsFreshPage()
}

func TestFilesAreSentAndSeenWithoutScript(t *testing.T) {
	t.Parallel()
	p := openPlace(t, unlimited)
	bob := p.signUp("bob").open("/rooms")
	bob.enterRoom("lobby")
	ann := p.signUp("ann").withoutScript("/rooms")
	ann.fillIn(`form[action="/rooms/enter"] [name=name]`, "lobby")
	ann.submits(`form[action="/rooms/enter"]`)

	ann.chooses(pictureOnDisk(t, "plain.png", 1000, 500))
	ann.navigates("adding it", func() { ann.click(".upload > button") })
	ann.shows(".staged bdi", "plain.png")
	ann.navigates("sending it", func() { ann.click(".send") })

	bob.waits("the picture", pictureSizes+`.join() === "400 200 true"`)
	ann.follows(".picture a")
	ann.shows(".viewer-name bdi", "plain.png")
}
