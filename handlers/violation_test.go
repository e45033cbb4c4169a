package handlers

import (
	"bytes"
	"log/slog"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestReportOfABrowserPutsNoLinkIntoTheLog(t *testing.T) {
	var logged bytes.Buffer
	s := &Server{log: slog.New(slog.NewTextHandler(&logged, nil))}
	report := `{"csp-report":{"document-uri":"https://chat.example/reset/SECRET","effective-directive":"img-src","blocked-uri":"https://chat.example/invites/SECRET"}}`

	s.reportViolation(httptest.NewRecorder(), httptest.NewRequest("POST", "/csp-report", strings.NewReader(report)))

	if got := logged.String(); strings.Contains(got, "SECRET") || !strings.Contains(got, "img-src") {
		t.Errorf("logged %q", got)
	}
}
