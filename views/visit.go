package views

import (
	"fmt"
	"net/url"
	"strings"

	"parley/db/chat"
	"parley/views/markdown"
)

// VisitForm is what somebody typed to begin a visit.
type VisitForm struct {
	Name, Body string
	Page       string // where they came from
	Agents     int    // people at the desk who are online
	Errors     Errors
}

// VisitPage is a visit as its visitor sees it.
type VisitPage struct {
	Site    Site
	Visit   chat.Visit
	Lines   []chat.VisitLine
	Key     string  // makes the post happen once
	Body    string  // what a refused post held
	Refusal Refusal // why it was refused
}

// DeskTitle is the Title of the agents' pages.
const DeskTitle = "Support desk"

// Desk is all visits that the page of them shows.
type Desk struct {
	Going []chat.Visit // those that wait first
	Done  []chat.Visit // the latest first
}

// DeskPage is the agents' list of visits.
type DeskPage struct {
	Shell Shell
	Desk  Desk
}

// DeskVisitPage is one visit as agents see it.
type DeskVisitPage struct {
	Shell   Shell
	Visit   chat.Visit
	Lines   []chat.VisitLine
	Key     string
	Body    string
	Refusal Refusal
}

// The values of act in what an agent posts about a visit.
const (
	ClaimVisit    = "claim"
	HandOverVisit = "hand-over"
	CloseVisit    = "close"
	DeleteVisit   = "delete"
)

// Side is whose page of a visit it is. Both show the same lines; of the visit
// itself visitors learn nothing but who answers.
type Side string

// The sides of a visit.
const (
	VisitorSide Side = "visitor"
	AgentSide   Side = "agent"
)

// VisitSaid puts new lines at the end of a visit and says how far it is now. It
// may arrive twice.
func VisitSaid(s Side, a Audience, v chat.Visit, lines []chat.VisitLine) Fragment {
	return Render(visitSaid(s, a, v, lines))
}

// VisitReplaced brings a page up to date that may have missed lines.
func VisitReplaced(s Side, a Audience, v chat.Visit, lines []chat.VisitLine) Fragment {
	return Render(visitReplaced(s, a, v, lines))
}

// VisitState says how far a visit is.
func VisitState(s Side, a Audience, v chat.Visit) Fragment {
	return Render(visitStateChanged(s, a, v))
}

// VisitFormSent is the form behind one that was taken: empty, with another key.
func VisitFormSent(action, key string) Fragment {
	return Render(visitFormSent(visitForm{action: action, key: key}))
}

// VisitTyping says to one side, by name, that the other writes. There is no more
// than one such line on a page, and no number of anybody in it.
func VisitTyping(name string) Fragment { return Typing(chat.User{DisplayName: name}) }

// DeskChanged shows the open pages of the desk what has become of it.
func DeskChanged(a Audience, d Desk) Fragment { return Render(deskChanged(a, d)) }

// DeskCounted shows in the sidebars of agents how many wait.
func DeskCounted(waiting int) Fragment { return Render(deskCounted(waiting)) }

// visitForm is the composer of a visit, on either side.
type visitForm struct {
	action, key, body string
	refused           bool
}

// visitSays is a visit's state in one sentence for the visitor.
func visitSays(v chat.Visit) string {
	switch v.State() {
	case chat.VisitActive:
		return v.Agent.Name + " answers you."
	case chat.VisitClosed:
		if v.Ending == chat.EndedAway {
			return "You were away, so this was closed. Write, and it goes on."
		}
		return "This conversation is closed. Write, and it goes on."
	}
	return "Somebody will be with you as soon as they can."
}

// visitWord is a visit's state in a word or two for agents.
func visitWord(v chat.Visit) string {
	switch {
	case v.State() == chat.VisitActive:
		return "with " + v.Agent.Name
	case v.State() == chat.VisitWaiting:
		return "waiting"
	case v.Ending == chat.EndedAway:
		return "closed: the visitor left"
	case v.Ending == chat.EndedByVisitor:
		return "closed by the visitor"
	case v.Agent.ID == 0:
		return "closed unanswered"
	}
	return "closed by " + v.Agent.Name
}

// visitTones make those stand out whom nobody answers.
var visitTones = map[chat.VisitState]string{chat.VisitWaiting: "attention", chat.VisitActive: "accent"}

// lineSentence is what happened between what was said.
func lineSentence(l chat.VisitLine) string {
	switch {
	case l.Kind == chat.LineJoined:
		return l.Agent.DisplayName + " answers now."
	case l.Kind == chat.LineHanded:
		return l.Agent.DisplayName + " had to go. Somebody else will answer."
	case l.Kind == chat.LineReturned:
		return "The visitor is back."
	case l.Agent.ID != 0:
		return l.Agent.DisplayName + " closed the conversation."
	}
	return "The conversation was closed."
}

// lineSide is who said a line.
func lineSide(l chat.VisitLine) Side {
	if l.Agent.ID != 0 {
		return AgentSide
	}
	return VisitorSide
}

// lineBody is what a line says, made safe. Nobody is called by it.
func lineBody(l chat.VisitLine) Fragment {
	return Fragment{html: []byte(markdown.Render(l.Body, markdown.Names{}))}
}

// webPage is an address of the web that agents may follow, in letters that look
// like no others; empty for anything else, and for one that begins with a name
// to look like another site's.
func webPage(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.User != nil {
		return ""
	}
	var page strings.Builder
	for _, b := range []byte(u.String()) {
		if b <= ' ' || b > '~' {
			fmt.Fprintf(&page, "%%%02X", b)
		} else {
			page.WriteByte(b)
		}
	}
	return page.String()
}

// VisitTaken says to whoever came second what has become of a visit.
func VisitTaken(v chat.Visit) string {
	if v.State() == chat.VisitWaiting {
		return "Claim it first, so that the visitor hears one voice."
	}
	return "Somebody was first: " + visitWord(v) + "."
}
