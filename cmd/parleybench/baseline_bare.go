//go:build linux

package main

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// serveBare is net/http with nothing behind it but the writer: posts go to
// storage in groups, and the room's page is the same bytes for every request.
func serveBare(ctx context.Context, o baselineOptions) error {
	w, err := openWriter(ctx, o.folder)
	if err != nil {
		return err
	}
	routes := http.NewServeMux()
	routes.HandleFunc("POST "+baselineRoom+"/messages", barePost(w))
	routes.HandleFunc("GET "+baselineRoom, barePage(o.page))
	if err := serveBaseline(ctx, o.listen, routes); err != nil {
		return err
	}
	return w.close()
}

func barePost(writer *writer) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if err := writer.post(0, r.PostFormValue("key"), r.PostFormValue("body")); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Location", baselineRoom)
		w.WriteHeader(http.StatusSeeOther)
	}
}

// barePage answers with size bytes that look like a page of messages to the one who counts them.
func barePage(size int) http.HandlerFunc {
	var page strings.Builder
	for n := range pageMessages {
		fmt.Fprintf(&page, `<article id="message-%d">`, n)
		page.WriteString(strings.Repeat("x", max(0, size/pageMessages-30)))
		page.WriteString("</article>\n")
	}
	body := []byte(page.String())
	length := strconv.Itoa(len(body))
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		w.Header().Set("Content-Length", length)
		w.Write(body)
	}
}
