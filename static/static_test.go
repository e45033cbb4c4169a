package static

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
)

func ask(t *testing.T, method, path string, headers ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, answer *http.Response) []byte {
	t.Helper()
	content, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestFilesAreKeptForAYear(t *testing.T) {
	for name, mime := range map[string]string{
		Stylesheet: "text/css; charset=utf-8",
		Script:     "text/javascript; charset=utf-8",
		Icons:      "image/svg+xml",
		Mark:       "image/svg+xml",
	} {
		answer := ask(t, "GET", Path(name))

		for header, want := range map[string]string{
			"Content-Type":           mime,
			"Cache-Control":          "public, max-age=31536000, immutable",
			"X-Content-Type-Options": "nosniff",
			"Vary":                   "Accept-Encoding",
			"Content-Encoding":       "",
		} {
			if got := answer.Header.Get(header); got != want {
				t.Errorf("%s: %s is %q, want %q", name, header, got, want)
			}
		}
		if answer.StatusCode != http.StatusOK || !bytes.Equal(body(t, answer), files[name].content) {
			t.Errorf("%s: status %d or another content", name, answer.StatusCode)
		}
	}
}

func TestNothingElseIsServed(t *testing.T) {
	for _, path := range []string{
		"/static/", "/static/parley.css", "/static/css/parley.css", "/static/css/", "/static/img/mark.svg",
		"/static/static.go", "/static/package.json", "/static/node_modules/htmx.org/dist/htmx.min.js",
		"/static/../static.go", "/static/parley-0000000000000000.css", Path(Stylesheet) + "/",
	} {
		if got := ask(t, "GET", path).StatusCode; got != http.StatusNotFound {
			t.Errorf("%s: got %d, want 404", path, got)
		}
	}
}

func TestFilesTravelPackedWhereThatIsWelcome(t *testing.T) {
	for accepted, want := range map[string]string{
		"gzip":                "gzip",
		"br, gzip;q=0.5":      "gzip",
		"deflate, GZIP":       "gzip",
		"gzip;q=1.0, *;q=0":   "gzip",
		"gzip;q=0":            "",
		"gzip; q=0.000, br":   "",
		"br":                  "",
		"identity, x-gzip-no": "",
		"":                    "",
	} {
		answer := ask(t, "GET", Path(Script), "Accept-Encoding", accepted)
		if got := answer.Header.Get("Content-Encoding"); got != want {
			t.Errorf("%q: got %q, want %q", accepted, got, want)
		}
	}

	packed, err := gzip.NewReader(ask(t, "GET", Path(Script), "Accept-Encoding", "gzip").Body)
	if err != nil {
		t.Fatal(err)
	}
	unpacked, err := io.ReadAll(packed)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(unpacked, files[Script].content) {
		t.Error("the packed file is another one")
	}
}

func TestAKnownFileIsNotSentAgain(t *testing.T) {
	for _, encoding := range []string{"gzip", "identity"} {
		tag := ask(t, "GET", Path(Stylesheet), "Accept-Encoding", encoding).Header.Get("ETag")

		known := map[string]int{
			strings.ToUpper(tag):     http.StatusOK, // the same where it has no letter
			tag:                      http.StatusNotModified,
			`"other", W/` + tag:      http.StatusNotModified,
			"*":                      http.StatusNotModified,
			`"other"`:                http.StatusOK,
			strings.Trim(tag, `"`):   http.StatusOK,
			`"` + tag + `"`:          http.StatusOK,
			tag[:len(tag)-2] + `x"`:  http.StatusOK,
			`"a", "b", ` + tag + ` `: http.StatusNotModified,
		}
		for known, want := range known {
			answer := ask(t, "GET", Path(Stylesheet), "Accept-Encoding", encoding, "If-None-Match", known)
			if answer.StatusCode != want {
				t.Errorf("%s, %s: got %d, want %d", encoding, known, answer.StatusCode, want)
			}
			if want == http.StatusNotModified && len(body(t, answer)) > 0 {
				t.Errorf("%s: a 304 with a body", known)
			}
		}
	}
}

func TestTheEncodingsHaveTagsOfTheirOwn(t *testing.T) {
	packed := ask(t, "GET", Path(Script), "Accept-Encoding", "gzip").Header.Get("ETag")
	plain := ask(t, "GET", Path(Script)).Header.Get("ETag")

	if packed == plain {
		t.Errorf("both are tagged %s", plain)
	}
}

func TestOnlyReadingIsAllowed(t *testing.T) {
	for method, want := range map[string]int{
		"HEAD": http.StatusOK, "POST": http.StatusMethodNotAllowed, "DELETE": http.StatusMethodNotAllowed,
	} {
		answer := ask(t, method, Path(Mark))
		if answer.StatusCode != want {
			t.Errorf("%s: got %d, want %d", method, answer.StatusCode, want)
		}
		if method == "HEAD" && len(body(t, answer)) > 0 {
			t.Error("HEAD has a body")
		}
	}
}

func TestTheScriptIsHTMXAndThenItsExtension(t *testing.T) {
	htmx := read("node_modules/htmx.org/dist/htmx.min.js")
	extension := read("node_modules/htmx.org/dist/ext/hx-ws.min.js")
	content := files[Script].content

	if !bytes.HasPrefix(content, htmx) || !bytes.HasSuffix(content, extension) {
		t.Error("the files are changed or in another order")
	}
	if len(content) != len(htmx)+1+len(extension) {
		t.Error("there is something besides")
	}
}

func TestTheStylesheetIsWhole(t *testing.T) {
	css := string(files[Stylesheet].content)
	if strings.Contains(css, "@import") || strings.Contains(css, "url(") {
		t.Error("the stylesheet asks for another file")
	}
	if strings.Contains(css, "/*") || strings.Contains(css, "*/") {
		t.Error("a comment travels with it")
	}
	if strings.Count(css, "{") != strings.Count(css, "}") {
		t.Error("a brace is missing")
	}
	order := strings.Index(css, "@layer reset, tokens, base, layout, parts, helpers;")
	if first := strings.Index(css, "@layer reset {"); order < 0 || first < order {
		t.Error("the order of the layers does not come first")
	}
	err := fs.WalkDir(embedded, "css", func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path == "css/parley.css" {
			return err
		}
		if !strings.Contains(css, string(note.ReplaceAll(read(path), nil))) {
			t.Errorf("%s is not in the stylesheet", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAnUnknownNameIsAMistake(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a path was given for a file that does not exist")
		}
	}()
	Path("nothing.css")
}

// partRoot is where a part begins to speak of a class of its own.
var partRoot = regexp.MustCompile(`(?m)^\.([a-z-]+) \{`)

// TestEveryClassBelongsToOnePart, because the later of two would change the
// other's look without anybody asking for it.
func TestEveryClassBelongsToOnePart(t *testing.T) {
	names, err := fs.Glob(os.DirFS("css/parts"), "*.css")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	parts := map[string]string{}
	for _, name := range names {
		source, err := os.ReadFile("css/parts/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range partRoot.FindAllSubmatch(source, -1) {
			class := string(found[1])
			if other := parts[class]; other != "" && other != name {
				t.Errorf(".%s belongs to %s and to %s", class, other, name)
			}
			parts[class] = name
		}
	}
}

func TestEveryDrawingHasAnIDOfItsOwn(t *testing.T) {
	sprite, err := os.ReadFile("img/icons.svg")
	if err != nil {
		t.Fatal(err)
	}
	drawn := map[string]bool{}
	for _, found := range regexp.MustCompile(`id="([^"]*)"`).FindAllSubmatch(sprite, -1) {
		if drawn[string(found[1])] {
			t.Errorf("%s is drawn twice", found[1])
		}
		drawn[string(found[1])] = true
	}
}
