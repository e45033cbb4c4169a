package chat

import (
	"errors"
	"slices"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestFilesOfAFormAreIdsPartedByBlanks(t *testing.T) {
	for text, want := range map[string][]FileID{"": nil, " ": nil, "7": {7}, " 1  22 ": {1, 22}} {
		if got, err := ParseFiles(text); err != nil || !slices.Equal(got, want) {
			t.Errorf("%q gives %v, %v", text, got, err)
		}
	}
	for _, text := range []string{"0", "-1", "x", "1,2", "1 2 3 4 5 6 7 8 9 10 11"} {
		if got, err := ParseFiles(text); !errors.Is(err, ErrNotFound) {
			t.Errorf("%q gives %v, %v", text, got, err)
		}
	}
}

func FuzzFileName(f *testing.F) {
	for _, name := range []string{"", "../../a", "a\x00b", "x\u202ey.exe", "\xff\xfe", ". . .", "CON", "a.tar.gz"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		name := FileName(typed)
		if name == "" || !utf8.ValidString(name) || utf8.RuneCountInString(name) > MaxFileName || name == "." || name == ".." {
			t.Fatalf("%q becomes %q", typed, name)
		}
		for _, r := range name {
			if r == '/' || r == '\\' || r == '"' || unicode.In(r, unicode.C) {
				t.Fatalf("%q becomes %q", typed, name)
			}
		}
		if FileName(name) != name {
			t.Fatalf("%q becomes %q and then %q", typed, name, FileName(name))
		}
	})
}
