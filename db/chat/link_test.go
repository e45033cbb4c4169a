package chat

import (
	"strings"
	"testing"
)

func TestFirstLinkIsTheOneThatGetsACard(t *testing.T) {
	for body, want := range map[string]string{
		"":                                                  "",
		"nothing here":                                      "",
		"https://a.example":                                 "https://a.example",
		"see http://a.example/x?y=1#z.":                     "http://a.example/x?y=1#z",
		"HTTPS://A.example/Path":                            "https://A.example/Path",
		"(https://a.example/b)":                             "https://a.example/b",
		"https://a.example/b_(c)":                           "https://a.example/b_(c)",
		"[text](https://a.example/b)":                       "https://a.example/b",
		"**https://a.example/**":                            "https://a.example/",
		"||https://a.example/secret||":                      "https://a.example/secret",
		"\"https://a.example\"":                             "https://a.example",
		"<https://a.example>":                               "",
		"<https://a.example> and https://b.example":         "https://b.example",
		"https://a.example https://b.example":               "https://a.example",
		"`https://a.example`":                               "",
		"`https://a.example` https://b.example":             "https://b.example",
		"```\nhttps://a.example\n```":                       "",
		"```\nx\n```\nhttps://b.example":                    "https://b.example",
		"ftp://a.example":                                   "",
		"xhttps://a.example":                                "",
		"https://":                                          "",
		"https://a":                                         "",
		"https://localhost/x":                               "",
		"https://.":                                         "",
		"https://user:secret@a.example":                     "",
		"https://a.example:8080/x":                          "https://a.example:8080/x",
		"http://127.0.0.1:81/x":                             "http://127.0.0.1:81/x",
		"http://[::1]/x":                                    "",
		"http://m\u00fcnchen.example/":                      "http://m\u00fcnchen.example/",
		"https://a.example/%zz then http://b.example":       "http://b.example",
		"https://a.example/\u202ex":                         "https://a.example/\u202ex",
		"https://a.example/" + strings.Repeat("x", MaxLink): "",
		"line\nhttps://a.example\nline":                     "https://a.example",
	} {
		if got := FirstLink(body); got != want {
			t.Errorf("of %.60q got %q, want %q", body, got, want)
		}
	}
}

func FuzzFirstLink(f *testing.F) {
	for _, seed := range []string{"https://a.example", "<https://a.example> `x` http://b.example)", "```\nhttps://a.example", "://://https://a.b:c"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, body string) {
		link := FirstLink(body)
		if link == "" {
			return
		}
		if !strings.HasPrefix(link, "http://") && !strings.HasPrefix(link, "https://") || len(link) > MaxLink || strings.ContainsAny(link, " \n\t<>\"") {
			t.Errorf("of %q got %q", body, link)
		}
		if again := FirstLink(link); again != link {
			t.Errorf("of the link %q got %q", link, again)
		}
	})
}
