package handlers

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"sync"
	"time"

	"github.com/wneessen/go-mail"
)

// Mailer sends plain mail through one SMTP server.
type Mailer struct {
	client *mail.Client
	from   string
	log    *slog.Logger
	work   sync.WaitGroup
	slots  chan struct{}
}

const (
	mailTimeout = 30 * time.Second
	// mailSlots bounds how many mails wait at a time; more are dropped, and
	// whoever asked asks again.
	mailSlots = 32
)

// NewMailer takes smtp://user:password@host:port, where TLS is asked for with
// STARTTLS and demanded for hosts that are not this machine, or smtps://, where
// it comes first.
func NewMailer(address, from string, log *slog.Logger) (*Mailer, error) {
	server, err := url.Parse(address)
	if err != nil || (server.Scheme != "smtp" && server.Scheme != "smtps") || server.Hostname() == "" {
		return nil, fmt.Errorf("smtp: not an address such as smtp://user:password@mail.example.org:587")
	}
	options := []mail.Option{mail.WithTimeout(mailTimeout), mail.WithTLSPolicy(mail.TLSMandatory)}
	if host := server.Hostname(); host == "localhost" || host == "127.0.0.1" || host == "::1" {
		options = append(options, mail.WithTLSPolicy(mail.TLSOpportunistic))
	}
	if server.Scheme == "smtps" {
		options = append(options, mail.WithSSL())
	}
	if port, err := strconv.Atoi(server.Port()); err == nil {
		options = append(options, mail.WithPort(port))
	}
	if server.User != nil {
		password, _ := server.User.Password()
		options = append(options, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(server.User.Username()), mail.WithPassword(password))
	}
	client, err := mail.NewClient(server.Hostname(), options...)
	if err != nil {
		return nil, fmt.Errorf("smtp: %w", err)
	}
	if err := mail.NewMsg().From(from); err != nil {
		return nil, fmt.Errorf("mail-from: %q is not an address", from)
	}
	return &Mailer{client: client, from: from, log: log, slots: make(chan struct{}, mailSlots)}, nil
}

// later runs work after the answer, so that nobody can tell from its time what
// it found.
func (m *Mailer) later(work func(context.Context) error) {
	select {
	case m.slots <- struct{}{}:
	default:
		m.log.Warn("mail dropped: too many at once")
		return
	}
	m.work.Go(func() {
		defer func() { <-m.slots }()
		ctx, cancel := context.WithTimeout(context.Background(), mailTimeout)
		defer cancel()
		if err := work(ctx); err != nil {
			m.log.Error("mail not sent", "error", err)
		}
	})
}

// letter is one mail.
type letter struct {
	to, subject, text string
	html              string // the same as text; empty: text alone
	id                string // of two with the same a mailbox may drop one; empty: one of its own
	unsubscribe       string // where a program ends such mail, as RFC 8058 has it; empty: nowhere
}

// send sends one mail.
func (m *Mailer) send(ctx context.Context, l letter) error {
	message := mail.NewMsg()
	if err := message.From(m.from); err != nil {
		return err
	}
	if err := message.To(l.to); err != nil {
		return err
	}
	message.SetUserAgent("Parley")
	message.Subject(l.subject)
	message.SetBodyString(mail.TypeTextPlain, l.text)
	if l.html != "" {
		message.AddAlternativeString(mail.TypeTextHTML, l.html)
	}
	if l.id != "" {
		message.SetMessageIDWithValue(l.id)
	}
	if l.unsubscribe != "" {
		message.SetGenHeaderPreformatted(mail.HeaderListUnsubscribe, "<"+l.unsubscribe+">")
		message.SetGenHeaderPreformatted(mail.HeaderListUnsubscribePost, "List-Unsubscribe=One-Click")
		message.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: nobody's machine answers
	}
	return m.client.DialAndSendWithContext(ctx, message)
}

// takesNoMail tells whether a mail came back because there is no such address,
// and not because something is wrong for a while.
func takesNoMail(err error) bool {
	var refused *mail.SendError
	return errors.As(err, &refused) && refused.Reason == mail.ErrSMTPRcptTo && !refused.IsTemp()
}

// close waits for what is under way.
func (m *Mailer) close() {
	if m != nil {
		m.work.Wait()
	}
}
