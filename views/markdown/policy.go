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
func Classes() []string { return append([]string{jumboClass, mentionClass}, colourClasses()...) }

// policy is the second wall: whatever the writer does, nothing else leaves the
// package.
var policy = newPolicy()

// hrefs are a profile of this place and addresses that are whole, and called is
// whose profile it is.
var (
	hrefs  = regexp.MustCompile(`^(?:` + profile + `\d+|https?://.+|mailto:.+)$`)
	called = regexp.MustCompile(`^(?:\d+|all)$`)
)

func newPolicy() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li")
	p.AllowAttrs("dir").Matching(exactly("auto")).OnElements("p", "blockquote", "ul", "ol")
	p.AllowAttrs("class").Matching(exactly(jumboClass)).OnElements("p")
	p.AllowAttrs("class").Matching(exactly(append(colourClasses(), mentionClass)...)).OnElements("span")
	p.AllowAttrs("class").Matching(exactly(mentionClass)).OnElements("a")
	p.AllowAttrs("data-user").Matching(called).OnElements("a", "span")
	p.AllowAttrs("href").Matching(hrefs).OnElements("a")
	p.AllowAttrs("rel").Matching(exactly(linkRel)).OnElements("a")
	p.AllowAttrs("target").Matching(exactly("_blank")).OnElements("a")
	p.AllowURLSchemes("http", "https", "mailto")
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(true) // of which hrefs lets one kind through
	return p
}

func exactly(values ...string) *regexp.Regexp {
	quoted := make([]string, len(values))
	for i, value := range values {
		quoted[i] = regexp.QuoteMeta(value)
	}
	return regexp.MustCompile("^(?:" + strings.Join(quoted, "|") + ")$")
}
