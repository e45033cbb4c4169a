package handlers_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"parley/handlers"
)

// badFrames are frames that no page of ours sends, with the code of the answer.
var badFrames = map[string]struct{ frame, code string }{
	"empty":                 {"", "BAD_FRAME"},
	"blank":                 {"  \n", "BAD_FRAME"},
	"text":                  {"hello", "BAD_FRAME"},
	"string":                {`"hello"`, "BAD_FRAME"},
	"number":                {"17", "BAD_FRAME"},
	"null":                  {"null", "BAD_FRAME"},
	"list":                  {`[{"action":"message","body":"x"}]`, "BAD_FRAME"},
	"open object":           {`{"action":"message"`, "BAD_FRAME"},
	"open string":           {`{"action":"mess`, "BAD_FRAME"},
	"name without value":    {`{"action"}`, "BAD_FRAME"},
	"single quotes":         {`{'action':'message'}`, "BAD_FRAME"},
	"byte order mark":       {"\ufeff" + `{"action":"message","body":"x"}`, "BAD_FRAME"},
	"two objects":           {`{"action":"message","body":"x"}{}`, "BAD_FRAME"},
	"brace behind":          {`{"action":"message","body":"x"}}`, "BAD_FRAME"},
	"bracket behind":        {`{"action":"message","body":"x"}]`, "BAD_FRAME"},
	"text behind":           {`{"action":"message","body":"x"} x`, "BAD_FRAME"},
	"action twice":          {`{"action":"message","action":"typing","body":"x"}`, "BAD_FRAME"},
	"body twice":            {`{"action":"message","body":"x","body":"y"}`, "BAD_FRAME"},
	"object as body":        {`{"action":"message","body":{"x":1}}`, "BAD_FRAME"},
	"list in list":          {`{"action":"message","body":[["x"]]}`, "BAD_FRAME"},
	"object in list":        {`{"action":"message","body":[{"x":1}]}`, "BAD_FRAME"},
	"null as body":          {`{"action":"message","body":null}`, "BAD_FRAME"},
	"thousand lists":        {`{"action":"message","body":` + strings.Repeat("[", 1000) + strings.Repeat("]", 1000) + `}`, "BAD_FRAME"},
	"broken headers":        {`{"headers":{"a":}},"action":"message","body":"x"}`, "BAD_FRAME"},
	"too many fields":       {`{"action":"message","body":"x"` + manyFields(200) + `}`, "BAD_FRAME"},
	"too many values":       {`{"action":"message","body":["x"` + strings.Repeat(`,"x"`, 200) + `]}`, "BAD_FRAME"},
	"empty object":          {`{}`, "UNKNOWN_ACTION"},
	"headers alone":         {`{"headers":{"HX-Request":"true"}}`, "UNKNOWN_ACTION"},
	"no action":             {`{"body":"x"}`, "UNKNOWN_ACTION"},
	"unknown action":        {`{"action":"shutdown","body":"x"}`, "UNKNOWN_ACTION"},
	"action in other case":  {`{"action":"Message","body":"x"}`, "UNKNOWN_ACTION"},
	"number as action":      {`{"action":1,"body":"x"}`, "UNKNOWN_ACTION"},
	"empty list as action":  {`{"action":[],"body":"x"}`, "UNKNOWN_ACTION"},
	"action with a NUL":     {`{"action":"message\u0000","body":"x"}`, "UNKNOWN_ACTION"},
	"key of 101 characters": {`{"action":"message","body":"x","key":"` + strings.Repeat("k", 101) + `"}`, "BAD_FRAME"},
}

func manyFields(count int) string {
	var b strings.Builder
	for i := range count {
		fmt.Fprintf(&b, `,"f%d":"x"`, i)
	}
	return b.String()
}

// TestBadFrameIsAnsweredOnItsConnectionAlone also shows that one bad frame
// ends nothing: the next, good one is taken.
func TestBadFrameIsAnsweredOnItsConnectionAlone(t *testing.T) {
	h, ada := newInhabited(t)
	others := []*page{ada.open(lobby), h.person("bob").open(lobby)}
	programs := map[string]*peer{}
	for name := range badFrames {
		programs[name] = ada.program(lobby)
	}
	for _, p := range others {
		p.settle()
	}

	for name, bad := range badFrames {
		program := programs[name]
		program.raw(websocket.TextMessage, bad.frame)
		program.say(name, "after "+name+".")
		heard := program.until("after " + name + ".")
		complaints := slices.DeleteFunc(heard, func(frame string) bool { return !strings.Contains(frame, "composer-error") })
		if len(complaints) != 1 || !strings.Contains(complaints[0], `data-code="`+bad.code+`"`) {
			t.Errorf("%s: answered with %q, want one %s", name, complaints, bad.code)
		}
	}

	for _, p := range others {
		p.wait("all good messages", func() bool { return len(p.log) == len(badFrames)+len(others) })
		for _, frame := range p.all() {
			if strings.Contains(frame, "composer-error") { // presence and sidebars may speak meanwhile
				t.Errorf("somebody else heard %q", frame)
			}
		}
	}
}

