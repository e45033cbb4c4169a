package handlers_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"parley/db/chat"
)

// moderator is a person who looks after the place.
func (h *house) moderator(name string) *browser {
	h.t.Helper()
	user, err := h.store.CreateUser(h.t.Context(), chat.NewUser{Username: name, DisplayName: name, Role: chat.RoleModerator})
	if err != nil {
		h.t.Fatal(err)
	}
	return h.browserOf(user)
}

func accountPath(b *browser) string { return "/moderation/people/" + b.user.ID.String() }

// acts does something to somebody by the page of moderation.
func (b *browser) acts(on *browser, action, until string) answer {
	b.t.Helper()
	return b.post("/moderation/users/"+on.user.ID.String(), "action", action, "reason", "spam", "words", "Please stop.", "until", until)
}

// rights are who may do what on the pages of moderation: the lowest role that
// does, with the form.
var rights = map[string]struct {
	needs  chat.Role
	fields []string
}{
	"GET /moderation":                                 {chat.RoleModerator, nil},
	"GET /moderation/reports":                         {chat.RoleModerator, nil},
	"GET /moderation/reports/{report}":                {chat.RoleModerator, nil},
	"POST /moderation/reports/{report}":               {chat.RoleModerator, []string{"decision", "warn", "reason", "spam"}},
	"POST /moderation/reports/{report}/claim":         {chat.RoleModerator, nil},
	"POST /moderation/reports/{report}/restore":       {chat.RoleModerator, nil},
	"POST /moderation/held/{held}":                    {chat.RoleModerator, []string{"decision", "through"}},
	"POST /moderation/users/{user}/sweep":             {chat.RoleModerator, []string{"span", "1h", "reason", "spam"}},
	"POST /moderation/log/{entry}/restore":            {chat.RoleModerator, nil},
	"GET /moderation/people":                          {chat.RoleModerator, nil},
	"GET /moderation/people/{user}":                   {chat.RoleModerator, nil},
	"POST /moderation/users/{user}":                   {chat.RoleModerator, []string{"action", "warn", "reason", "spam"}},
	"POST /moderation/users/{user}/note":              {chat.RoleModerator, []string{"words", "kind"}},
	"POST /moderation/users/{user}/role":              {chat.RoleAdmin, []string{"role", "moderator"}},
	"POST /moderation/users/{user}/active":            {chat.RoleAdmin, nil},
	"POST /moderation/users/{user}/factor":            {chat.RoleAdmin, nil},
	"POST /moderation/users/{user}/agent":             {chat.RoleAdmin, []string{"agent", "1"}},
	"GET /moderation/settings":                        {chat.RoleAdmin, nil},
	"POST /moderation/settings":                       {chat.RoleAdmin, nil},
	"POST /moderation/settings/desk":                  {chat.RoleAdmin, []string{"open", "1"}},
	"GET /moderation/log":                             {chat.RoleModerator, nil},
	"GET /moderation/log.csv":                         {chat.RoleModerator, nil},
	"GET /moderation/log.json":                        {chat.RoleModerator, nil},
	"POST /moderation/raid":                           {chat.RoleModerator, []string{"on", "1"}},
	"GET /moderation/rules":                           {chat.RoleModerator, nil},
	"POST /moderation/rules":                          {chat.RoleModerator, ruleFields},
	"POST /moderation/rules/try":                      {chat.RoleModerator, []string{"sample", "spam"}},
	"GET /moderation/rules/{rule}":                    {chat.RoleModerator, nil},
	"POST /moderation/rules/{rule}":                   {chat.RoleModerator, ruleFields},
	"POST /moderation/rules/{rule}/on":                {chat.RoleModerator, []string{"on", "1"}},
	"POST /moderation/rules/{rule}/delete":            {chat.RoleModerator, nil},
	"GET /moderation/connections":                     {chat.RoleModerator, nil},
	"POST /moderation/connections/{connection}/close": {chat.RoleModerator, nil},
	"GET /moderation/addresses":                       {chat.RoleModerator, nil},
	"POST /moderation/addresses":                      {chat.RoleModerator, []string{"network", "203.0.113.9", "reason", "spam"}},
	"POST /moderation/addresses/{block}/lift":         {chat.RoleModerator, []string{"reason", "a mistake"}},
}

