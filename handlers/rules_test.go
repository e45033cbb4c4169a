package handlers_test

import (
	"strings"
	"testing"

	"parley/db/chat"
)

// ruleFields is the form of a rule against a word.
var ruleFields = []string{"name", "No spam", "way", "words", "text", "spam\nbuy now", "action", "refuse", "words", "Please do not sell things here."}

const ruleSentence = "Please do not sell things here."

// ruled is a house with a rule that is on, and what of its form is another.
func ruled(t *testing.T, changes ...string) (h *house, ada, bob *browser) {
	t.Helper()
	h, ada = newInhabited(t)
	ada.rules(changes...)
	return h, ada, h.person("bob")
}

// rules makes a rule and switches it on.
func (b *browser) rules(changes ...string) chat.RuleID {
	b.t.Helper()
	b.post("/moderation/rules", with(ruleFields, changes...)...).is(303)
	rules, err := b.house.store.Rules(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	id := rules[len(rules)-1].ID
	b.post("/moderation/rules/"+id.String()+"/on", "on", "1").is(303)
	return id
}

// with is a form in which some fields are others.
func with(fields []string, changes ...string) []string {
	changed := append([]string(nil), fields...)
	for i := 0; i < len(changes); i += 2 {
		at := 0
		for at < len(changed) && changed[at] != changes[i] {
			at += 2
		}
		if at == len(changed) {
			changed = append(changed, changes[i], "")
		}
		changed[at+1] = changes[i+1]
	}
	return changed
}

func TestRuleRefusesAtEveryDoorAndTheTextStays(t *testing.T) {
	h, ada, bob := ruled(t)
	ada.say(lobby, "root")
	bob.say(lobby, "fine")
	root, own := h.stored(bob, lobby)[0], h.stored(bob, lobby)[1]
	p, program := bob.open(lobby), bob.program(lobby)

	bob.post("/rooms/1/messages", "body", "Buy NOW!").is(422).holds(ruleSentence).holds("Buy NOW!")
	bob.post("/rooms/1/messages", "body", "/me loves spam").is(422).holds(ruleSentence)
	bob.post("/messages/"+root.ID.String()+"/thread", "body", "spam").is(422).holds(ruleSentence).holds(">spam<")
	bob.post("/messages/"+own.ID.String(), "body", "more spam").is(422).holds(ruleSentence).holds("more spam")
	p.write("ｓｐａｍ")
	if code, kept := p.complaint(); code != "RULE" || kept != "ｓｐａｍ" {
		t.Errorf("refused with %q, keeping %q", code, kept)
	}
	program.say("k", "spam")
	program.until(`data-code="RULE"`)

	if got := h.texts(ada, lobby); len(got) != 2 {
		t.Errorf("the room holds %q", got)
	}
	ada.say(lobby, "spam is what I look for")
	bob.post("/messages/"+own.ID.String(), "body", "fine, too").is(303)
}

func TestChangedRulesHoldAtOnce(t *testing.T) {
	_, ada, bob := ruled(t)
	path := "/moderation/rules/1"
	says := func(status int) { t.Helper(); bob.post("/rooms/1/messages", "body", "spam").is(status) }

	says(422)
	ada.post(path + "/on").is(303)
	says(303)
	ada.post(path+"/on", "on", "1").is(303)
	says(422)
	ada.post(path, with(ruleFields, "text", "other")...).is(303)
	says(303)
	ada.post(path, ruleFields...).is(303)
	says(422)
	ada.post(path + "/delete").is(303)
	says(303)

	ada.get(path).is(404)
	ada.post(path+"/on", "on", "1").is(404)
	page := ada.get("/moderation/log").is(200).body
	for deed, times := range map[string]int{"rule add": 1, "rule on": 2, "rule off": 1, "rule change": 2, "rule delete": 1} {
		if got := strings.Count(page, `<span class="tag">`+deed+"</span>"); got != times {
			t.Errorf("%s is in the log %d times, want %d", deed, got, times)
		}
	}
}

func TestRuleThatIsWrongIsRefusedWithWhatWasTyped(t *testing.T) {
	_, ada, _ := ruled(t)
	pattern := with(ruleFields, "way", "pattern", "text", "(cheap|best) price(s")

	ada.post("/moderation/rules", pattern...).is(422).holds("The bracket opened at letter 19 is never closed.").holds("(cheap|best) price(s</textarea>")
	ada.post("/moderation/rules/1", pattern...).is(422).holds("The bracket opened at letter 19 is never closed.")
	ada.post("/moderation/rules", with(ruleFields, "way", "links", "number", "many")...).is(422).holds("Give a number from 0 to 100.")
	ada.post("/moderation/rules", "way", "none").is(422).holds("Choose what the rule looks for.")
}

func TestSampleIsTriedOnAllRulesAndTheOneInTheForm(t *testing.T) {
	h, ada, bob := ruled(t)
	ada.post("/moderation/rules", with(ruleFields, "name", "Links", "way", "links", "number", "0", "action", "mute", "mute", "1h")...).is(303)
	typed := with(ruleFields, "name", "", "way", "pattern", "text", `\d{4}`, "action", "hold", "words", "", "sample", "SPAM <b> https://shop.example 0700")

	for _, answer := range []answer{ada.post("/moderation/rules/try", typed...).is(200), ada.postsHTMX("/moderation/rules/try", typed...).is(200)} {
		answer.holds("<mark>SPAM</mark>").holds("<mark>https://shop.example</mark>").holds("<mark>0700</mark>").holds("&lt;b&gt;").
			holds("mutes for 1h it").holds("once it is on").holds("The rule in the form")
	}
	ada.post("/moderation/rules/try", with(typed, "rule", "1")...).is(200).lacks("<mark>SPAM</mark>")
	ada.post("/moderation/rules/try", with(typed, "text", "[a")...).is(200).holds("“[a” opens a set").holds("<mark>SPAM</mark>")
	ada.post("/moderation/rules/try", "sample", "hello").is(200).holds("No rule would catch it.")
	ada.post("/moderation/rules/try", "sample", strings.Repeat("x", 4001)).is(200).holds("as long as a message at most")
	if len(h.stored(bob, lobby)) != 0 {
		t.Error("a sample was sent")
	}
}

func TestFloodsAreRefusedAndTheSameSendingIsNone(t *testing.T) {
	h, ada, bob := ruled(t, "way", "pace", "number", "2", "span", "1h")
	ada.rules("way", "repeats", "number", "1", "span", "1h", "words", "You said that.")
	send := func(room, key, body string) answer {
		return bob.post("/rooms/"+room+"/messages", "key", key, "body", body)
	}

	send("1", "a", "one").is(303)
	send("1", "a", "one").is(303)
	send("1", "b", "One ").is(422).holds("You said that.")
	send("1", "c", "two").is(303)
	send("1", "d", "three").is(422).holds(ruleSentence)
	send("1", "c", "two").is(303)
	other := h.closedRoom(ada, bob)
	send(other.String(), "e", "three").is(303)
	send(other.String(), "f", "one").is(422)

	if got := h.texts(ada, lobby); len(got) != 2 {
		t.Errorf("the room holds %q", got)
	}
}

func TestRuleMutesForAWhileAndTheProgramStandsInTheLog(t *testing.T) {
	h, ada, bob := ruled(t, "action", "mute", "mute", "1h")
	p, elsewhere := bob.open(lobby), bob.open(lobby)

	p.write("spam")
	if code, kept := p.complaint(); code != "RULE" || kept != "spam" {
		t.Errorf("refused with %q, keeping %q", code, kept)
	}
	elsewhere.until("data-muted")
	bob.post("/rooms/1/messages", "body", "fine").is(403)

	bob.get("/settings/standing").is(200).holds("The moderators have muted you until").holds(ruleSentence)
	ada.get("/moderation/log").is(200).holds("The program").holds("Rule: No spam")
	ada.get(accountPath(bob)).is(200)
	sanctions, err := h.store.SanctionsOf(t.Context(), bob.user.ID)
	if err != nil || len(sanctions) != 1 || sanctions[0].Actor.ID != 0 {
		t.Errorf("%+v, %v", sanctions, err)
	}
	ada.post("/moderation/users/"+bob.user.ID.String(), "action", "unmute", "reason", "enough").is(303)
	bob.post("/rooms/1/messages", "body", "sorry").is(303)
}
