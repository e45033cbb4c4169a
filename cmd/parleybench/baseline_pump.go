//go:build linux

package main

import (
	"context"
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

const (
	pumpQueue   = 256
	writeWait   = 10 * time.Second
	pingPeriod  = 54 * time.Second
	pumpBuffers = 1024
)

// pump is the usual chat on gorilla/websocket: a hub goroutine, and for each
// connection a reading and a writing goroutine with a channel in between. The
// frame is made once for all (PreparedMessage). There is no account, no
// storage, and one room.
type pump struct {
	fragment fragment
	join     chan *pumpClient
	leave    chan *pumpClient
	texts    chan string
}

type pumpClient struct {
	conn  *websocket.Conn
	queue chan *websocket.PreparedMessage // closed by the hub
}

func servePump(ctx context.Context, o baselineOptions) error {
	routes := http.NewServeMux()
	routes.Handle("GET "+socketPath(baselineRoom), newPump(ctx, fragment{o.fragment}))
	return serveBaseline(ctx, o.listen, routes)
}

// newPump starts the hub; it ends with the context.
func newPump(ctx context.Context, f fragment) *pump {
	p := &pump{fragment: f, join: make(chan *pumpClient), leave: make(chan *pumpClient), texts: make(chan string, pumpQueue)}
	go p.run(ctx)
	return p
}

// run is the hub: the only goroutine that knows the clients.
func (p *pump) run(ctx context.Context) {
	clients := map[*pumpClient]struct{}{}
	for n := 1; ; {
		select {
		case <-ctx.Done():
			return
		case client := <-p.join:
			clients[client] = struct{}{}
		case client := <-p.leave:
			if _, ok := clients[client]; ok {
				delete(clients, client)
				close(client.queue)
			}
		case text := <-p.texts:
			p.broadcast(clients, n, text)
			n++
		}
	}
}

func (p *pump) broadcast(clients map[*pumpClient]struct{}, n int, text string) {
	message, err := websocket.NewPreparedMessage(websocket.TextMessage, p.fragment.append(nil, n, text))
	if err != nil {
		return
	}
	for client := range clients {
		select {
		case client.queue <- message:
		default: // too slow
			delete(clients, client)
			close(client.queue)
		}
	}
}

func (p *pump) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	upgrader := websocket.Upgrader{ReadBufferSize: pumpBuffers, WriteBufferSize: pumpBuffers}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	client := &pumpClient{conn: conn, queue: make(chan *websocket.PreparedMessage, pumpQueue)}
	p.join <- client
	go client.write()
	p.read(client)
}

// read hands texts to the hub until the connection ends.
func (p *pump) read(client *pumpClient) {
	defer client.conn.Close()
	for {
		_, data, err := client.conn.ReadMessage()
		if err != nil {
			p.leave <- client
			return
		}
		if text, err := frameBody(data); err == nil {
			p.texts <- text
		}
	}
}

// write is the only writer of the connection, until the hub closes the queue.
func (c *pumpClient) write() {
	defer c.conn.Close()
	ping := time.NewTicker(pingPeriod)
	defer ping.Stop()
	for {
		var err error
		select {
		case message, ok := <-c.queue:
			if !ok {
				return
			}
			c.conn.SetWriteDeadline(time.Now().Add(writeWait))
			err = c.conn.WritePreparedMessage(message)
		case <-ping.C:
			c.conn.SetWriteDeadline(time.Now().Add(writeWait))
			err = c.conn.WriteMessage(websocket.PingMessage, nil)
		}
		if err != nil {
			return
		}
	}
}
