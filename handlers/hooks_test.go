package handlers_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"regexp"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"parley/db/chat"
	"parley/handlers"
	"parley/handlers/jobs/fetch"
)

// receiver is a program of somebody's that their hook calls.
type receiver struct {
	*httptest.Server
	came   chan call
	status atomic.Int32
	to     atomic.Pointer[string] // where it sends callers on; nil: nowhere
	asked  atomic.Int32
}

type call struct {
	header http.Header
	body   []byte
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{came: make(chan call, 64)}
	r.status.Store(http.StatusOK)
	r.Server = httptest.NewServer(http.HandlerFunc(r.answer))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) answer(w http.ResponseWriter, request *http.Request) {
	r.asked.Add(1)
	if to := r.to.Load(); to != nil {
		http.Redirect(w, request, *to, http.StatusTemporaryRedirect)
		return
	}
	body, _ := io.ReadAll(request.Body)
	if r.status.Load() == http.StatusOK {
		r.came <- call{request.Header, body}
	}
	w.WriteHeader(int(r.status.Load()))
}

// calling lets a house call the receiver, and nothing else on this machine.
func calling(r *receiver) setting {
	address := netip.MustParseAddrPort(r.Listener.Addr().String())
	return func(_ *house, c *handlers.Config) {
		c.Hooks = fetch.New(fetch.Options{Agent: "Parley/test", Allow: func(a netip.AddrPort) bool { return a == address }})
	}
}

// news is the next call, which must be signed with the secret.
func (r *receiver) news(t *testing.T, secret string) (header http.Header, body map[string]string) {
	t.Helper()
	select {
	case c := <-r.came:
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte(c.header.Get("Parley-Timestamp") + "." + string(c.body)))
		if want := "sha256=" + hex.EncodeToString(mac.Sum(nil)); c.header.Get("Parley-Signature") != want {
			t.Errorf("signed with %q, want %q", c.header.Get("Parley-Signature"), want)
		}
		stamp, err := strconv.ParseInt(c.header.Get("Parley-Timestamp"), 10, 64)
		if age := time.Since(time.Unix(stamp, 0)); err != nil || age < -time.Minute || age > time.Minute {
			t.Errorf("the timestamp is %v old, %v", age, err)
		}
		if err := json.Unmarshal(c.body, &body); err != nil {
			t.Fatalf("%v: %s", err, c.body)
		}
		return c.header, body
	case <-time.After(patience):
		t.Fatal("nothing came")
		return nil, nil
	}
}

var shownSecret = regexp.MustCompile(`<code class="reset-link">([^<]+)</code>`)

// secret is what an answer shows once.
func (a answer) secret() string {
	a.t.Helper()
	found := shownSecret.FindStringSubmatch(a.body)
	if found == nil {
		a.t.Fatalf("%s shows no secret: %.2000s", a.asked, a.body)
	}
	return found[1]
}

// hooked is somebody whose news goes to the receiver, and their secret.
func (h *house) hooked(name string, r *receiver) (b *browser, secret string) {
	h.t.Helper()
	b = h.person(name)
	return b, b.post("/settings/hook", "do", "save", "link", r.URL+"/bell").is(200).secret()
}

// hook is how somebody's is kept.
func (b *browser) hook() chat.Hook {
	b.t.Helper()
	hook, err := b.house.store.Hook(b.t.Context(), b.user.ID)
	if err != nil && !errors.Is(err, chat.ErrNotFound) {
		b.t.Fatal(err)
	}
	return hook
}

func TestNewsIsSentToAHookSigned(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	h, ada := newInhabited(t, calling(r))
	bob, secret := h.hooked("bob", r)
	if body := bob.get("/settings/hook").is(200).body; shownSecret.MatchString(body) {
		t.Error("the secret is shown again")
	}

	ada.post("/rooms/1/messages", "body", "@bob the \"tide\"\n<b>is</b> high", "once", "one").is(http.StatusSeeOther)

	header, body := r.news(t, secret)
	want := map[string]string{"kind": "mention", "who": "Ada", "where": "General", "text": `@bob the "tide" <b>is</b> high`, "link": h.base + "/rooms/1?around=1#message-1", "time": body["time"]}
	for name, value := range want {
		if body[name] != value {
			t.Errorf("%s is %q, want %q", name, body[name], value)
		}
	}
	if _, err := time.Parse(time.RFC3339, body["time"]); err != nil || len(body) != len(want) {
		t.Errorf("the body is %v, %v", body, err)
	}
	if header.Get("Parley-Delivery") == "" || header.Get("Content-Type") != "application/json" {
		t.Errorf("the headers are %v", header)
	}
	h.jobsDone()
	if n := r.asked.Load(); n != 1 {
		t.Errorf("called %d times", n)
	}
}

func TestHookIsOffUntilThereIsOneAndAfterItsEnd(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	h, ada := newInhabited(t, calling(r))
	bob := h.person("bob")
	bob.get("/settings/hook").is(200).holds("Parley-Signature")
	for _, do := range []string{"secret", "test", "resume", "remove"} {
		bob.post("/settings/hook", "do", do).is(404)
	}
	bob.post("/settings/hook", "do", "dance").is(400)
	bob.post("/settings/hook", "do", "save", "link", r.URL).is(200)
	bob.post("/settings/hook", "do", "remove").leadsTo("/settings/hook")

	ada.post("/rooms/1/messages", "body", "@bob here", "once", "one").is(http.StatusSeeOther)
	h.pushedAll()
	h.jobsDone()

	if n := r.asked.Load(); n != 0 {
		t.Errorf("called %d times", n)
	}
	h.stranger().post("/settings/hook", "do", "save", "link", r.URL).is(http.StatusSeeOther)
}

