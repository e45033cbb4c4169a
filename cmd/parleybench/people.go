//go:build linux

package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// installation is Parley as the load meets it: a program, a data folder that
// outlives its processes, one open room with a page of messages, and signed-in
// people in it. All of it is made through the public contract.
type installation struct {
	program string
	data    string
	address string
	room    string   // path of the room
	cookies []string // the session of each person
}

// install makes everything and leaves no process behind: each round starts a
// fresh one, whose memory still holds nothing of all the signing in.
func install(ctx context.Context, program, folder string, people int) (*installation, error) {
	address, err := freeAddress()
	if err != nil {
		return nil, err
	}
	i := &installation{program: program, data: filepath.Join(folder, "data"), address: address}
	password := rand.Text()
	if err := i.importPeople(ctx, filepath.Join(folder, "people.jsonl"), people, password); err != nil {
		return nil, err
	}
	server, err := i.serve(ctx)
	if err != nil {
		return nil, err
	}
	return i, server.during(ctx, func() error {
		for n := range people {
			if err := i.enter(ctx, personName(n), password); err != nil {
				return fmt.Errorf("%s: %w", personName(n), err)
			}
		}
		return i.fillPage(ctx)
	})
}

func personName(n int) string { return fmt.Sprintf("bench%03d", n) }

func (i *installation) importPeople(ctx context.Context, file string, people int, password string) error {
	var lines strings.Builder
	encoder := json.NewEncoder(&lines)
	for n := range people {
		if err := encoder.Encode(map[string]string{"username": personName(n), "password": password}); err != nil {
			return err
		}
	}
	if err := os.WriteFile(file, []byte(lines.String()), 0o600); err != nil {
		return err
	}
	command := exec.CommandContext(ctx, i.program, "user", "import", file)
	command.Env = append(os.Environ(), "PARLEY_DATA="+i.data)
	if output, err := command.CombinedOutput(); err != nil {
		return fmt.Errorf("%s user import: %w\n%s", i.program, err, output)
	}
	return nil
}

// serve starts the server with every limit off that a load would meet: a load
// is a thousand people at one address.
func (i *installation) serve(ctx context.Context) (*server, error) {
	args := []string{"serve", "--listen", i.address, "--data", i.data, "--base-url", "http://" + i.address}
	for _, limit := range []string{"messages", "frames", "handshakes", "sockets", "sockets-per-user", "sockets-per-address"} {
		args = append(args, "--limit", limit+"=0")
	}
	s := &server{name: "parley", address: i.address, room: i.room, socket: socketPath(i.room), cookies: i.cookies}
	return s, s.start(ctx, i.program, args...)
}

// socketPath is /ws/chat/7/ for /rooms/7.
func socketPath(room string) string {
	return "/ws/chat/" + strings.TrimPrefix(room, "/rooms/") + "/"
}

// enter signs a person in and brings them into the room; the first one makes it.
func (i *installation) enter(ctx context.Context, name, password string) error {
	answer, err := i.post(ctx, "/login", "", url.Values{"username": {name}, "password": {password}})
	if err != nil {
		return err
	}
	cookie, err := sessionCookie(answer)
	if err != nil {
		return err
	}
	i.cookies = append(i.cookies, cookie)
	if i.room == "" {
		i.room, err = i.createRoom(ctx, cookie)
		return err
	}
	_, err = i.post(ctx, i.room+"/join", cookie, nil)
	return err
}

func sessionCookie(answer *http.Response) (string, error) {
	for _, cookie := range answer.Cookies() {
		if cookie.Name == "sessionid" {
			return cookie.Name + "=" + cookie.Value, nil
		}
	}
	return "", fmt.Errorf("POST /login set no sessionid")
}

func (i *installation) createRoom(ctx context.Context, cookie string) (path string, err error) {
	answer, err := i.post(ctx, "/rooms", cookie, url.Values{"name": {"Load"}, "kind": {"open"}})
	if err != nil {
		return "", err
	}
	location, err := answer.Location()
	if err != nil {
		return "", fmt.Errorf("POST /rooms: %w", err)
	}
	return location.Path, nil
}

// fillPage posts as many messages as a page shows.
func (i *installation) fillPage(ctx context.Context) error {
	for n := range pageMessages {
		form := url.Values{"body": {fmt.Sprint("message ", n)}, "key": {fmt.Sprint("page-", n)}}
		if _, err := i.post(ctx, i.room+"/messages", i.cookies[n%len(i.cookies)], form); err != nil {
			return err
		}
	}
	return nil
}

// post sends a form as a page of the server would, and expects the answer of
// every form that was accepted: 303.
func (i *installation) post(ctx context.Context, path, cookie string, form url.Values) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+i.address+path, strings.NewReader(form.Encode()))
	if err != nil {
		return nil, err
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Origin", "http://"+i.address)
	if cookie != "" {
		request.Header.Set("Cookie", cookie)
	}
	client := http.Client{
		Timeout:       30 * time.Second, // hashing a password takes a while on a busy machine
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	answer, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther {
		body, _ := io.ReadAll(io.LimitReader(answer.Body, 500)) // only to explain the status
		return nil, fmt.Errorf("POST %s: %s\n%s", path, answer.Status, body)
	}
	return answer, nil
}
