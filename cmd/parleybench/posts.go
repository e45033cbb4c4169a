//go:build linux

package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// posts has so many people post to the room at a time, each message through
// its form, stored durably before it is answered.
func posts(ctx context.Context, server *server, posters int, span time.Duration) (outcome, error) {
	heads := make([]string, posters)
	for i := range heads {
		heads[i] = requestHead(http.MethodPost, server.room+"/messages", server.address, server.cookies[i%len(server.cookies)]) +
			"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: "
	}
	run, words := rand.Text(), strings.Repeat("+lorem+ipsum", textSize/12)
	return httpLoad{
		connections: posters,
		span:        span,
		request: func(dst []byte, i, number int) []byte {
			form := fmt.Sprintf("body=post+%d%s&key=%s-%d-%d", number, words, run, i, number)
			return fmt.Appendf(dst, "%s%d\r\n\r\n%s", heads[i], len(form), form)
		},
		accept: func(status int, _ []byte) error {
			if status != http.StatusSeeOther {
				return fmt.Errorf("POST %s/messages: %d", server.room, status)
			}
			return nil
		},
	}.run(ctx, server)
}
