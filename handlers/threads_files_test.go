package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"parley/db/chat"
	"parley/handlers"
	"parley/views"
)

// filled is a form that comes with a file where one of its fields is called so.
func (b *browser) filled(path string, fields ...string) *http.Request {
	b.t.Helper()
	texts, files := map[string]string{}, []sent{}
	for i := 0; i+1 < len(fields); i += 2 {
		if fields[i] == "file" {
			files = append(files, sent{fields[i+1], "content"})
		} else {
			texts[fields[i]] = fields[i+1]
		}
	}
	if len(files) == 0 {
		return b.form(path, fields...)
	}
	body, kind := multi(b.t, texts, files...)
	r := b.request(http.MethodPost, path, body)
	r.Header.Set("Content-Type", kind)
	return r
}

// answersWith posts an answer with a file, as a plain form does.
func (c *cast) answersWith(b *browser, root chat.MessageID, file sent) answer {
	c.t.Helper()
	return b.sends(threadPath(root), map[string]string{"body": "an answer"}, file)
}

// keeps fails unless so many of somebody's files wait in the room.
func (c *cast) keeps(b *browser, waiting int) {
	c.t.Helper()
	staged, err := c.store.StagedFiles(c.t.Context(), c.membership(b, c.room))
	if err != nil || len(staged) != waiting {
		c.t.Errorf("%d files wait, %v, want %d", len(staged), err, waiting)
	}
}

func TestAnswerInAThreadComesWithFilesAlsoWhereOnlyAdminsBegin(t *testing.T) {
	c, root := begunThread(t)
	c.announces(chat.AdminsPost)
	other := c.member.open(c.room)
	other.opens(root)

	c.member.get(threadPath(root)).is(200).holds(`name="file" multiple`).holds(`enctype="multipart/form-data"`)
	c.answersWith(c.member, root, sent{"plan.txt", "words"}).leadsTo(threadPath(root))
	r := c.member.filled(threadPath(root), "body", "by a page", "file", "page.txt")
	r.Header.Set("HX-Request", "true")
	c.member.do(r).is(201)
	r = c.member.filled(c.at("ROOM/messages"), "body", "by a program", "thread", root.String(), "file", "program.txt")
	c.member.do(r).is(303)

	for _, name := range []string{"plan.txt", "page.txt", "program.txt"} {
		other.until(name)
		c.admin.get(threadPath(root)).is(200).holds(name)
	}
	c.keeps(c.member, 0)
}

func TestReadOnlyRoomTakesFilesFromMembersInThreadsAlone(t *testing.T) {
	c, root := begunThread(t)
	c.announces(chat.AdminsPost)

	c.member.sends(c.at("ROOM/files"), nil, sent{"a.txt", "words"}).is(403)
	c.member.sends(c.at("ROOM/messages"), map[string]string{"body": "my words"}, sent{"a.txt", "words"}).is(403).holds(readOnly)
	c.member.sends(c.at("ROOM/messages"), map[string]string{"body": "my words", "thread": "x"}, sent{"a.txt", "words"}).is(403)
	c.keeps(c.member, 0)
	tooLong := map[string]string{"body": strings.Repeat("x", chat.MaxBody+1), "thread": root.String()}
	c.member.sends(c.at("ROOM/messages"), tooLong, sent{"a.txt", "words"}).is(422)
	c.keeps(c.member, 0)
	c.keepOrder("0", "1")
	c.answersWith(c.member, root, sent{"a.txt", "words"}).is(403)
	c.answersWith(c.stranger, root, sent{"a.txt", "words"}).is(404)

	c.keeps(c.member, 0)
	c.admin.sends(c.at("ROOM/files"), nil, sent{"a.txt", "words"}).is(303)
	c.keeps(c.admin, 1)
	if got := c.texts(c.admin, c.room); len(got) != 1 {
		t.Errorf("the room holds %q", got)
	}
}

func TestRefusedAnswerKeepsItsTextAndNotItsFiles(t *testing.T) {
	h, ada := newInhabited(t, limited(func(l *handlers.Limits) { l.Upload = 1000 }))
	ada.say(lobby, "who is in?")
	root := h.stored(ada, lobby)[0].ID
	long := strings.Repeat("x", chat.MaxBody+1)

	refused := ada.sends(threadPath(root), map[string]string{"body": "my words"}, sent{"small.txt", "words"}, sent{"large.txt", strings.Repeat("x", 1001)})
	refused.is(422).holds("my words").holds("“large.txt” is too large").holds("choose them again")
	ada.sends(threadPath(root), map[string]string{"body": long}, sent{"small.txt", "words"}).is(422).holds("choose them again")
	ada.sends(threadPath(root), map[string]string{"body": ""}, sent{"small.txt", "words"}).leadsTo(threadPath(root))
	again := map[string]string{"body": "once", "key": "k"}
	for range 2 {
		ada.sends(threadPath(root), again, sent{"once.txt", "words"}).leadsTo(threadPath(root))
	}

	if staged := ada.waiting(); len(staged) != 0 {
		t.Errorf("%+v wait", staged)
	}
	if page := ada.get(threadPath(root)).body; strings.Count(page, "download=\"once.txt\"") != 1 || strings.Count(page, "download=\"small.txt\"") != 1 {
		t.Error("the thread has not each file once")
	}
	if page := ada.get(views.RoomPath(lobby)).body; strings.Contains(page, "small.txt") {
		t.Error("a file of the thread stands in the room")
	}
}
