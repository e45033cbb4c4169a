//go:build linux

package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"
)

// pageMessages stand on a full page of a room.
const pageMessages = 50

// messageMark begins the id of each message of a page (contract.md, "Ids and attributes").
var messageMark = []byte(`id="message-`)

// pages has so many people read the room's page again and again, whole and
// uncompressed. It also returns the size of the last page.
func pages(ctx context.Context, server *server, readers int, span time.Duration) (outcome, int, error) {
	requests := make([]string, readers)
	for i := range requests {
		requests[i] = requestHead(http.MethodGet, server.room, server.address, server.cookies[i%len(server.cookies)]) + "\r\n"
	}
	var size atomic.Int64
	o, err := httpLoad{
		connections: readers,
		span:        span,
		request:     func(dst []byte, i, _ int) []byte { return append(dst, requests[i]...) },
		accept: func(status int, body []byte) error {
			size.Store(int64(len(body)))
			if n := bytes.Count(body, messageMark); status != http.StatusOK || n != pageMessages {
				return fmt.Errorf("GET %s: %d, with %d messages, not %d", server.room, status, n, pageMessages)
			}
			return nil
		},
	}.run(ctx, server)
	return o, int(size.Load()), err
}
