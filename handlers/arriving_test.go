package handlers_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"parley/views"
)

func TestThePageThatUploadsHearsHowFarItIs(t *testing.T) {
	_, ada := newInhabited(t)
	sending, other := ada.open(lobby), ada.open(lobby)
	body, kind := multi(t, nil, sent{"long.txt", strings.Repeat("words ", 100_000)})
	whole := body.String()
	half := len(whole) / 2
	pipe, rest := io.Pipe()
	r := ada.request(http.MethodPost, views.UploadPath(lobby, sending.token), pipe)
	r.Header.Set("Content-Type", kind)
	r.ContentLength = int64(len(whole))
	answered := make(chan answer, 1)
	go func() { answered <- ada.do(r) }()

	io.WriteString(rest, whole[:half])
	sending.until(`value="45"`)
	if strings.Contains(strings.Join(sending.all(), ""), `value="55"`) {
		t.Error("more is told than has arrived")
	}
	io.WriteString(rest, whole[half:])
	rest.Close()

	sending.until(`value="100"`)
	if a := <-answered; a.status != http.StatusSeeOther {
		t.Errorf("the upload was answered with %d", a.status)
	}
	for _, frame := range other.all() {
		if strings.Contains(frame, "<progress") {
			t.Errorf("another page was told %s", frame)
		}
	}
}
