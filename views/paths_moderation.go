package views

import (
	"net/url"

	"parley/db/chat"
)

// The pages of those who look after the place.
const (
	ModerationPath  = "/moderation"
	AccountsPath    = "/moderation/people"
	ActLogPath      = "/moderation/log"
	ActLogCSVPath   = "/moderation/log.csv"
	ActLogJSONPath  = "/moderation/log.json"
	ConnectionsPath = "/moderation/connections"
	AddressesPath   = "/moderation/addresses"
	// StandingPath is what stands against oneself.
	StandingPath = "/settings/standing"
)

// AnswerPath takes the answer of somebody who may not come in.
func AnswerPath(token string) string { return "/answers/" + url.PathEscape(token) }

// ReportMessagePath reports a message.
func ReportMessagePath(message chat.MessageID) string { return MessagePath(message) + "/report" }

// ReportUserPath reports a person.
func ReportUserPath(user chat.UserID) string { return UserPath(user) + "/report" }

// ReportPath is a report, and takes the decision about it.
func ReportPath(report chat.ReportID) string { return ModerationPath + "/reports/" + report.String() }

// ClaimPath takes a report on.
func ClaimPath(report chat.ReportID) string { return ReportPath(report) + "/claim" }

// AccountPath is what staff know of a person.
func AccountPath(user chat.UserID) string { return AccountsPath + "/" + user.String() }

// ActPath takes what is done to a person.
func ActPath(user chat.UserID) string { return ModerationPath + "/users/" + user.String() }

// NotePath takes a note about a person.
func NotePath(user chat.UserID) string { return ActPath(user) + "/note" }

// RolePath changes what a person is on the site.
func RolePath(user chat.UserID) string { return ActPath(user) + "/role" }

// ActivePath keeps a person's account out of use, and brings it back.
func ActivePath(user chat.UserID) string { return ActPath(user) + "/active" }

// SweepPath removes what a person wrote in a span.
func SweepPath(user chat.UserID) string { return ActPath(user) + "/sweep" }

// UnsweepPath brings back what an entry of the log removed.
func UnsweepPath(entry chat.EntryID) string { return ActLogPath + "/" + entry.String() + "/restore" }

// RestoreReportedPath brings back the message of a report.
func RestoreReportedPath(report chat.ReportID) string { return ReportPath(report) + "/restore" }

// CloseWirePath closes a connection.
func CloseWirePath(id string) string { return ConnectionsPath + "/" + url.PathEscape(id) + "/close" }

// BlockAddressPath begins the form of blocks with a network.
func BlockAddressPath(network string) string {
	return AddressesPath + "?network=" + url.QueryEscape(network)
}

// LiftBlockPath ends a block.
func LiftBlockPath(id chat.AddressBlockID) string { return AddressesPath + "/" + id.String() + "/lift" }
