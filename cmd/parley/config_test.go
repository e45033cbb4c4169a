package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"
)

// serveFlagRows are the flags as the README has to list them.
func serveFlagRows() []string {
	flags := pflag.NewFlagSet("serve", pflag.ContinueOnError)
	flags.SortFlags = false
	new(config).serveFlags(flags)
	var rows []string
	flags.VisitAll(func(f *pflag.Flag) {
		preset := "`" + f.DefValue + "`"
		if f.DefValue == "" || f.DefValue == "[]" {
			preset = ""
		}
		_, usage := pflag.UnquoteUsage(f)
		row := "| `--" + f.Name + "` | " + preset + " | " + usage + " |"
		rows = append(rows, strings.ReplaceAll(row, "|  |", "| |"))
	})
	return rows
}

func TestReadmeListsEveryFlagAsHelpDoes(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join(root(t), "README.md"))
	if err != nil {
		t.Fatal(err)
	}

	for _, row := range serveFlagRows() {
		if !strings.Contains(string(readme), row+"\n") {
			t.Errorf("README lacks the line\n%s", row)
		}
	}
	listed := regexp.MustCompile("(?m)^\\| `--").FindAllString(string(readme), -1)
	if len(listed) != len(serveFlagRows()) {
		t.Errorf("README lists %d flags, the program has %d", len(listed), len(serveFlagRows()))
	}
}

func TestHelpNamesEveryFlagAndCommand(t *testing.T) {
	var help bytes.Buffer
	if err := run(t.Context(), []string{"serve", "-h"}, noEnv, nil, &help); !errors.Is(err, pflag.ErrHelp) {
		t.Fatalf("serve -h: %v", err)
	}
	for _, name := range []string{"--listen", "--base-url", "--limit", "sockets-per-user"} {
		if !strings.Contains(help.String(), name) {
			t.Errorf("serve -h does not name %s", name)
		}
	}

	help.Reset()
	if err := run(t.Context(), []string{"-h"}, noEnv, nil, &help); err != nil {
		t.Fatal(err)
	}
	for _, c := range commands() {
		if !strings.Contains(help.String(), "parley "+c.name) {
			t.Errorf("-h does not name %s", c.name)
		}
	}
}

func noEnv(string) string { return "" }

