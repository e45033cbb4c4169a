package realtime_test

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"parley/realtime"
)

func TestTLSDeliversTheSame(t *testing.T) {
	s := newHub(t, realtime.Options{})
	server := httptest.NewTLSServer(s)
	t.Cleanup(server.Close)
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	s.dialer = &websocket.Dialer{TLSClientConfig: &tls.Config{RootCAs: roots}}
	s.address = strings.Replace(server.URL, "https", "wss", 1)
	p := s.join(t, "")
	p.conn.Subscribe("room")

	for n := range uint64(500) {
		s.publish(t, "room", numbered(n+1, fmt.Sprint(n+1)))
		if got := p.next(t); got != fmt.Sprint(n+1) {
			t.Fatalf("got %q, want %d", got, n+1)
		}
	}
	p.write(t, websocket.TextMessage, "hello")
	heard := <-p.handler.frames
	p.conn.Close(4401, "signed out", text("farewell"))
	code, frames := p.rest(t)
	p.gone(t)

	equal(t, frames, []string{"farewell"})
	if code != 4401 || heard != "hello" {
		t.Errorf("closed with %d, heard %q", code, heard)
	}
}
