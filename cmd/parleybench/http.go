//go:build linux

package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
	"golang.org/x/sync/errgroup"
)

// httpLoad is a closed loop over keep-alive connections: each sends its next
// request when it has read the whole answer to the last.
type httpLoad struct {
	connections int
	span        time.Duration
	// request appends the bytes of a connection's next request.
	request func(dst []byte, connection, number int) []byte
	// accept refuses an answer that is not what was asked for.
	accept func(status int, body []byte) error
}

// run measures answers as deliveries. It writes requests by hand and reads
// with net/http's parser, at half the CPU time of http.Client.
func (l httpLoad) run(ctx context.Context, server *server) (outcome, error) {
	ctx, cancel := context.WithTimeout(ctx, l.span)
	defer cancel()
	stop, err := startClocks(server)
	if err != nil {
		return outcome{}, err
	}
	begin := time.Now()
	latencies := make([]*hdrhistogram.Histogram, l.connections)
	var group errgroup.Group
	for i := range latencies {
		latencies[i] = newLatency()
		group.Go(func() error { return l.connection(ctx, server.address, i, latencies[i]) })
	}
	if err := group.Wait(); err != nil {
		return outcome{}, fmt.Errorf("%s: %w", server.name, err)
	}
	o := outcome{elapsed: time.Since(begin), latency: newLatency()}
	for _, latency := range latencies {
		o.latency.Merge(latency)
	}
	o.deliveries = int(o.latency.TotalCount())
	o.server, o.generator, err = stop()
	return o, err
}

// connection sends requests until the context ends; the last one is answered.
func (l httpLoad) connection(ctx context.Context, address string, i int, latency *hdrhistogram.Histogram) error {
	conn, err := net.Dial("tcp4", address)
	if err != nil {
		return err
	}
	defer conn.Close()
	if err := conn.SetDeadline(time.Now().Add(l.span + 10*time.Second)); err != nil {
		return err
	}
	reader := bufio.NewReader(conn)
	var request []byte
	var body bytes.Buffer
	for number := 0; ctx.Err() == nil; number++ {
		request = l.request(request[:0], i, number)
		sent := time.Now()
		if _, err := conn.Write(request); err != nil {
			return err
		}
		status, err := readAnswer(reader, &body)
		if err != nil {
			return err
		}
		if err := l.accept(status, body.Bytes()); err != nil {
			return err
		}
		latency.RecordValue(time.Since(sent).Microseconds())
	}
	return nil
}

func readAnswer(reader *bufio.Reader, body *bytes.Buffer) (status int, err error) {
	answer, err := http.ReadResponse(reader, nil)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	body.Reset()
	_, err = io.Copy(body, answer.Body)
	return answer.StatusCode, err
}

// requestHead is the beginning of every request of one person's connection.
func requestHead(method, path, address, cookie string) string {
	return method + " " + path + " HTTP/1.1\r\nHost: " + address + "\r\nOrigin: http://" + address + "\r\nCookie: " + cookie + "\r\n"
}
