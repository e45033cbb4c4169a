package main

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/db/chat"
)

// mint gives a token for somebody.
func (f folder) mint(name string, more ...string) string {
	f.t.Helper()
	printed, found := strings.CutPrefix(f.does(append([]string{"token", "mint", "--user", name}, more...)...), name+"\t")
	token, ended := strings.CutSuffix(printed, "\n")
	if !found || !ended || strings.Contains(token, "\n") {
		f.t.Fatalf("token mint printed %q", printed)
	}
	return token
}

// overheard is how soon a running server hears of what a command did.
const overheard = 2 * soon

func TestRoleIsChangedBesideTheServerAndLosingOneSignsOut(t *testing.T) {
	f := newFolder(t)
	f.does("user", "add", "root1", "--admin")
	f.does("user", "add", "ann")
	p := f.serves()
	token := f.mint("ann")
	anns, roots := p.dial(token), p.dial(f.mint("root1"))

	for _, role := range []chat.Role{chat.RoleModerator, chat.RoleAdmin} {
		f.does("user", "role", "ANN", string(role))
		if got := f.user("ann").Role; got != role {
			t.Errorf("ann is %s, want %s", got, role)
		}
	}
	anns.answers()
	f.does("user", "role", "ann", "member")

	promptly(t, "hearing of the lost role", overheard, func() {
		if code := anns.closed(); code != 4401 {
			t.Errorf("closed with %d, want 4401", code)
		}
	})
	if status, _ := p.knows(token); status != http.StatusUnauthorized {
		t.Errorf("the old token was answered with %d", status)
	}
	if status, _ := p.knows(f.mint("ann")); status != http.StatusOK {
		t.Errorf("a new token was answered with %d", status)
	}
	roots.answers()
	f.refuses(1, "last admin", "user", "role", "root1", "member")
	roots.answers()
}

func TestWhoIsKeptOutIsSignedOutUntilTheyAreLetInAgain(t *testing.T) {
	f := newFolder(t)
	f.does("user", "add", "root1", "--admin")
	f.succeeds(f.told(password+"\n", "user", "add", "ann", "--password-stdin"))
	p := f.serves()
	old := f.mint("ann")
	anns := p.dial(old)
	if status := p.signIn("ann", password); status != http.StatusSeeOther {
		t.Fatalf("signing in was answered with %d", status)
	}

	f.does("user", "deactivate", "ann")

	promptly(t, "closing the connection", overheard, func() {
		if code := anns.closed(); code != 4401 {
			t.Errorf("closed with %d, want 4401", code)
		}
	})
	if status := p.signIn("ann", password); status != http.StatusUnprocessableEntity {
		t.Errorf("signing in was answered with %d", status)
	}
	f.refuses(1, "ann is kept out", "token", "mint", "--user", "ann")
	f.refuses(1, "ann is kept out", "user", "reset", "ann")
	f.refuses(1, "last admin", "user", "deactivate", "root1")
	f.does("user", "deactivate", "ann") // again changes nothing

	f.does("user", "reactivate", "ann")
	if status := p.signIn("ann", password); status != http.StatusSeeOther {
		t.Errorf("signing in again was answered with %d", status)
	}
	if status, _ := p.knows(old); status != http.StatusUnauthorized {
		t.Errorf("the token from before was answered with %d", status)
	}
	f.refuses(1, "ghost", "user", "deactivate", "ghost")
}

// reset gives the link to a new password for somebody.
func (f folder) reset(p *place, name string) string {
	f.t.Helper()
	link := strings.TrimSuffix(f.does("user", "reset", name, "--base-url", p.address+"/"), "\n")
	if code, ok := strings.CutPrefix(link, p.address+"/reset/"); !ok || len(code) < 26 || strings.ContainsAny(code, "/\n") {
		f.t.Fatalf("user reset printed %q", link)
	}
	return link
}

