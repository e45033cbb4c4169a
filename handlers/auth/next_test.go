package auth_test

import (
	"net/url"
	"strings"
	"testing"

	"parley/handlers/auth"
)

func TestALoginGoesOnlyToOurOwnPages(t *testing.T) {
	t.Parallel()
	for _, next := range []string{
		"/", "/rooms", "/rooms/5", "/rooms/5?around=7", "/rooms/5#message-7", "/rooms?q=a%20b", "/settings/",
		"/rooms?next=//evil.example/", "/@evil.example",
	} {
		if got := auth.SafeNext(next); got != next {
			t.Errorf("%q: got %q", next, got)
		}
	}
	for _, next := range []string{
		"", "rooms", "./rooms", "//evil.example", "///evil.example", "/\\evil.example", "\\/evil.example", "\\\\evil.example",
		"https:evil.example", "https:/evil.example", "https://evil.example", "https://chat.example@evil.example/",
		"https://chat.example/rooms", "//chat.example@evil.example/", "javascript:alert(1)", "JavaScript:alert(1)",
		"data:text/html,x", "mailto:a@b.example", "/\t/evil.example", "/\n/evil.example", "\t//evil.example", " //evil.example",
		"/ /evil.example", "/\x00/evil.example", "/%2fevil.example", "/%2F%2Fevil.example", "/%5cevil.example", "/%09/evil.example",
		"/%0d%0aSet-Cookie:a=b", "/a/../..//evil.example", "/./", "/../", "/rooms/..", "/.//evil.example", "/a//b", "//", "//@/rooms", "//:80/rooms", "//a:b@/rooms",
		"/rooms/%zz", "/\u2028/evil.example", "/\u00a0", "/ä", "/%c3%a4", "/\u3002", "/rooms\\..\\..", "?next=/", "#/",
		"/" + strings.Repeat("a", 4<<10), "/\x7f",
	} {
		if got := auth.SafeNext(next); got != "/" {
			t.Errorf("%q: got %q", next, got)
		}
	}
}

// FuzzSafeNext holds the answer against what a browser makes of it: it drops
// tabs and line breaks, reads "\" as "/", and resolves against our base URL.
func FuzzSafeNext(f *testing.F) {
	for _, seed := range []string{"/rooms/5?around=7", "//evil", "/\\evil", "https:evil", "/%2fevil", "/\t/evil", "/a/..//evil"} {
		f.Add(seed)
	}
	base, err := url.Parse("https://chat.example/login")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, next string) {
		got := auth.SafeNext(next)
		if got != "/" && got != next {
			t.Fatalf("%q became %q", next, got)
		}
		seen := strings.NewReplacer("\t", "", "\r", "", "\n", "", "\\", "/").Replace(strings.TrimSpace(got))
		target, err := base.Parse(seen)
		if err != nil || target.Host != base.Host || target.Scheme != base.Scheme || target.User != nil {
			t.Fatalf("%q leads to %v, %v", next, target, err)
		}
		if !strings.HasPrefix(seen, "/") || strings.HasPrefix(seen, "//") {
			t.Fatalf("%q is %q to a browser", next, seen)
		}
	})
}