func TestModerationIsForThoseWhoMay(t *testing.T) {
	for _, r := range allRoutes(t) {
		if !strings.HasPrefix(r.pattern, "/moderation") {
			continue
		}
		right, known := rights[r.method+" "+r.pattern]
		if !known {
			t.Errorf("nothing says who may %s %s", r.method, r.pattern)
			continue
		}
		t.Run(r.method+" "+r.pattern, func(t *testing.T) {
			t.Parallel()
			h, ada := newInhabited(t)
			mod, bob, carol := h.moderator("mod"), h.person("bob"), h.person("carol")
			bob.say(lobby, "buy this")
			carol.post("/messages/"+h.stored(carol, lobby)[0].ID.String()+"/report", "reason", "spam").is(303)
			ada.sweeps(bob, "1h", "").is(303) // what is brought back
			bob.say(lobby, "more")
			bob.program(0)
			h.givesFactor(bob)
			mod.keepsOut("203.0.113.8", "1h").is(303) // what is lifted
			ada.rules("text", "held", "action", "hold")
			bob.say(lobby, "held")
			path := strings.ReplaceAll(r.in(lobby, 1, bob.user.ID), "/connections/1/", "/connections/"+connectionOf(ada, bob)+"/")
			before := h.content()

			ask := func(b *browser) answer {
				if r.method == http.MethodGet {
					return b.get(path)
				}
				return b.post(path, right.fields...)
			}
			if got := ask(h.stranger()).grant(); got != signIn {
				t.Errorf("a guest: %d", got)
			}
			ask(bob).is(403)
			ask(carol).is(403)
			if h.content() != before {
				t.Error("a member changed something")
			}
			if right.needs == chat.RoleAdmin {
				ask(mod).is(403)
			} else if a := ask(mod); a.grant() != granted {
				t.Errorf("a moderator: %d %.300s", a.status, a.body)
			}
			if right.needs == chat.RoleAdmin {
				if a := ask(ada); a.grant() != granted {
					t.Errorf("an admin: %d %.300s", a.status, a.body)
				}
			}
		})
	}
}

// connectionOf finds a connection of somebody on the page of connections.
func connectionOf(staff, of *browser) string {
	staff.t.Helper()
	var page string
	at := -1
	for over := time.After(patience); at < 0; at = strings.Index(page, accountPath(of)+`"`) {
		select {
		case <-over:
			staff.t.Fatal("they have no connection")
		default:
			page = staff.get("/moderation/connections").is(200).body
		}
	}
	_, rest, found := strings.Cut(page[at:], "/moderation/connections/")
	id, _, _ := strings.Cut(rest, "/close")
	if !found {
		staff.t.Fatal("it cannot be closed")
	}
	return id
}

func TestMutedPeopleOnlyReadEverywhereAndAreToldAtOnce(t *testing.T) {
	h, _ := newInhabited(t)
	mod, bob := h.moderator("mod"), h.person("bob")
	board := h.closedRoom(bob) // of which they are the admin
	bob.say(board, "mine")
	tabs := []*page{bob.open(lobby), bob.open(board), bob.open(board)}

	promptly(t, "telling every tab", func() {
		mod.acts(bob, "mute", "1h").leadsTo(accountPath(bob))
		for _, tab := range tabs {
			tab.until(notice)
			tab.until("The moderators have muted you until")
		}
	})

	for _, room := range []chat.RoomID{lobby, board} {
		bob.post(roomPath(room)+"/messages", "body", "my words").is(403).holds("The moderators have muted you until").holds("my words")
		bob.get(roomPath(room)).is(200).holds(notice).holds("/settings/standing")
	}
	tabs[0].write("may I?")
	if code, kept := tabs[0].complaint(); code != "MUTED" || kept != "may I?" {
		t.Errorf("complained with %q, keeping %q", code, kept)
	}
	for _, tab := range tabs {
		tab.forget()
	}
	mod.acts(bob, "mute", "2h").is(422).holds("Somebody has done that already.")
	mod.acts(bob, "unmute", "").leadsTo(accountPath(bob))
	for _, tab := range tabs {
		tab.until(noNotice)
	}
	bob.say(board, "again")
}

func TestMuteEndsByItself(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob := h.person("bob")
	began := time.Now()
	ada.acts(bob, "mute", "1s").is(303)

	eventually(t, "the end of the mute", func() bool {
		return bob.post(roomPath(lobby)+"/messages", "body", "in time").status == http.StatusSeeOther
	})

	if took := time.Since(began); took < time.Second-time.Millisecond { // as times are stored
		t.Errorf("it ended after %v", took)
	}
	bob.get("/rooms/1/mute").is(200).holds(noNotice)
}

