package dbtest

import (
	"context"
	"fmt"
	"strings"
	"time"

	"parley/db"
	"parley/db/chat"
)

// finds searches as somebody, after all that was said is in the index.
func (h *house) finds(user chat.User, typed string) []string {
	h.Helper()
	return hitBodies(h.search(user, typed, 0, 20).Hits)
}

func (h *house) search(user chat.User, typed string, before chat.MessageID, limit int) db.SearchPage {
	h.Helper()
	h.must(h.store.IndexMessages(h.Context()))
	page, err := h.store.Search(h.Context(), user.ID, chat.ParseSearch(typed, time.UTC), before, limit)
	if err != nil {
		h.Fatalf("%q: %v", typed, err)
	}
	return page
}

func hitBodies(hits []chat.Hit) []string {
	return mapped(hits, func(hit chat.Hit) string { return hit.Message.Body })
}

// excerptOf is an excerpt with its marks as brackets.
func excerptOf(hit chat.Hit) string {
	var b strings.Builder
	for _, s := range hit.Excerpt {
		if s.Found {
			b.WriteString("[" + s.Text + "]")
		} else {
			b.WriteString(s.Text)
		}
	}
	return b.String()
}

var searches = map[string]func(*house){
	"a search finds words in any script, with and without accents, and parts of words": func(h *house) {
		m := h.place(h.ada, h.general)
		for _, body := range []string{
			"Shall we meet at the café?", "The database is up, go on", "我们明天在北京见面", "東京タワーで会いましょう",
			"내일 학교에서 만나요", "Привет, как дела", "ไปทานข้าวกันไหม", "ﾊﾟｰﾃｨｰ ＡＢＣ", "release 🎉 it is", "see https://example.com/plan", "x",
		} {
			h.say(m, body)
		}
		for typed, excerpt := range map[string]string{
			"meet": "Shall we [meet] at the café?", "MEET cafe": "Shall we [meet] at the [café]?", "CAFÉ": "Shall we meet at the [café]?",
			"base": "The data[base] is up, go on", "go": "The database is up, [go] on", "北京": "我们明天在[北京]见面", "明天在北京": "我们[明天在北京]见面", "京": "",
			"タワー": "東京[タワー]で会いましょう", "학교": "내일 [학교]에서 만나요", "прив": "[Прив]ет, как дела", "ทานข้าว": "ไป[ทานข้าว]กันไหม",
			"ー abc": "ﾊﾟ[ｰ]ﾃｨ[ｰ] [ＡＢＣ]", "🎉": "release [🎉] it is", "example.com": "see https://[example.com]/plan",
			"X": "[x]", "a database of nothing": "", "we cafe zebra": "", "tabase up": "The da[tabase] is [up], go on", "xample": "see https://e[xample].com/plan",
		} {
			page := h.search(h.ada, typed, 0, 20)
			if typed == "京" {
				want(h, typed, len(page.Hits), 2)
				continue
			}
			var got string
			if len(page.Hits) > 0 {
				got = excerptOf(page.Hits[0])
			}
			want(h, typed, got, excerpt)
		}
	},

	"a part of a word never reaches from one word into the next": func(h *house) {
		h.say(h.place(h.ada, h.general), "xbas ase tab")
		want(h, "found", h.finds(h.ada, "base"), nil)
		want(h, "found", len(h.finds(h.ada, "bas")), 1)
	},

	"a phrase is whole words in their order": func(h *house) {
		m := h.place(h.ada, h.general)
		h.say(m, "the new release notes")
		h.say(m, "notes of the release, new")
		h.say(m, "the newest release")

		want(h, "phrase", h.finds(h.ada, `"new release"`), []string{"the new release notes"})
		want(h, "over a comma", h.finds(h.ada, `"release new"`), []string{"notes of the release, new"})
		want(h, "one word", h.finds(h.ada, `"new"`), []string{"notes of the release, new", "the new release notes"})
		want(h, "a part", len(h.finds(h.ada, `new`)), 3)
	},

	"an edited message is found by its new words only, a deleted one by none": func(h *house) {
		m := h.place(h.ada, h.general)
		edited, deleted := h.say(m, "old wording"), h.say(m, "unwanted wording")
		want(h, "at first", len(h.finds(h.ada, "wording")), 2)

		h.edit(m, edited.ID, "fresh phrasing")
		h.delete(m, deleted.ID)

		want(h, "by old words", h.finds(h.ada, "wording"), nil)
		want(h, "by half of them", h.finds(h.ada, "old"), nil)
		want(h, "by new words", h.finds(h.ada, "phrasing"), []string{"fresh phrasing"})
		late := h.say(m, "not yet indexed")
		h.edit(m, late.ID, "changed before")
		want(h, "changed before it was in the index", h.finds(h.ada, "changed"), []string{"changed before"})
		want(h, "by what it never showed", h.finds(h.ada, "indexed"), nil)
	},

	"what is found is in rooms that one is in now, and by nobody whom one blocks": func(h *house) {
		bob, eve := h.person("bob"), h.person("eve")
		board := h.room(h.ada, chat.Closed, "Board")
		h.say(board, "secret plan")
		h.say(h.place(eve, h.general), "loud plan")
		want(h, "a stranger's", h.finds(bob, "plan"), []string{"loud plan"})
		want(h, "a stranger's by room", h.finds(bob, "plan in:Board"), nil)

		h.must(h.store.AddMember(h.Context(), board.Room.ID, bob.ID))
		want(h, "a member's", h.finds(bob, "plan"), []string{"loud plan", "secret plan"})
		h.must(h.store.Leave(h.Context(), h.place(bob, board.Room)))
		want(h, "after leaving", h.finds(bob, "plan in:board"), nil)

		h.must(h.store.Block(h.Context(), bob.ID, eve.ID))
		want(h, "after blocking", h.finds(bob, "plan"), nil)
		want(h, "by name", h.finds(bob, "from:eve"), nil)
	},

	"filters narrow by room, author, link and day": func(h *house) {
		m, garden := h.place(h.ada, h.general), h.room(h.ada, chat.Open, "Garden Café")
		bob := h.place(h.person("bob"), h.general)
		at := func(day string, m chat.Membership, body string) {
			when, err := time.Parse(time.DateTime, day)
			h.must(err)
			_, _, err = h.store.CreateMessage(h.Context(), m, chat.NewMessage{Body: body, At: when})
			h.must(err)
		}
		at("2026-08-31 23:59:59", m, "august tulip")
		at("2026-09-01 00:00:00", bob, "september tulip http://x.example")
		at("2026-09-02 23:59:59", garden, "garden tulip")
		at("2026-10-03 00:00:00", m, "october tulip")

		for typed, expected := range map[string][]string{
			"tulip from:BOB": {"september tulip http://x.example"}, "from:@bob": {"september tulip http://x.example"}, "from:nobody": nil,
			`in:"garden cafe"`: {"garden tulip"}, "in:nowhere tulip": nil, "has:link": {"september tulip http://x.example"},
			"tulip after:2026-09-01 before:2026-09-02": {"garden tulip", "september tulip http://x.example"},
			"before:2026-08-31":                        {"august tulip"}, "after:2026-10-03 tulip": {"october tulip"}, "after:2026-10-04": nil,
			"from:ada from:bob before:2026-09-01": {"september tulip http://x.example", "august tulip"},
		} {
			want(h, typed, h.finds(h.ada, typed), expected)
		}
	},

	"hostile searches find nothing and break nothing": func(h *house) {
		h.say(h.place(h.ada, h.general), "calm")
		for _, typed := range []string{
			`"`, `"""`, `AND`, `OR NOT`, `NEAR(a b)`, `words : x`, `^calm x`, `calm*x`, `(calm x`, `calm" OR tags : "r1`, "tags:r1", "r1", `-calm x`, "{words}: y",
			"in:", "from:", "before:yesterday", "has:everything", "\x00", "\xff\xfe", "'; DROP TABLE messages", strings.Repeat("calm not ", 5000), strings.Repeat("\u0301", 300), "*", "😀😀",
		} {
			if found := h.finds(h.ada, typed); len(found) > 0 && !strings.HasPrefix(typed, "calm not") {
				h.Errorf("%q finds %q", typed, found)
			}
		}
		want(h, "the plain word", h.finds(h.ada, `calm "`), []string{"calm"})
	},

	"pages of hits have no gap and nothing twice while more is said": func(h *house) {
		m := h.place(h.ada, h.general)
		var expected []string
		for i := range 25 {
			expected = append([]string{h.say(m, fmt.Sprint("tulip ", i)).Body}, expected...)
			h.say(m, "weed")
		}
		var got []string
		var before chat.MessageID
		for older := true; older; {
			page := h.search(h.ada, "tulip", before, 10)
			got = append(got, hitBodies(page.Hits)...)
			older, before = page.Older, page.Hits[len(page.Hits)-1].Message.ID
			h.say(m, "another tulip")
		}
		want(h, "found", got, expected)
	},

	"a search that takes too long says so": func(h *house) {
		late, cancel := context.WithDeadline(h.Context(), time.Now())
		defer cancel()
		_, err := h.store.Search(late, h.ada.ID, chat.ParseSearch("tulip", nil), 0, 20)
		h.wantError(err, db.ErrSearchTooLong)
	},

	"the messages of a deleted room leave the index": func(h *house) {
		room := h.room(h.ada, chat.Closed, "Board")
		other := h.room(h.ada, chat.Closed, "Other")
		for range 120 { // more than one step of a purge
			h.say(room, "secret plan")
			h.say(other, "secret plan")
		}
		want(h, "before", len(h.search(h.ada, "secret", 0, 300).Hits), 240)
		h.must(h.store.DeleteRoom(h.Context(), room))
		h.must(h.store.DeleteRoom(h.Context(), other))
		want(h, "deleted", h.finds(h.ada, "secret"), nil)
		h.must(h.store.Purge(h.Context()))
		var left int
		h.must(h.engine.Readers.QueryRowContext(h.Context(), "SELECT count(*) FROM messages WHERE body <> ''").Scan(&left))
		want(h, "messages with words", left, 0)
	},
}
