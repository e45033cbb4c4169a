package auth

import (
	"net/url"
	"path"
	"strings"
	"unicode"
)

const maxNext = 512 // bytes; our longest address has under 100

// SafeNext gives the page to go to after signing in: next where that is a
// plain path of ours, perhaps with query and fragment, otherwise "/". It
// refuses more than it must, because what browsers make of odd addresses
// ("//evil", "/\evil", "https:evil", tabs between) changes and one of ours is
// never odd.
func SafeNext(next string) string {
	if len(next) > maxNext || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsFunc(next, odd) {
		return "/"
	}
	u, err := url.Parse(next)
	if err != nil || strings.ContainsFunc(u.Path, odd) || !cleanPath(u) {
		return "/"
	}
	return next
}

// odd characters are none of an address of ours: browsers drop some of them
// and read "\" as "/".
func odd(c rune) bool { return c <= ' ' || c == '\\' || c >= unicode.MaxASCII }

// cleanPath: no doubled slash, no dots to resolve, no slash in disguise.
func cleanPath(u *url.URL) bool {
	cleaned := path.Clean(u.Path)
	return (u.Path == cleaned || u.Path == cleaned+"/") && strings.Count(u.EscapedPath(), "/") == strings.Count(u.Path, "/")
}
