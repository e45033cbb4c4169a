package markdown

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/yuin/goldmark/text"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// allowed are the elements that may come out, with their attributes.
var allowed = map[string][]string{
	"p": {"dir", "class"}, "blockquote": {"dir"}, "ul": {"dir"}, "ol": {"dir"}, "a": {"href", "rel", "target", "class", "data-user"}, "span": {"class", "data-user"},
	"br": nil, "strong": nil, "em": nil, "del": nil, "code": nil, "pre": nil, "li": nil,
}

// check reads a result as a browser does and looks at everything in it.
func check(t *testing.T, source, got string) {
	t.Helper()
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(got), body)
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	for n := range body.Descendants() {
		switch n.Type {
		case html.TextNode:
		case html.ElementNode:
			checkElement(t, source, n)
		default:
			t.Errorf("%.80q: a node of kind %d", source, n.Type)
		}
	}
	if len(got) > maxHTML {
		t.Errorf("%.80q: %d bytes", source, len(got))
	}
}

func checkElement(t *testing.T, source string, n *html.Node) {
	t.Helper()
	attributes, known := allowed[n.Data]
	if !known {
		t.Errorf("%.80q: an element %s", source, n.Data)
	}
	for _, a := range n.Attr {
		if !slices.Contains(attributes, a.Key) || !fits(a) {
			t.Errorf("%.80q: %s=%q of %s", source, a.Key, a.Val, n.Data)
		}
	}
	if n.Data == "a" && len(n.Attr) != 3 {
		t.Errorf("%.80q: a link with %d attributes", source, len(n.Attr))
	}
	depth := 0
	for up := range n.Ancestors() {
		if up.Data == "a" && n.Data == "a" {
			t.Errorf("%.80q: a link in a link", source)
		}
		depth++
	}
	if depth > maxDepth+1 { // the colours of code, too
		t.Errorf("%.80q: %d elements in each other", source, depth)
	}
}

func fits(a html.Attribute) bool {
	switch a.Key {
	case "dir":
		return a.Val == "auto"
	case "class":
		return slices.Contains(Classes(), a.Val)
	case "data-user":
		return slices.Contains([]string{"7", "8", "all"}, a.Val)
	case "rel":
		return a.Val == "nofollow noopener noreferrer ugc"
	case "target":
		return a.Val == "_blank"
	}
	u, err := url.Parse(a.Val)
	if err == nil && u.Host == "" && u.Scheme == "" {
		return a.Val == "/users/7" || a.Val == "/users/8"
	}
	return err == nil && u.User == nil && (u.Scheme == "mailto" || (u.Scheme == "http" || u.Scheme == "https") && u.Host != "")
}

// known are whom these texts may call.
var known = Names{"ada": 7, "x.y_z": 8, "room": Everybody}

// vectors are what somebody writes who wants to be more than text.
var vectors = []string{
	`<script>alert(1)</script>`, `<img src=x onerror=alert(1)>`, `<svg onload=alert(1)>`, `<math><mi href=javascript:alert(1)>`,
	`<iframe srcdoc="<script>x</script>">`, `<a href="javascript:x">y</a>`, `<form action=/logout><input name=x></form>`, `<style>*{}</style>`,
	`<base href=//evil.example>`, `<meta http-equiv=refresh content=0>`, `<template><b>`, `<hx-partial id=sock hx-swap=delete></hx-partial>`,
	`<div hx-ws:send hx-trigger=load hx-vals="action:message">`, `</p></div></article><h1 id=end>`, `<!--`, `<![CDATA[`, `<?php`, `<!doctype html>`,
	`" onmouseover="x`, `' style='x`, `[a](javascript:alert(1))`, `[a](JaVaScRiPt:alert(1))`, `[a](&#106;avascript:x)`, "[a](java\tscript:x)",
	`[a](data:text/html;base64,PHN2Zz4=)`, `[a](vbscript:x)`, `[a](<javascript:x>)`, `<javascript:alert(1)>`, `[a](//evil.example)`, `[a](\\evil.example)`,
	`[a](https://good.example@evil.example)`, `[a](https:evil.example)`, `[a](https://x.example" onclick="y)`, `[a](https://x.example/'>"<b>)`,
	`![a](https://x.example/"onerror=y)`, `![a][b]`, "[a]\n\n[a]: javascript:x", `https://x.example/"><script>y</script>`, `https://x.example/<b>`, `https://<b>x`,
	`[<b>](https://x.example)`, `[[a](https://x.example)](https://y.example)`, `[https://x.example](https://x.example)`, `[![a](https://x.example)](https://y.example)`,
	"```\"><script>\nx\n```", "```go onload=x\nx\n```", "```go\n</code></pre><script>\n```", "```html\n<script>alert(1)</script>\n```", "`<b>`", "`` ` <b> ``",
	"# <b>", "> <b>", "- <b>", "1. <b>", "|<b>|\n|-|", "<b>\n===", "***<b>***", "~~<b>~~", "&lt;script&gt;", "&#60;script&#62;", `\<script\>`, "\x00<b>", "\u202e<b>", "\ufeff<b>", "<\u200bscript>",
	`{{.}}${x}<%= x %>`, `@ada`, `@room`, `[@ada](https://x.example)`, `@ada" onclick="x`, `<@ada>`, `@x.y_z_@ADA`, `[a](/users/7)`, `[a](/users/9)`, `<a class="mention" href="/users/9" data-user="9">@ada</a>`, `:tada" onload="x:`, `<a@b.example" onclick="x>`, `<mailto:a@b.example?cc=x>`, `[a](mailto:a@b.example?body=x)`, `<https://x.example/"x>`, "<https://x.example\n/y>",
}

