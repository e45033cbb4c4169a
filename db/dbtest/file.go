package dbtest

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"time"

	"parley/db/chat"
)

// hashOf is a hash as one looks.
func hashOf(letter string) string { return strings.Repeat(letter, 64) }

// stages has somebody upload a file; a width makes it a picture.
func (h *house) stages(m chat.Membership, name string, width int) chat.File {
	h.Helper()
	file, err := h.store.StageFile(h.Context(), m, chat.Post, chat.NewFile{Name: name, Type: chat.AnyType, Size: 5, Hash: hashOf("a"), Width: width, Height: width, Created: time.Now()})
	h.must(err)
	return file
}

// sends has somebody send files.
func (h *house) sends(m chat.Membership, body string, files ...chat.File) chat.Message {
	h.Helper()
	message, _, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: body, Files: fileIDs(files), At: time.Now()})
	h.must(err)
	return message
}

func fileIDs(files []chat.File) []chat.FileID {
	return mapped(files, func(f chat.File) chat.FileID { return f.ID })
}

func namesOf(files []chat.File) []string {
	return mapped(files, func(f chat.File) string { return f.Name })
}

// found is a message with its files as somebody finds it.
func (h *house) sees(user chat.User, id chat.MessageID) chat.Message {
	h.Helper()
	message, _, err := h.store.Message(h.Context(), user.ID, id)
	h.must(err)
	return message
}

func (h *house) waiting(m chat.Membership) []string {
	h.Helper()
	files, err := h.store.StagedFiles(h.Context(), m)
	h.must(err)
	return namesOf(files)
}

