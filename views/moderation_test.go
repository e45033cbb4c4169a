package views

import (
	"strings"
	"testing"
	"time"

	"parley/db/chat"
)

func (s sampler) somebody() chat.Named { return chat.Named{ID: 43, Name: s.text} }

func (s sampler) report(state chat.ReportState) chat.Report {
	r := chat.Report{ID: 5, User: s.user(43), Room: s.membership(chat.RoomMember).Room, Message: 9, Seq: 9, Opened: noon, Complaints: 2, Why: s.text, Body: s.text}
	switch state {
	case chat.ReportClosed:
		r.ID, r.Closed, r.Closer, r.Decision, r.Reason = 7, noon, s.somebody(), chat.DecideWarn, s.text
	case chat.ReportClaimed:
		r.ID, r.Claimer = 6, s.somebody()
	}
	return r
}

func (s sampler) queue() Queue {
	return Queue{Waiting: []chat.Report{s.report(chat.ReportOpen), s.report(chat.ReportClaimed)}, Done: []chat.Report{s.report(chat.ReportClosed)}, Receipts: s.receipts(), Held: s.held(chat.Held{ID: 9}), HeldBefore: s.held(chat.Held{ID: 8, Closed: noon, Closer: s.somebody(), Outcome: chat.HeldThrough})}
}

func (s sampler) sanctions() []chat.Sanction {
	sanction := chat.Sanction{ID: 1, Kind: chat.Mute, Actor: s.somebody(), Reason: s.text, Words: s.text, Since: noon, Until: noon.Add(time.Hour)}
	warned, lifted := sanction, sanction
	warned.ID, warned.Kind, warned.Answer, warned.Answered = 2, chat.Warn, s.text, noon
	lifted.ID, lifted.Kind, lifted.Until, lifted.Lifted = 3, chat.Ban, chat.NoEnd(), noon
	return []chat.Sanction{sanction, warned, lifted}
}

func (s sampler) notes() []chat.Note {
	return []chat.Note{{Author: s.somebody(), At: noon, Words: s.text}}
}

func (s sampler) actForm() ActForm {
	return ActForm{Chosen: "mute", Reason: s.text, Until: s.text, Words: s.text, Errors: s.errors("reason", "until", "words")}
}

func (s sampler) reportPage(state chat.ReportState) ReportPage {
	return ReportPage{Shell: s.shell(0), Report: s.report(state), Complaints: []chat.Complaint{{Author: s.somebody(), At: noon, Reason: s.text, Words: s.text, Body: s.text}},
		Around: []chat.Message{s.message(9), s.message(10)}, History: s.sanctions(), Notes: s.notes(), Earlier: 1, Receipts: s.receipts(), Form: s.actForm()}
}

func (s sampler) standing() StandingPage {
	p := StandingPage{Shell: s.shell(0), Sanctions: s.sanctions(), At: noon, Answering: 1, Words: s.text, Errors: s.errors("words"), Held: s.held(chat.Held{ID: 9}),
		Reports: []chat.OwnReport{{User: s.somebody(), At: noon, Reason: s.text}, {User: s.somebody(), At: noon, Reason: s.text, Closed: noon}}}
	p.Shell.Viewer.Notices = 1
	return p
}

func (s sampler) account() AccountPage {
	user := s.user(43)
	user.Role = chat.RoleMember
	return AccountPage{Shell: s.shell(0), User: user, Sanctions: s.sanctions(), Reports: []chat.Report{s.report(chat.ReportOpen)}, Notes: s.notes(),
		Sessions: 2, Receipts: s.receipts(), Factor: true, Rooms: []chat.Room{s.membership(chat.RoomMember).Room}, At: noon, Form: s.actForm(), Note: s.text,
		Origins: []Origin{{Address: s.text, Network: s.text, Seen: noon}, {Address: s.text, Seen: noon}},
		Swept:   []chat.Swept{{Entry: chat.Entry{ID: 3, At: noon, Act: chat.DeedSweep, Actor: s.somebody(), Reason: s.text}, Count: 2}}, Sweep: SweepForm{Span: "1d", Room: "7", Reason: s.text, Tried: true, Errors: s.errors("span", "room", "reason")}}
}

