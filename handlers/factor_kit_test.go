package handlers_test

import (
	"encoding/base32"
	"html"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"parley/db/chat"
	"parley/handlers/auth"
)

// device is a phone with an app for one-time codes, and the paper beside it.
type device struct {
	t        testing.TB
	secret   string   // in letters
	recovery []string // codes that were not used
	spans    int64    // how many spans ahead of now the next code is of
}

var (
	secretShown   = regexp.MustCompile(`<code class="reset-link">([A-Z2-7 ]+)</code>`)
	recoveryShown = regexp.MustCompile(`<code>([A-Z2-7-]+)</code>`)
)

// code is what the app shows. Asked again it shows the next one: none is given
// twice.
func (d *device) code() string {
	d.t.Helper()
	at := time.Now().Add(time.Duration(d.spans) * 30 * time.Second)
	d.spans = 1
	return d.at(at)
}

func (d *device) at(at time.Time) string {
	d.t.Helper()
	code, err := totp.GenerateCode(d.secret, at)
	if err != nil {
		d.t.Fatal(err)
	}
	return code
}

// wrong is a code that counts at no time near now.
func (d *device) wrong() string {
	d.t.Helper()
	near := map[string]bool{}
	for spans := range 11 {
		near[d.at(time.Now().Add(time.Duration(spans-5)*30*time.Second))] = true
	}
	for _, code := range []string{"000000", "111111", "222222", "333333", "444444", "555555", "666666", "777777", "888888", "999999", "123456", "654321"} {
		if !near[code] {
			return code
		}
	}
	d.t.Fatal("no code is wrong")
	return ""
}

// paper is a recovery code, once.
func (d *device) paper() string {
	code := d.recovery[0]
	d.recovery = d.recovery[1:]
	return code
}

// readRecovery takes the recovery codes from the page that shows them.
func (d *device) readRecovery(a answer) {
	d.t.Helper()
	d.recovery = nil
	for _, shown := range recoveryShown.FindAllStringSubmatch(a.body, -1) {
		d.recovery = append(d.recovery, shown[1])
	}
	if len(d.recovery) != auth.RecoveryCodes {
		d.t.Fatalf("%d recovery codes are shown", len(d.recovery))
	}
}

// turnsFactorOn sets a second factor up by its page, and keeps its secrets in
// mind for the log. The code it uses is one of the span before now, so that
// those of now are still free.
func (b *browser) turnsFactorOn() *device {
	b.t.Helper()
	d := &device{t: b.t}
	b.post("/settings/factor", "do", "begin").leadsTo("/settings/factor")
	shown := secretShown.FindStringSubmatch(html.UnescapeString(b.get("/settings/factor").is(200).holds(`class="qr"`).body))
	if shown == nil {
		b.t.Fatal("no secret is shown")
	}
	d.secret = strings.ReplaceAll(shown[1], " ", "")
	b.house.log.secret(d.secret)
	b.house.log.secret(shown[1])
	d.readRecovery(b.post("/settings/factor", "do", "confirm", "code", d.at(time.Now().Add(-30*time.Second))).is(200))
	for _, code := range d.recovery {
		b.house.log.secret(code)
	}
	return d
}

// givesFactor gives somebody a second factor without a page.
func (h *house) givesFactor(b *browser) *device {
	h.t.Helper()
	seal, err := auth.OpenSeal(filepath.Join(h.folder, "keys"))
	if err != nil {
		h.t.Fatal(err)
	}
	secret := auth.NewFactorSecret()
	sealed := seal.Seal(secret, b.user.ID)
	if err := h.store.BeginFactor(h.t.Context(), b.user.ID, sealed); err != nil {
		h.t.Fatal(err)
	}
	if err := h.store.TurnFactorOn(h.t.Context(), b.user.ID, chat.NewFactor{Secret: sealed, Step: 1}); err != nil {
		h.t.Fatal(err)
	}
	return &device{t: h.t, secret: base32.StdEncoding.EncodeToString(secret)}
}

// admin is an account with a password whose person looks after the place.
func (h *house) admin(name string, role chat.Role) *browser {
	h.t.Helper()
	b := h.account(name)
	if err := h.store.SetRole(h.t.Context(), b.user.ID, role); err != nil {
		h.t.Fatal(err)
	}
	return b
}
