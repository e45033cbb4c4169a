package markdown

import (
	"strings"
	"testing"
)

// link is an address as a link with words of its own.
func link(href, words string) string {
	return `<a href="` + href + `" rel="nofollow noopener noreferrer ugc" target="_blank">` + words + `</a>`
}

func para(inner string) string { return `<p dir="auto">` + inner + `</p>` }

var flag = "🏴\U000E0067\U000E0062\U000E0073\U000E0063\U000E0074\U000E007F"

// cases are what people type, and what others see.
var cases = map[string]struct{ typed, want string }{
	"words":              {"hello", para("hello")},
	"line":               {"a\nb", para("a<br>\nb")},
	"line with blanks":   {"a  \nb", para("a<br>\nb")},
	"CR LF":              {"a\r\nb", para("a<br>\nb")},
	"paragraphs":         {"a\n\n\n\nb", para("a") + "\n\n" + para("b")},
	"blanks":             {"a   b", para("a   b")},
	"indented":           {"    a", para("a")},
	"emphasis":           {"*a* _b_ **c** __d__ ~~e~~", para("<em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong> <del>e</del>")},
	"in each other":      {"**a *b***", para("<strong>a <em>b</em></strong>")},
	"no emphasis":        {"snake_case_name 2 * 3 * 4", para("snake_case_name 2 * 3 * 4")},
	"taken back":         {`\*a\*`, para("*a*")},
	"code span":          {"`a*b*<c>`", para("<code>a*b*&lt;c&gt;</code>")},
	"code span of lines": {"`a\nb`", para("<code>a b</code>")},
	"code":               {"```\n  *a*\n\n\n<b>\n```", "<pre><code>  *a*\n\n\n&lt;b&gt;</code></pre>"},
	"code in tildes":     {"~~~\na\n~~~", "<pre><code>a</code></pre>"},
	"code without end":   {"```\na", "<pre><code>a</code></pre>"},
	"coloured": {"```go\nreturn 1 // one\n```",
		`<pre><code><span class="k">return</span> <span class="m">1</span> <span class="c">// one</span></code></pre>`},
	"unknown language":       {"```klingon\nreturn 1\n```", "<pre><code>return 1</code></pre>"},
	"changes":                {"```diff\n-a\n+b\n```", "<pre><code><span class=\"gd\">-a\n</span><span class=\"gi\">+b</span></code></pre>"},
	"quote":                  {"> a\n> b\n\nc", `<blockquote dir="auto"><p>a<br>` + "\n" + `b</p></blockquote>` + "\n\n" + para("c")},
	"list":                   {"- a\n- b", `<ul dir="auto"><li>a</li>` + "\n" + `<li>b</li></ul>`},
	"list in a list":         {"- a\n  - b", `<ul dir="auto"><li>a` + "\n" + `<ul><li>b</li></ul></li></ul>`},
	"counted list":           {"1. a\n2. b", `<ol dir="auto"><li>a</li>` + "\n" + `<li>b</li></ol>`},
	"list in a counted list": {"1. a\n2. b\n   - c\n   - d\n3. e", `<ol dir="auto"><li>a</li>` + "\n" + `<li>b` + "\n" + `<ul><li>c</li>` + "\n" + `<li>d</li></ul></li>` + "\n" + `<li>e</li></ol>`},
	"two lists":              {"- a\n\n1. b", `<ul dir="auto"><li>a</li></ul>` + "\n\n" + `<ol dir="auto"><li>b</li></ol>`},
	"words, then list":       {"a\n- b", para("a") + "\n" + `<ul dir="auto"><li>b</li></ul>`},
	"wide list":              {"- a\n\n- b", `<ul dir="auto"><li><p>a</p></li>` + "\n" + `<li><p>b</p></li></ul>`},
	"date":                   {"7. October", para("7. October")},
	"a mark":                 {"-", para("-")},
	"another mark":           {">", para("&gt;")},
	"only a fence":           {"```", para("```")},
	"stars":                  {"***", para("***")},

	"room":        {"#general", para("#general")},
	"heading":     {"# a", para("# a")},
	"underlined":  {"a\n===\nb\n---", para("a<br>\n===<br>\nb<br>\n---")},
	"table":       {"|a|b|\n|-|-|", para("|a|b|<br>\n|-|-|")},
	"task":        {"- [ ] a", `<ul dir="auto"><li>[ ] a</li></ul>`},
	"definition":  {"[a]\n\n[a]: b", para("[a]") + "\n\n" + para("[a]: b")},
	"footnote":    {"a[^1]", para("a[^1]")},
	"HTML":        {"<b>a</b> <!-- c -->", para("&lt;b&gt;a&lt;/b&gt; &lt;!-- c --&gt;")},
	"HTML block":  {"<div>\n\na\n\n</div>", para("&lt;div&gt;") + "\n\n" + para("a") + "\n\n" + para("&lt;/div&gt;")},
	"entities":    {"&lt; &amp; &#0;", para("&amp;lt; &amp;amp; &amp;#0;")},
	"too deep":    {strings.Repeat("> ", 9) + "a", para(strings.Repeat("&gt; ", 9) + "a")},
	"many breaks": {">" + strings.Repeat("\n", 100) + "<", `<blockquote dir="auto"></blockquote>` + "\n\n" + para("&lt;")},

	"address":             {"see https://a.example/b.", para("see " + link("https://a.example/b", "https://a.example/b") + ".")},
	"in brackets":         {"(https://a.example/a_(b))", para("(" + link("https://a.example/a_(b)", "https://a.example/a_(b)") + ")")},
	"in angle brackets":   {"<https://a.example>", para(link("https://a.example", "https://a.example"))},
	"with emphasis in it": {"https://a.example/*b*/_c_", para(link("https://a.example/*b*/_c", "https://a.example/*b*/_c") + "_")},
	"in emphasis":         {"**https://a.example/**", para("<strong>" + link("https://a.example/", "https://a.example/") + "</strong>")},
	"question":            {"https://a.example/?b=1&c=2", para(link("https://a.example/?b=1&amp;c=2", "https://a.example/?b=1&amp;c=2"))},
	"no host":             {"https:// http://", para("https:// http://")},
	"with a user":         {"https://user@bank.example", para("https://user@bank.example")},
	"other schemes":       {"ftp://a.example a://b javascript://x", para("ftp://a.example a://b javascript://x")},
	"other alphabets":     {"https://bücher.example/ä", para(link("https://xn--bcher-kva.example/%C3%A4", "https://xn--bcher-kva.example/ä"))},
	"mail":                {"<a@b.example>", para(link("mailto:a@b.example", "a@b.example"))},
	"link":                {"[a *b*](https://c.example)", para(link("https://c.example", "a <em>b</em>"))},
	"link with a title":   {`[a](https://c.example "t")`, para(link("https://c.example", "a"))},
	"image":               {"![a](https://c.example/d.png)", para(link("https://c.example/d.png", "a"))},
	"script":              {"[a](javascript:alert(1))", para("[a](javascript:alert(1))")},
	"data":                {"![a](data:text/html,x)", para("![a](data:text/html,x)")},
	"relative":            {"[a](/logout) [b](//c.example)", para("[a](/logout) [b](//c.example)")},
	"another address": {"[https://bank.example](https://evil.example)",
		para("[" + link("https://bank.example", "https://bank.example") + "](" + link("https://evil.example", "https://evil.example") + ")")},
	"the same address": {"[https://a.example](https://a.example)", para(link("https://a.example", "https://a.example"))},

	"shortcode":          {"well done :tada:!", para("well done 🎉!")},
	"unknown shortcode":  {":nothing_such:", para(":nothing_such:")},
	"time":               {"10:100:20 a::b::c", para("10:100:20 a::b::c")},
	"shortcode in code":  {"`:tada:`", para("<code>:tada:</code>")},
	"one emoji":          {"🎉", `<p class="jumbo">🎉</p>`},
	"one shortcode":      {":tada:", `<p class="jumbo">🎉</p>`},
	"six emoji":          {"👍🏽 ❤️ 🇩🇪 1️⃣ 👩‍👩‍👧‍👦 " + flag, `<p class="jumbo">👍🏽 ❤️ 🇩🇪 1️⃣ 👩‍👩‍👧‍👦 ` + flag + `</p>`},
	"seven emoji":        {"👍👍👍👍👍👍👍", para("👍👍👍👍👍👍👍")},
	"emoji with a word":  {"👍 ok", para("👍 ok")},
	"numbers":            {"123", para("123")},
	"marks":              {"a" + strings.Repeat("\u0301", 200) + "b", para("a" + strings.Repeat("\u0301", 4) + "b")},
	"override":           {"a\u202eb\u2066c\u200bd\u00ade", para("abcde")},
	"joined letters":     {"می\u200cخواهم", para("می\u200cخواهم")},
	"hidden letters":     {"a\U000E0041\ufe0f b", para("a b")},
	"Hebrew":             {"שלום\n> שלום", para("שלום") + "\n" + `<blockquote dir="auto"><p>שלום</p></blockquote>`},
	"not UTF-8":          {"a\xffb", para("a\uFFFDb")},
	"quotation marks":    {`"a" don't`, para("&#34;a&#34; don&#39;t")},
	"fence in quotation": {"> ```\n> a\n> ```", `<blockquote dir="auto"><pre><code>a</code></pre></blockquote>`},
}

func TestWhatPeopleTypeIsShown(t *testing.T) {
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			if got := Render(test.typed, nil); got != test.want {
				t.Errorf("%q: got\n%q, want\n%q", test.typed, got, test.want)
			}
		})
	}
}

func TestEveryLanguageIsColoured(t *testing.T) {
	for _, language := range languages {
		code := "\"x\" = 1 <a b='c'> # if\n-- a\n+ b // return\n"
		got := Render("```"+language+"\n"+code+"```", nil)

		if !strings.Contains(got, "<span class=") {
			t.Errorf("%s: got %s", language, got)
		}
	}
}
