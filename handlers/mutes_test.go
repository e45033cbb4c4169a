package handlers_test

import (
	"strings"
	"testing"
	"time"

	"parley/db/chat"
)

// mute has the cast's admin mute its member.
func (c *cast) mute(until string) {
	c.t.Helper()
	c.admin.post(c.at("ROOM/members/MEMBER/mute"), "until", until).leadsTo(c.at("ROOM/settings"))
}

func (c *cast) unmute() {
	c.t.Helper()
	c.admin.post(c.at("ROOM/members/MEMBER/unmute")).leadsTo(c.at("ROOM/settings"))
}

// notice is what a page shows above the composer to somebody who is muted.
const notice = `id="muted" role="status" data-muted`

// noNotice is its place while they are not.
const noNotice = `id="muted" role="status"></p>`

func TestMutedMemberReadsAndRemovesTheirOwnAndIsToldUntilWhen(t *testing.T) {
	c := newCast(t)
	c.member.say(c.room, "before")
	mine := "/messages/" + c.stored(c.member, c.room)[0].ID.String()
	program := c.member.program(c.room)

	c.mute("2126-03-03T12:00:00Z")

	const until = "has muted you until 3 March 2126, 12:00. You can read on."
	c.member.get(c.at("ROOM")).is(200).holds(notice).holds(until).holds("before")
	c.member.post(c.at("ROOM/messages"), "body", "my words").is(403).holds(until).holds("my words")
	hx := c.member.form(c.at("ROOM/messages"), "body", "x")
	hx.Header.Set("HX-Request", "true")
	c.member.do(hx).is(403).holds(until)
	c.member.post(mine, "body", "x").is(403).holds(until)
	c.member.get(mine + "/edit").is(200).holds(until).holds("Remove it")
	program.say("k", "x")
	program.until(`data-code="MUTED"`)
	program.forget()
	program.send(map[string]any{"action": "typing"})
	program.until(`data-code="MUTED"`)
	c.member.post(c.at("ROOM/read"), "seq", "1").is(303)
	c.member.post(mine + "/delete").is(303)
	if got := c.texts(c.member, c.room); len(got) != 1 || got[0] != "" {
		t.Errorf("the room holds %q", got)
	}

	c.unmute()
	c.member.say(c.room, "again")
	c.member.get(c.at("ROOM")).is(200).holds(noNotice)
}

func TestOpenPagesOfAMutedMemberSayItAtOnceAndNobodyElses(t *testing.T) {
	c := newCast(t)
	tabs := []*page{c.member.open(c.room), c.member.open(c.room)}
	elsewhere, others := c.member.open(lobby), c.admin.open(c.room)

	promptly(t, "the notice", func() {
		c.mute("7d")
		for _, tab := range tabs {
			tab.until(notice)
		}
	})
	tabs[0].write("while muted")
	if code, kept := tabs[0].complaint(); code != "MUTED" || kept != "while muted" {
		t.Errorf("refused with %q, keeping %q", code, kept)
	}
	promptly(t, "the composer", func() {
		c.unmute()
		for _, tab := range tabs {
			tab.until(noNotice)
		}
	})
	tabs[1].write("again")
	others.shows("again")

	c.member.say(lobby, "elsewhere")
	elsewhere.shows("elsewhere")
	for _, p := range []*page{elsewhere, others} {
		if strings.Contains(strings.Join(p.all(), ""), `id="muted"`) {
			t.Error("a page that is not theirs, or not of the room, was told")
		}
	}
}

func TestPageThatWasAwayShowsWhetherItsPersonIsMuted(t *testing.T) {
	for name, messages := range absences {
		t.Run(name, func(t *testing.T) {
			c := newCast(t)
			p := c.member.load(c.room)
			c.fill(c.membership(c.admin, c.room), 0, messages)

			c.mute("")
			p.connect()
			p.until(notice)

			p.ws.Close()
			c.fill(c.membership(c.admin, c.room), messages, messages)
			c.unmute()
			p.connect()
			p.until(noNotice)
		})
	}
}

// TestMuteEndsWhenItsTimeHasCome asks as the notice of a page does.
func TestMuteEndsWhenItsTimeHasCome(t *testing.T) {
	c := newCast(t)
	c.mute("1h")
	c.member.get(c.at("ROOM/mute")).is(200).holds(notice).holds(`hx-get="` + c.at("ROOM/mute") + `"`).holds(`hx-trigger="load delay:`)

	end := time.Now().Add(300 * time.Millisecond).Truncate(time.Millisecond) // as times are stored
	if err := c.store.MuteMember(t.Context(), c.membership(c.admin, c.room), c.member.user.ID, end); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the end of the mute", func() bool {
		return strings.Contains(c.member.get(c.at("ROOM/mute")).is(200).body, noNotice)
	})

	if early := time.Until(end); early > 0 {
		t.Errorf("it ended %v early", early)
	}
	c.member.say(c.room, "again")
	c.admin.get(c.at("ROOM/settings")).is(200).holds(">Mute<")
	c.stranger.get(c.at("ROOM/mute")).is(404)
	c.guest.get(c.at("ROOM/mute")).is(303)
}

func TestRefusedMuteSaysWhyBesideWhatWasChosen(t *testing.T) {
	c := newCast(t)
	mute := c.at("ROOM/members/MEMBER/mute")

	c.admin.post(mute, "until", "soon <b>").is(422).holds("Give a time such as 30m, 12h or 7d").holds("<option selected>soon &lt;b&gt;</option>")
	c.admin.post(mute, "until", "0").is(422)
	c.admin.post(mute, "until", "1999-01-01T00:00:00Z").is(422).holds("That time is over already.")
	c.admin.post(c.at("ROOM/members/4711/mute"), "until", "1h").is(404)
	c.admin.post(c.at("ROOM/members/")+c.admin.user.ID.String()+"/mute", "until", "1h").is(403)
	c.admin.get(c.at("ROOM/settings")).is(200).holds("twelve hours")
	if m := c.membership(c.member, c.room); !m.MutedUntil.IsZero() {
		t.Errorf("bob is muted until %v", m.MutedUntil)
	}

	c.mute("")
	c.admin.get(c.at("ROOM/settings")).is(200).holds("They only read here for now.").holds("Unmute")
	if m := c.membership(c.member, c.room); !m.MutedUntil.Equal(chat.NoEnd()) {
		t.Errorf("bob is muted until %v", m.MutedUntil)
	}
}
