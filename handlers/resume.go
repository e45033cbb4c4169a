package handlers

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"parley/db/chat"
	"parley/realtime"
	"parley/views"
)

// resumeMost is how many changes are replayed one by one; a page that missed
// more gets the newest page of the room instead.
const resumeMost = 200

// resume brings a page up to date: it says which change it saw last, how many
// of its sends were answered, and which texts still wait in its outbox. The
// room is held back first, what was missed is sent, and then what came
// meanwhile, so nothing falls between and nothing comes twice. A program may
// ask for what came after a cursor at any time.
func (c *connection) resume(ctx context.Context, fields form) error {
	if c.page != "" && c.resumed {
		return errBadFrame
	}
	numbers := c.server.announcer.numbers
	if c.page != "" {
		numbers.opened(c, fields.get("title"))
		c.server.bells.ask(c.user)
	}
	if c.visit != 0 {
		return c.resumeVisit(ctx)
	}
	if _, log := fields["cursor"]; c.room == 0 || c.page != "" && !log {
		c.caughtUp()
		return nil // a page without a log has nothing to catch up with
	}
	m, err := c.membership(ctx)
	if err != nil {
		return c.again(err)
	}
	numbers.named(c, m.Title(), m.Room.Head)
	if c.page != "" {
		c.conn.Hold(c.log())
		c.conn.Hold(roomTopic(c.room))
	}
	head, err := c.replay(ctx, m, fields.get("cursor"))
	if err != nil || c.page == "" {
		return c.again(err)
	}
	see, err := c.server.crowd.seenBy(ctx, m.User.ID)
	if err != nil {
		return c.again(err)
	}
	people, err := c.server.crowd.of(ctx, m, see)
	if err != nil {
		return c.again(err)
	}
	c.conn.Send(realtime.Frame{Body: views.PeopleReplaced(people).Bytes()})
	c.conn.Release(roomTopic(c.room), 0)
	c.conn.Release(c.log(), uint64(head))
	c.caughtUp()
	c.storeOutbox(fields)
	return nil
}

// caughtUp notes that a page was sent all that it missed.
func (c *connection) caughtUp() {
	c.resumed = true
	if c.page != "" {
		c.server.announcer.receipts.resumed(c)
	}
}

// again lets a page whose resume failed come back and resume anew, unless the
// room is no longer its person's.
func (c *connection) again(err error) error {
	switch {
	case errors.Is(err, chat.ErrNotFound):
		c.conn.Close(closeRoomGone, "room gone", farewellGone())
	case err != nil && c.page != "":
		c.conn.Close(closeTryAgain, "resume failed", realtime.Frame{})
	}
	return err
}

// replay sends what changed after the cursor and gives the number up to which
// the page is now true.
func (c *connection) replay(ctx context.Context, m chat.Membership, cursor string) (chat.Seq, error) {
	after, err := strconv.ParseInt(cursor, 10, 64)
	if err != nil || after < 0 || chat.Seq(after) > m.Room.Head {
		return c.replace(ctx, m)
	}
	changes, head, err := c.server.store.ChangesAfter(ctx, m, chat.Seq(after), resumeMost+1)
	if err != nil {
		return 0, err
	}
	if len(changes) > resumeMost {
		return c.replace(ctx, m)
	}
	if err := c.place(ctx, changes); err != nil {
		return 0, err
	}
	for _, frame := range c.server.announcer.frames(c.reads, changes) {
		c.conn.Send(frame)
	}
	if n := len(changes); n > 0 && changes[n-1].Seq < head { // a new message has changed since, which is not told apart
		c.conn.Send(realtime.Frame{Body: views.CursorMoved(head).Bytes()})
	}
	c.tellPins(changes)
	return head, c.standing(ctx, m, changes)
}

// standing tells a page what its person may do where that changed: their place,
// or in slow mode what they wrote on another page meanwhile, for which this one
// waits too.
func (c *connection) standing(ctx context.Context, m chat.Membership, changes []chat.Change) error {
	if !slices.ContainsFunc(changes, func(change chat.Change) bool {
		wrote := change.Kind == chat.MessageCreated && change.Message.Author.ID == c.user
		return change.Kind == chat.MemberChanged && change.User.ID == c.user || wrote && m.Room.Slow > 0
	}) {
		return nil
	}
	return c.tellStanding(ctx)
}

// place puts the room into its changes. It is asked for after the changes: one
// asked for before could lack the newest of them.
func (c *connection) place(ctx context.Context, changes []chat.Change) error {
	if !slices.ContainsFunc(changes, ofRoom) {
		return nil
	}
	m, err := c.membership(ctx)
	for i := range changes {
		changes[i].Place = m.Room
	}
	return err
}

// replace sends the newest page of the room in place of the whole log, and
// the room itself, which may have another name by now.
func (c *connection) replace(ctx context.Context, m chat.Membership) (chat.Seq, error) {
	page, err := c.server.newest.page(ctx, m)
	if err != nil {
		return 0, err
	}
	shown, err := c.server.roomLog(ctx, m, page)
	if err != nil {
		return 0, err
	}
	c.conn.Send(realtime.Frame{Body: views.LogReplaced(c.reads, shown).Bytes()})
	if m, err = c.membership(ctx); err != nil {
		return 0, err
	}
	shut, err := c.server.shutOf(ctx, m)
	if err != nil {
		return 0, err
	}
	c.conn.Send(realtime.Frame{Body: views.RoomShown(m, shut).Bytes()})
	c.conn.Send(realtime.Frame{Body: views.PinsCounted(m.Room).Bytes()})
	return page.Head, c.tellStanding(ctx)
}

// outboxTimeout is how long the texts of one outbox may take: a hundred of
// them, which is what htmx keeps, wait 45 s for their turn.
const outboxTimeout = time.Minute

// storeOutbox takes the texts that wait in the page's outbox, in their order.
// They count against the person's budget but are not refused for their number:
// typed while the connection was away, they only wait their turn.
func (c *connection) storeOutbox(fields form) {
	ctx, cancel := context.WithTimeout(context.Background(), outboxTimeout)
	defer cancel()
	if acked, err := strconv.Atoi(fields.get("acked")); err == nil && acked >= 0 {
		c.ordinal = acked
	}
	for _, unsent := range outboxForms(fields) {
		c.answer(c.ordered(ctx, unsent, c.server.budgets.of(c.user).Wait(ctx)))
	}
}

// outboxFields are what each form of an outbox carries.
var outboxFields = [...]string{"body", "reply_to", "files"}

// outboxForms are the forms whose fields a resume lists, one list a field. Each
// form has all of them, so the lists line up; one that is missing or too short
// leaves its field out.
func outboxForms(fields form) []form {
	forms := make([]form, len(fields["body"]))
	for i := range forms {
		forms[i] = form{}
		for _, name := range outboxFields {
			if values := fields[name]; i < len(values) {
				forms[i][name] = values[i : i+1]
			}
		}
	}
	return forms
}
