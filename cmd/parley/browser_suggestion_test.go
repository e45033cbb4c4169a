package main

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// offers waits until these words are suggested, from the likeliest on.
func (b *tab) offers(words ...string) {
	b.t.Helper()
	b.waits("the suggestions "+strings.Join(words, ", "), js(`JSON.stringify([...document.querySelectorAll(".suggestion")].filter(s => s.checkVisibility()).map(s => s.value).reverse()) === JSON.stringify(%s)`, append([]string{}, words...)))
}

// holds waits until the field has the focus and this text in it, with the caret
// behind it.
func (b *tab) holds(text string) {
	b.t.Helper()
	b.waits("the field with "+text, js(`(() => {
		const field = document.querySelector(%s);
		return document.activeElement === field && field.value === %s && field.selectionStart === field.value.length;
	})()`, field, text))
}

func (b *tab) pressWithShift(key string) {
	b.t.Helper()
	b.run("press with Shift", chromedp.KeyEvent(key, chromedp.KeyModifiers(kb.ModifierShift)))
}

// meets gives two people in one room, who see each other.
func meets(t *testing.T) (ann, joan *tab) {
	t.Helper()
	p := openPlace(t, unlimited)
	ann, joan = p.signUp("ann").open("/rooms"), p.signUp("joan").open("/rooms")
	ann.enterRoom("lobby")
	joan.enterRoom("lobby")
	return ann, joan
}

func TestASuggestedNameIsPickedWithTheMouse(t *testing.T) {
	t.Parallel()
	ann, joan := meets(t)

	ann.draft("hi @jo")
	ann.offers("@joan")
	ann.click(".suggestion")
	ann.holds("hi @joan ")
	ann.offers()
	ann.press("there" + kb.Enter)

	everybody([]*tab{ann, joan}, func(b *tab) { b.sees("hi @joan there") })
	ann.isReady()
	joan.waits("the name marked as a link", `document.querySelector("#messages a.mention[data-user]")?.textContent === "@joan"`)
	tint := `getComputedStyle(document.querySelector("#messages .message:has(.mention)")).boxShadow.includes("inset") && getComputedStyle(document.querySelector("#messages .message:has(.mention)")).getPropertyValue("--message-edge")`
	if joan, ann := ask[string](joan, tint), ask[string](ann, tint); joan == "" || ann != "" {
		t.Errorf("the edge of the message is %q for joan and %q for ann", joan, ann)
	}
}

func TestASuggestedNameIsPickedWithTheKeyboard(t *testing.T) {
	t.Parallel()
	ann, joan := meets(t)
	joan.write("I was here")
	ann.sees("I was here")

	ann.draft("@")
	ann.offers("@joan", "@room", "@here")
	ann.pressWithShift(kb.Tab)
	ann.waits("the focus on the name", `document.activeElement.value === "@joan"`)
	ann.press(kb.Enter)
	ann.holds("@joan ")
	ann.inserts("and :rock")
	ann.offers("🚀")
	ann.pressWithShift(kb.Tab)
	ann.press(kb.Enter)
	ann.holds("@joan and 🚀 ")
	ann.press(kb.Enter)

	everybody([]*tab{ann, joan}, func(b *tab) { b.sees("@joan and 🚀") })
	ann.offers()
	ann.delivered()
}

func TestASuggestedNameIsPickedIntoSeveralLines(t *testing.T) {
	t.Parallel()
	ann, _ := meets(t)

	ann.draft("one")
	ann.click("#outbox form:last-child .lines")
	ann.holds("one")
	ann.press(kb.Enter)
	ann.inserts("@jo")
	ann.offers("@joan")
	ann.click(".suggestion")

	ann.holds("one\n@joan ")
	ann.press("x")
	ann.holds("one\n@joan x")
}
