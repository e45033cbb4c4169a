package views

import "parley/db/chat"

// HookPage is where a person has their news sent to.
type HookPage struct {
	Shell  Shell
	Off    bool // nobody here has one
	Hook   chat.Hook
	Link   string // as typed, or as it is
	Secret string // shown once, right after it was made
	Answer string // what became of a test
	Errors Errors
}
