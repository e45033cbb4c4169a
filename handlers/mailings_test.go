package handlers_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"parley/handlers"
)

// mailingSite is mailing for a place whose pages know of it.
func mailingSite(t *testing.T, m *mailbox) setting {
	set := mailing(t, m)
	return func(h *house, c *handlers.Config) {
		set(h, c)
		c.Site.Mail = true
	}
}

// absent is somebody with an address who is mailed at once what they miss.
func (h *house) absent(name string) *browser {
	h.t.Helper()
	return h.absentFor(name, time.Millisecond)
}

func (h *house) absentFor(name string, delay time.Duration) *browser {
	h.t.Helper()
	b := h.person(name)
	if err := h.store.UpdateUser(h.t.Context(), b.user.ID, name, name+"@example.org"); err != nil {
		h.t.Fatal(err)
	}
	if err := h.store.SetMailing(h.t.Context(), b.user.ID, true, delay, time.Now()); err != nil {
		h.t.Fatal(err)
	}
	return b
}

// mailingIs fails unless somebody's mail is on, or off.
func (b *browser) mailingIs(wanted bool) {
	b.t.Helper()
	got, err := b.house.store.Mailing(b.t.Context(), b.user.ID)
	if err != nil || got.Wanted != wanted {
		b.t.Errorf("mail is %v, %v, want %v", got.Wanted, err, wanted)
	}
}

func TestWhatCameWhileAwayIsOneMail(t *testing.T) {
	t.Parallel()
	box := newMailbox(t)
	h, ada := newInhabited(t, mailingSite(t, box))
	bob := h.absentFor("bob", time.Hour)
	den := h.closedRoom(ada, bob)
	ada.post("/rooms/1/messages", "body", "@bob the tide is high", "once", "one").is(http.StatusSeeOther)
	ada.post("/rooms/1/messages", "body", "@bob and now it is low", "once", "two").is(http.StatusSeeOther)
	ada.post("/rooms/"+den.String()+"/messages", "body", "@bob <b>bold</b>\r\nBcc: eve@example.org \u202egnp.exe", "once", "three").is(http.StatusSeeOther)
	h.waitsMailed(bob, 2)

	h.sendNow(bob)

	letter := box.open(t)
	if got := letter.header.Get("Subject"); got != "2 notifications at Parley" {
		t.Errorf("the subject is %q", got)
	}
	if got := letter.header.Get("To"); got != "<bob@example.org>" || strings.Count(letter.envelope, "RCPT TO") != 1 || letter.header.Get("Bcc") != "" {
		t.Errorf("it goes to %q: %s", got, letter.envelope)
	}
	for _, want := range []string{"Hello bob,", "Ada mentioned you in General: @bob and now it is low\n", h.base + "/rooms/1?around=",
		"Ada mentioned you in Board: @bob <b>bold</b> Bcc: eve@example.org gnp.exe\n", h.base + "/notifications"} {
		if !strings.Contains(letter.text, want) {
			t.Errorf("the text lacks %q: %s", want, letter.text)
		}
	}
	if !strings.Contains(letter.html, "@bob &lt;b&gt;bold&lt;/b&gt; Bcc: eve@example.org gnp.exe") || strings.Contains(letter.html, "<img") {
		t.Errorf("the page is %s", letter.html)
	}
	h.waitsMailed(bob, 0)
}

func TestMailIsSentByItselfAndAgainForWhatIsNew(t *testing.T) {
	t.Parallel()
	box := newMailbox(t)
	h, ada := newInhabited(t, mailingSite(t, box))
	h.absent("bob")

	for _, said := range []string{"one", "two"} {
		ada.post("/rooms/1/messages", "body", "@bob "+said, "once", said).is(http.StatusSeeOther)
		if letter := box.open(t); !strings.Contains(letter.text, "@bob "+said+"\n") {
			t.Errorf("the letter after %q is %s", said, letter.text)
		}
	}
}

func TestNobodyIsMailedWhatTheyReadOrWhatAPageShowed(t *testing.T) {
	t.Parallel()
	box := newMailbox(t)
	h, ada := newInhabited(t, mailingSite(t, box))
	bob, cyd := h.absentFor("bob", time.Hour), h.absentFor("cyd", time.Hour)
	page := cyd.bellOf()

	ada.post("/rooms/1/messages", "body", "@bob @cyd here", "once", "one").is(http.StatusSeeOther)
	h.waitsMailed(bob, 1)
	page.shows("1", "mentioned you in General")
	h.waitsMailed(cyd, 0)
	bob.post("/notifications/read").is(http.StatusSeeOther)
	h.waitsMailed(bob, 0)

	h.sendNow(bob)
	h.jobsDone()
}

func TestMailEndsForWhoeverHasALinkFromIt(t *testing.T) {
	t.Parallel()
	box := newMailbox(t)
	h, ada := newInhabited(t, mailingSite(t, box))
	bob, cy := h.absent("bob"), h.absentFor("cy", time.Hour)
	ada.post("/rooms/1/messages", "body", "@bob here", "once", "one").is(http.StatusSeeOther)
	link := box.open(t).link(t, h)
	guest := h.stranger()

	guest.get(link).is(200).holds("Send me no more mail")
	bob.mailingIs(true)
	guest.get(link + "x").is(404)
	guest.post(strings.Replace(link, "/"+bob.user.ID.String()+"/", "/"+cy.user.ID.String()+"/", 1)).is(404)
	guest.post(strings.Replace(link, "/"+bob.user.ID.String()+"/", "/999/", 1)).is(404)
	guest.post(link).is(200).holds("No more mail")

	bob.mailingIs(false)
	cy.mailingIs(true)
	ada.post("/rooms/1/messages", "body", "@bob again", "once", "two").is(http.StatusSeeOther)
	h.pushedAll()
	h.waitsMailed(bob, 0)
	guest.post(link).is(200)
}

