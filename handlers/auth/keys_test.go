package auth_test

import (
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"parley/handlers/auth"
)

// addKey puts a key into the folder, made at minute n of some hour.
func addKey(t testing.TB, folder, id string, minute int) string {
	t.Helper()
	path := filepath.Join(folder, id+".key")
	content := base64.StdEncoding.EncodeToString([]byte(strings.Repeat(id[:1], 32))) + "\n"
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	at := time.Date(2030, 1, 1, 0, minute, 0, 0, time.UTC)
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
	return path
}

func openKeys(t testing.TB, folder string) *auth.Keys {
	t.Helper()
	keys, err := auth.OpenKeys(folder)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func TestTheFirstStartMakesOneKeyThatOnlyWeCanRead(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "data", "keys")

	openKeys(t, folder)
	openKeys(t, folder)

	files, err := os.ReadDir(folder)
	if err != nil || len(files) != 1 {
		t.Fatalf("got %d files, %v", len(files), err)
	}
	about, err := files[0].Info()
	if err != nil || about.Mode() != 0o600 {
		t.Errorf("got mode %o, %v", about.Mode(), err)
	}
	if about, err := os.Stat(folder); err != nil || about.Mode().Perm() != 0o700 {
		t.Errorf("folder: got mode %o, %v", about.Mode().Perm(), err)
	}
}

func TestTheNewestKeySignsAndTheOneBeforeStillVerifies(t *testing.T) {
	folder := t.TempDir()
	first := addKey(t, folder, "first", 1)
	keys := openKeys(t, folder)
	tokens := newTokens(t, keys, nil)
	old := mint(t, tokens, auth.Access)

	addKey(t, folder, "another", 2)
	reload(t, keys)
	fresh := mint(t, tokens, auth.Access)
	if kid := headerOf(t, fresh.Text())["kid"]; kid != "another" {
		t.Errorf("signed by %v", kid)
	}
	mustParse(t, tokens, old.Text())
	mustParse(t, tokens, fresh.Text())

	addKey(t, folder, "third", 3)
	reload(t, keys)
	mustRefuse(t, tokens, old.Text())
	mustParse(t, tokens, fresh.Text())

	if err := os.Remove(first); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(filepath.Join(folder, "another.key")); err != nil {
		t.Fatal(err)
	}
	reload(t, keys)
	mustRefuse(t, tokens, fresh.Text())
}

func reload(t *testing.T, keys *auth.Keys) {
	t.Helper()
	if err := keys.Reload(); err != nil {
		t.Fatal(err)
	}
}

func TestABadKeyFileIsRefusedByName(t *testing.T) {
	good := base64.StdEncoding.EncodeToString(make([]byte, 32))
	cases := map[string]struct {
		name, content string
		mode          os.FileMode
	}{
		"readable by the group": {"a.key", good, 0o640},
		"readable by all":       {"a.key", good, 0o644},
		"written by the group":  {"a.key", good, 0o620},
		"run by its owner":      {"a.key", good, 0o700},
		"empty":                 {"a.key", "", 0o600},
		"too short":             {"a.key", base64.StdEncoding.EncodeToString(make([]byte, 31)), 0o600},
		"not base64":            {"a.key", "not-a-key-at-all!" + good, 0o600},
		"a strange name":        {"a b.key", good, 0o600},
		"no name":               {".key", good, 0o600},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			folder := t.TempDir()
			path := filepath.Join(folder, c.name)
			if err := os.WriteFile(path, []byte(c.content), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := os.Chmod(path, c.mode); err != nil {
				t.Fatal(err)
			}

			_, err := auth.OpenKeys(folder)

			if err == nil || !strings.Contains(err.Error(), path) {
				t.Fatalf("got %v", err)
			}
			if c.content != "" && strings.Contains(err.Error(), c.content) {
				t.Errorf("the error repeats the key: %v", err)
			}
		})
	}
}

func TestAFolderInPlaceOfAKeyIsRefused(t *testing.T) {
	folder := t.TempDir()
	if err := os.Mkdir(filepath.Join(folder, "a.key"), 0o700); err != nil {
		t.Fatal(err)
	}

	if _, err := auth.OpenKeys(folder); err == nil {
		t.Error("got no error")
	}
}

func TestAFailedReloadKeepsTheKeys(t *testing.T) {
	folder := t.TempDir()
	path := addKey(t, folder, "first", 1)
	keys := openKeys(t, folder)
	tokens := newTokens(t, keys, nil)
	token := mint(t, tokens, auth.Access)

	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := keys.Reload(); err == nil {
		t.Error("an empty folder was taken")
	}

	mustParse(t, tokens, token.Text())
	mustParse(t, tokens, mint(t, tokens, auth.Access).Text())
}

func TestOtherFilesInTheFolderAreLeftAlone(t *testing.T) {
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "README"), []byte("hello"), 0o644); err != nil {
		t.Fatal(err)
	}

	openKeys(t, folder)
}

func TestAKeyMayBeWrittenInEitherBase64(t *testing.T) {
	secret := make([]byte, 33)
	for i := range secret {
		secret[i] = 0xfb // makes + and / in one alphabet, - and _ in the other
	}
	for _, encoding := range []*base64.Encoding{base64.StdEncoding, base64.RawStdEncoding, base64.URLEncoding, base64.RawURLEncoding} {
		folder := t.TempDir()
		if err := os.WriteFile(filepath.Join(folder, "a.key"), []byte(encoding.EncodeToString(secret)+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		openKeys(t, folder)
	}
}
