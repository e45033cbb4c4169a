package blobs

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

func opened(t *testing.T) *Store {
	t.Helper()
	s, err := Open(filepath.Join(t.TempDir(), "files"))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// filed files a text and gives its hash.
func filed(t *testing.T, s *Store, text string) string {
	t.Helper()
	draft, err := s.Draft(0)
	if err != nil {
		t.Fatal(err)
	}
	defer draft.Close()
	if _, err := io.WriteString(draft, text); err != nil {
		t.Fatal(err)
	}
	hash, err := draft.File()
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

func wantBytes(t *testing.T, s *Store, hash, want string) {
	t.Helper()
	file, err := s.Open(hash)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if got, err := io.ReadAll(file); err != nil || string(got) != want {
		t.Errorf("got %q (%v), want %q", got, err, want)
	}
}

func all(hashes []string) ([]string, error) { return hashes, nil }

func TestBytesAreFiledOnceUnderTheirHash(t *testing.T) {
	s := opened(t)

	hash := filed(t, s, "abc")
	again := filed(t, s, "abc")

	const want = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" // FIPS 180-2, B.1
	if hash != want || again != want {
		t.Errorf("filed under %s and %s", hash, again)
	}
	wantBytes(t, s, hash, "abc")
	info, err := os.Stat(filepath.Join(s.folder, "ba", want))
	if err != nil || info.Mode() != 0o600 {
		t.Errorf("it lies there as %v, %v", info.Mode(), err)
	}
	if info, err := os.Stat(s.folder); err != nil || info.Mode().Perm() != folderMode {
		t.Errorf("the folder is %v, %v", info.Mode(), err)
	}
}

func TestDraftTakesNoMoreThanItsLimitAndLeavesNothing(t *testing.T) {
	s := opened(t)
	draft, err := s.Draft(4)
	if err != nil {
		t.Fatal(err)
	}

	_, fits := io.WriteString(draft, "four")
	_, over := io.WriteString(draft, "5")
	draft.Close()

	if fits != nil || !errors.Is(over, ErrTooLarge) || draft.Size() != 4 {
		t.Errorf("got %v and %v, %d bytes", fits, over, draft.Size())
	}
	if left, err := os.ReadDir(filepath.Join(s.folder, draftFolder)); err != nil || len(left) > 0 {
		t.Errorf("%d drafts are left, %v", len(left), err)
	}
}

func TestOnlyAHashNamesAFile(t *testing.T) {
	s := opened(t)
	for _, name := range []string{"", "..", "../../etc/passwd", strings.Repeat("A", 64), strings.Repeat("a", 63), strings.Repeat("0", 64)} {
		if _, err := s.Open(name); !errors.Is(err, ErrNotFound) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestSweepTakesWhatIsOldAndUnwanted(t *testing.T) {
	s := opened(t)
	wanted, unwanted := filed(t, s, "wanted"), filed(t, s, "unwanted")
	broken, err := s.Draft(0)
	if err != nil {
		t.Fatal(err)
	}
	defer broken.Close()
	ask := func([]string) ([]string, error) { return []string{unwanted}, nil }

	if err := s.Sweep(t.Context(), time.Now().Add(-time.Hour), ask); err != nil {
		t.Fatal(err)
	}
	wantBytes(t, s, unwanted, "unwanted")
	if err := s.Sweep(t.Context(), time.Now().Add(time.Hour), ask); err != nil {
		t.Fatal(err)
	}

	wantBytes(t, s, wanted, "wanted")
	if _, err := s.Open(unwanted); !errors.Is(err, ErrNotFound) {
		t.Errorf("the unwanted bytes: %v", err)
	}
	if _, err := os.Stat(broken.file.Name()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the draft: %v", err)
	}
}

func TestSweepSparesWhatIsFiledAgainMeanwhile(t *testing.T) {
	s := opened(t)
	hash := filed(t, s, "same")
	path, _ := s.path(hash)
	past := time.Now().Add(-2 * time.Hour)
	if err := os.Chtimes(path, past, past); err != nil {
		t.Fatal(err)
	}

	err := s.Sweep(t.Context(), time.Now().Add(-time.Hour), func(hashes []string) ([]string, error) {
		filed(t, s, "same") // between the question and the removal
		return hashes, nil
	})

	if err != nil {
		t.Fatal(err)
	}
	wantBytes(t, s, hash, "same")
}

func TestManyFileAndSweepTheSameBytes(t *testing.T) {
	s := opened(t)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 20 {
				wantBytes(t, s, filed(t, s, "same"), "same")
			}
		})
		group.Go(func() {
			for range 20 {
				if err := s.Sweep(t.Context(), time.Now().Add(-time.Minute), all); err != nil {
					t.Error(err)
				}
			}
		})
	}
	group.Wait()
}
