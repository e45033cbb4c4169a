package markdown

import (
	"regexp"
	"strings"

	"github.com/microcosm-cc/bluemonday"
)

// jumboClass is a paragraph of a few emoji.
const jumboClass = "jumbo"

// Classes are the class names that rendered text may have; the stylesheet
// knows each of them.
func Classes() []string { return append([]string{jumboClass}, colourClasses()...) }

// policy is the second wall: whatever the writer does, nothing else leaves the
// package.
var policy = newPolicy()

func newPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li")
	p.AllowAttrs("dir").Matching(exactly("auto")).OnElements("p", "blockquote", "ul", "ol")
	p.AllowAttrs("class").Matching(exactly(jumboClass)).OnElements("p")
	p.AllowAttrs("class").Matching(exactly(colourClasses()...)).OnElements("span")
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("rel").Matching(exactly(linkRel)).OnElements("a")
	p.AllowAttrs("target").Matching(exactly("_blank")).OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto")
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(false)
	return p
}

func exactly(values ...string) *regexp.Regexp {
	quoted := make([]string, len(values))
	for i, value := range values {
		quoted[i] = regexp.QuoteMeta(value)
	}
	return regexp.MustCompile("^(?:" + strings.Join(quoted, "|") + ")$")
}
