package handlers

import (
	"net/http"

	"parley/static"
)

// routes is every address of the place on one screen.
func (s *Server) routes() http.Handler {
	pages := http.NewServeMux()
	pages.HandleFunc("GET /{$}", s.page(s.home))
	pages.HandleFunc("GET /first-run", s.page(s.askFirstRun))
	pages.HandleFunc("POST /first-run", s.page(s.firstRun))
	pages.HandleFunc("GET /signup", s.page(s.askSignUp))
	pages.HandleFunc("POST /signup", s.page(s.signUp))
	pages.HandleFunc("GET /login", s.page(s.askSignIn))
	pages.HandleFunc("POST /login", s.page(s.signIn))
	pages.HandleFunc("POST /answers/{token}", s.page(s.answerBarred))
	pages.HandleFunc("POST /logout", s.page(s.signOut))
	pages.HandleFunc("GET /reset", s.page(s.askForgotten))
	pages.HandleFunc("POST /reset", s.page(s.forgotten))
	pages.HandleFunc("GET /reset/{token}", s.page(s.askReset))
	pages.HandleFunc("POST /reset/{token}", s.page(s.reset))
	pages.HandleFunc("GET /unsubscribe/{user}/{token}", s.page(s.askUnsubscribe))
	pages.HandleFunc("POST /unsubscribe/{user}/{token}", s.page(s.unsubscribe))

	pages.HandleFunc("GET /rooms", s.member(s.listRooms))
	pages.HandleFunc("POST /rooms", s.member(s.createRoom))
	pages.HandleFunc("POST /rooms/enter", s.member(s.enterRoom))
	pages.HandleFunc("GET /rooms/{room}", s.member(s.showRoom))
	pages.HandleFunc("GET /rooms/{room}/messages", s.member(s.moreMessages))
	pages.HandleFunc("POST /rooms/{room}/messages", s.member(s.postMessage))
	pages.HandleFunc("GET /drafts", s.member(s.showDrafts))
	pages.HandleFunc("POST /rooms/{room}/draft", s.background(s.saveDraft))
	pages.HandleFunc("POST /rooms/{room}/suggest", s.background(s.suggest))
	pages.HandleFunc("POST /rooms/{room}/files", s.member(s.postFiles))
	pages.HandleFunc("GET /files/{file}", s.member(s.viewPicture))
	pages.HandleFunc("GET /files/{file}/{name}", s.member(s.showFile))
	pages.HandleFunc("POST /files/{file}/remove", s.member(s.removeFile))
	pages.HandleFunc("POST /rooms/{room}/join", s.member(s.joinRoom))
	pages.HandleFunc("GET /rooms/{room}/leave", s.member(s.askLeave))
	pages.HandleFunc("POST /rooms/{room}/leave", s.member(s.leaveRoom))
	pages.HandleFunc("GET /rooms/{room}/settings", s.member(s.showSettings))
	pages.HandleFunc("POST /rooms/{room}/settings", s.member(s.changeRoom))
	pages.HandleFunc("POST /rooms/{room}/members", s.member(s.addMember))
	pages.HandleFunc("POST /rooms/{room}/members/{user}/remove", s.member(s.removeMember))
	pages.HandleFunc("POST /rooms/{room}/members/{user}/role", s.member(s.changeMember))
	pages.HandleFunc("POST /rooms/{room}/members/{user}/mute", s.member(s.muteMember))
	pages.HandleFunc("POST /rooms/{room}/members/{user}/unmute", s.member(s.unmuteMember))
	pages.HandleFunc("GET /rooms/{room}/mute", s.member(s.showMute))
	pages.HandleFunc("GET /rooms/{room}/slow", s.member(s.showSlow))
	pages.HandleFunc("POST /rooms/{room}/invites", s.member(s.createInvite))
	pages.HandleFunc("POST /rooms/{room}/invites/{invite}/revoke", s.member(s.revokeInvite))
	pages.HandleFunc("POST /rooms/{room}/archive", s.member(s.archiveRoom))
	pages.HandleFunc("POST /rooms/{room}/delete", s.member(s.deleteRoom))
	pages.HandleFunc("GET /invites/{code}", s.member(s.showInvite))
	pages.HandleFunc("POST /invites/{code}", s.member(s.useInvite))
	pages.HandleFunc("POST /rooms/{room}/read", s.member(s.markRead))
	pages.HandleFunc("POST /rooms/{room}/unread", s.member(s.markUnread))
	pages.HandleFunc("POST /rooms/{room}/favourite", s.member(s.favour))
	pages.HandleFunc("GET /rooms/{room}/notifications", s.member(s.askLevel))
	pages.HandleFunc("POST /rooms/{room}/notifications", s.member(s.setLevel))
	pages.HandleFunc("POST /rooms/read", s.member(s.markAllRead))
	pages.HandleFunc("GET /rooms/lists", s.member(s.showRoomLists))
	pages.HandleFunc("GET /icon", s.page(s.showIcon))
	pages.HandleFunc("GET /rooms/{room}/socket", s.member(s.renewSocket))
	pages.HandleFunc("GET /rooms/composer", s.page(s.emptyComposer))
	pages.HandleFunc("POST /rooms/composer", s.member(s.switchComposer))
	pages.HandleFunc("POST /rooms/preview", s.member(s.preview))
	pages.HandleFunc("GET /rooms/connection-lost", s.page(s.connectionLost))

	pages.HandleFunc("GET /activity", s.member(s.showActivity))
	pages.HandleFunc("GET /search", s.member(s.showSearch))
	pages.HandleFunc("GET /search/more", s.member(s.moreHits))
	pages.HandleFunc("GET /people", s.member(s.listPeople))
	pages.HandleFunc("POST /direct", s.member(s.openDirect))

	pages.HandleFunc("GET /messages/{message}", s.member(s.showMessage))
	pages.HandleFunc("POST /messages/{message}", s.member(s.editMessage))
	pages.HandleFunc("GET /messages/{message}/edit", s.member(s.askEdit))
	pages.HandleFunc("POST /messages/{message}/delete", s.member(s.deleteMessage))
	pages.HandleFunc("POST /messages/{message}/restore", s.member(s.restoreMessage))
	pages.HandleFunc("GET /messages/{message}/history", s.member(s.showHistory))
	pages.HandleFunc("GET /messages/{message}/reply", s.member(s.askReply))
	pages.HandleFunc("GET /messages/{message}/thread", s.member(s.showThread))
	pages.HandleFunc("POST /messages/{message}/thread", s.member(s.postThread))
	pages.HandleFunc("POST /messages/{message}/follow", s.member(s.followThread))
	pages.HandleFunc("GET /threads", s.member(s.listThreads))
	pages.HandleFunc("GET /messages/{message}/react", s.member(s.askReaction))
	pages.HandleFunc("POST /messages/{message}/reactions", s.member(s.postReaction))
	pages.HandleFunc("POST /messages/{message}/pin", s.member(s.postPin))
	pages.HandleFunc("GET /rooms/{room}/pins", s.member(s.listPins))
	pages.HandleFunc("GET /rooms/{room}/save", s.member(s.askSaveRoom))
	pages.HandleFunc("GET /rooms/{room}/export", s.member(s.exportRoom))
	pages.HandleFunc("GET /messages/{message}/save", s.member(s.askSave))
	pages.HandleFunc("POST /messages/{message}/save", s.member(s.postSave))
	pages.HandleFunc("POST /messages/{message}/unsave", s.member(s.postUnsave))
	pages.HandleFunc("GET /commands", s.member(s.listCommands))
	pages.HandleFunc("GET /saved", s.member(s.listSaved))
	pages.HandleFunc("GET /messages/{message}/more", s.member(s.showMessageMenu))
	pages.HandleFunc("POST /messages/{message}/card/remove", s.member(s.removeCard))
	pages.HandleFunc("GET /cards/{card}/picture", s.member(s.showCardPicture))

	pages.HandleFunc("GET /messages/{message}/report", s.member(s.askReportMessage))
	pages.HandleFunc("POST /messages/{message}/report", s.member(s.reportMessage))
	pages.HandleFunc("GET /users/{user}/report", s.member(s.askReportUser))
	pages.HandleFunc("POST /users/{user}/report", s.member(s.reportUser))

	pages.HandleFunc("GET /moderation", s.staff(s.showQueue))
	pages.HandleFunc("GET /moderation/reports", s.staff(s.showQueue))
	pages.HandleFunc("GET /moderation/reports/{report}", s.staff(s.showReport))
	pages.HandleFunc("POST /moderation/reports/{report}", s.staff(s.decideReport))
	pages.HandleFunc("POST /moderation/reports/{report}/claim", s.staff(s.claimReport))
	pages.HandleFunc("POST /moderation/reports/{report}/restore", s.staff(s.restoreReported))
	pages.HandleFunc("POST /moderation/held/{held}", s.staff(s.decideHeld))
	pages.HandleFunc("GET /moderation/people", s.staff(s.listAccounts))
	pages.HandleFunc("GET /moderation/people/{user}", s.staff(s.showAccount))
	pages.HandleFunc("POST /moderation/users/{user}", s.staff(s.moderate))
	pages.HandleFunc("POST /moderation/users/{user}/sweep", s.staff(s.sweep))
	pages.HandleFunc("POST /moderation/users/{user}/note", s.staff(s.addNote))
	pages.HandleFunc("POST /moderation/users/{user}/role", s.staff(s.changeRole))
	pages.HandleFunc("POST /moderation/users/{user}/active", s.staff(s.changeActive))
	pages.HandleFunc("GET /moderation/log", s.staff(s.showActLog))
	pages.HandleFunc("POST /moderation/log/{entry}/restore", s.staff(s.unsweep))
	pages.HandleFunc("GET /moderation/log.csv", s.staff(s.exportCSV))
	pages.HandleFunc("GET /moderation/log.json", s.staff(s.exportJSON))
	pages.HandleFunc("GET /moderation/connections", s.staff(s.showConnections))
	pages.HandleFunc("POST /moderation/connections/{connection}/close", s.staff(s.closeConnection))

	pages.HandleFunc("POST /moderation/raid", s.staff(s.switchRaid))
	pages.HandleFunc("GET /moderation/rules", s.staff(s.showRules))
	pages.HandleFunc("POST /moderation/rules", s.staff(s.addRule))
	pages.HandleFunc("POST /moderation/rules/try", s.staff(s.tryRules))
	pages.HandleFunc("GET /moderation/rules/{rule}", s.staff(s.showRule))
	pages.HandleFunc("POST /moderation/rules/{rule}", s.staff(s.changeRule))
	pages.HandleFunc("POST /moderation/rules/{rule}/on", s.staff(s.switchRule))
	pages.HandleFunc("POST /moderation/rules/{rule}/delete", s.staff(s.deleteRule))

	pages.HandleFunc("GET /users/{user}", s.member(s.showProfile))
	pages.HandleFunc("GET /users/{user}/face", s.member(s.showFace))
	pages.HandleFunc("POST /users/{user}/reset", s.member(s.postReset))
	pages.HandleFunc("POST /users/{user}/friend", s.member(s.answerFriend))
	pages.HandleFunc("POST /users/{user}/attention", s.member(s.setAttention))
	pages.HandleFunc("POST /users/{user}/block", s.member(s.blockUser))
	pages.HandleFunc("POST /users/{user}/unblock", s.member(s.unblockUser))

	pages.HandleFunc("GET /notifications", s.member(s.showNotifications))
	pages.HandleFunc("GET /notifications/rows", s.member(s.moreNotifications))
	pages.HandleFunc("GET /notifications/menu", s.member(s.showBell))
	pages.HandleFunc("POST /notifications/read", s.member(s.readNotifications))
	pages.HandleFunc("POST /notifications/{notification}", s.member(s.openNotification))

	pages.HandleFunc("GET /settings", s.member(s.showSessions))
	pages.HandleFunc("GET /settings/profile", s.member(s.askProfile))
	pages.HandleFunc("POST /settings/profile", s.member(s.changeProfile))
	pages.HandleFunc("GET /settings/sessions", s.member(s.showSessions))
	pages.HandleFunc("POST /settings/sessions", s.member(s.endSessions))
	pages.HandleFunc("GET /settings/presence", s.member(s.askAvailability))
	pages.HandleFunc("POST /settings/presence", s.member(s.setAvailability))
	pages.HandleFunc("GET /settings/notifications", s.member(s.askBellSettings))
	pages.HandleFunc("POST /settings/notifications", s.member(s.setBellSettings))
	pages.HandleFunc("GET /settings/region", s.member(s.askRegion))
	pages.HandleFunc("POST /settings/region", s.member(s.setRegion))
	pages.HandleFunc("GET /settings/standing", s.member(s.showStanding))
	pages.HandleFunc("POST /settings/standing", s.member(s.answerStanding))
	pages.HandleFunc("GET /settings/mail", s.member(s.askMailing))
	pages.HandleFunc("POST /settings/mail", s.member(s.setMailing))
	pages.HandleFunc("GET /settings/hook", s.member(s.askHook))
	pages.HandleFunc("POST /settings/hook", s.member(s.changeHook))
	pages.HandleFunc("GET /settings/password", s.member(s.askPassword))
	pages.HandleFunc("POST /settings/password", s.member(s.postPassword))
	pages.HandleFunc("GET /me.css", s.page(s.ownStyle))
	s.apiRoutes(pages)
	pages.HandleFunc("/", s.page(func(w http.ResponseWriter, r *http.Request) error { return nothingHere(pages, w, r) }))

	// Sockets and static files stand outside the session middleware.
	outside := http.NewServeMux()
	outside.HandleFunc("/ws/chat", s.openSocket)
	outside.HandleFunc("/ws/chat/{$}", s.openSocket)
	outside.HandleFunc("/ws/chat/{room}", s.openSocket)
	outside.HandleFunc("/ws/chat/{room}/{$}", s.openSocket)
	outside.Handle("/static/", static.Handler())
	outside.HandleFunc("POST /csp-report", s.reportViolation)
	outside.Handle("/", packPages(s.guardSite(s.sessions.Load(s.identify(s.refuseLate(pages)), s.failIn))))

	// A monitor asks by address and not by name, before the host is looked at.
	all := http.NewServeMux()
	all.HandleFunc("GET /healthz", s.healthz)
	all.HandleFunc("GET /readyz", s.readyz)
	all.Handle("/", s.checkHost(s.limitBody(outside)))
	return s.recoverPanics(s.setHeaders(all))
}

// Where programs speak to the place.
const (
	apiPrefix = "/api/"
	apiAuth   = "/api/auth"
)

// apiRoutes are for programs; the last slash is optional.
func (s *Server) apiRoutes(mux *http.ServeMux) {
	for route, handle := range map[string]http.HandlerFunc{
		"POST " + apiAuth + "/login":           s.api(s.logIn),
		"POST " + apiAuth + "/logout":          s.api(s.logOut),
		"POST " + apiAuth + "/registration":    s.api(s.register),
		"GET " + apiAuth + "/user":             s.memberAPI(s.showUser),
		"PATCH " + apiAuth + "/user":           s.memberAPI(s.changeUser),
		"POST " + apiAuth + "/password/change": s.memberAPI(s.changePasswordAPI),
		"POST " + apiAuth + "/token/verify":    s.api(s.verifyToken),
		"POST " + apiAuth + "/token/refresh":   s.api(s.refreshToken),
		"POST /api/ws/ticket":                  s.memberAPI(s.ticket),
		"GET /api/rooms/{room}/messages":       s.memberAPI(s.readMessages),
	} {
		mux.HandleFunc(route, handle)
		mux.HandleFunc(route+"/{$}", handle)
	}
}
