package views

import (
	"strconv"

	"parley/db/chat"
)

// Ids of the pages of moderation.
const (
	queueID       = "reports"
	reportCountID = "report-count"
	wiresID       = "connections"
	decideTitleID = "decide-title"
	aboutTitleID  = "about-title"
	pastTitleID   = "history-title"
	ownReportsID  = "own-reports"
	againstID     = "against"
	accountActID  = "account-act"
	accountRoleID = "account-role"
	noteID        = "note-words"
	sweepID       = "sweep"
	sweepSpanID   = "sweep-span"
	sweepRoomID   = "sweep-room"
	roleID        = "role-role"
	logActID      = "log-act"
	actReasonID   = "report-reason"
	blockTitleID  = "block-address"
	originsID     = "origins"
	sureID        = "sure"
)

// wiresTrigger asks for the connections again.
const wiresTrigger = "every 3s"

// ReportID is the id of a report's row: "report-9".
func ReportID(id chat.ReportID) string { return "report-" + id.String() }

// caseID is the word on its page about how far it is; decideID its form.
func caseID(id chat.ReportID) string   { return "case-" + id.String() }
func decideID(id chat.ReportID) string { return "decide-" + id.String() }

// receiptID is the id of how far an act has come: "receipt-5".
func receiptID(id uint64) string { return "receipt-" + strconv.FormatUint(id, 10) }
