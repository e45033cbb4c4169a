package realtime_test

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/gorilla/websocket"
	"golang.org/x/sys/unix"

	"parley/realtime"
)

const (
	listeners = 1000
	// mark stands once in every message, so that counting it counts messages
	// however they are framed and wherever a read cuts them.
	mark = 0x01
)

// message is about 600 bytes on the wire, like a rendered chat message.
var message = realtime.Frame{
	Open:  []byte(`<hx-partial id="end" hx-swap="outerHTML">`),
	Body:  append(bytes.Repeat([]byte("<p>hello</p>"), 45), mark),
	Close: []byte(`<i id="end"></i></hx-partial>`),
}

// BenchmarkFanOut keeps a number of messages under way to 1,000 sockets on
// loopback: through the hub, and in the usual design with a goroutine and a
// channel a connection. Both share the process with the same client, one
// thread on epoll. An iteration is one message to all.
func BenchmarkFanOut(b *testing.B) {
	designs := []struct {
		name string
		open func(*testing.B) fanOut
	}{{"hub", openHub}, {"hub-acks", openHubWithAcks}, {"usual", openUsual}}
	for _, inFlight := range []int{1, 16, 64} {
		for _, design := range designs {
			b.Run(fmt.Sprintf("inflight=%d/%s", inFlight, design.name), func(b *testing.B) {
				benchFanOut(b, design.open(b), inFlight)
			})
		}
	}
}

// fanOut is a server with one room.
type fanOut struct {
	address string
	joined  *atomic.Int64
	publish func()
}

func benchFanOut(b *testing.B, server fanOut, inFlight int) {
	crowd := newCrowd(b, server.address)
	for server.joined.Load() < listeners {
		runtime.Gosched()
	}
	var before, after unix.Rusage
	unix.Getrusage(unix.RUSAGE_SELF, &before)
	b.ReportAllocs()
	b.ResetTimer()
	for sent := 0; sent < b.N; sent++ {
		if sent >= inFlight {
			crowd.wait(int64(sent-inFlight+1) * listeners)
		}
		server.publish()
	}
	crowd.wait(int64(b.N) * listeners)
	b.StopTimer()
	unix.Getrusage(unix.RUSAGE_SELF, &after)
	deliveries := float64(b.N) * listeners
	b.ReportMetric(deliveries/b.Elapsed().Seconds(), "deliveries/s")
	b.ReportMetric(float64(cpu(after)-cpu(before))/deliveries, "cpu-ns/delivery")
}

func cpu(r unix.Rusage) int64 { return r.Utime.Nano() + r.Stime.Nano() }

func openHub(b *testing.B) fanOut {
	server, _ := openRoom(b)
	return server
}

// openHubWithAcks is a room as it is in use: each message also moves something
// in every member's sidebar, and its author gets an ack.
func openHubWithAcks(b *testing.B) fanOut {
	server, room := openRoom(b)
	ack := realtime.Frame{Body: bytes.Repeat([]byte("ack "), 50)}
	dot := realtime.Frame{Body: bytes.Repeat([]byte("dot "), 30)}
	sent := 0
	publish := server.publish
	server.publish = func() {
		publish()
		if err := room.hub.Publish("members", dot); err != nil {
			b.Error(err)
		}
		room.conns[sent%64].Send(ack)
		sent++
	}
	return server
}

// room is a hub whose connections all listen to the same two topics.
type room struct {
	hub   *realtime.Hub
	mu    sync.Mutex
	conns []*realtime.Conn
}

func openRoom(b *testing.B) (fanOut, *room) {
	r := &room{hub: realtime.NewHub(realtime.NewLocalBus(), realtime.Options{Log: quiet()})}
	b.Cleanup(r.hub.Close)
	joined := &atomic.Int64{}
	address := upgrade(b, func(ws *websocket.Conn) {
		c := r.hub.Admit()
		c.Start(ws, newRecorder(b), false)
		c.Subscribe("room")
		c.Subscribe("members")
		r.mu.Lock()
		r.conns = append(r.conns, c)
		r.mu.Unlock()
		joined.Add(1)
	})
	publish := func() {
		if err := r.hub.Publish("room", message); err != nil {
			b.Error(err)
		}
	}
	return fanOut{address, joined, publish}, r
}

