package chat

import "slices"

// Region is how a person reads dates and times. An empty part is as the place
// has it.
type Region struct {
	Language string // one of Languages, a BCP 47 tag
	Zone     string // a name of the IANA time zone database, such as Europe/Berlin
}

// Languages are those that a page can be written in. Both are English: they
// differ in how dates and hours read.
var Languages = []string{"en-GB", "en-US"}

// CheckLanguage refuses a language that no page is written in; empty is fine.
func CheckLanguage(tag string) error {
	if tag == "" || slices.Contains(Languages, tag) {
		return nil
	}
	return Invalid{Field: "language", Reason: "Choose one of the languages."}
}