func TestResetPrintsALinkThatGivesANewPasswordOnce(t *testing.T) {
	f := newFolder(t)
	f.succeeds(f.told(password, "user", "add", "ann", "--password-stdin"))
	p := f.serves()
	anns := p.dial(f.mint("ann"))
	const fresh = "quite another sentence"
	choose := func(link string) int {
		return p.post(link, "new_password1", fresh, "new_password2", fresh)
	}

	older, link := f.reset(p, "ann"), f.reset(p, "ann")
	statuses := []int{choose(older), choose(link), choose(link), p.signIn("ann", password), p.signIn("ann", fresh)}

	if want := []int{404, 303, 404, 422, 303}; !slices.Equal(statuses, want) {
		t.Errorf("older link, link, link again, old password, new one: %v, want %v", statuses, want)
	}
	if code := anns.closed(); code != 4401 {
		t.Errorf("the connection was closed with %d, want 4401", code)
	}
	f.refuses(1, "ghost", "user", "reset", "ghost")
	f.refuses(2, "name", "user", "reset")
	f.refuses(2, "base-url", "user", "reset", "ann", "--base-url", "chat.example.org")
	f.refuses(2, "base-url", "user", "reset", "ann", "--base-url", "javascript://x/")
}

func TestMintedTokensSpeakForTheirPeople(t *testing.T) {
	f := newFolder(t)
	for _, name := range []string{"ann", "bob", "gone"} {
		f.does("user", "add", name)
	}
	f.does("user", "add", "root1", "--admin")
	f.does("user", "deactivate", "gone")
	p := f.serves()

	for args, want := range map[string][]string{"--all": {"ann", "bob", "root1"}, "--user bob --user ANN": {"bob", "ann"}} {
		var names []string
		for row := range strings.Lines(f.does(append([]string{"token", "mint"}, strings.Fields(args)...)...)) {
			name, token, _ := strings.Cut(strings.TrimSuffix(row, "\n"), "\t")
			names = append(names, name)
			status, body := p.knows(token)
			if status != http.StatusOK || !strings.Contains(body, `"username":"`+name+`"`) {
				t.Errorf("the token of %s was answered with %d %s", name, status, body)
			}
		}
		if !slices.Equal(names, want) {
			t.Errorf("%s: tokens for %q, want %q", args, names, want)
		}
	}
}

func TestMintedTokensLiveAsLongAsAskedForAndNoLongerThanADay(t *testing.T) {
	f := newFolder(t)
	f.does("user", "add", "ann")

	for args, want := range map[string]time.Duration{"": time.Hour, "--ttl=90s": 90 * time.Second, "--ttl=24h": 24 * time.Hour} {
		if got := life(t, f.mint("ann", strings.Fields(args)...)); got != want {
			t.Errorf("%q: the token lives %v, want %v", args, got, want)
		}
	}
	signIns := f.signIns("ann")
	for _, ttl := range []string{"24h1s", "0s", "-1h", "never"} {
		f.refuses(2, "ttl", "token", "mint", "--user", "ann", "--ttl="+ttl)
	}
	f.refuses(2, "--all", "token", "mint")
	f.refuses(2, "--all", "token", "mint", "--all", "--user", "ann")
	f.refuses(1, "ghost", "token", "mint", "--user", "ann", "--user", "ghost")

	if got := f.signIns("ann"); got != signIns || got != 3 {
		t.Errorf("after the refusals there are %d sign-ins, %d before", got, signIns)
	}
}

// signIns counts the living sign-ins of somebody.
func (f folder) signIns(name string) int {
	f.t.Helper()
	living, err := f.store().SignInsOf(f.t.Context(), f.user(name).ID)
	if err != nil {
		f.t.Fatal(err)
	}
	return len(living)
}

// life reads from a token how long it lives.
func life(t *testing.T, token string) time.Duration {
	t.Helper()
	var claims struct{ Exp, Iat int64 }
	data, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &claims); err != nil {
		t.Fatal(err)
	}
	return time.Duration(claims.Exp-claims.Iat) * time.Second
}
