package handlers_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"parley/db/chat"
)

const newPassword = "another quiet evening"

func TestPasswordChangesOnlyForWhoKnowsTheOldOne(t *testing.T) {
	t.Parallel()
	h, _ := newInhabited(t)
	bob := h.account("bob")
	for _, refused := range []struct{ old, first, second, says string }{
		{"wrong, but long enough", newPassword, newPassword, "That is not your password."},
		{password, newPassword, newPassword + "!", "The two are not the same."},
		{password, "short", "short", "12"},
		{password, "bobbobbobbob", "bobbobbobbob", ""},
		{"", newPassword, newPassword, "That is not your password."},
	} {
		answer := bob.post("/settings/password", "old_password", refused.old, "new_password1", refused.first, "new_password2", refused.second).is(422).holds(refused.says)
		for _, secret := range []string{refused.first, refused.second} {
			if secret != "" && strings.Contains(answer.body, `value="`+secret) {
				t.Error("a typed password came back")
			}
		}
	}
	h.signedIn("bob")

	bob.post("/settings/password", "old_password", password, "new_password1", newPassword, "new_password2", newPassword).leadsTo("/settings/password")

	bob.get("/settings/password").is(200).holds("Your password is changed.")
	h.stranger().post("/login", "username", "bob", "password", password).is(422)
	h.stranger().post("/login", "username", "bob", "password", newPassword).leadsTo("/")
	h.stranger().get("/settings/password").leadsTo("/login?next=%2Fsettings%2Fpassword")
}

func TestSessionsPageListsOwnDevicesAndEndsThemAfterThePassword(t *testing.T) {
	t.Parallel()
	h, _ := newInhabited(t)
	bob := h.account("bob")
	there, zoe := h.signedIn("bob"), h.account("zoe")

	page := bob.get("/settings/sessions").is(200).holds("this one").body
	if got := strings.Count(page, "data-sign-in="); got != 2 {
		t.Errorf("%d devices are listed, want 2", got)
	}
	bob.post("/settings/sessions", "password", "wrong, but long enough", "end", there.signIn.String()).is(422).holds("That is not your password.")
	bob.post("/settings/sessions", "password", password, "end", zoe.signIn.String()).is(404)
	bob.post("/settings/sessions", "password", password, "end", "4711").is(404)
	bob.post("/settings/sessions", "password", password).is(404)
	there.get("/rooms").is(200)
	zoe.get("/rooms").is(200)

	bob.post("/settings/sessions", "password", password, "end", there.signIn.String()).leadsTo("/settings/sessions")

	there.get("/rooms").leadsTo("/login?next=%2Frooms")
	bob.get("/settings/sessions").is(200).holds("1 session ended.")
}

var resetShown = regexp.MustCompile(`<code class="reset-link">([^<]+)</code>`)

// resetLink is the path of a link that an admin makes.
func (b *browser) resetLink(user chat.User) string {
	b.t.Helper()
	shown := resetShown.FindStringSubmatch(b.post("/users/" + user.ID.String() + "/reset").is(200).body)
	if shown == nil {
		b.t.Fatal("no link is shown")
	}
	return b.house.ours(shown[1])
}

// ours is the path of a link, which must lead to the house's own address.
func (h *house) ours(link string) string {
	h.t.Helper()
	address, err := url.Parse(link)
	if err != nil || address.Scheme+"://"+address.Host != h.base {
		h.t.Fatalf("%q leads elsewhere", link)
	}
	h.log.secret(strings.TrimPrefix(address.Path, "/reset/"))
	return address.Path
}

func TestAdminMakesALinkWithWhichAPersonChoosesAPasswordOnce(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.account("bob")
	old := ada.resetLink(bob.user)
	link := ada.resetLink(bob.user)
	guest := h.stranger()

	guest.get(old).is(404)
	guest.get(link).is(200).holds("bob")
	guest.get(link).is(200)
	guest.post(link, "new_password1", "short", "new_password2", "short").is(422).holds("12")
	guest.post(link, "new_password1", newPassword, "new_password2", newPassword+"!").is(422).holds("The two are not the same.")
	bob.get("/rooms").is(200)
	guest.post(link, "new_password1", newPassword, "new_password2", newPassword).leadsTo("/login")

	guest.get(link).is(404)
	guest.post(link, "new_password1", password, "new_password2", password).is(404)
	bob.get("/rooms").leadsTo("/login?next=%2Frooms")
	guest.post("/login", "username", "bob", "password", newPassword).leadsTo("/")
}

func TestLinkToANewPasswordIsMadeByAdminsOnly(t *testing.T) {
	h, ada := newInhabited(t)
	bob, zoe := h.account("bob"), h.account("zoe")
	path := "/users/" + bob.user.ID.String() + "/reset"
	if err := h.store.SetRole(t.Context(), zoe.user.ID, chat.RoleModerator); err != nil {
		t.Fatal(err)
	}

	bob.post(path).is(403)
	zoe.post(path).is(403)
	h.stranger().post(path).leadsTo("/login")
	ada.post("/users/4711/reset").is(404)
	if err := h.store.SetActive(t.Context(), bob.user.ID, false); err != nil {
		t.Fatal(err)
	}
	ada.post(path).is(404)
}

func TestOfTenWhoUseOneLinkToANewPasswordOneDoes(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	link := ada.resetLink(h.account("bob").user)
	answers := make([]int, 10)
	guests := make([]*browser, len(answers))
	for i := range guests {
		guests[i] = h.stranger()
	}

	atOnce(len(answers), func(i int) {
		answer, err := guests[i].try(guests[i].form(link, "new_password1", newPassword, "new_password2", newPassword))
		if err != nil {
			t.Error(err)
		}
		answers[i] = answer.status
	})

	done := 0
	for _, status := range answers {
		switch status {
		case 303:
			done++
		case 404, 503: // 503: too many hashes at once
		default:
			t.Errorf("one was answered with %d", status)
		}
	}
	if done != 1 {
		t.Errorf("%d used it", done)
	}
}

func TestWithoutMailThereIsNoPageForForgottenPasswords(t *testing.T) {
	h, _ := newInhabited(t)

	h.stranger().get("/reset").is(404)
	h.stranger().post("/reset", "email", "ada@example.org").is(404)
}