func TestNobodyActsOnTheirEqualsOrThemselves(t *testing.T) {
	h, ada := newInhabited(t)
	mod, other := h.moderator("mod"), h.moderator("other")

	for _, on := range []*browser{ada, other, mod} {
		for _, action := range []string{"warn", "mute", "suspend", "ban", "unmute", "unsuspend", "unban", "end-sessions"} {
			mod.acts(on, action, "1h").is(403)
		}
	}
	ada.acts(ada, "ban", "").is(403)
	ada.post("/moderation/users/"+ada.user.ID.String()+"/role", "role", "member").is(403)
	ada.post("/moderation/users/" + ada.user.ID.String() + "/active").is(403)

	refused, err := h.store.Entries(t.Context(), chat.EntryFilter{Act: chat.DeedRefused}, 100)
	if err != nil || len(refused) != 27 {
		t.Errorf("%d refusals in the log, %v", len(refused), err)
	}
	mod.acts(h.person("bob"), "dance", "").is(422).holds("Choose what is to be done.")
	mod.acts(h.person("carol"), "suspend", "").is(422).holds("A suspension has an end.")
	mod.acts(h.person("dora"), "mute", "yesterday").is(422).holds("Give a time such as")
}

func TestSanctionedPeopleSeeWhyAndAnswerOnce(t *testing.T) {
	h, _ := newInhabited(t)
	mod, bob := h.moderator("mod"), h.person("bob")
	tab := bob.open(lobby)

	mod.acts(bob, "warn", "").is(303)

	tab.until("The moderators have warned you.")
	bob.get("/rooms").is(200).holds("Moderators have something to tell you.")
	bob.get("/settings/standing").is(200).holds("Please stop.")
	bob.post("/settings/standing").leadsTo("/settings/standing")
	if strings.Contains(bob.get("/rooms").is(200).body, "Moderators have something") {
		t.Error("they are told again")
	}
	bob.post("/settings/standing", "sanction", "1", "words", "").is(422).holds("Write your answer first.")
	bob.post("/settings/standing", "sanction", "1", "words", "I am sorry.").leadsTo("/settings/standing")
	bob.post("/settings/standing", "sanction", "1", "words", "No, I am not.").is(422).holds("You have answered that already.").holds("I am sorry.")
	h.person("carol").post("/settings/standing", "sanction", "1", "words", "x").is(404)
	mod.get(accountPath(bob)).is(200).holds("I am sorry.")
}

func TestAdminsChangeRolesAndAccountsAndEndSessions(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.account("bob")
	user := "/moderation/users/" + bob.user.ID.String()
	tab := bob.open(lobby)

	ada.get(accountPath(bob)).is(200).holds("1 session")
	ada.acts(bob, "end-sessions", "").leadsTo(accountPath(bob))
	signedOut(t, []*peer{tab.peer})
	bob = h.signedIn("bob")
	tab = bob.open(lobby)
	ada.post(user+"/role", "role", "moderator").leadsTo(accountPath(bob))
	bob.get("/moderation").is(200)
	ada.post(user+"/role", "role", "member").leadsTo(accountPath(bob))
	signedOut(t, []*peer{tab.peer})
	ada.post(user+"/role", "role", "king").is(422)
	tab = h.signedIn("bob").open(lobby)
	ada.post(user+"/active", "active", "").leadsTo(accountPath(bob))
	signedOut(t, []*peer{tab.peer})
	h.stranger().post("/login", "username", "bob", "password", password).is(422)
	ada.post(user+"/active", "active", "1").leadsTo(accountPath(bob))
	h.signedIn("bob")
	ada.get("/moderation/people?q=BO").is(200).holds(accountPath(bob))
	ada.post(user+"/note", "words", "Came back.").leadsTo(accountPath(bob))
	ada.get(accountPath(bob)).is(200).holds("Came back.")
}

func TestConnectionsAreShownWithoutSecretsAndClosed(t *testing.T) {
	h, ada := newInhabited(t)
	mod, bob := h.moderator("mod"), h.person("bob")
	board := h.closedRoom(bob)
	tab := bob.open(board)
	ada.open(lobby)

	page := mod.get("/moderation/connections").is(200)

	page.holds("in a closed room").holds("127.0.0.1").holds("session").holds("Go-http-client")
	for _, b := range []*browser{ada, mod, bob} {
		if strings.Contains(page.body, b.cookie("sessionid")) || strings.Contains(page.body, tab.token) || strings.Contains(page.body, "Board") {
			t.Error("the page tells a secret")
		}
	}
	mod.post("/moderation/connections/nothing/close").is(404)
	promptly(t, "closing it", func() {
		mod.post("/moderation/connections/" + connectionOf(mod, bob) + "/close").leadsTo("/moderation/connections")
		if code := tab.closed(); code != 4403 || !strings.Contains(tab.last(), "A moderator closed this page.") {
			t.Errorf("closed with %d and %q", code, tab.last())
		}
	})
	eventually(t, "no connection but the admin's, which a moderator cannot close", func() bool {
		page := mod.get("/moderation/connections").body
		return strings.Contains(page, accountPath(ada)) && strings.Count(page, "/close") == 0
	})
}
