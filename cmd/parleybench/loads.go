//go:build linux

package main

import (
	"context"
	"fmt"
	"strconv"
	"time"
)

// httpConnections are the numbers of people who post or read at a time.
var httpConnections = []int{1, 16, 64}

// countedDeliveries take enough CPU time for a clock that ticks each 10 ms.
const countedDeliveries = 20_000

// socketLoads measures everything that goes over sockets on a fresh server.
// It returns the bytes of a message's fragment.
func (b *bench) socketLoads(ctx context.Context, server *server) (fragment int, err error) {
	large, idle, err := openIdle(ctx, server, b.sockets, b.spans)
	if err != nil {
		return 0, err
	}
	if b.wants("idle") {
		b.addIdle(server.name, idle)
	}
	fragment, err = b.largeLoads(ctx, large)
	if err != nil {
		large.close()
		return 0, err
	}
	// The small set opens first: so nobody leaves the room in the server's eyes.
	small, err := openSockets(ctx, server, b.sockets/10)
	large.close()
	if err != nil {
		return 0, err
	}
	defer small.close()
	return fragment, b.smallLoads(ctx, small)
}

func (b *bench) largeLoads(ctx context.Context, large *sockets) (fragment int, err error) {
	if fragment, err = large.probe(ctx); err != nil {
		return 0, err
	}
	for _, senders := range []int{16, 64} {
		if err := b.fanout(ctx, large, senders); err != nil {
			return 0, err
		}
	}
	if err := b.paced(ctx, large, 16, 100); err != nil {
		return 0, err
	}
	b.figures.checked(large.check)
	return fragment, nil
}

func (b *bench) smallLoads(ctx context.Context, small *sockets) error {
	if err := small.rest(ctx, b.spans.settle); err != nil {
		return err
	}
	if err := b.fanout(ctx, small, 16); err != nil {
		return err
	}
	if err := b.paced(ctx, small, 4, 20); err != nil {
		return err
	}
	b.figures.checked(small.check)
	return nil
}

func (b *bench) addIdle(who string, idle idleLoad) {
	load := fmt.Sprintf("%s idle sockets", count(b.sockets))
	b.figures.add(who, figure{load, "KiB a connection", less}, idle.perConnection)
	b.figures.add(who, figure{load, "KiB before the first", less}, float64(idle.empty))
	b.figures.add(who, figure{load, "connections opened/s", more}, idle.perSecond)
}

// fanout runs one closed loop and takes down its figures.
func (b *bench) fanout(ctx context.Context, all *sockets, senders int) error {
	if !b.wants("fanout") {
		return nil
	}
	o, err := all.closedLoop(ctx, senders, b.spans)
	if err != nil {
		return err
	}
	load := fmt.Sprintf("%s sockets, %d messages in flight", count(len(all.open)), senders)
	who := all.server.name
	b.figures.add(who, figure{load, "deliveries/s", more}, o.rate())
	b.addLatency(who, load, o)
	b.figures.add(who, figure{load, "server CPU s/100,000", less}, o.serverCPU(100_000).Seconds())
	b.figures.add(who, figure{load, "generator CPU, % of a core", neither}, 100*o.generator.Seconds()/o.elapsed.Seconds())
	return nil
}

// paced runs one open loop and takes down its figures.
func (b *bench) paced(ctx context.Context, all *sockets, senders, rate int) error {
	if !b.wants("paced") {
		return nil
	}
	o, err := all.openLoop(ctx, senders, rate, b.spans.paced)
	if err != nil {
		return err
	}
	load := fmt.Sprintf("%s sockets, %d messages/s", count(len(all.open)), rate)
	b.addLatency(all.server.name, load, o)
	if o.deliveries >= countedDeliveries {
		b.figures.add(all.server.name, figure{load, "server CPU s/100,000", less}, o.serverCPU(100_000).Seconds())
	}
	return nil
}

func (b *bench) addLatency(who, load string, o outcome) {
	for _, quantile := range []int{50, 95, 99} {
		b.figures.add(who, figure{load, fmt.Sprintf("p%d ms", quantile), less}, o.milliseconds(float64(quantile)))
	}
}

// httpLoads measures posts and pages. It returns the size of a page.
func (b *bench) httpLoads(ctx context.Context, server *server) (page int, err error) {
	for _, n := range httpConnections {
		if err := b.posts(ctx, server, n); err != nil {
			return 0, err
		}
	}
	for _, n := range httpConnections {
		if page, err = b.pages(ctx, server, n); err != nil {
			return 0, err
		}
	}
	return page, nil
}

func postRate(posters int) figure {
	return figure{"posts over HTTP, each durable", "posts/s, " + strconv.Itoa(posters) + " at a time", more}
}

func (b *bench) posts(ctx context.Context, server *server, n int) error {
	if !b.wants("posts") {
		return nil
	}
	o, err := posts(ctx, server, n, b.spans.http)
	if err != nil {
		return err
	}
	rate := postRate(n)
	b.figures.add(server.name, rate, o.rate())
	b.figures.add(server.name, figure{rate.load, fmt.Sprintf("p50 ms, %d at a time", n), less}, o.milliseconds(50))
	return nil
}

func (b *bench) pages(ctx context.Context, server *server, n int) (size int, err error) {
	if !b.wants("pages") {
		return 0, nil
	}
	o, size, err := pages(ctx, server, n, b.spans.http)
	if err != nil {
		return 0, err
	}
	load := fmt.Sprintf("room pages of %d messages, uncompressed", pageMessages)
	b.figures.add(server.name, figure{load, fmt.Sprintf("pages/s, %d at a time", n), more}, o.rate())
	b.figures.add(server.name, figure{load, fmt.Sprintf("server CPU µs a page, %d at a time", n), less}, float64(o.serverCPU(1).Microseconds()))
	return size, nil
}

// rate is deliveries, or answers, a second.
func (o outcome) rate() float64 { return float64(o.deliveries) / o.elapsed.Seconds() }

// serverCPU is the server's time for so many deliveries or answers.
func (o outcome) serverCPU(per int) time.Duration {
	if o.deliveries == 0 {
		return 0
	}
	return time.Duration(float64(o.server) * float64(per) / float64(o.deliveries))
}

func (o outcome) milliseconds(quantile float64) float64 {
	return float64(o.latency.ValueAtQuantile(quantile)) / 1000
}

func count(n int) string { return thousands(strconv.Itoa(n)) }
