package views

import "parley/db/chat"

// Showing once more who one is, and the second factor.
const (
	// ConfirmPath asks for the password again, POST [password, code, next].
	ConfirmPath = "/settings/confirm"
	// FactorPath is one's own second factor, POST [do, code, password].
	FactorPath = "/settings/factor"
	// RecoveryFilePath gives the recovery codes back that it gets, as a file,
	// POST [recovery ...].
	RecoveryFilePath = "/settings/factor/recovery-codes"
	// SignInCodePath takes the code behind a password, POST [code, next].
	SignInCodePath = "/login/code"
	// PlaceSettingsPath are the settings of the whole place, POST [second_factor].
	PlaceSettingsPath = "/moderation/settings"
)

// ConfirmNextPath is the page that leads on to a path of this site.
func ConfirmNextPath(next string) string { return withNext(ConfirmPath, next) }

// SignInCodeNextPath is the same for the page of the code.
func SignInCodeNextPath(next string) string { return withNext(SignInCodePath, next) }

// TakeFactorPath takes off the second factor of somebody who has lost it.
func TakeFactorPath(user chat.UserID) string { return ActPath(user) + "/factor" }
