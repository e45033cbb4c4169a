package main

import (
	"encoding/json"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "parley/"

// walls says what each package may import of ours. What is not listed may
// import nothing of ours.
var walls = map[string][]string{
	"db":                  {"db/chat"},
	"db/blobs":            {},
	"db/chat":             {},
	"db/dbtest":           {"db", "db/chat"},
	"db/sqlite":           {"db", "db/chat"},
	"realtime":            {},
	"realtime/bustest":    {"realtime"},
	"static":              {},
	"views/markdown":      {},
	"views":               {"db/chat", "views/markdown", "static"},
	"handlers":            {"db", "db/chat", "db/blobs", "realtime", "views", "static", "handlers/auth", "handlers/images", "handlers/jobs", "handlers/jobs/fetch", "handlers/jobs/cards"},
	"handlers/auth":       {"db", "db/chat"},
	"handlers/images":     {},
	"handlers/jobs":       {"db", "db/chat", "db/blobs"},
	"handlers/jobs/fetch": {},
	"handlers/jobs/cards": {"db", "db/chat", "handlers/images", "handlers/jobs/fetch"},
	"cmd/parley":          {"db", "db/chat", "db/sqlite", "realtime", "views", "static", "handlers", "handlers/auth", "handlers/jobs/fetch"},
	"cmd/parleybench":     {},
}

// onlyThere says which imports from outside have one home.
var onlyThere = map[string][]string{
	"github.com/mattn/go-sqlite3":            {"db/sqlite", "cmd/parleybench"},
	"github.com/gorilla/websocket":           {"realtime", "handlers", "cmd/parleybench"},
	"github.com/alexedwards/scs/v2":          {"handlers/auth"},
	"github.com/alexedwards/argon2id":        {"handlers/auth"},
	"github.com/golang-jwt/jwt/v5":           {"handlers/auth"},
	"github.com/a-h/templ":                   {"views", "handlers"},
	"database/sql":                           {"db", "db/sqlite", "cmd/parleybench"},
	"html/template":                          {},
	"text/template":                          {},
	"net/http":                               {"static", "realtime", "handlers", "handlers/auth", "handlers/jobs/fetch", "cmd/parley", "cmd/parleybench"},
	"github.com/gofrs/flock":                 {"db/sqlite"},
	"github.com/spf13/pflag":                 {"cmd/parley", "cmd/parleybench"},
	"github.com/hashicorp/golang-lru/v2":     {"handlers"},
	"golang.org/x/image/draw":                {"handlers/images"},
	"golang.org/x/image/webp":                {"handlers/images"},
	"github.com/microcosm-cc/bluemonday":     {"views/markdown"},
	"github.com/yuin/goldmark":               {"views/markdown"},
	"github.com/yuin/goldmark/ast":           {"views/markdown"},
	"github.com/yuin/goldmark/parser":        {"views/markdown"},
	"github.com/yuin/goldmark/text":          {"views/markdown"},
	"github.com/yuin/goldmark/extension":     {"views/markdown"},
	"github.com/yuin/goldmark-emoji":         {"views/markdown"},
	"github.com/alecthomas/chroma/v2":        {"views/markdown"},
	"github.com/alecthomas/chroma/v2/lexers": {"views/markdown"},
}

type listed struct {
	ImportPath string
	Imports    []string
}

func TestWallsStand(t *testing.T) {
	for _, pkg := range listPackages(t) {
		room := strings.TrimPrefix(pkg.ImportPath, module)
		allowed, known := walls[room]
		if !known {
			t.Errorf("package %s has no place in the walls", room)
		}
		for _, imported := range pkg.Imports {
			if ours, ok := strings.CutPrefix(imported, module); ok && !slices.Contains(allowed, ours) {
				t.Errorf("%s may not import %s", room, ours)
			}
			if homes, ok := onlyThere[imported]; ok && !slices.Contains(homes, room) {
				t.Errorf("%s may not import %s; its homes are %v", room, imported, homes)
			}
		}
	}
}

func TestWallsKeepTheTopLevelSmall(t *testing.T) {
	allowed := strings.Fields("cmd views handlers realtime db static go.mod go.sum Makefile README.md bin data")
	entries, err := os.ReadDir(root(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !strings.HasPrefix(entry.Name(), ".") && !slices.Contains(allowed, entry.Name()) {
			t.Errorf("%s has no place at the top level", entry.Name())
		}
	}
}

// forbidden are texts that have no place in some files, with the reason.
var forbidden = []struct {
	in     string // which files, by pattern of their name
	except string // but not below this folder
	text   *regexp.Regexp
	why    string
}{
	{"*.templ", "", regexp.MustCompile(`templ\.Raw|hx-on|js:|<script>|style=|templ\.SafeURL|\bcss [a-z]|\bscript [a-z]+\(`), "templates hold no script, inline style or raw HTML"},
	{"*.templ", "", regexp.MustCompile(`(src|srcdoc|formaction|ping|xlink:href)=\{ *[^}A-Z]*"`), "addresses come from paths.go"},
	{"*.go", "db", regexp.MustCompile(`chat\.Membership\{[^}]*[A-Z]`), "only db makes a membership"},
	{"*.go", "db", regexp.MustCompile(`"(SELECT|INSERT|UPDATE|DELETE) `), "SQL stays in db"},
	{"*.go", "views", regexp.MustCompile("[\"`]<(div|p|span|hx-partial|article|form)\\b"), "HTML stays in views"},
}

func TestWallsHoldForWhatIsWritten(t *testing.T) {
	base := root(t)
	err := filepath.WalkDir(base, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			if entry != nil && entry.IsDir() && (entry.Name() == "node_modules" || strings.HasPrefix(entry.Name(), ".") && path != base) {
				return filepath.SkipDir
			}
			return err
		}
		name, _ := filepath.Rel(base, path)
		if strings.HasSuffix(name, "_templ.go") || strings.HasSuffix(name, "_test.go") || strings.HasPrefix(name, "cmd/parleybench") {
			return nil
		}
		checkText(t, path, name)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkText(t *testing.T, path, name string) {
	t.Helper()
	for _, rule := range forbidden {
		fits, _ := filepath.Match(rule.in, filepath.Base(name))
		if !fits || rule.except != "" && strings.HasPrefix(name, rule.except+"/") {
			continue
		}
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if found := rule.text.Find(content); found != nil {
			t.Errorf("%s holds %q: %s", name, found, rule.why)
		}
	}
}

func listPackages(t *testing.T) []listed {
	t.Helper()
	command := exec.Command("go", "list", "-tags", "sqlite_fts5", "-json=ImportPath,Imports", "./...")
	command.Dir = root(t)
	out, err := command.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var packages []listed
	for decoder := json.NewDecoder(strings.NewReader(string(out))); decoder.More(); {
		var pkg listed
		if err := decoder.Decode(&pkg); err != nil {
			t.Fatal(err)
		}
		packages = append(packages, pkg)
	}
	if len(packages) < len(walls)-1 {
		t.Fatalf("go list found only %d packages", len(packages))
	}
	return packages
}

// root is the top of the project.
func root(t *testing.T) string {
	t.Helper()
	path, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return path
}