func (s sampler) actLog() ActLogPage {
	return ActLogPage{Shell: s.shell(0), Receipts: s.receipts(), Rooms: []chat.Room{s.membership(chat.RoomMember).Room}, Older: ActLogPath + "?before=1", Form: ActLogForm{Actor: s.text, Act: "mute", Target: s.text, From: s.text, To: s.text, Errors: s.errors("actor", "target", "from", "to")},
		Entries: []chat.Entry{{ID: 5, At: noon, Act: chat.DeedBlockAddress, Actor: s.somebody(), Reason: s.text, Words: "203.0.113.0/24: " + s.text}, {ID: 4, At: noon, Act: chat.DeedSlow, Actor: s.somebody(), Room: 7, Reason: s.text},
			{ID: 3, At: noon, Act: chat.DeedSweep, Actor: s.somebody(), Target: s.somebody(), Room: 8, Reason: s.text}, {ID: 2, At: noon, Act: chat.DeedMute, Actor: s.somebody(), Target: s.somebody(), Report: 5, Until: noon, Reason: s.text}, {ID: 1, At: noon, Act: chat.DeedRole, Target: s.somebody()}}}
}

// held is one message, as far as it is.
func (s sampler) held(h chat.Held) []chat.Held {
	h.Author, h.Room, h.Body, h.Why, h.At, h.Words = s.user(43), s.membership(chat.RoomMember).Room, s.text, s.text, noon, s.text
	h.Files = []chat.File{{ID: 4, NewFile: chat.NewFile{Name: s.text, Size: 900}}}
	return []chat.Held{h}
}

// raided is a page of moderation while the raid switch is on.
func (s sampler) raided() RulesPage {
	p := s.rulesPage(0)
	p.Shell.Title, p.Shell.Raid.Since = ModerationTitle, noon
	return p
}

// rules are one of each way and action.
func (s sampler) rules() []chat.Rule {
	var rules []chat.Rule
	for i, way := range chat.RuleWays() {
		rules = append(rules, chat.Rule{ID: chat.RuleID(i + 1), Name: s.text, Way: way, Text: s.text, Number: 3, Span: time.Minute,
			Action: chat.RuleActions()[i%3], Mute: time.Hour, Sentence: s.text, On: i%2 == 0})
	}
	return rules
}

func (s sampler) rulesPage(id chat.RuleID) RulesPage {
	text := s.text
	return RulesPage{Shell: s.shell(0), Rules: s.rules(), Form: RuleForm{ID: id, Name: text, Way: "words", Text: text, Number: text, Span: text, Action: "mute", Mute: text, Words: text,
		Errors: s.errors("name", "way", "text", "number", "span", "action", "mute", "words")}, Tried: s.tried()}
}

func (s sampler) tried() Tried {
	rules := s.rules()
	return Tried{Sample: s.text, Done: true, Catches: []chat.Catch{{Rule: rules[1], Places: []chat.Place{{From: 1, To: 3}}}, {Rule: rules[6]}}, Errors: s.errors("text")}
}

func (s sampler) wires() []Wire {
	return []Wire{{ID: "ABC", User: s.user(43), Room: s.text, Address: "192.0.2.1", Network: "192.0.2.1/32", Source: "session", Browser: s.text, Since: noon, Heard: time.Second, QueueBytes: 5, Below: true},
		{ID: "DEF", User: s.user(44), Closed: true, Since: noon}}
}

func TestMuteOnTheSiteIsSaidWhereItLastsLongest(t *testing.T) {
	m := plain.membership(chat.RoomMember)
	m.MutedUntil, m.User.MutedUntil = noon.Add(time.Hour), noon.Add(2*time.Hour)
	if got := MuteSentence(readers, MuteOf(m, noon)); !strings.HasPrefix(got, "The moderators have muted you until") {
		t.Errorf("it says %q", got)
	}

	m.MutedUntil = noon.Add(3 * time.Hour)
	if got := MuteOf(m, noon); got.Everywhere || got.Left != 3*time.Hour {
		t.Errorf("it is %+v", got)
	}
	m.Role = chat.RoomAdmin // a room's own mute sleeps
	if got := MuteOf(m, noon); !got.Everywhere || got.Left != 2*time.Hour {
		t.Errorf("for a room admin it is %+v", got)
	}
}