func TestHookToNoPublicAddressIsRefusedByItsField(t *testing.T) {
	r := newReceiver(t)
	h, _ := newInhabited(t, calling(r))
	bob := h.person("bob")
	for _, link := range []string{"", "http://127.0.0.1/bell", "https://10.0.0.7/bell", "http://[::ffff:127.0.0.1]/", "http://localhost/", "http://169.254.169.254/latest",
		"http://2130706433/", "ftp://8.8.8.8/", "http://8.8.8.8:22/", "https://me:secret@8.8.8.8/", "no address"} {
		refused := bob.post("/settings/hook", "do", "save", "link", link).is(422).holds("hook-link-fault")
		if link != "" {
			refused.holds(`value="` + link + `"`)
		}
	}
	if got := bob.hook(); got != (chat.Hook{}) {
		t.Errorf("kept is %+v", got)
	}
}

func TestHookIsNotLedInside(t *testing.T) {
	t.Parallel()
	r, inside := newReceiver(t), newReceiver(t)
	h, ada := newInhabited(t, calling(r))
	bob, _ := h.hooked("bob", r)
	r.to.Store(&inside.URL)

	bob.post("/settings/hook", "do", "test").is(200).holds("the address leads to where nothing is sent")
	ada.post("/rooms/1/messages", "body", "@bob here", "once", "one").is(http.StatusSeeOther)
	eventually(t, "a failure", func() bool { return bob.hook().Failures == 1 })

	if n := inside.asked.Load(); n != 0 {
		t.Errorf("the inside was called %d times", n)
	}
}

func TestHookThatFailsIsPausedAndGoesOnWhenItsPersonSaysSo(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	h, ada := newInhabited(t, calling(r))
	bob, secret := h.hooked("bob", r)
	r.status.Store(http.StatusInternalServerError)
	for range chat.MaxHookFailures - 1 { // an age ago
		if _, err := h.store.HookFailed(t.Context(), bob.user.ID, r.URL+"/bell", time.Now().Add(-24*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}

	ada.post("/rooms/1/messages", "body", "@bob here", "once", "one").is(http.StatusSeeOther)

	eventually(t, "the pause", func() bool { return bob.hook().Paused })
	h.jobsDone()
	bob.get("/settings/hook").is(200).holds("has failed 6 times in a row").holds(`value="resume"`)
	bob.post("/settings/hook", "do", "test").is(200).holds("answered with the status 500")
	asked := r.asked.Load()
	ada.post("/rooms/1/messages", "body", "@bob nothing", "once", "two").is(http.StatusSeeOther)
	h.pushedAll()
	h.jobsDone()
	if n := r.asked.Load(); n != asked {
		t.Errorf("called %d times while it is paused", n-asked)
	}

	r.status.Store(http.StatusOK)
	bob.post("/settings/hook", "do", "resume").leadsTo("/settings/hook")
	ada.post("/rooms/1/messages", "body", "@bob again", "once", "three").is(http.StatusSeeOther)
	if _, body := r.news(t, secret); body["text"] != "@bob again" {
		t.Errorf("news is %v", body)
	}
}

func TestHookForgetsAFailureWhenItWorksAgain(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	h, ada := newInhabited(t, calling(r))
	bob, secret := h.hooked("bob", r)
	if _, err := h.store.HookFailed(t.Context(), bob.user.ID, r.URL+"/bell", time.Now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}

	ada.post("/rooms/1/messages", "body", "@bob here", "once", "one").is(http.StatusSeeOther)

	r.news(t, secret)
	eventually(t, "no failure", func() bool { return bob.hook().Failures == 0 })
}

func TestTestSaysWhatCameOfItAndANewSecretSigns(t *testing.T) {
	r := newReceiver(t)
	h, _ := newInhabited(t, calling(r))
	bob, secret := h.hooked("bob", r)

	bob.post("/settings/hook", "do", "test").is(200).holds("The test has arrived.")
	if _, body := r.news(t, secret); body["kind"] != "test" || body["who"] != "bob" {
		t.Errorf("the test is %v", body)
	}
	again := bob.post("/settings/hook", "do", "secret").is(200).secret()
	bob.post("/settings/hook", "do", "test").is(200)
	r.news(t, again)

	if again == secret {
		t.Error("the new secret is the old one")
	}
	bob.post("/settings/hook", "do", "test").is(200)
	bob.post("/settings/hook", "do", "test").is(429)
}

func TestHooksAreSwitchedOffForAll(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	ada.get("/settings/hook").is(200).holds("switched web hooks off")
	ada.post("/settings/hook", "do", "save", "link", "https://8.8.8.8/").is(403)
	if _, err := h.store.SetHook(t.Context(), ada.user.ID, "https://8.8.8.8/", "secret"); err != nil {
		t.Fatal(err)
	}
	h.person("bob").post("/rooms/1/messages", "body", "@ada here", "once", "one").is(http.StatusSeeOther)
	h.pushedAll()
	h.jobsDone()
}
