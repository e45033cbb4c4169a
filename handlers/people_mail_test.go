package handlers_test

import (
	"bufio"
	"fmt"
	"net"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"parley/db/chat"
	"parley/handlers"
)

// mailbox is a small SMTP server that keeps what it is given. Made before the
// house, it sees in the end that no letter went out that the test did not want.
type mailbox struct {
	listener net.Listener
	letters  chan string
	refusals chan string // one for each address that is not taken
	work     sync.WaitGroup
}

// letters is more than any test sends.
const letters = 64

func newMailbox(t *testing.T) *mailbox {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m := &mailbox{listener: listener, letters: make(chan string, letters), refusals: make(chan string, 1)}
	m.work.Go(m.accept)
	t.Cleanup(func() {
		listener.Close()
		m.work.Wait()
		if len(m.letters) > 0 {
			t.Errorf("a letter too many: %s", <-m.letters)
		}
	})
	return m
}

func (m *mailbox) accept() {
	for {
		conn, err := m.listener.Accept()
		if err != nil {
			return
		}
		m.work.Go(func() { m.speak(conn) })
	}
}

// speak is as much of RFC 5321 as one letter after the other needs.
func (m *mailbox) speak(conn net.Conn) {
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(patience))
	lines := bufio.NewScanner(conn)
	var letter strings.Builder
	data := false
	fmt.Fprint(conn, "220 mailbox\r\n")
	for lines.Scan() {
		line := lines.Text()
		verb, _, _ := strings.Cut(strings.ToUpper(line), " ")
		switch {
		case data && line == ".":
			data = false
			m.letters <- letter.String()
			letter.Reset()
			fmt.Fprint(conn, "250 kept\r\n")
		case data:
			letter.WriteString(strings.TrimPrefix(line, ".") + "\n")
		case verb == "DATA":
			data = true
			fmt.Fprint(conn, "354 go on\r\n")
		case verb == "RCPT" && len(m.refusals) > 0:
			fmt.Fprint(conn, <-m.refusals+"\r\n")
		case verb == "QUIT":
			fmt.Fprint(conn, "221 bye\r\n")
			return
		default:
			letter.WriteString(line + "\n")
			fmt.Fprint(conn, "250 ok\r\n")
		}
	}
}

// letter is the next one, envelope included.
func (m *mailbox) letter(t *testing.T) string {
	t.Helper()
	return strings.ReplaceAll(m.raw(t), "=\n", "") // quoted-printable's soft line breaks
}

// answers gives the next address an answer that is none of success.
func (m *mailbox) answers(refusal string) { m.refusals <- refusal }

// raw is the next letter as it came.
func (m *mailbox) raw(t *testing.T) string {
	t.Helper()
	select {
	case letter := <-m.letters:
		return letter
	case <-time.After(patience):
		t.Fatal("no letter came")
		return ""
	}
}

// mailing gives a house a way to send mail.
func mailing(t *testing.T, m *mailbox) setting {
	return func(_ *house, c *handlers.Config) {
		mailer, err := handlers.NewMailer("smtp://"+m.listener.Addr().String(), "Parley <parley@example.org>", c.Log)
		if err != nil {
			t.Fatal(err)
		}
		c.Mailer = mailer
	}
}

var mailedLink = regexp.MustCompile(`http://\S+/reset/\S+`)

func TestForgottenPasswordIsMailedToItsOwnerAndTellsNobodyElse(t *testing.T) {
	box := newMailbox(t)
	h, _ := newInhabited(t, mailing(t, box))
	bob := h.account("bob")
	if err := h.store.UpdateUser(t.Context(), bob.user.ID, "Bob", "bob@example.org"); err != nil {
		t.Fatal(err)
	}
	guest := h.stranger()
	guest.get("/reset").is(200).holds("Forgotten password")

	unknown := guest.post("/reset", "email", "nobody@example.org").is(200)
	known := guest.post("/reset", "email", "BOB@example.org").is(200)
	guest.post("/reset", "email", "bob@example.org\r\nBcc: eve@example.org").is(200)

	if unknown.body != known.body {
		t.Error("the answer tells who has an account")
	}
	letter := box.letter(t)
	for _, want := range []string{"RCPT TO:<bob@example.org>", "From: ", "parley@example.org", "Hello Bob,", "within an hour"} {
		if !strings.Contains(letter, want) {
			t.Errorf("the letter lacks %q: %s", want, letter)
		}
	}
	link := h.ours(mailedLink.FindString(letter))
	guest.post(link, "new_password1", newPassword, "new_password2", newPassword).leadsTo("/login")
	guest.post("/login", "username", "bob", "password", newPassword).leadsTo("/")
}

func TestMailGoesToTheAddressOfTheAccountAndNotAsTyped(t *testing.T) {
	box := newMailbox(t)
	h, _ := newInhabited(t, mailing(t, box))
	if _, err := h.store.CreateUser(t.Context(), chat.NewUser{Username: "cy", Email: "cy@example.org"}); err != nil {
		t.Fatal(err)
	}

	h.stranger().post("/reset", "email", "CY@EXAMPLE.ORG").is(200)

	if letter := box.letter(t); !strings.Contains(letter, "RCPT TO:<cy@example.org>") {
		t.Errorf("the letter went elsewhere: %s", letter)
	} else {
		h.ours(mailedLink.FindString(letter))
	}
}

func TestOneAddressAsksForTenMailsAndThenWaits(t *testing.T) {
	box := newMailbox(t)
	h, _ := newInhabited(t, mailing(t, box))
	guest := h.stranger()

	for range 10 {
		guest.post("/reset", "email", "nobody@example.org").is(200)
	}

	if answer := guest.post("/reset", "email", "nobody@example.org").is(429); answer.header.Get("Retry-After") == "" {
		t.Error("nothing says when to ask again")
	}
}
