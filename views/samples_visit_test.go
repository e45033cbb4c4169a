package views

import (
	"time"

	"parley/db/chat"
)

// visit is one at the support desk, in one of its states.
func (s sampler) visit(state chat.VisitState) chat.Visit {
	v := chat.Visit{ID: 3, Name: s.text, Account: chat.Named{ID: 43, Name: s.text}, Page: "https://harbour.example/tides?for=" + s.text, Opened: noon, Seen: noon, Newest: 14, Words: s.text, Waits: true}
	if state != chat.VisitWaiting {
		v.ID++
		v.Agent, v.Claimed = chat.Named{ID: 42, Name: s.text}, noon.Add(time.Minute)
	}
	if state == chat.VisitClosed {
		v.ID++
		v.Closed, v.Ending = noon.Add(time.Hour), chat.EndedAway
	}
	return v
}

func (s sampler) visitLines() []chat.VisitLine {
	agent := s.user(42)
	return []chat.VisitLine{
		{ID: 10, Visit: 3, Kind: chat.LineSaid, Body: s.text, At: noon},
		{ID: 11, Visit: 3, Kind: chat.LineJoined, Agent: agent, At: noon, Before: noon},
		{ID: 12, Visit: 3, Kind: chat.LineSaid, Agent: agent, Body: s.text, At: noon, Before: noon},
		{ID: 15, Visit: 3, Kind: chat.LineSaid, Agent: agent, Body: s.text, At: noon, Before: noon, Continues: true},
		{ID: 13, Visit: 3, Kind: chat.LineHanded, Agent: agent, At: noon, Before: noon},
		{ID: 14, Visit: 3, Kind: chat.LineClosed, At: noon, Before: noon},
	}
}

func (s sampler) visitPage() VisitPage {
	return VisitPage{Site: s.site(), Visit: s.visit(chat.VisitWaiting), Lines: s.visitLines(), Key: s.text, Body: s.text, Refusal: s.refusal()}
}

// agentShell surrounds the pages of somebody who answers at the desk.
func (s sampler) agentShell() Shell {
	shell := s.shell(0)
	shell.Viewer.Agent, shell.Visits, shell.Title = true, 2, DeskTitle
	return shell
}

func (s sampler) deskVisit(state chat.VisitState) DeskVisitPage {
	return DeskVisitPage{Shell: s.agentShell(), Visit: s.visit(state), Lines: s.visitLines(), Key: s.text, Body: s.text, Refusal: s.refusal()}
}
