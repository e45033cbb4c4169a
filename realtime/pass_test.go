package realtime

import (
	"encoding/binary"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"slices"
	"strings"
	"testing"
)

// stage is a shard whose passes the test makes itself.
type stage struct {
	*shard
	conns []*Conn
	ops   []op
}

func newStage(t testing.TB, conns int) *stage {
	t.Helper()
	hub := NewHub(NewLocalBus(), Options{Shards: 1, QueueFrames: 1 << 30, QueueBytes: 1 << 30, TotalBytes: 1 << 40})
	t.Cleanup(hub.Close)
	s := &stage{shard: newShard(hub)}
	t.Cleanup(s.stopTicker)
	for range conns {
		s.conns = append(s.conns, &Conn{hub: hub, shard: s.shard})
	}
	return s
}

// flush passes everything that was added.
func (s *stage) flush() {
	for len(s.ops) > 0 {
		s.ops = s.ops[s.pass(s.ops):]
	}
}

// writes returns what each write to a connection without a socket held, as the
// texts of its frames.
func writes(t testing.TB, c *Conn) (all [][]string) {
	t.Helper()
	if c.backlog == nil {
		return nil
	}
	for _, chunk := range c.backlog.chunks {
		all = append(all, texts(t, chunk.bytes))
	}
	return all
}

// texts takes the payloads out of unmasked text frames.
func texts(t testing.TB, b []byte) (list []string) {
	t.Helper()
	for len(b) > 0 {
		if b[0] != textFrame {
			t.Fatalf("opcode %#x", b[0])
		}
		size, header := int(b[1]), 2
		switch size {
		case 126:
			size, header = int(binary.BigEndian.Uint16(b[2:])), 4
		case 127:
			size, header = int(binary.BigEndian.Uint64(b[2:])), 10
		}
		list = append(list, string(b[header:header+size]))
		b = b[header+size:]
	}
	return list
}

func joined(number uint64) Frame {
	return Frame{Open: []byte("{"), Body: fmt.Appendf(nil, "%d ", number), Close: fmt.Appendf(nil, "}%d", number), Number: number}
}

func TestAcksLeaveInTheSameWriteAndLeaveTheOthersBatched(t *testing.T) {
	const senders, others = 3, 2
	s := newStage(t, senders+others)
	for _, c := range s.conns {
		s.ops = append(s.ops, &subscribe{conn: c, topic: "room"})
	}
	s.flush()

	for i := range senders {
		s.ops = append(s.ops, &publication{"room", joined(uint64(i + 1))})
	}
	for i, c := range s.conns[:senders] {
		s.ops = append(s.ops, &send{conn: c, frame: Frame{Body: fmt.Appendf(nil, "ack %d", i)}})
	}
	s.flush()

	for i, c := range s.conns {
		want := []string{"{1 2 3 }3"}
		if i < senders {
			want = append(want, fmt.Sprintf("ack %d", i))
		}
		if got := writes(t, c); fmt.Sprint(got) != fmt.Sprint([][]string{want}) {
			t.Errorf("connection %d: %q, want one write of %q", i, got, want)
		}
	}
}

func TestListenersOfSeveralTopicsGetOneWrite(t *testing.T) {
	s := newStage(t, 3)
	for _, c := range s.conns {
		s.ops = append(s.ops, &subscribe{conn: c, topic: "room"})
	}
	s.ops = append(s.ops, &subscribe{conn: s.conns[1], topic: "hall"}, &subscribe{conn: s.conns[2], topic: "hall"})
	s.flush()

	for n := range uint64(2) {
		s.ops = append(s.ops, &publication{"room", joined(n + 1)}, &publication{"hall", joined(n + 7)})
	}
	s.flush()

	for i, want := range []string{"[[{1 2 }2]]", "[[{1 }1 {7 }7 {2 }2 {8 }8]]", "[[{1 }1 {7 }7 {2 }2 {8 }8]]"} {
		if got := fmt.Sprint(writes(t, s.conns[i])); got != want {
			t.Errorf("connection %d: %s, want %s", i, got, want)
		}
	}
}

