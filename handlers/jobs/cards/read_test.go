package cards

import (
	"net/url"
	"strings"
	"testing"
	"unicode/utf8"

	"parley/handlers/jobs/fetch"
)

func at(t testing.TB, address string) *url.URL {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func TestHeadOfAPageIsRead(t *testing.T) {
	const html = "text/html; charset=utf-8"
	for name, c := range map[string]struct {
		kind, page string
		want       seen
	}{
		"title alone":      {html, "<title> The\n tides </title>", seen{title: "The tides"}},
		"all of it":        {html, `<head><meta property="og:title" content="A"><meta property=og:description content=B><meta property="og:site_name" content="C"><meta property="og:image" content="/d.png"><title>other</title>`, seen{"C", "A", "B", "https://a.example/d.png"}},
		"twitter":          {html, `<meta name="twitter:title" content="A"><meta name="twitter:description" content="B"><meta name="twitter:image" content="//img.example/d">`, seen{"", "A", "B", "https://img.example/d"}},
		"description":      {html, `<title>A</title><meta name="Description" content="B">`, seen{title: "A", description: "B"}},
		"entities":         {html, `<title>A &amp; B &lt;b&gt;</title><meta name=description content="&quot;x&quot;">`, seen{title: "A & B <b>", description: `"x"`}},
		"no markup":        {html, `<title><b>A</b></title>`, seen{title: "<b>A</b>"}},
		"first of two":     {html, `<title>A</title><title>B</title>`, seen{title: "A"}},
		"empty falls back": {html, `<meta property="og:title" content=" "><title>A</title>`, seen{title: "A"}},
		"not in scripts":   {html, `<script>"<title>no</title>"</script><!-- <title>no</title> --><title>A</title>`, seen{title: "A"}},
		"not in the body":  {html, `<body><title>no</title>`, seen{}},
		"behind the head":  {html, `<head></head><title>no</title>`, seen{}},
		"letters unseen":   {html, "<title>A\u202egpj\u2066\u200b\ufeff\x00b\u00ad</title>", seen{title: "Agpjb"}},
		"emoji whole":      {html, "<title>👩🏽\u200d🚀</title>", seen{title: "👩🏽\u200d🚀"}},
		"latin 1":          {"text/html; charset=iso-8859-1", "<title>M\xfcnchen</title>", seen{title: "München"}},
		"said inside":      {"text/html", `<meta charset="windows-1251"><title>` + "\xcf\xf0\xe8\xe2\xe5\xf2</title>", seen{title: "Привет"}},
		"picture of ours":  {html, `<title>A</title><meta property="og:image" content="javascript:alert(1)">`, seen{title: "A"}},
		"picture of data":  {html, `<title>A</title><meta property="og:image" content="data:image/png;base64,xx">`, seen{title: "A"}},
		"unfinished":       {html, `<title>A`, seen{title: "A"}},
		"nothing":          {html, ``, seen{}},
	} {
		got := read(fetch.Answer{URL: at(t, "https://a.example/x/y"), Type: c.kind, Body: []byte(c.page)})
		if got != c.want {
			t.Errorf("%s: got %+v, want %+v", name, got, c.want)
		}
	}
}

func TestTextsOfACardAreShort(t *testing.T) {
	long := strings.Repeat("é", 5000)
	got := read(fetch.Answer{URL: at(t, "https://a.example"), Type: "text/html; charset=utf-8",
		Body: []byte("<title>" + long + "</title><meta name=description content=" + long + "><meta property=og:site_name content=" + long + ">")})
	for text, want := range map[string]int{got.title: maxTitle, got.description: maxDescription, got.site: maxSite} {
		if n := utf8.RuneCountInString(text); n != want || !strings.HasSuffix(text, "…") {
			t.Errorf("got %d letters, want %d", n, want)
		}
	}
}

func TestSiteIsAlwaysNamedByItsHost(t *testing.T) {
	for _, c := range []struct{ name, address, want string }{
		{"", "https://www.A.example:8443/x", "a.example"},
		{"Tide Tables", "https://tides.example/x", "Tide Tables · tides.example"},
		{"Tides.example", "https://tides.example/x", "tides.example"},
		{"", "https://p\u0430ypal.example/", "xn--pypal-4ve.example"},
	} {
		if got := siteOf(c.name, at(t, c.address)); got != c.want {
			t.Errorf("of %q at %s got %q, want %q", c.name, c.address, got, c.want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("text/html", "<title>A</title><meta property=og:title content=x>")
	f.Add("text/html; charset=utf-16", "<\x00t\x00")
	page := at(f, "https://a.example/")
	f.Fuzz(func(t *testing.T, kind, body string) {
		got := read(fetch.Answer{URL: page, Type: kind, Body: []byte(body)})
		for _, text := range []string{got.site, got.title, got.description} {
			if !utf8.ValidString(text) || utf8.RuneCountInString(text) > maxDescription || strings.ContainsAny(text, "\n\x00\u202e\u2066") {
				t.Errorf("got %q", text)
			}
		}
	})
}
