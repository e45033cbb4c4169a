package handlers

import (
	"context"
	"strconv"
	"time"

	"parley/db/chat"
	"parley/realtime"
	"parley/views"
)

// threadTopic carries what is said in a thread, to those of an audience who
// have it open.
func threadTopic(root chat.MessageID, a views.Audience) string {
	return "thread:" + root.String() + ":" + a.String()
}

// thread opens a thread on a page, and brings it up to date as resume does the
// room: held back first, then what was missed, then what came meanwhile. A page
// has one thread open.
func (c *connection) thread(ctx context.Context, fields form) error {
	root, err := chat.ParseID[chat.MessageID](fields.get("thread"))
	if err != nil {
		return nil // closed meanwhile, or an older part of it
	}
	m, err := c.membership(ctx)
	if err != nil {
		return err
	}
	if c.opened != 0 && c.opened != root {
		c.conn.Unsubscribe(threadTopic(c.opened, c.reads))
	}
	c.opened = root
	topic := threadTopic(root, c.reads)
	c.conn.Hold(topic)
	head, err := c.replayThread(ctx, m, root, fields.get("cursor"))
	if err != nil {
		c.opened = 0
		c.conn.Unsubscribe(topic)
		return err
	}
	c.conn.Release(topic, uint64(head))
	return c.tellWriting(ctx)
}

// tellWriting tells a page whose thread has just opened whether its person can
// write there: that may have changed since the thread was drawn. It looks again
// afterwards, as tellStanding does.
func (c *connection) tellWriting(ctx context.Context) error {
	told, err := c.writing(ctx)
	for err == nil {
		c.conn.Send(realtime.Frame{Body: views.ThreadWriting(c.reads, told).Bytes()})
		now, lost := c.writing(ctx)
		if lost != nil || now.Alike(told) {
			return lost
		}
		told = now
	}
	return err
}

func (c *connection) writing(ctx context.Context) (views.Writing, error) {
	m, err := c.membership(ctx)
	if err != nil {
		return views.Writing{}, err
	}
	shut, err := c.server.shutOf(ctx, m)
	return views.WritingOf(m, shut, time.Now()), err
}

// replayThread sends what changed in a thread after the cursor and gives the
// number up to which it is now true.
func (c *connection) replayThread(ctx context.Context, m chat.Membership, root chat.MessageID, cursor string) (chat.Seq, error) {
	after, err := strconv.ParseInt(cursor, 10, 64)
	if err != nil || after < 0 || chat.Seq(after) > m.Room.Head {
		return c.replaceThread(ctx, m, root)
	}
	changes, head, err := c.server.store.ThreadChangesAfter(ctx, m, root, chat.Seq(after), resumeMost+1)
	if err != nil {
		return 0, err
	}
	if len(changes) > resumeMost {
		return c.replaceThread(ctx, m, root)
	}
	for _, change := range changes {
		frame := c.server.announcer.threadFrame(c.reads, change)
		frame.Number = 0
		c.conn.Send(frame)
	}
	return head, nil
}

func (c *connection) replaceThread(ctx context.Context, m chat.Membership, root chat.MessageID) (chat.Seq, error) {
	page, err := c.server.store.Thread(ctx, m, root, 0, pageSize)
	if err != nil {
		return 0, err
	}
	message, _, err := c.server.store.Message(ctx, c.user, root)
	if err != nil {
		return 0, err
	}
	panel, err := c.server.threadPanel(ctx, m, message, page)
	if err == nil {
		c.conn.Send(realtime.Frame{Body: views.ThreadReplaced(panel).Bytes()})
	}
	return page.Head, err
}

// readThread keeps how far the person has seen a thread, on all their pages.
func (c *connection) readThread(ctx context.Context, thread string, seq chat.Seq) error {
	root, err := chat.ParseID[chat.MessageID](thread)
	if err != nil {
		return nil // no fault of a person's
	}
	moved, err := c.server.store.ReadThread(ctx, c.user, root, seq)
	if moved {
		c.server.announcer.numbers.look(c.user)
	}
	return err
}

// threadFrame shows a change in a thread that is open: a new message at its end,
// an older one in its place.
func (a *Announcer) threadFrame(audience views.Audience, change chat.Change) realtime.Frame {
	shown := views.ThreadGrew(audience, change.Message, change.Seq)
	if change.Kind != chat.MessageCreated {
		shown = views.ThreadMessageChanged(audience, change.Message)
	}
	author := a.standings.open(change.Message.Author.ID)
	return realtime.Frame{Number: uint64(change.Seq), Body: shown.With(author).Bytes()}
}

// threadCounted is what a change in a thread means for everybody in the room:
// how much is in it.
func (a *Announcer) threadCounted(audience views.Audience, change chat.Change) realtime.Frame {
	return realtime.Frame{Number: uint64(change.Seq), Body: views.ThreadCounted(audience, change.Message.Thread, change.Replies, change.Seq).Bytes()}
}