func TestBatchesAreBounded(t *testing.T) {
	s := newStage(t, 1)
	s.ops = append(s.ops, &subscribe{conn: s.conns[0], topic: "room"})
	s.flush()

	for n := range uint64(3*maxBatchFrames + 1) {
		s.ops = append(s.ops, &publication{"room", joined(n + 1)})
	}
	s.flush()
	large := Frame{Open: []byte("{"), Body: make([]byte, 30<<10)}
	for range 5 {
		s.ops = append(s.ops, &publication{"room", large})
	}
	s.flush()

	var sizes []int
	for _, w := range writes(t, s.conns[0]) {
		sizes = append(sizes, len(strings.Fields(w[0])), len(w[0])>>10)
	}
	if want := []int{65, 0, 65, 0, 65, 0, 2, 0, 1, 60, 1, 60, 1, 30}; !slices.Equal(sizes, want) {
		t.Errorf("words and KiB of each write: %v, want %v", sizes, want)
	}
}

func TestPublicationAllocatesNothingPerListener(t *testing.T) {
	s := newStage(t, 50)
	for _, c := range s.conns {
		client, server := socketPair(t)
		go io.Copy(io.Discard, client)
		raw, err := server.(*net.TCPConn).SyscallConn()
		if err != nil {
			t.Fatal(err)
		}
		s.ops = append(s.ops, &start{conn: c, link: &link{conn: server, raw: raw}}, &subscribe{conn: c, topic: "room"})
	}
	s.flush()

	ops := []op{&publication{"room", Frame{Body: []byte("hello")}}}
	s.pass(ops)
	got := testing.AllocsPerRun(200, func() { s.pass(ops) })

	if got != 0 {
		t.Errorf("%v allocations for 50 listeners", got)
	}
}

func socketPair(t *testing.T) (client, server net.Conn) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	if client, err = net.Dial("tcp", listener.Addr().String()); err != nil {
		t.Fatal(err)
	}
	if server, err = listener.Accept(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close(); server.Close() })
	return client, server
}

// FuzzPasses makes operations of the input, three bytes each, and compares
// what each connection is written with a model that knows no batches.
func FuzzPasses(f *testing.F) {
	f.Add([]byte("\x00\x00\x00\x05\x00\x01\x05\x00\x02\x07\x00\x00"))
	random := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		seed := make([]byte, 300)
		for i := range seed {
			seed[i] = byte(random.Uint32())
		}
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input []byte) { comparePasses(t, input) })
}

func comparePasses(t *testing.T, input []byte) {
	const conns, topics = 3, 3
	s := newStage(t, conns)
	m := newModel(conns)
	for id := 0; len(input) >= 3; id, input = id+1, input[3:] {
		c, topic := int(input[1])%conns, fmt.Sprint(int(input[1]>>4)%topics)
		conn, number := s.conns[c], uint64(input[2]%8)
		switch input[0] % 12 {
		case 0, 1:
			s.ops = append(s.ops, &subscribe{conn: conn, topic: topic})
			m.subscribe(c, topic, false)
		case 2:
			s.ops = append(s.ops, &subscribe{conn: conn, topic: topic, hold: true})
			m.subscribe(c, topic, true)
		case 3:
			s.ops = append(s.ops, &release{conn: conn, topic: topic, after: number})
			m.release(c, topic, number)
		case 4:
			s.ops = append(s.ops, &unsubscribe{conn: conn, topic: topic})
			delete(m.conns[c].subs, topic)
		case 5:
			frame := modelFrame(id, 0, input[2])
			s.ops = append(s.ops, &send{conn: conn, frame: frame})
			m.conns[c].out(frame)
		case 6:
			s.flush()
		default:
			frame := modelFrame(id, number, input[2])
			s.ops = append(s.ops, &publication{topic, frame})
			m.publish(topic, frame)
		}
	}
	s.flush()
	for c, conn := range s.conns {
		m.compare(t, c, slices.Concat(writes(t, conn)...))
	}
}

// modelFrame varies with its shape: with one of two Opens or none, sometimes
// ephemeral. The body names it, the Close repeats the name.
func modelFrame(id int, number uint64, shape byte) Frame {
	f := Frame{Number: number, Ephemeral: shape&0x80 != 0}
	f.Body = fmt.Appendf(nil, "%d,", id)
	f.Close = fmt.Appendf(nil, "}%d", id)
	if shape&0x60 != 0 {
		f.Open = fmt.Appendf(nil, "%d{", shape&0x20)
	}
	return f
}
