package chat

import (
	"slices"
	"strconv"
	"strings"
	"testing"
)

func TestMentionsAreFoundWhereTheyAreMeant(t *testing.T) {
	for body, want := range map[string][]string{
		"hello":                                 nil,
		"@ann":                                  {"ann"},
		"@Ann and @BOB":                         {"ann", "bob"},
		"ask @ann, @ann or @bob.":               {"ann", "bob"},
		"(@ann) «@bob» /@eve":                   {"ann", "bob", "eve"},
		"@ann's and @bob-":                      {"ann", "bob"},
		"@a.b_c-d...":                           {"a.b_c-d"},
		"ann@example.org, é@bob, 7@bob":         nil,
		"@bob@example.org":                      {"bob"},
		"@@ann":                                 {"ann"},
		"@ @ann":                                {"ann"},
		"@annémone":                             nil,
		"@an":                                   nil,
		"@" + strings.Repeat("a", 31):           nil,
		"@" + strings.Repeat("a", 30):           {strings.Repeat("a", 30)},
		"`@ann` @bob":                           {"bob"},
		"`` ` @ann `` @bob":                     {"bob"},
		"`@ann":                                 {"ann"},
		"`@ann\n\n@bob`":                        {"ann", "bob"},
		"`@ann\n@bob` @eve":                     {"eve"},
		"\\`@ann\\` @bob":                       {"ann", "bob"},
		`\@ann @bob`:                            {"bob"},
		"x`@ann`@bob":                           {"bob"},
		"```\n@ann\n```\n@bob":                  {"bob"},
		"```go\n@ann\n``\n@bob":                 nil,
		"~~~\n@ann\n```\n@bob\n~~~~\n@eve":      {"eve"},
		"    ```\n@ann":                         {"ann"},
		"``` @ann ``` @bob":                     {"bob"},
		"@ann\n```\n@bob":                       {"ann"},
		"one\r\n@ann\r\n```\r\n@bob\r\n```\r\n": {"ann"},
	} {
		if got := Mentioned(body); !slices.Equal(got, want) {
			t.Errorf("%q calls %q, want %q", body, got, want)
		}
	}
}

func TestTwentyNamesAreCalledAtMost(t *testing.T) {
	var body strings.Builder
	for n := range 100 {
		body.WriteString("@person" + strconv.Itoa(n) + " @person0 ")
	}

	got := Mentioned(body.String())

	if len(got) != MaxMentioned || got[0] != "person0" || got[19] != "person19" {
		t.Errorf("got %q", got)
	}
}

func FuzzMentioned(f *testing.F) {
	for _, body := range []string{"@ann", "`@ann` @bob", "```\n@ann\n```", "\\`@a.b", "~~~@ann", "é@ann@bob", strings.Repeat("`@ann ``", 50)} {
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body string) {
		names := Mentioned(body)
		if len(names) > MaxMentioned {
			t.Errorf("%d names", len(names))
		}
		for i, name := range names {
			if !username.MatchString(name) || !strings.Contains(strings.ToLower(body), "@"+name) {
				t.Errorf("%q is not called in %q", name, body)
			}
			if slices.Contains(names[:i], name) {
				t.Errorf("%q is called twice", name)
			}
		}
		if fenced := "~~~\n" + strings.ReplaceAll(body, "~", "") + "\n~~~"; Mentioned(fenced) != nil {
			t.Errorf("fenced code calls somebody: %q", fenced)
		}
	})
}
