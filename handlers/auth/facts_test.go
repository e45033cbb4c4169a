package auth_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"parley/db/chat"
	"parley/handlers/auth"
)

const secret = "s3cr3t"

func seededFacts() auth.Facts {
	r := httptest.NewRequest(http.MethodGet, "/ws/chat/42/?ticket="+secret, nil)
	r.Header.Set("Cookie", "sessionid="+secret+"; jwt-access="+secret)
	r.Header.Set("Authorization", "Bearer "+secret)
	r.Header.Set("Referer", "https://chat.example/?token="+secret)
	r.Header.Set("Sec-WebSocket-Protocol", secret)
	r.Header.Set("User-Agent", "Firefox\r\n\x1b[31m\u202e 128")
	r.Header.Set("Accept-Language", "de-AT, en;q=0.5")
	who := auth.Identity{
		User:   chat.User{ID: 7, Username: "ada", Email: secret + "@mail.example"},
		SignIn: 9, Source: auth.FromCookie, TokenID: "JTI", Expires: time.Unix(2_000_000_000, 0),
	}
	return auth.NewFacts(r, who, 42, nil)
}

func TestFactsSayWhoIsConnectedAndHow(t *testing.T) {
	t.Parallel()
	facts := seededFacts()

	if facts.Path != "/ws/chat/42/" || facts.Room != 42 || facts.User != 7 || facts.Username != "ada" || facts.SignIn != 9 {
		t.Errorf("got %+v", facts)
	}
	if facts.Browser != "Firefox[31m 128" || facts.Language != "de-AT" || facts.Address.String() != "192.0.2.1" {
		t.Errorf("got %q, %q, %s", facts.Browser, facts.Language, facts.Address)
	}
	if facts.Opened.IsZero() || facts.TokenID != "JTI" || facts.Source != auth.FromCookie {
		t.Errorf("got %v, %v, %v", facts.Opened, facts.TokenID, facts.Source)
	}
	if other := seededFacts(); len(facts.Connection) < 20 || other.Connection == facts.Connection {
		t.Errorf("connections %q and %q", facts.Connection, other.Connection)
	}
}

func TestFactsNeverShowASecret(t *testing.T) {
	t.Parallel()
	facts := seededFacts()
	var out strings.Builder
	for _, verb := range "vsqxXdTtpbcoUeEfFgGw" {
		for _, flag := range []string{"", "+", "#", "-", " ", "0", "10.3"} {
			fmt.Fprintf(&out, "%"+flag+string(verb)+"\n", facts)
			fmt.Fprintf(&out, "%"+flag+string(verb)+"\n", &facts)
			fmt.Fprintf(&out, "%"+flag+string(verb)+"\n", []auth.Facts{facts})
		}
	}
	var text, lines bytes.Buffer
	slog.New(slog.NewTextHandler(&text, nil)).Info("connected", "facts", facts)
	slog.New(slog.NewJSONHandler(&lines, nil)).Info("connected", "facts", facts)
	whole, err := json.Marshal(facts)
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(&out, facts.String(), text.String(), lines.String(), string(whole))

	for _, form := range []string{secret, fmt.Sprintf("%x", secret), fmt.Sprintf("%X", secret)} {
		if strings.Contains(out.String(), form) {
			t.Errorf("the secret stands in %s", out.String())
		}
	}
	if !strings.Contains(text.String(), "facts.user_id=7") || !json.Valid(lines.Bytes()) {
		t.Errorf("got log lines %s and %s", text.String(), lines.String())
	}
}

func TestALongBrowserNameIsCut(t *testing.T) {
	t.Parallel()
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("User-Agent", strings.Repeat("é", 1000))
	r.Header.Set("Accept-Language", strings.Repeat("e", 1000))

	facts := auth.NewFacts(r, auth.Identity{}, 0, nil)

	if got := []rune(facts.Browser); len(got) != 200 {
		t.Errorf("got %d characters", len(got))
	}
	if facts.Language != "" {
		t.Errorf("got language %q", facts.Language)
	}
}