// badConfigurations each must end at once with the setting's name in the
// message and nothing listening.
var badConfigurations = []struct {
	name string
	args []string
	env  map[string]string
	says string
	code int
}{
	{"unknown flag", []string{"serve", "--lissten", "x"}, nil, "lissten", 2},
	{"unknown command", []string{"dance"}, nil, "dance", 2},
	{"an argument too many", []string{"serve", "now"}, nil, "now", 2},
	{"no port", []string{"serve", "--listen", "localhost"}, nil, "listen", 2},
	{"port too high", []string{"serve", "--listen", "127.0.0.1:99999"}, nil, "listen", 2},
	{"address of another machine", []string{"serve", "--listen", "192.0.2.1:0"}, nil, "listen", 1},
	{"empty listen", []string{"serve", "--listen", "nonsense:x:y"}, nil, "listen", 2},
	{"base URL without scheme", []string{"serve", "--base-url", "chat.example.org"}, nil, "base-url", 2},
	{"base URL of another kind", []string{"serve", "--base-url", "ftp://chat.example.org"}, nil, "base-url", 2},
	{"base URL with a path", []string{"serve", "--base-url", "https://chat.example.org/parley"}, nil, "base-url", 2},
	{"base URL with a query", []string{"serve", "--base-url", "https://chat.example.org/?a=b"}, nil, "base-url", 2},
	{"base URL with a person", []string{"serve", "--base-url", "https://me@chat.example.org"}, nil, "base-url", 2},
	{"base URL that is none", []string{"serve", "--base-url", "http://%zz"}, nil, "base-url", 2},
	{"base URL from the environment", []string{"serve"}, map[string]string{"PARLEY_BASE_URL": "nowhere"}, "base-url", 2},
	{"unknown zone", []string{"serve", "--time-zone", "Europe/Atlantis"}, nil, "time-zone", 2},
	{"no zone", []string{"serve", "--time-zone", ""}, nil, "time-zone", 2},
	{"proxy that is no network", []string{"serve", "--trusted-proxy", "10.0.0.1"}, nil, "trusted-proxy", 2},
	{"proxy that is a name", []string{"serve", "--trusted-proxy", "proxy"}, nil, "trusted-proxy", 2},
	{"origin that is none", []string{"serve", "--allow-origin", "example.org"}, nil, "origin", 2},
	{"origin with a path", []string{"serve", "--allow-origin", "https://example.org/x"}, nil, "origin", 2},
	{"origin of everybody", []string{"serve", "--allow-origin", "*"}, nil, "origin", 2},
	{"limit without a value", []string{"serve", "--limit", "messages"}, nil, "limit", 2},
	{"limit of no name", []string{"serve", "--limit", "jokes=3"}, nil, "limit", 2},
	{"limit that is no number", []string{"serve", "--limit", "messages=many"}, nil, "limit", 2},
	{"limit below nothing", []string{"serve", "--limit", "sockets=-1"}, nil, "limit", 2},
	{"half a socket", []string{"serve", "--limit", "sockets=1.5"}, nil, "limit", 2},
	{"limit from the environment", []string{"serve"}, map[string]string{"PARLEY_LIMIT": "messages=1 jokes=3"}, "limit", 2},
	{"log of another kind", []string{"serve", "--log", "xml"}, nil, "log", 2},
	{"log from the environment", []string{"serve"}, map[string]string{"PARLEY_LOG": "xml"}, "log", 2},
	{"unknown database", []string{"serve", "--database", "mysql://localhost"}, nil, "database", 2},
	{"unknown bus", []string{"serve", "--bus", "carrier-pigeon://"}, nil, "bus", 2},
	{"metrics nowhere", []string{"serve", "--metrics-listen", "x"}, nil, "metrics-listen", 2},
	{"switch that is none", []string{"serve", "--accept-missing-wal=perhaps"}, nil, "accept-missing-wal", 2},
	{"nobody to add", []string{"user", "add"}, nil, "name", 2},
	{"role of no kind", []string{"user", "role", "ann", "king"}, nil, "role", 2},
	{"nobody of that name", []string{"user", "role", "nobody-here", "admin"}, nil, "nobody-here", 1},
	{"no file to import", []string{"user", "import"}, nil, "file", 2},
	{"a file that is not there", []string{"user", "import", "no-such-file.jsonl"}, nil, "no-such-file", 1},
	{"no room to add", []string{"room", "add"}, nil, "name", 2},
	{"a room for nobody", []string{"room", "add", "den", "--member", "ghost"}, nil, "ghost", 1},
	{"a bad user name", []string{"user", "add", "-"}, nil, "user name", 1},
	{"a backup without a file", []string{"backup"}, nil, "backup", 2},
}

func TestBadConfigurationIsNamedInOneLine(t *testing.T) {
	for _, c := range badConfigurations {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			args := append([]string{}, c.args...)
			if args[0] != "dance" {
				args = append(args, "--data", t.TempDir())
			}
			if args[0] == "serve" && !strings.Contains(strings.Join(args, " "), "--listen") {
				args = append(args, "--listen", "127.0.0.1:0")
			}

			var out, stderr bytes.Buffer
			err := run(ctx, args, func(name string) string { return c.env[name] }, nil, &out)
			code := exitCode(err, &stderr)

			if code != c.code {
				t.Errorf("exit code %d, want %d", code, c.code)
			}
			if got := stderr.String(); !strings.Contains(got, c.says) || strings.Count(got, "\n") != 1 {
				t.Errorf("stderr is %q, want one line that names %q", got, c.says)
			}
			if strings.Contains(out.String(), "parley serves") {
				t.Error("it listened all the same")
			}
		})
	}
}

func TestPortInUseIsNamed(t *testing.T) {
	taken, err := listen("listen", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()

	var out, stderr bytes.Buffer
	err = run(t.Context(), []string{"serve", "--data", t.TempDir(), "--listen", taken.Addr().String()}, noEnv, nil, &out)

	if code := exitCode(err, &stderr); code != 1 || !strings.Contains(stderr.String(), "listen") {
		t.Errorf("exit code %d and %q, want 1 and the name of the setting", code, stderr.String())
	}
}

func TestUnwritableFolderIsNamed(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a-file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}

	var out, stderr bytes.Buffer
	err := run(t.Context(), []string{"serve", "--data", filepath.Join(file, "data"), "--listen", "127.0.0.1:0"}, noEnv, nil, &out)

	if code := exitCode(err, &stderr); code != 1 || !strings.Contains(stderr.String(), "a-file") {
		t.Errorf("exit code %d and %q, want 1 and the folder", code, stderr.String())
	}
}