// settle writes a message and forgets everything up to it, so that what comes
// afterwards comes of what the test does.
func (p *page) settle() {
	p.browser.t.Helper()
	marker := "settled " + p.token
	p.browser.say(p.room, marker)
	p.shows(marker)
	p.forget()
}

func TestBrokenFrameClosesItsConnectionAlone(t *testing.T) {
	for name, broken := range map[string]struct {
		kind int
		data string
		code int
	}{
		"binary":       {websocket.BinaryMessage, `{"action":"message","body":"x"}`, websocket.CloseUnsupportedData},
		"not UTF-8":    {websocket.TextMessage, "{\"action\":\"message\",\"body\":\"\xff\xfe\"}", websocket.CloseInvalidFramePayloadData},
		"surrogate":    {websocket.TextMessage, "{\"action\":\"message\",\"body\":\"\xed\xa0\x80\"}", websocket.CloseInvalidFramePayloadData},
		"over 64 KiB":  {websocket.TextMessage, `{"action":"message","body":"` + strings.Repeat("x", 64<<10) + `"}`, websocket.CloseMessageTooBig},
		"100k letters": {websocket.TextMessage, `{"action":"message","body":"` + strings.Repeat("ä", 100_000) + `"}`, websocket.CloseMessageTooBig},
	} {
		t.Run(name, func(t *testing.T) {
			_, ada := newInhabited(t)
			tab, program := ada.open(lobby), ada.program(lobby)

			program.ws.WriteMessage(broken.kind, []byte(broken.data)) // the close may come in the middle of it

			if code := program.closed(); code != broken.code {
				t.Errorf("closed with %d, want %d", code, broken.code)
			}
			tab.write("still here")
			tab.shows("still here")
			if texts := tab.texts(); len(texts) != 1 {
				t.Errorf("the room holds %q", texts)
			}
		})
	}
}

func TestFloodOfFramesIsSlowedAndThenEnded(t *testing.T) {
	h, ada := newInhabited(t, limited(func(l *handlers.Limits) { l.Frames = 0.001 }))
	bob := h.person("bob")
	tab, program := ada.open(lobby), ada.program(lobby)

	for range 1000 {
		if program.trySend(map[string]any{"action": "read", "cursor": "1"}) != nil {
			break // closed already
		}
	}

	if code := program.closed(); code != websocket.ClosePolicyViolation {
		t.Errorf("closed with %d, want 1008", code)
	}
	frames := program.all()
	limited := 0
	for _, frame := range frames {
		if strings.Contains(frame, `data-code="RATE_LIMITED"`) {
			limited++
		}
	}
	if limited == 0 || !strings.Contains(program.last(), "This page sent too much.") {
		t.Errorf("told %d times, and at the end %q", limited, program.last())
	}
	bob.say(lobby, "still here")
	tab.shows("still here")
}

// TestMessagesThroughAllDoorsShareOneBudget also shows that it is one a
// person: somebody else writes on.
func TestMessagesThroughAllDoorsShareOneBudget(t *testing.T) {
	h, ada := newInhabited(t, limited(func(l *handlers.Limits) { l.Messages = 0.8 })) // bursts of 4
	bob := h.person("bob")
	first, second, program := ada.open(lobby), ada.open(lobby), ada.program(lobby)
	first.write("1")
	first.settled()
	second.write("2")
	second.settled()
	program.say("3", "3")
	first.shows("3")
	ada.say(lobby, "4")

	first.write("5")
	if code, kept := first.complaint(); code != "RATE_LIMITED" || kept != "5" {
		t.Errorf("the page was told %s and keeps %q", code, kept)
	}
	program.say("6", "6")
	program.until(`data-code="RATE_LIMITED"`)
	if a := ada.post(roomPath(lobby)+"/messages", "body", "7").is(429).holds(`value="7"`); a.header.Get("Retry-After") == "" {
		t.Error("429 does not say when to come again")
	}

	bob.say(lobby, "mine")
	second.shows("mine")
	if got := second.texts(); !slices.Equal(got, []string{"1", "2", "3", "4", "mine"}) {
		t.Errorf("the room holds %q", got)
	}
}
