package auth_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/handlers/auth"
)

// TestCodesAreThoseOfTheStandard: the secret and the codes are those of RFC
// 6238, appendix B, whose last six digits count.
func TestCodesAreThoseOfTheStandard(t *testing.T) {
	secret := []byte("12345678901234567890")
	for at, code := range map[int64]string{59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037"} {
		for _, late := range []int64{-30, 0, 30} {
			step, ok := auth.FactorStep(secret, code, time.Unix(at+late, 0))
			if !ok || step != at/30 {
				t.Errorf("at %d%+d the code %s is of step %d, %t", at, late, code, step, ok)
			}
		}
		for _, wrong := range []string{"", code[:5], code + "0", "28708２", "000000", strings.Repeat("1", 1000)} {
			if _, ok := auth.FactorStep(secret, wrong, time.Unix(at, 0)); ok {
				t.Errorf("%q counts", wrong)
			}
		}
		for _, far := range []int64{-90, 90} {
			if _, ok := auth.FactorStep(secret, code, time.Unix(at/30*30+far, 0)); ok {
				t.Errorf("%s counts %d s away", code, far)
			}
		}
	}
}

func TestLinkOfASecretIsWhatAppsRead(t *testing.T) {
	link, err := auth.FactorLink([]byte("12345678901234567890"), "Parley: (chat.example.org)", "ada")
	if err != nil {
		t.Fatal(err)
	}
	want := "otpauth://totp/Parley%20%28chat.example.org%29:ada?algorithm=SHA1&digits=6&issuer=Parley%20%28chat.example.org%29&period=30&secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
	if link != want {
		t.Errorf("got  %s\nwant %s", link, want)
	}
	if first, second := auth.NewFactorSecret(), auth.NewFactorSecret(); len(first) != 20 || bytes.Equal(first, second) {
		t.Errorf("secrets are %x and %x", first, second)
	}
}

func TestRecoveryCodesAreReadAsPeopleTypeThem(t *testing.T) {
	codes := auth.NewRecoveryCodes()
	if len(slices.Compact(slices.Sorted(slices.Values(codes)))) != auth.RecoveryCodes || len(codes[0]) != 29 {
		t.Fatalf("got %q", codes)
	}
	want, ok := auth.RecoveryHash(codes[0])
	if !ok {
		t.Fatal("our own code is none")
	}
	for _, typed := range []string{strings.ToLower(codes[0]), strings.ReplaceAll(codes[0], "-", ""), " " + strings.ReplaceAll(codes[0], "-", " "),
		strings.NewReplacer("O", "0", "I", "1", "B", "8").Replace(codes[0])} {
		if got, ok := auth.RecoveryHash(typed); !ok || !bytes.Equal(got, want) {
			t.Errorf("%q is another code", typed)
		}
	}
	for _, none := range []string{"", "123456", codes[0][:28], codes[0] + "A", strings.Repeat("-", 1000), "ÄÖÜÄ-" + codes[0][:24]} {
		if _, ok := auth.RecoveryHash(none); ok {
			t.Errorf("%q is taken for a code", none)
		}
	}
}

func TestSealFitsOnePersonAndOneKey(t *testing.T) {
	folder := t.TempDir()
	seal := openSeal(t, folder)
	sealed := seal.Seal([]byte("the secret"), 1)
	if bytes.Contains(sealed, []byte("secret")) || bytes.Equal(sealed, seal.Seal([]byte("the secret"), 1)) {
		t.Error("it is not sealed")
	}

	again, err := openSeal(t, folder).Open(sealed, 1)
	if err != nil || string(again) != "the secret" {
		t.Errorf("opened: %q, %v", again, err)
	}
	spoilt := bytes.Clone(sealed)
	spoilt[len(spoilt)-1] ^= 1
	for name, open := range map[string]func() ([]byte, error){
		"another person": func() ([]byte, error) { return seal.Open(sealed, 2) },
		"another key":    func() ([]byte, error) { return openSeal(t, t.TempDir()).Open(sealed, 1) },
		"changed":        func() ([]byte, error) { return seal.Open(spoilt, 1) },
		"nothing":        func() ([]byte, error) { return seal.Open(nil, 1) },
	} {
		if secret, err := open(); !errors.Is(err, auth.ErrSeal) || secret != nil {
			t.Errorf("%s: %q, %v", name, secret, err)
		}
	}
}

func openSeal(t *testing.T, folder string) *auth.Seal {
	t.Helper()
	seal, err := auth.OpenSeal(folder)
	if err != nil {
		t.Fatal(err)
	}
	return seal
}

func TestKeyOfTheSealIsOursAloneAndNoTokenKey(t *testing.T) {
	folder := t.TempDir()
	openSeal(t, folder)
	path := filepath.Join(folder, "factors.seal")
	if about, err := os.Stat(path); err != nil || about.Mode() != 0o600 {
		t.Errorf("got mode %v, %v", about.Mode(), err)
	}
	openKeys(t, folder)
	if files, err := os.ReadDir(folder); err != nil || len(files) != 2 {
		t.Errorf("the folder holds %v, %v", files, err)
	}

	if err := os.Chmod(path, 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := auth.OpenSeal(folder); err == nil || !strings.Contains(err.Error(), "must be 600") {
		t.Errorf("a key that others read: %v", err)
	}
	if err := os.WriteFile(path, []byte("c2hvcnQ"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := auth.OpenSeal(folder); err == nil || strings.Contains(err.Error(), "c2hvcnQ") {
		t.Errorf("a short key: %v", err)
	}
}
