package main

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// answered asks the place for something and gives the status and the text.
func (p *place) answered(r *http.Request) (int, string) {
	p.t.Helper()
	client := &http.Client{Timeout: patience, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return response.StatusCode, string(body)
}

func (p *place) request(method, address, body string) *http.Request {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), method, address, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	return r
}

// post sends a form as a page of the place does; fields are names and values
// in turn.
func (p *place) post(address string, fields ...string) int {
	p.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Set(fields[i], fields[i+1])
	}
	r := p.request(http.MethodPost, address, form.Encode())
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Origin", p.address)
	status, _ := p.answered(r)
	return status
}

// signIn tries a name and a password on the page.
func (p *place) signIn(name, password string) int {
	p.t.Helper()
	return p.post(p.address+"/login", "username", name, "password", password)
}

// knows asks as a program does who a token's person is.
func (p *place) knows(token string) (int, string) {
	p.t.Helper()
	r := p.request(http.MethodGet, p.address+"/api/auth/user/", "")
	r.Header.Set("Authorization", "Bearer "+token)
	return p.answered(r)
}

// line is the live connection of a program.
type line struct {
	t  *testing.T
	ws *websocket.Conn
}

// dial opens everything personal of a token's person.
func (p *place) dial(token string) line {
	p.t.Helper()
	ws, _, err := websocket.DefaultDialer.DialContext(p.t.Context(), "ws"+strings.TrimPrefix(p.address, "http")+"/ws/chat/",
		http.Header{"Authorization": {"Bearer " + token}})
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { ws.Close() })
	return line{t: p.t, ws: ws}
}

// closed waits for the end of the connection and gives its code.
func (l line) closed() int {
	l.t.Helper()
	l.ws.SetReadDeadline(time.Now().Add(patience))
	for {
		_, _, err := l.ws.ReadMessage()
		if closed := (&websocket.CloseError{}); errors.As(err, &closed) {
			return closed.Code
		}
		if err != nil {
			l.t.Fatal(err)
		}
	}
}

// answers fails unless the connection is alive: what no action is named for is
// answered.
func (l line) answers() {
	l.t.Helper()
	if err := l.ws.WriteMessage(websocket.TextMessage, []byte(`{"action":"nothing"}`)); err != nil {
		l.t.Fatal(err)
	}
	l.ws.SetReadDeadline(time.Now().Add(patience))
	for {
		_, data, err := l.ws.ReadMessage()
		if err != nil {
			l.t.Fatalf("the connection has ended: %v", err)
		}
		if strings.Contains(string(data), "UNKNOWN_ACTION") {
			return
		}
	}
}
