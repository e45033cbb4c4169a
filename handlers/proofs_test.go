package handlers_test

import (
	"encoding/json"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"parley/db/chat"
)

// guarded are the pages that ask for the password again, as a person of a role
// reaches them.
func guarded(bob *browser) map[chat.Role][]string {
	return map[chat.Role][]string{
		chat.RoleModerator: {"/moderation/log", "/moderation/log?act=role", "/moderation/log.csv", "/moderation/log.json?actor=ada"},
		chat.RoleAdmin:     {"/moderation/log", "/moderation/settings"},
	}
}

func TestSensitivePagesAskForThePasswordAfterTenMinutesAndLeadBack(t *testing.T) {
	atLeisure(t, func(t *testing.T, h *house, ada *browser) {
		root, mod, bob := h.admin("hana", chat.RoleAdmin), h.admin("mike", chat.RoleModerator), h.person("bob")
		staff := map[chat.Role]*browser{chat.RoleAdmin: root, chat.RoleModerator: mod}
		time.Sleep(10*time.Minute - time.Millisecond)
		for role, pages := range guarded(bob) {
			for _, path := range pages {
				staff[role].get(path).is(200)
			}
		}

		time.Sleep(time.Millisecond)
		for role, pages := range guarded(bob) {
			for _, path := range pages {
				question := "/settings/confirm?next=" + url.QueryEscape(path)
				staff[role].get(path).leadsTo(question)
				staff[role].get(question).is(200).holds(`name="password"`).holds("ten minutes")
			}
		}
		mod.get("/moderation").is(200)
		mod.get("/moderation/people/" + bob.user.ID.String()).is(200)
		fragment := mod.request(http.MethodGet, "/moderation/log", nil)
		fragment.Header.Set("HX-Request", "true")
		if a := mod.do(fragment).is(403); a.header.Get("HX-Redirect") != "/settings/confirm?next=%2Fmoderation%2Flog" {
			t.Errorf("htmx is led to %q", a.header.Get("HX-Redirect"))
		}

		mod.post("/settings/confirm", "password", "not the password", "next", "/moderation/log?act=role").is(422).holds("That is not your password.").holds(`value="/moderation/log?act=role"`)
		mod.get("/moderation/log").is(303)
		mod.post("/settings/confirm", "password", password, "next", "/moderation/log?act=role").leadsTo("/moderation/log?act=role")
		mod.get("/moderation/log?act=role").is(200)
		mod.get("/settings/confirm?next=/moderation/log").leadsTo("/moderation/log")
		root.get("/moderation/log").is(303)
		for _, evil := range []string{"//evil.example", "https://evil.example", "/\\evil", ""} {
			mod.post("/settings/confirm", "password", password, "next", evil).leadsTo("/")
		}
	})
}

var waitingField = regexp.MustCompile(`<input type="hidden" name="([^"]*)" value="([^"]*)"`)

// waits are the fields that wait in a question.
func (a answer) waits() []string {
	var fields []string
	_, question, _ := strings.Cut(a.body, `<form class="form box"`)
	for _, found := range waitingField.FindAllStringSubmatch(question, -1) {
		fields = append(fields, found[1], found[2])
	}
	return fields
}

func TestWhatIsPostedTooLateWaitsForThePasswordAndIsDoneWithIt(t *testing.T) {
	t.Parallel()
	atLeisure(t, func(t *testing.T, h *house, ada *browser) {
		root, bob := h.admin("hana", chat.RoleAdmin), h.person("bob")
		there := h.browserOf(bob.user)
		user := "/moderation/users/" + bob.user.ID.String()
		changed := func() string {
			return string(h.userNow(bob).Role) + strconv.FormatBool(h.userNow(bob).Active) + strconv.FormatBool(h.lives(there))
		}
		for _, act := range []struct {
			path, becomes string
			fields        []string
		}{
			{user, "membertruefalse", []string{"action", "end-sessions", "reason", `a "reason"`, "words", ""}},
			{user + "/role", "moderatortruefalse", []string{"role", "moderator"}},
			{user + "/active", "moderatorfalsefalse", []string{"active", ""}},
			{user + "/active", "moderatortruefalse", []string{"active", "1"}},
		} {
			time.Sleep(10 * time.Minute)
			before := changed()

			question := root.post(act.path, append(act.fields, "password", "typed by mistake")...).is(403).holds(`action="` + act.path + `"`).holds("Nothing is lost")
			if strings.Contains(question.body, "typed by mistake") {
				t.Errorf("%s: a password waits in the page", act.path)
			}
			waits := unescaped(question.waits())
			wrong := root.post(act.path, append(waits, "confirm_password", "not the password")...).is(422).holds("That is not your password.")
			if changed() != before || !slices.Equal(unescaped(wrong.waits()), waits) {
				t.Errorf("%s: something was done, or lost", act.path)
			}

			root.post(act.path, append(waits, "confirm_password", password)...).is(303)
			if got := changed(); got != act.becomes {
				t.Errorf("%s %v made it %s", act.path, act.fields, got)
			}
		}
		root.get("/moderation/log").holds("a &#34;reason&#34;")
	})
}