// openUsual is the chat that gorilla's documentation leads to.
func openUsual(b *testing.B) fanOut {
	var mu sync.Mutex
	var queues []chan *websocket.PreparedMessage
	joined := &atomic.Int64{}
	address := upgrade(b, func(ws *websocket.Conn) {
		queue := make(chan *websocket.PreparedMessage, 256)
		go func() {
			for m := range queue {
				if ws.WritePreparedMessage(m) != nil {
					return
				}
			}
		}()
		go ws.ReadMessage()
		mu.Lock()
		queues = append(queues, queue)
		mu.Unlock()
		joined.Add(1)
	})
	b.Cleanup(func() {
		for _, queue := range queues {
			close(queue)
		}
	})
	body := append(append(bytes.Clone(message.Open), message.Body...), message.Close...)
	publish := func() {
		m, err := websocket.NewPreparedMessage(websocket.TextMessage, body)
		if err != nil {
			b.Error(err)
		}
		mu.Lock()
		defer mu.Unlock()
		for _, queue := range queues {
			queue <- m
		}
	}
	return fanOut{address, joined, publish}
}

func upgrade(b *testing.B, join func(*websocket.Conn)) (address string) {
	upgrader := websocket.Upgrader{ReadBufferSize: 512, WriteBufferPool: &sync.Pool{}, WriteBufferSize: 1024}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ws, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			b.Error(err)
			return
		}
		b.Cleanup(func() { ws.Close() })
		join(ws)
	}))
	b.Cleanup(server.Close)
	return strings.Replace(server.URL, "http", "ws", 1)
}

// crowd is the clients: one thread reads all sockets and counts the marks.
type crowd struct {
	epoll int
	got   atomic.Int64
	want  atomic.Int64
	done  chan struct{}
}

func newCrowd(b *testing.B, address string) *crowd {
	epoll, err := unix.EpollCreate1(0)
	if err != nil {
		b.Fatal(err)
	}
	c := &crowd{epoll: epoll, done: make(chan struct{}, 1)}
	stop, ended := make(chan struct{}), make(chan struct{})
	for range listeners {
		c.dial(b, address)
	}
	go c.read(stop, ended)
	b.Cleanup(func() { close(stop); <-ended; unix.Close(epoll) })
	return c
}

// dial takes the socket away from Go's poller, which would be woken too.
func (c *crowd) dial(b *testing.B, address string) {
	ws, _, err := websocket.DefaultDialer.Dial(address, nil)
	if err != nil {
		b.Fatal(err)
	}
	file, err := ws.NetConn().(*net.TCPConn).File()
	if err != nil {
		b.Fatal(err)
	}
	ws.Close()
	b.Cleanup(func() { file.Close() })
	fd := int(file.Fd())
	if err := unix.SetNonblock(fd, true); err != nil {
		b.Fatal(err)
	}
	event := unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(fd)}
	if err := unix.EpollCtl(c.epoll, unix.EPOLL_CTL_ADD, fd, &event); err != nil {
		b.Fatal(os.NewSyscallError("epoll_ctl", err))
	}
}

func (c *crowd) read(stop, ended chan struct{}) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	defer close(ended)
	events := make([]unix.EpollEvent, 256)
	buffer := make([]byte, 256<<10)
	for {
		n, err := unix.EpollWait(c.epoll, events, 100)
		if err != nil && err != unix.EINTR {
			return
		}
		select {
		case <-stop:
			return
		default:
		}
		for _, e := range events[:max(n, 0)] {
			if got, err := unix.Read(int(e.Fd), buffer); err == nil {
				c.count(bytes.Count(buffer[:got], []byte{mark}))
			}
		}
	}
}

func (c *crowd) count(n int) {
	if got, want := c.got.Add(int64(n)), c.want.Load(); got >= want && got-int64(n) < want {
		select {
		case c.done <- struct{}{}:
		default:
		}
	}
}

// wait returns when n messages have been counted.
func (c *crowd) wait(n int64) {
	c.want.Store(n)
	for c.got.Load() < n {
		<-c.done
	}
}
