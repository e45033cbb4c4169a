package main

import "github.com/chromedp/chromedp/kb"

// What one does on the pages of rules, addresses and settings.

func writesRule(h hands) {
	h.fills("main [name=name]", h.names.Replace("Shops of NAME"))
	h.picks("way", "hosts")
	h.picks("action", "hold")
	h.fills("main [name=text]", "shop.example")
	h.presses("main .rule-form .form-end button")
	h.reads("The rule is kept.")
	h.presses("main .switch[aria-label='Shops of NAME']")
	h.finds(h.names.Replace("main .switch[aria-label='Shops of NAME'][aria-checked=true]"))
}

func triesRule(h hands) {
	h.fills("main [name=sample]", "see https://shop.example/a")
	h.does(`main [formaction="/moderation/rules/try"]`)
	h.finds("main .sample mark")
}

func blocksAddress(h hands) {
	h.fills("main [name=network]", h.names.Replace("203.0.113.REPORT"))
	h.fills("main [name=reason]", "spam")
	h.picks("until", "1d")
	h.presses("main .form-end button")
	h.reads(h.names.Replace("203.0.113.REPORT is blocked."))
	h.does("main .muting > summary")
	h.fills("main .muting [name=reason]", "a mistake")
	h.presses("main .muting form button")
	h.reads("No address is blocked.")
}

func asksForFactor(h hands) {
	h.trouble.expect("422")
	h.does("main [name=second_factor]")
	h.presses("main .form-end button")
	h.finds("main [name=second_factor][aria-invalid]") // ada has none herself
}

func beginsFactor(h hands) {
	h.presses("main [value=begin]") // also where the other hands began already
	h.reads("The first code")
	h.finds("main [name=code]")
}

// does works what leads to no other page, at least with scripts.
func (h hands) does(selector string) {
	h.t.Helper()
	h.reaches(selector)
	switch {
	case !h.keys:
		h.click(selector)
	case ask[bool](h.tab, `document.activeElement.matches("input")`):
		h.press(" ")
	default:
		h.press(kb.Enter)
	}
}
