//go:build linux

package main

import (
	"context"
	"net"
	"net/http"
	"runtime"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	directQueue = 1024
	directBatch = 64               // messages in one write
	directPause = time.Millisecond // between flushes that take as long as that
)

// direct is the quickest way to many connections that is known to us on
// gorilla/websocket: it does the handshake and the reading only. One loop
// frames each message by hand, joins those that wait and writes them to each
// connection in one call.
//
// It is a limit to measure against and no server: nothing is stored, and one
// slow reader holds up all others.
type direct struct {
	fragment fragment
	texts    chan string

	mu      sync.Mutex
	clients []net.Conn
}

func serveDirect(ctx context.Context, o baselineOptions) error {
	routes := http.NewServeMux()
	routes.Handle("GET "+socketPath(baselineRoom), newDirect(ctx, fragment{o.fragment}))
	return serveBaseline(ctx, o.listen, routes)
}

// newDirect starts the loop; it ends with the context.
func newDirect(ctx context.Context, f fragment) *direct {
	d := &direct{fragment: f, texts: make(chan string, directQueue)}
	go d.run(ctx)
	return d
}

func (d *direct) run(ctx context.Context) {
	var batch, html []byte
	for n := 1; ; {
		select {
		case <-ctx.Done():
			return
		case text := <-d.texts:
			// Every reader that is ready puts its message in first; without
			// this, batches do not form on one processor.
			runtime.Gosched()
			batch = batch[:0]
			for waiting := true; waiting; n++ {
				html = d.fragment.append(html[:0], n, text)
				batch = append(appendHeader(batch, opText, len(html)), html...)
				text, waiting = d.next(n)
			}
			if took := d.flush(batch); took > directPause {
				time.Sleep(directPause)
			}
		}
	}
}

// next takes one more text that waits, if the batch may still grow.
func (d *direct) next(n int) (string, bool) {
	if n%directBatch == 0 {
		return "", false
	}
	select {
	case text := <-d.texts:
		return text, true
	default:
		return "", false
	}
}

func (d *direct) flush(batch []byte) time.Duration {
	begin := time.Now()
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, client := range d.clients {
		client.Write(batch) // an error is seen by the reader, who takes the client out
	}
	return time.Since(begin)
}

func (d *direct) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// Buffers of its own make gorilla drop those of net/http.
	upgrader := websocket.Upgrader{ReadBufferSize: 512, WriteBufferSize: 512, WriteBufferPool: &sync.Pool{}}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	d.mu.Lock()
	d.clients = append(d.clients, conn.NetConn())
	d.mu.Unlock()
	go d.read(conn) // a fresh goroutine: the handler's has a grown stack
}

func (d *direct) read(conn *websocket.Conn) {
	defer d.remove(conn.NetConn())
	for {
		_, data, err := conn.ReadMessage()
		if err != nil {
			return
		}
		if text, err := frameBody(data); err == nil {
			d.texts <- text
		}
	}
}

func (d *direct) remove(client net.Conn) {
	client.Close()
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, other := range d.clients {
		if other == client {
			last := len(d.clients) - 1
			d.clients[i], d.clients[last] = d.clients[last], nil
			d.clients = d.clients[:last]
			return
		}
	}
}
