package handlers

import (
	"context"
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

// send sends one mail of plain text.
func (m *Mailer) send(ctx context.Context, to, subject, text string) error {
	message := mail.NewMsg()
	if err := message.From(m.from); err != nil {
		return err
	}
	if err := message.To(to); err != nil {
		return err
	}
	message.Subject(subject)
	message.SetBodyString(mail.TypeTextPlain, text)
	return m.client.DialAndSendWithContext(ctx, message)
}

// close waits for what is under way.
func (m *Mailer) close() {
	if m != nil {
		m.work.Wait()
	}
}
