package handlers_test

import (
	"net"
	"net/http"
	"strings"
	"testing"

	"parley/handlers"
)

// agents are what browsers and programs say of themselves, and what the page of
// sessions makes of it.
var agents = map[string]string{
	"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0":                                                                  "Firefox on Linux",
	"Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1": "Safari on iOS",
	"curl/8.14.1":               "curl/8.14.1",
	"":                          "Unknown device",
	"<script>alert(1)</script>": "&lt;script&gt;alert(1)&lt;/script&gt;",
}

func TestSessionsPageSaysWhereSomebodyIsSignedIn(t *testing.T) {
	h, _ := newInhabited(t)
	bob := h.account("bob")
	for agent := range agents {
		r := h.stranger().form("/login", "username", "bob", "password", password)
		r.Header.Set("User-Agent", agent)
		h.stranger().do(r).leadsTo("/")
	}

	page := bob.get("/settings/sessions").is(http.StatusOK).holds("127.0.0.1")

	for _, name := range agents {
		page.holds(name)
	}
	if got := strings.Count(page.body, "data-sign-in="); got != len(agents)+1 {
		t.Errorf("%d devices are listed, want %d", got, len(agents)+1)
	}
	if strings.Contains(page.body, "<script>alert") {
		t.Error("a browser's name came back as markup")
	}
}

// TestForgottenPasswordIsAnsweredBeforeTheMailServerIs: a slow one, or one that
// is only asked for known addresses, tells nothing.
func TestForgottenPasswordIsAnsweredBeforeTheMailServerIs(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h, ada := newInhabited(t, behindProxy, func(h *house, c *handlers.Config) {
		mailer, err := handlers.NewMailer("smtp://"+silent.Addr().String(), "parley@example.org", c.Log)
		if err != nil {
			t.Fatal(err)
		}
		c.Mailer = mailer
	})
	t.Cleanup(func() { silent.Close() }) // before the house waits for its mails
	if err := h.store.UpdateUser(t.Context(), ada.user.ID, "Ada", "ada@example.org"); err != nil {
		t.Fatal(err)
	}
	ask := func(email, address string) answer {
		r := h.stranger().form("/reset", "email", email)
		r.Header.Set("X-Forwarded-For", address)
		return h.stranger().do(r)
	}

	promptly(t, "answering", func() {
		known := ask("ada@example.org", "198.51.100.7").is(http.StatusOK)
		for _, other := range []string{"nobody@example.org", "", "ada", "no address", "ada@example.org,eve@example.org"} {
			ask(other, "198.51.100.7").sameAs(known)
		}
	})

	for range 4 {
		ask("nobody@example.org", "198.51.100.7").is(http.StatusOK)
	}
	ask("nobody@example.org", "198.51.100.7").is(http.StatusTooManyRequests)
	ask("nobody@example.org", "198.51.100.8").is(http.StatusOK)
}
