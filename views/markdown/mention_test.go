package markdown

import (
	"maps"
	"strings"
	"testing"
	"time"
)

const (
	ada  = `<a class="mention" href="/users/7" data-user="7">@ada</a>`
	room = `<span class="mention" data-user="all">@room</span>`
)

func TestANameThatCallsSomebodyLeadsToThem(t *testing.T) {
	for typed, want := range map[string]string{
		"@ada":                         para(ada),
		"hi @ada, and @bob.":           para("hi " + ada + ", and @bob."),
		"@ADA":                         para(strings.Replace(ada, "@ada", "@ADA", 1)),
		"@x.y_z_":                      para(`<a class="mention" href="/users/8" data-user="8">@x.y_z</a>_`),
		"**@ada** _@ada_":              para("<strong>" + ada + "</strong> <em>" + ada + "</em>"),
		"@room, @ada":                  para(room + ", " + ada),
		"@here":                        para("@here"),
		"`@ada`":                       para("<code>@ada</code>"),
		"```\n@ada\n```":               "<pre><code>@ada</code></pre>",
		"me@ada":                       para("me@ada"),
		"@adam @adaé":                  para("@adam @adaé"),
		`\@ada`:                        para("@ada"),
		"[@ada](https://x.example)":    para(link("https://x.example", `<span class="mention" data-user="7">@ada</span>`)),
		"https://x.example/@ada":       para(link("https://x.example/@ada", "https://x.example/@ada")),
		"> @ada":                       `<blockquote dir="auto"><p>` + ada + `</p></blockquote>`,
		`<a href="/users/7">@ada</a>`:  para(`&lt;a href=&#34;/users/7&#34;&gt;` + ada + `&lt;/a&gt;`),
		`<a class="mention">@bob</a> `: para(`&lt;a class=&#34;mention&#34;&gt;@bob&lt;/a&gt;`),
	} {
		if got := Render(typed, known); got != want {
			t.Errorf("%q: got\n%s, want\n%s", typed, got, want)
		}
	}
}

func TestARenderedTextRemembersWhomItCalls(t *testing.T) {
	typed := `@Ada @room [@x.y_z](https://x.example) @bob <a class="mention" href="/users/9" data-user="9">@eve</a>`
	rendered := Render(typed, known)

	got := NamesIn(rendered)

	if !maps.Equal(got, known) {
		t.Errorf("got %v, want %v", got, known)
	}
	if again := Render(typed, got); again != rendered {
		t.Errorf("rendered anew it is\n%s, want\n%s", again, rendered)
	}
}

func TestManyNamesAreReadQuickly(t *testing.T) {
	for _, typed := range []string{strings.Repeat("@ada ", 3000), strings.Repeat("@ada", 4000), "@" + strings.Repeat("a", 16000), strings.Repeat("@a.", 5000)} {
		began := time.Now()
		check(t, typed, Render(typed, known))
		if took := time.Since(began); took > time.Second {
			t.Errorf("%.20q took %v", typed, took)
		}
	}
}

// FuzzMentions draws nobody but those whom the text was said to call.
func FuzzMentions(f *testing.F) {
	for _, typed := range []string{"@ada", "`@ada` @room", "\\@ada", "\\\\@ada", "[@ada](x)", "<@ada>", "~~~\n@ada", "@x.y_z_", "- a\n\n  ```\n  @ada\n  ```"} {
		f.Add(typed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		drawn := Render(typed, known)
		check(t, typed, drawn)
		for name := range NamesIn(drawn) {
			if _, is := known[name]; !is {
				t.Errorf("%q is drawn in %q", name, typed)
			}
		}
	})
}
