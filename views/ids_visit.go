package views

import "parley/db/chat"

// What fragments of the support desk aim at.
const (
	visitLogID    = "visit-log"
	visitStateID  = "visit-state"
	visitHeadID   = "visit-head"
	visitFormID   = "visit-form"
	visitOutboxID = "visit-outbox"
	visitBodyID   = "visit-body"
	deskID        = "desk"
	deskCountID   = "desk-count"
	deskOpenID    = "desk-open"
	accountDeskID = "account-desk"
)

// VisitLineID is the id of a line's element.
func VisitLineID(line chat.VisitLineID) string { return "line-" + line.String() }

// visitDayID is the id of the line with the date above a line that begins a day.
func visitDayID(line chat.VisitLineID) string { return "day-" + VisitLineID(line) }

// DeskRowID is the id of a visit's row at the desk.
func DeskRowID(visit chat.VisitID) string { return "visit-" + visit.String() }

// visitTypingTrigger is the same as typingTrigger in a visit. The form is another
// after each line.
const visitTypingTrigger = "input from:#" + visitOutboxID + " throttle:2s"
