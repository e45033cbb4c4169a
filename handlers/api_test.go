package handlers_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// decoded reads an answer of the API.
func decoded[T any](t testing.TB, a answer) T {
	t.Helper()
	var value T
	if got := a.header.Get("Content-Type"); got != "application/json" {
		t.Fatalf("%s was answered with the type %q", a.asked, got)
	}
	if err := json.Unmarshal([]byte(a.body), &value); err != nil {
		t.Fatalf("%s was answered with %.200q: %v", a.asked, a.body, err)
	}
	return value
}

// call sends JSON to the API as a page of ours would.
func (b *browser) call(method, path, body string) answer {
	b.t.Helper()
	r := b.request(method, path, strings.NewReader(body))
	r.Header.Set("Accept", "application/json")
	r.Header.Set("Content-Type", "application/json")
	return b.do(r)
}

// tell is call with fields, names and values in turn.
func (b *browser) tell(method, path string, fields ...string) answer {
	b.t.Helper()
	object := map[string]string{}
	for i := 0; i+1 < len(fields); i += 2 {
		object[fields[i]] = fields[i+1]
	}
	body, err := json.Marshal(object)
	if err != nil {
		b.t.Fatal(err)
	}
	return b.call(method, path, string(body))
}

// detail is the sentence of an answer that is no success.
type detail struct {
	Detail string
	Code   string
}

// unauthorized fails unless the answer is a 401 that says how to come in.
func (a answer) unauthorized() answer {
	a.t.Helper()
	a.is(http.StatusUnauthorized)
	if a.header.Get("WWW-Authenticate") != "Bearer" || decoded[detail](a.t, a).Detail == "" {
		a.t.Fatalf("%s was answered with %v %s", a.asked, a.header, a.body)
	}
	return a
}
