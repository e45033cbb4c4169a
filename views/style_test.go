package views

import (
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"parley/static"
	"parley/views/markdown"
)

var (
	cssClass    = regexp.MustCompile(`\.([a-z][a-z-]*)`)
	markupClass = regexp.MustCompile(`class="([^"]*)"`)
)

// classesOfHTMX are put there by htmx.
var classesOfHTMX = []string{"htmx-request"}

func stylesheet(t *testing.T) string {
	t.Helper()
	answer := httptest.NewRecorder()
	static.Handler().ServeHTTP(answer, httptest.NewRequest("GET", static.Path(static.Stylesheet), nil))
	return answer.Body.String()
}

func templates(t *testing.T) string {
	t.Helper()
	names, err := filepath.Glob("*.templ")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, name := range names {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		all.Write(source)
	}
	return all.String()
}

func TestStylesheetAndTemplatesKnowTheSameClasses(t *testing.T) {
	var styled, used []string
	for _, found := range cssClass.FindAllStringSubmatch(stylesheet(t), -1) {
		styled = append(styled, found[1])
	}
	for _, found := range markupClass.FindAllStringSubmatch(templates(t), -1) {
		used = append(used, strings.Fields(found[1])...)
	}
	used = append(used, markdown.Classes()...)

	for _, class := range styled {
		if !slices.Contains(used, class) && !slices.Contains(classesOfHTMX, class) {
			t.Errorf("the stylesheet knows .%s, no template uses it", class)
		}
	}
	for _, class := range used {
		if !slices.Contains(styled, class) {
			t.Errorf("a template uses class %s, the stylesheet does not know it", class)
		}
	}
}

var (
	tokenDefined = regexp.MustCompile(`(--[a-z0-9-]+):`)
	tokenUsed    = regexp.MustCompile(`var\((--[a-z0-9-]+)`)
)

func TestEveryTokenIsDefinedAndUsed(t *testing.T) {
	css := stylesheet(t) + string(StyleFor(plain.user(42), 43))
	defined, used := map[string]bool{}, map[string]bool{}
	for _, found := range tokenDefined.FindAllStringSubmatch(css, -1) {
		defined[found[1]] = true
	}
	for _, found := range tokenUsed.FindAllStringSubmatch(css, -1) {
		used[found[1]] = true
	}

	for token := range used {
		if !defined[token] {
			t.Errorf("%s is used and not defined", token)
		}
	}
	for token := range defined {
		if !used[token] {
			t.Errorf("%s is defined and not used", token)
		}
	}
}

func TestEveryIconIsInTheSprite(t *testing.T) {
	answer := httptest.NewRecorder()
	static.Handler().ServeHTTP(answer, httptest.NewRequest("GET", static.Path(static.Icons), nil))
	sprite := answer.Body.String()

	for name, page := range plain.pages() {
		for _, n := range elements(parsed(t, page)) {
			if n.Data != "use" {
				continue
			}
			_, icon, _ := strings.Cut(attribute(n, "href"), "#")
			if !strings.Contains(sprite, `id="`+icon+`"`) {
				t.Errorf("%s: there is no icon %q", name, icon)
			}
		}
	}
}