var files = map[string]func(*house){
	"files wait for a message and belong to it, in the order in which they came": func(h *house) {
		m := h.place(h.ada, h.general)
		one, two, three := h.stages(m, "one", 9), h.stages(m, "two", 0), h.stages(m, "three", 0)

		sent := h.sends(m, "", three, one)

		want(h, "sent", namesOf(sent.Files), []string{"one", "three"})
		want(h, "waiting", h.waiting(m), []string{two.Name})
		want(h, "found", namesOf(h.sees(h.ada, sent.ID).Files), []string{"one", "three"})
		page, err := h.store.Latest(h.Context(), m, 10)
		h.must(err)
		want(h, "on the page", namesOf(page.Messages[0].Files), []string{"one", "three"})
		changes, _ := h.changesAfter(sent.Seq - 1)
		want(h, "replayed", namesOf(changes[0].Message.Files), []string{"one", "three"})
		heard := h.heard.of(h.general.ID)
		want(h, "announced", namesOf(heard[len(heard)-1].Message.Files), []string{"one", "three"})
	},

	"the same send again has the same files, and none twice": func(h *house) {
		m := h.place(h.ada, h.general)
		file := h.stages(m, "one", 0)
		message := chat.NewMessage{Files: fileIDs([]chat.File{file}), Once: "once", At: time.Now()}

		first, created, err := h.store.CreateMessage(h.Context(), m, message)
		h.must(err)
		again, twice, err := h.store.CreateMessage(h.Context(), m, message)
		h.must(err)

		want(h, "created", [2]bool{created, twice}, [2]bool{true, false})
		want(h, "again", again, first)
		_, err = h.store.UnstageFile(h.Context(), h.ada.ID, file.ID)
		h.wantError(err, chat.ErrNotFound)
	},

	"a file that another page has sent is passed over, one that is gone is not": func(h *house) {
		m := h.place(h.ada, h.general)
		one, two := h.stages(m, "one", 0), h.stages(m, "two", 0)
		h.sends(m, "", one)

		want(h, "the rest", namesOf(h.sends(m, "", one, two).Files), []string{"two"})
		want(h, "words alone", len(h.sends(m, "words", one).Files), 0)
		_, _, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Files: fileIDs([]chat.File{one}), At: time.Now()})
		h.wantInvalid(err, "body")
		_, _, err = h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: "words", Files: []chat.FileID{4711}, At: time.Now()})
		h.wantInvalid(err, "files")
	},

	"nobody sends, takes back or sees what waits for another, or in another room": func(h *house) {
		ada, bob := h.place(h.ada, h.general), h.place(h.person("bob"), h.general)
		other := h.room(h.ada, chat.Closed, "other")
		file := h.stages(ada, "one", 0)

		for _, m := range []chat.Membership{bob, other} {
			_, _, err := h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: "words", Files: fileIDs([]chat.File{file}), At: time.Now()})
			h.wantInvalid(err, "files")
		}
		_, err := h.store.UnstageFile(h.Context(), bob.User.ID, file.ID)
		h.wantError(err, chat.ErrNotFound)
		_, err = h.store.File(h.Context(), bob.User.ID, file.ID)
		h.wantError(err, chat.ErrNotFound)
		_, err = h.store.File(h.Context(), h.ada.ID, file.ID)
		h.must(err)
	},

	"a file is seen by the members of its room while its message stands": func(h *house) {
		closed := h.room(h.ada, chat.Closed, "closed")
		bob := h.person("bob")
		file := h.stages(closed, "one", 0)
		sent := h.sends(closed, "", file)

		_, err := h.store.File(h.Context(), bob.ID, file.ID)
		h.wantError(err, chat.ErrNotFound)
		h.must(h.store.AddMember(h.Context(), closed.Room.ID, bob.ID))
		_, err = h.store.File(h.Context(), bob.ID, file.ID)
		h.must(err)
		deleted := h.delete(closed, sent.ID)
		want(h, "files of the removed message", len(deleted.Files)+len(h.sees(h.ada, sent.ID).Files), 0)
		for _, user := range []chat.User{h.ada, bob} {
			_, err = h.store.File(h.Context(), user.ID, file.ID)
			h.wantError(err, chat.ErrNotFound)
		}
	},

	"many uploads at once stay within what a message takes": func(h *house) {
		m := h.place(h.ada, h.general)
		var taken atomic.Int64

		together(30, func(int) {
			_, err := h.store.StageFile(h.Context(), m, chat.Post, chat.NewFile{Name: "x", Type: chat.AnyType, Size: 1, Hash: hashOf("a"), Created: time.Now()})
			var invalid chat.Invalid
			if err == nil {
				taken.Add(1)
			} else if !errors.As(err, &invalid) {
				h.Error(err)
			}
		})

		want(h, "taken", taken.Load(), int64(chat.MaxFiles))
	},

	"many uploads at once stay within what a person has": func(h *house) {
		m := h.place(h.ada, h.general)
		const size = chat.FileQuota / 4
		var taken atomic.Int64

		together(9, func(int) {
			_, err := h.store.StageFile(h.Context(), m, chat.Post, chat.NewFile{Name: "x", Type: chat.AnyType, Size: size, Hash: hashOf("a"), Created: time.Now()})
			if err == nil {
				taken.Add(1)
			}
		})

		want(h, "taken", taken.Load(), int64(4))
	},

	"who may not write stages nothing": func(h *house) {
		bob := h.person("bob")
		m := h.place(bob, h.general)
		h.mute(h.place(h.ada, h.general), bob, chat.NoEnd())

		_, err := h.store.StageFile(h.Context(), m, chat.Post, chat.NewFile{Name: "x", Type: chat.AnyType, Hash: hashOf("a")})
		h.wantError(err, chat.ErrForbidden)
	},

	"pictures of a room follow each other by message": func(h *house) {
		m, other := h.place(h.ada, h.general), h.room(h.ada, chat.Open, "other")
		late := h.stages(m, "3", 5)
		first := h.sends(m, "", h.stages(m, "1", 5), h.stages(m, "2", 5))
		h.sends(m, "", h.stages(m, "no picture", 0))
		h.sends(other, "", h.stages(other, "elsewhere", 5))
		gone := h.sends(m, "", h.stages(m, "gone", 5))
		h.sends(m, "", late)
		h.delete(m, gone.ID)

		beside := func(f chat.File) string {
			before, after, err := h.store.PicturesBeside(h.Context(), f)
			h.must(err)
			return fmt.Sprintf("%s|%s", before.Name, after.Name)
		}
		last, err := h.store.File(h.Context(), h.ada.ID, late.ID)
		h.must(err)
		want(h, "beside", []string{beside(first.Files[0]), beside(first.Files[1]), beside(last)}, []string{"|2", "1|3", "2|"})
	},

	"search finds files and pictures, until their message is removed": func(h *house) {
		m := h.place(h.ada, h.general)
		h.say(m, "words")
		file := h.sends(m, "words", h.stages(m, "one", 0))
		picture := h.sends(m, "", h.stages(m, "two", 5))
		h.must(h.store.IndexMessages(h.Context()))
		finds := func(search chat.Search) []chat.MessageID {
			page, err := h.store.Search(h.Context(), h.ada.ID, search, 0, 10)
			h.must(err)
			return mapped(page.Hits, func(hit chat.Hit) chat.MessageID { return hit.Message.ID })
		}

		want(h, "files", finds(chat.Search{File: true}), []chat.MessageID{picture.ID, file.ID})
		want(h, "pictures", finds(chat.Search{Picture: true}), []chat.MessageID{picture.ID})
		h.edit(m, file.ID, "other words")
		want(h, "after an edit", finds(chat.Search{File: true, Terms: []chat.SearchTerm{{Text: "other"}}}), []chat.MessageID{file.ID})
		h.delete(m, file.ID)
		h.delete(m, picture.ID)
		want(h, "removed", len(finds(chat.Search{File: true})), 0)
	},

	"what was never sent is forgotten, and hashes that no file has are told": func(h *house) {
		m := h.place(h.ada, h.general)
		h.stages(m, "waits", 0)
		h.sends(m, "", h.stages(m, "sent", 0))
		unused := func() []string {
			hashes, err := h.store.UnusedHashes(h.Context(), []string{hashOf("a"), hashOf("b")})
			h.must(err)
			return hashes
		}

		want(h, "unused", unused(), []string{hashOf("b")})
		h.must(h.store.SweepFiles(h.Context(), time.Now().Add(-time.Hour)))
		want(h, "still waiting", h.waiting(m), []string{"waits"})
		h.must(h.store.SweepFiles(h.Context(), time.Now().Add(time.Hour)))
		want(h, "waiting", len(h.waiting(m)), 0)
		want(h, "of the one that was sent", unused(), []string{hashOf("b")})
	},

	"a deleted room's files are forgotten with its messages": func(h *house) {
		m := h.room(h.ada, chat.Open, "other")
		h.sends(m, "", h.stages(m, "alone", 0))
		h.sends(m, "words", h.stages(m, "with words", 0))
		h.must(h.store.DeleteRoom(h.Context(), m))

		h.must(h.store.Purge(h.Context()))

		unused, err := h.store.UnusedHashes(h.Context(), []string{hashOf("a")})
		h.must(err)
		want(h, "unused", unused, []string{hashOf("a")})
	},
}
