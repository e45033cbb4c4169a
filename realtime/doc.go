// Package realtime carries text frames to many WebSocket connections at once:
// connections, topics, frames, and who is present. It knows no room, no HTML
// and nothing else of the house; a topic is a name, a frame is bytes.
//
// # The idea
//
// A write call costs the same whatever it carries, so what counts is how few
// there are. Every connection belongs to one shard. A shard is one goroutine
// with one queue; everything that happens to its connections (a publication, a
// frame for one of them, a subscription, a ping, a close) is an operation in
// that queue and is applied in order. The goroutine takes what has gathered,
// frames it once for all who are to get the same, and makes one write call a
// connection. While it writes, the next operations gather. A quiet room is
// never delayed; a busy one batches by itself.
//
// A pass works in three steps. Apply: operations change subscriptions, put
// publications into their topic's batch, and give a connection that has
// something of its own an outbox. Select: each listener of a batch moves to
// the selection that stands for "these topics, beyond these numbers"; most
// share one. Write: each selection is framed once and written to all of its
// connections, each outbox is merged with its connection's batches in the
// order of the queue and written to that one.
//
// Reading is gorilla/websocket's, on one goroutine a connection; writing goes
// past it, because everything that leaves a connection (pong and close
// included) has to go through the one place that knows of half-written frames.
//
// # Slow readers
//
// Writes do not block. What a socket does not take goes to a bounded backlog,
// which a goroutine drains with blocking writes and which exists only
// meanwhile. Over the limit, the connection is let go with 1013, and the page
// comes back and resumes; a long answer to one connection alone counts less
// than what is published, or a long resume would end in another. Sockets that cannot be written without blocking (TLS,
// pipes) always write through their backlog.
//
// # Who owns what
//
//   - The shard's goroutine (shard.run) alone touches its topics, subscriptions
//     and the write state of its connections. It takes no lock across a write
//     and never calls a handler.
//   - The connection's reader (Conn.serve) alone reads the socket and calls the
//     Handler. It ends the connection: every other part only closes the socket
//     or sends a close frame, and the reader notices.
//   - A backlog's drainer alone writes to the socket while the backlog is not
//     idle.
//
// Locks: registry.mu guards tags and the count, queue.mu one shard's queue,
// backlog.mu one slow connection, budget.mu the sum of all backlogs.
// backlog.mu is taken before budget.mu; no other two are ever held together.
// LocalBus.mu is held, shared, while a publication is delivered, so queue.mu
// is taken beneath it. Presence has its own lock, beneath which nothing is
// called.
//
// A queue that is full makes its callers wait, which is how a server that
// cannot keep up slows its authors down. Shards wait for nobody, so that ends.
package realtime