func unescaped(fields []string) []string {
	var plain []string
	for _, text := range fields {
		plain = append(plain, strings.NewReplacer("&#34;", `"`, "&amp;", "&").Replace(text))
	}
	return plain
}

// userNow is a person as the store has them.
func (h *house) userNow(b *browser) chat.User {
	h.t.Helper()
	user, err := h.store.User(h.t.Context(), b.user.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	return user
}

func TestPostsFromHtmxGetTheQuestionAsAWholePage(t *testing.T) {
	t.Parallel()
	atLeisure(t, func(t *testing.T, h *house, ada *browser) {
		root, bob := h.admin("hana", chat.RoleAdmin), h.person("bob")
		time.Sleep(time.Hour)
		r := root.form("/moderation/users/"+bob.user.ID.String()+"/role", "role", "moderator")
		r.Header.Set("HX-Request", "true")

		a := root.do(r).is(403).holds("confirm_password")

		if a.header.Get("HX-Retarget") != "body" || a.header.Get("HX-Reswap") != "outerHTML" {
			t.Errorf("it goes to %v", a.header)
		}
	})
}

// TestProofDoesNotLendARight: who may not do a thing may not with a password
// either.
func TestProofDoesNotLendARight(t *testing.T) {
	t.Parallel()
	atLeisure(t, func(t *testing.T, h *house, ada *browser) {
		mod, bob := h.admin("mike", chat.RoleModerator), h.account("bob")
		time.Sleep(time.Hour)
		path := "/moderation/users/" + bob.user.ID.String() + "/role"

		bob.post(path, "role", "admin", "confirm_password", password).is(403)
		bob.get("/moderation/log").is(403)
		bob.get("/moderation/settings").is(403)
		mod.post("/moderation/settings", "second_factor", "1", "confirm_password", password).is(403)
		if needed, err := h.store.StaffNeedFactor(t.Context()); needed || err != nil {
			t.Errorf("the setting is %t, %v", needed, err)
		}
		mod.post(path, "role", "admin", "confirm_password", password).is(403)
		if role := h.userNow(bob).Role; role != chat.RoleMember {
			t.Errorf("bob is a %s now", role)
		}
	})
}

func TestWrongPasswordsOfTheQuestionAreCounted(t *testing.T) {
	t.Parallel()
	atLeisure(t, func(t *testing.T, h *house, ada *browser) {
		root := h.admin("hana", chat.RoleAdmin)
		root.post("/login", "username", "hana", "password", password).is(303) // where they are known
		time.Sleep(time.Hour)
		for range 5 {
			root.post("/settings/confirm", "password", "not the password").is(422)
		}

		slowed := root.post("/settings/confirm", "password", password, "next", "/moderation/log").is(429).holds("Please wait").holds(`value="/moderation/log"`)

		if slowed.header.Get("Retry-After") == "" {
			t.Error("nothing says when to come again")
		}
		time.Sleep(3 * time.Minute) // without a network all addresses are one
		root.post("/settings/confirm", "password", password, "next", "/moderation/log").leadsTo("/moderation/log")
	})
}

func TestProgramsAreToldWhatIsMissing(t *testing.T) {
	t.Parallel()
	atLeisure(t, func(t *testing.T, h *house, ada *browser) {
		root, bob := h.admin("hana", chat.RoleAdmin), h.person("bob")
		token := h.access(root)
		ask := func(method, path string, fields ...string) answer {
			r := h.stranger().form(path, fields...)
			r.Method = method
			r.Header.Set("Authorization", "Bearer "+token)
			return h.stranger().do(r)
		}
		ask("GET", "/moderation/log.json").is(200) // the proof is the sign-in's
		time.Sleep(10 * time.Minute)
		role := "/moderation/users/" + bob.user.ID.String() + "/role"

		for _, a := range []answer{ask("GET", "/moderation/log.json"), ask("POST", role, "role", "moderator")} {
			var told map[string]string
			if err := json.Unmarshal([]byte(a.is(403).body), &told); err != nil || told["code"] != "password_again" || told["detail"] == "" {
				t.Errorf("%s was answered with %s", a.asked, a.body)
			}
		}

		ask("POST", role, "role", "moderator", "confirm_password", password).is(303)
		if h.userNow(bob).Role != chat.RoleModerator {
			t.Error("it was not done")
		}
		root.get("/moderation/log").is(200) // the page shares it
	})
}
