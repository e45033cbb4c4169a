package handlers

import (
	"context"
	"errors"
	"strconv"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/realtime"
	"parley/views"
)

// actions are what a frame may ask for.
var actions = map[string]func(*connection, context.Context, form) error{
	"message": (*connection).message,
	"typing":  (*connection).typing,
	"read":    (*connection).read,
	"react":   (*connection).react,
	"resume":  (*connection).resume,
	"thread":  (*connection).thread,
	"applied": (*connection).applied,
}

// Frame implements realtime.Handler: one frame after the other, from the
// connection's reader.
func (c *connection) Frame(_ *realtime.Conn, data []byte) {
	if c.server.draining.Load() {
		return // not answered, so the page sends it again when it is back
	}
	ctx, cancel := context.WithTimeout(context.Background(), actionTimeout)
	defer cancel()
	fields, err := parseFrame(data)
	if err == nil {
		err = c.act(ctx, fields)
	}
	if err != nil {
		c.answer(realtime.Frame{Body: views.ComposerError(refusalOf(err, "")).Bytes()})
		c.count(err)
	}
}

func (c *connection) act(ctx context.Context, fields form) error {
	action, known := actions[fields.get("action")]
	if !known {
		return errUnknownAction
	}
	switch fields.get("action") {
	case "resume", "thread": // which a page says by itself
	case "applied": // so too; a page that was asked need not save its frames for it
		if c.server.announcer.receipts.applied(c, fields.get("ask")) {
			return nil
		}
	default:
		c.server.crowd.stir(c.user)
		c.inUse()
	}
	if fields.get("action") == "message" {
		return action(c, ctx, fields) // answers its own refusals, with the text
	}
	if err := take(c.frames); err != nil {
		return err
	}
	return action(c, ctx, fields)
}

// membership authorises an action afresh.
func (c *connection) membership(ctx context.Context) (chat.Membership, error) {
	if c.room == 0 {
		return chat.Membership{}, chat.ErrNotFound
	}
	m, err := c.server.store.Membership(ctx, c.user, c.room)
	if err == nil && (!m.User.Active || m.User.AuthEpoch != c.who.User.AuthEpoch) {
		err = c.stillSignedIn(ctx)
	}
	return m, err
}

// stillSignedIn looks again at a sign-in whose person's others have ended, and
// ends the connection where this one did too.
func (c *connection) stillSignedIn(ctx context.Context) error {
	err := c.server.auth.Holds(ctx, c.who)
	if errors.Is(err, auth.ErrNobody) {
		c.server.endOf(ctx, c.user).of(c)
	}
	return err
}

// message stores a text. A page's sends are counted, because the number is
// what makes each happen once; what comes before its resume stands in its
// outbox and comes again with it.
func (c *connection) message(ctx context.Context, fields form) error {
	if c.page != "" && !c.resumed {
		return nil
	}
	err := take(c.frames)
	if err == nil {
		err = take(c.server.budgets.of(c.user))
	}
	var answer realtime.Frame
	if c.page != "" {
		answer = c.ordered(ctx, fields, err)
	} else {
		answer = c.keyed(ctx, fields, err)
	}
	c.answer(answer)
	return nil
}

// ordered stores the page's next text and gives the answer to it: every send
// is answered exactly once, stored or refused.
func (c *connection) ordered(ctx context.Context, fields form, err error) realtime.Frame {
	c.ordinal++
	var said outcome
	var note views.Refusal
	if err == nil {
		var m chat.Membership
		if m, err = c.membership(ctx); err == nil {
			said, err = c.server.say(ctx, m, fields, pageKey(c.page, c.ordinal))
			note = c.server.uncalled(ctx, m, fields.get("body"))
		}
	}
	if err != nil {
		c.count(err)
		return realtime.Frame{Body: views.Refused(c.ordinal, c.refusal(ctx, fields, err)).Bytes()}
	}
	return realtime.Frame{Body: append(views.Acked(c.ordinal, note, said.message.Files...).Bytes(), commandFrame(said).Body...)}
}

// staged is what still waits of a person's files in the room, where a text that
// was refused had some.
func (c *connection) staged(ctx context.Context, fields form) []chat.File {
	if fields.get("files") == "" {
		return nil
	}
	m, err := c.membership(ctx)
	if err != nil {
		return nil
	}
	files, err := c.server.store.StagedFiles(ctx, m)
	if err != nil {
		c.server.log.Warn("staged files not shown", "room", c.room, "error", err)
	}
	return files
}

// refusal is err with all that the refused form held.
func (c *connection) refusal(ctx context.Context, fields form, err error) views.Refusal {
	refusal := refusalOf(err, fields.get("body"))
	if m, gone := c.membership(ctx); gone == nil {
		refusal.Reply = c.server.repliedTo(ctx, m, fields.get("reply_to"))
	}
	refusal.Files = c.staged(ctx, fields)
	return refusal
}

// keyed stores a program's text. Its ack is the message itself, which it hears
// like everybody; a key used before gives the stored message once more.
func (c *connection) keyed(ctx context.Context, fields form, err error) realtime.Frame {
	var said outcome
	var note views.Refusal
	if err == nil {
		var m chat.Membership
		if m, err = c.membership(ctx); err == nil {
			said, err = c.server.say(ctx, m, fields, senderKey(fields))
			note = c.server.uncalled(ctx, m, fields.get("body"))
		}
	}
	switch {
	case err != nil:
		c.count(err)
		return realtime.Frame{Body: views.ComposerError(refusalOf(err, fields.get("body"))).Bytes()}
	case said.message.ID != 0 && !said.created:
		return realtime.Frame{Body: views.MessageEdited(c.reads, said.message, said.message.Version).Bytes()}
	case note.Sentence != "":
		return realtime.Frame{Body: views.ComposerError(note).Bytes()}
	}
	return commandFrame(said)
}

// typing shows a line to the others, at most one in typingEvery.
func (c *connection) typing(ctx context.Context, _ form) error {
	if c.visit != 0 {
		return c.typingInVisit(ctx)
	}
	m, err := c.membership(ctx)
	if err != nil {
		return err
	}
	if err := c.server.allowed(ctx, m, chat.Post); err != nil {
		return err
	}
	if c.server.typists.begin(place{m.Room.ID, m.User.ID}) {
		return c.server.hub.Publish(roomTopic(m.Room.ID), realtime.Frame{Body: views.Typing(m.User).Bytes(), Ephemeral: true})
	}
	return nil
}

// read keeps how far the person has seen the room. A cursor that makes no
// sense is no fault of a person's, so it is left alone.
func (c *connection) read(ctx context.Context, fields form) error {
	if cursor, err := strconv.ParseInt(fields.get("cursor"), 10, 64); err == nil && cursor > 0 && c.room != 0 {
		if thread := fields.get("thread"); thread != "" {
			return c.readThread(ctx, thread, chat.Seq(cursor))
		}
		c.server.reads.mark(chat.ReadMark{User: c.user, Room: c.room, Seq: chat.Seq(cursor)})
	}
	return nil
}

// applied is an answer that nobody has asked for, or not any more.
func (c *connection) applied(context.Context, form) error { return nil }