// TestProgramEndsMailAsRFC8058Says: it knows no cookie, and no origin of ours.
func TestProgramEndsMailAsRFC8058Says(t *testing.T) {
	t.Parallel()
	box := newMailbox(t)
	h, ada := newInhabited(t, mailingSite(t, box))
	bob := h.absent("bob")
	ada.post("/rooms/1/messages", "body", "@bob here", "once", "one").is(http.StatusSeeOther)
	link := box.open(t).link(t, h)

	answer, err := http.Post(h.base+link, "application/x-www-form-urlencoded", strings.NewReader("List-Unsubscribe=One-Click"))
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()

	if answer.StatusCode != 200 {
		t.Errorf("answered with %d", answer.StatusCode)
	}
	bob.mailingIs(false)
}

func TestMailIsSentOnceByTheProcessAfterACrash(t *testing.T) {
	t.Parallel()
	box := newMailbox(t)
	h, ada := newInhabited(t, mailingSite(t, box))
	bob := h.absentFor("bob", time.Hour)
	ada.post("/rooms/1/messages", "body", "@bob here", "once", "one").is(http.StatusSeeOther)
	h.waitsMailed(bob, 1)
	h.server.Close()
	h.dueNow(bob)

	h.restart(mailingSite(t, box))

	if letter := box.open(t); !strings.Contains(letter.text, "@bob here") {
		t.Errorf("the letter is %s", letter.text)
	}
	h.waitsMailed(bob, 0)
}

func TestMailThatIsPutOffIsSentAgainAndOneThatIsRefusedIsNot(t *testing.T) {
	t.Parallel()
	box := newMailbox(t)
	h, ada := newInhabited(t, mailingSite(t, box))
	bob := h.absent("bob")
	box.answers("451 not now")
	ada.post("/rooms/1/messages", "body", "@bob one", "once", "one").is(http.StatusSeeOther)
	if letter := box.open(t); !strings.Contains(letter.text, "@bob one") {
		t.Errorf("the letter is %s", letter.text)
	}
	h.waitsMailed(bob, 0)

	box.answers("550 no such address")
	ada.post("/rooms/1/messages", "body", "@bob two", "once", "two").is(http.StatusSeeOther)
	eventually(t, "the address is refused", func() bool {
		m, err := h.store.Mailing(t.Context(), bob.user.ID)
		return err == nil && m.Refused
	})

	bob.get("/settings/mail").is(200).holds("refused your address")
	bob.post("/settings/mail", "mail", "1", "delay", "15m0s").leadsTo("/settings/mail")
	if body := bob.get("/settings/mail").is(200).body; strings.Contains(body, "refused your address") {
		t.Error("it still says so")
	}
	h.waitsMailed(bob, 1)
}

func TestMailIsOffUntilItIsSwitchedOn(t *testing.T) {
	t.Parallel()
	box := newMailbox(t)
	h, ada := newInhabited(t, mailingSite(t, box))
	bob := h.person("bob")
	bob.get("/settings/mail").is(200).holds("Write yours into your profile")
	bob.post("/settings/mail", "mail", "1", "delay", "1h0m0s").is(422)
	if err := h.store.UpdateUser(t.Context(), bob.user.ID, "bob", "bob@example.org"); err != nil {
		t.Fatal(err)
	}

	ada.post("/rooms/1/messages", "body", "@bob here", "once", "one").is(http.StatusSeeOther)
	h.pushedAll()
	bob.mailingIs(false)
	bob.post("/settings/mail", "mail", "1", "delay", "5m").is(422).holds("Choose how long to wait.").holds(`value="1" checked`)
	bob.post("/settings/mail", "mail", "1", "delay", "soon").is(422)
	bob.post("/settings/mail", "mail", "1", "delay", "4h0m0s").leadsTo("/settings/mail")

	bob.mailingIs(true)
	bob.get("/settings/mail").is(200).holds(`value="4h0m0s" selected`)
	h.waitsMailed(bob, 0)
	bob.post("/settings/mail", "mail", "", "delay", "4h0m0s").leadsTo("/settings/mail")
	bob.mailingIs(false)
	h.stranger().get("/settings/mail").is(http.StatusSeeOther)
}

func TestPlaceThatCannotSendMailSaysSo(t *testing.T) {
	h, ada := newInhabited(t)
	ada.get("/settings/mail").is(200).holds("This place cannot send mail.")
	if err := h.store.UpdateUser(t.Context(), ada.user.ID, "Ada", "ada@example.org"); err != nil {
		t.Fatal(err)
	}
	ada.post("/settings/mail", "mail", "1", "delay", "1h0m0s").is(422)
	ada.mailingIs(false)
}

func TestMailWaitsForQuietToEnd(t *testing.T) {
	t.Parallel()
	box := newMailbox(t)
	h, ada := newInhabited(t, mailingSite(t, box))
	bob := h.absentFor("bob", time.Hour)
	if err := h.store.SetPresence(t.Context(), bob.user.ID, false, time.Now().Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	ada.post("/rooms/1/messages", "body", "@bob here", "once", "one").is(http.StatusSeeOther)
	h.waitsMailed(bob, 1)
	h.sendNow(bob)
	h.jobsDone()
	h.waitsMailed(bob, 1)

	if err := h.store.SetPresence(t.Context(), bob.user.ID, false, time.Time{}); err != nil {
		t.Fatal(err)
	}
	h.sendNow(bob)
	box.open(t)
	h.waitsMailed(bob, 0)
}