// frames are places where it is written.
var frames = []string{"%s", "> %s", "- %s", "**%s**", "[%s](https://x.example)", "`%s`", "a\n%s\nb", "- a\n\n  %s", "```go\n%s\n```", "```html\n%s\n```", "<b>%s</b>", "https://x.example/%s", "~~_%s_~~", "\\%s"}

func hostile() []string {
	var all []string
	for _, vector := range vectors {
		for _, frame := range frames {
			all = append(all, fmt.Sprintf(frame, vector))
		}
	}
	return all
}

func TestNothingButWhatIsAllowedComesOut(t *testing.T) {
	all := hostile()
	for _, source := range all {
		check(t, source, Render(source, known))
	}
	if len(all) < 200 {
		t.Errorf("only %d texts were tried", len(all))
	}
}

// TestTheFirstWallHoldsAlone is the same without the policy behind the writer.
func TestTheFirstWallHoldsAlone(t *testing.T) {
	for _, source := range hostile() {
		w := writer{source: []byte(visible(source)), names: known}
		w.document(reader.Parse(text.NewReader(w.source)))
		if w.failed {
			continue
		}
		check(t, source, w.out.String())
	}
}

// heavy are texts made to take long or to grow, each about as long as asked.
func heavy(size int) map[string]string {
	all := map[string]string{"words": strings.Repeat("word ", size/5), "ticks": "", "steps": "", "quotes": strings.Repeat(strings.Repeat(">", 60)+"\n", size/61)}
	for i := 1; len(all["ticks"]) < size; i++ {
		all["ticks"] += strings.Repeat("`", i) + " "
	}
	for i := 0; len(all["steps"]) < size; i++ {
		all["steps"] += strings.Repeat("  ", i) + "- a\n"
	}
	for _, part := range []string{"[", "]", "[a](", "![", "*a_ ", "_*a", "**", "a**b", "~~a ", ">", "> ", "- ", "1. ", "<", "<a@", "&", "\"", ":a", ":", "\\", "http://a.b ", "(", "|", "\n", "\u0301", "😀", "ж", "- a\n1. b\n", "```go\nx\n```\n"} {
		all[part] = strings.Repeat(part, size/len(part))
	}
	for _, language := range []string{"go", "java", "make", "json"} {
		all[language] = "```" + language + "\n" + strings.Repeat("a.(", size/3) + "\n```"
	}
	return all
}

func TestHeavyTextsAreBounded(t *testing.T) {
	for _, size := range []int{4000, maxSource, 100_000} {
		for name, source := range heavy(size) {
			began := time.Now()
			got := Render(source, known)

			check(t, source, got)
			if took := time.Since(began); took > 2*time.Second { // generous: the machine may be busy
				t.Errorf("%d bytes of %q took %v", size, name, took)
			}
		}
	}
}

func TestManyMayRenderAtOnce(t *testing.T) {
	var group sync.WaitGroup
	for name, test := range cases {
		group.Go(func() {
			if got := Render(test.typed, known); got != test.want {
				t.Errorf("%s: got %q", name, got)
			}
		})
	}
	group.Wait()
}

func FuzzRender(f *testing.F) {
	for _, source := range vectors {
		f.Add(source)
	}
	for _, test := range cases {
		f.Add(test.typed)
	}
	f.Fuzz(func(t *testing.T, source string) { check(t, source, Render(source, known)) })
}

func BenchmarkRender(b *testing.B) {
	everyday := "Has anybody seen the **new figures**? They are at https://parley.example/figures :tada:"
	for name, source := range map[string]string{
		"plain words": strings.Repeat("eight by", 10),
		"everyday":    everyday,
		"code":        "```go\nfunc main() {\n\tfmt.Println(\"hello\", 1)\n}\n```",
		"long words":  strings.Repeat("word ", 800),
		"worst: [":    strings.Repeat("[", 4000),
		"worst: [a](": strings.Repeat("[a](", 1000),
		"worst: *a_":  strings.Repeat("*a_ ", 1000),
		"worst: -":    strings.Repeat("- ", 2000),
		"worst: >":    strings.Repeat(">", 4000),
		"worst: code": "```java\n" + strings.Repeat("\n", 3980) + "x\n```",
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Render(source, known)
			}
		})
	}
}
