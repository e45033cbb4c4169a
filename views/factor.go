package views

import "parley/db/chat"

// FactorTitle is the Title of the pages about one's second factor.
const FactorTitle = "Second factor"

// FactorPage is a person's second factor.
type FactorPage struct {
	Shell  Shell
	Factor chat.Factor
	Secret string   // that waits for its first code, in groups; empty: none is to be seen
	Link   string   // the same, for a camera
	Codes  []string // recovery codes, shown once
	Errors Errors
}

// SignInCodeForm is the second half of a sign-in.
type SignInCodeForm struct {
	Next   string
	Errors Errors
}

// fewCodes is when a person is reminded to make new ones.
const fewCodes = 3

// PlaceSettingsPage are the settings of the whole place.
type PlaceSettingsPage struct {
	Shell       Shell
	StaffFactor bool
	Desk        bool // visitors find a support desk
	Errors      Errors
}
