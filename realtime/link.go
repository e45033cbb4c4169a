package realtime

import (
	"crypto/tls"
	"net"
	"sync"
	"syscall"
	"time"

	"github.com/gorilla/websocket"
)

// link is a connection's socket as the hub writes to it.
type link struct {
	conn net.Conn
	raw  syscall.RawConn // nil where bytes cannot be written without blocking
	lost sync.Once
}

func newLink(ws *websocket.Conn) *link {
	l := &link{conn: ws.NetConn()}
	if raw := rawConn(l.conn); raw != nil && mute(ws) {
		l.raw = raw
	}
	return l
}

// rawConn returns the descriptor of a plain socket. What TLS carries is not
// what stands in the frame, so there it is nil.
func rawConn(conn net.Conn) syscall.RawConn {
	plain, ok := conn.(syscall.Conn)
	if _, encrypted := conn.(*tls.Conn); encrypted || !ok || !canWriteRaw {
		return nil
	}
	raw, err := plain.SyscallConn()
	if err != nil {
		return nil
	}
	return raw
}

// mute makes gorilla's own writes fail from here on. It answers a broken frame
// with a close frame of its own, which could land inside a frame that the
// shard has half written. A write past its deadline sends nothing and leaves
// an error that every later write returns. Where each Write is one whole frame
// (TLS, pipes) there is nothing to cut into, so those stay as they are.
func mute(ws *websocket.Conn) bool {
	ws.SetWriteDeadline(time.Unix(1, 0))
	muted := ws.WriteMessage(websocket.TextMessage, nil) != nil
	ws.NetConn().SetWriteDeadline(time.Time{})
	return muted
}

// reset closes the socket at once and throws away what it has not sent.
func (l *link) reset() {
	l.lost.Do(func() {
		if tcp, ok := l.conn.(*net.TCPConn); ok {
			tcp.SetLinger(0)
		}
		l.conn.Close()
	})
}
