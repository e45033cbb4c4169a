package views

import (
	"time"

	"github.com/a-h/templ"

	"parley/db/chat"
)

// noon is on a Tuesday.
var noon = time.Date(2026, time.March, 3, 12, 0, 0, 0, time.UTC)

var readers = Audience{Language: "en-GB"}

// sampler makes samples in which everything that people write is one text.
type sampler struct{ text string }

var plain = sampler{text: "Maya Lindqvist"}

func (s sampler) user(id chat.UserID) chat.User {
	return chat.User{ID: id, Username: s.text, DisplayName: s.text, Email: s.text, Role: chat.RoleAdmin, Active: true, Created: noon}
}

func (s sampler) message(id chat.MessageID) chat.Message {
	return chat.Message{ID: id, Room: 7, Seq: chat.Seq(id), Author: s.user(42), Body: s.text, Key: s.text, Created: noon, Before: noon.AddDate(0, 0, -1)}
}

func (s sampler) membership(role chat.RoomRole) chat.Membership {
	room := chat.Room{ID: 7, Name: s.text, Topic: s.text, Kind: chat.Open, Head: 9, Active: noon}
	return chat.Membership{User: s.user(42), Room: room, Role: role, LastRead: 3, Joined: noon}
}

func (s sampler) shell(here chat.RoomID) Shell {
	other := s.called(3)
	other.Room.ID = 8
	return Shell{
		Site: s.site(), Title: s.text, Viewer: s.user(42), Rooms: []chat.Membership{s.membership(chat.RoomAdmin), other},
		Here: here, State: chat.DoNotDisturb, See: sight, Others: 3, Unread: 2, Page: "token", Socket: SocketPath(here, "token", 0, ""), Flash: s.text,
	}
}

func (s sampler) site() Site { return Site{Name: s.text, Audience: readers} }

func (s sampler) errors(fields ...string) Errors {
	errors := Errors{{Field: "none of these", Reason: s.text}}
	for _, field := range fields {
		errors = append(errors, chat.Invalid{Field: field, Reason: s.text, Code: s.text})
	}
	return errors
}

func (s sampler) crowd() Crowd {
	return Crowd{Total: 5, Here: 1, People: []Person{
		{User: s.user(42), Role: chat.RoomAdmin, Here: true, State: chat.Online},
		{User: s.user(43), Role: chat.RoomMember, State: chat.Away},
		{User: s.user(44), Role: chat.RoomMember, State: chat.Offline},
	}}
}

func (s sampler) activity() Activity {
	return Activity{Online: 120, Messages: 4, Minutes: []int{0, 3, 1}, Rooms: []RoomActivity{{Room: s.membership(chat.RoomMember).Room, Here: 2, Messages: 4}},
		People: []Whereabouts{{User: s.user(42), State: chat.Away, Since: noon, Rooms: []chat.Room{s.membership(chat.RoomMember).Room}, Elsewhere: 2}}}
}

// sight shows everybody as away.
func sight(chat.UserID) chat.Presence { return chat.Away }

func (s sampler) refusal() Refusal {
	return Refusal{Code: s.text, Sentence: s.text, Text: s.text, Reply: s.quote()}
}

// quote is the message 9 as answers show it.
func (s sampler) quote() chat.Quote { return chat.QuoteOf(s.message(9)) }

func (s sampler) answerTo(q chat.Quote) chat.Message {
	m := s.message(9)
	m.ReplyTo, m.Quote = q.ID, q
	return m
}

func (s sampler) room() RoomPage {
	return RoomPage{
		Shell: s.shell(7), Membership: s.membership(chat.RoomAdmin),
		Messages: []Fragment{MessageFragment(readers, s.message(8)), MessageFragment(readers, s.reacted(s.message(9))), MessageFragment(readers, s.carded(10))},
		Fresh:    1, Unread: chat.Unread{Count: 1, First: 9},
		First: 8, Last: 10, Older: true, Newer: true, Cursor: 12, Key: s.text, Crowd: s.crowd(), Mute: s.mute(time.Hour), Body: s.text, Reply: s.quote(), Errors: s.errors("body"),
	}
}

// inThread is a message of the thread that the message 9 began.
func (s sampler) inThread() chat.Message {
	m := s.message(11)
	m.Thread = 9
	return m
}

func (s sampler) thread() ThreadPanel {
	return ThreadPanel{Audience: readers, Root: s.message(9), Messages: []Fragment{MessageFragment(readers, s.inThread())}, First: 11, Older: true, Cursor: 12, Key: s.text, Body: s.text, Refused: s.text}
}

// withThread is the room with a thread beside it; threads is what somebody
// follows.
func (s sampler) withThread() RoomPage {
	p, thread, root := s.room(), s.thread(), s.message(9)
	root.Replies = chat.Replies{Count: 3, Last: noon}
	p.Thread, p.Messages[1] = &thread, MessageFragment(readers, s.reacted(root))
	return p
}

func (s sampler) threads() ThreadsPage {
	followed := chat.FollowedThread{Root: s.message(9), Title: s.text, Replies: chat.Replies{Count: 1, Last: noon}}
	unread := followed
	unread.Muted, unread.Unread = true, true
	return ThreadsPage{Shell: s.shell(0), Threads: []chat.FollowedThread{followed, unread}}
}

func (s sampler) mute(left time.Duration) Mute {
	return Mute{Room: 7, Until: noon.Add(left), Left: left}
}

func (s sampler) accountForm() AccountForm {
	return AccountForm{Username: s.text, DisplayName: s.text, Email: s.text, Next: s.text, Why: s.text,
		Errors: s.errors("username", "password", "display_name", "email")}
}

func (s sampler) roomForm() RoomForm {
	return RoomForm{Name: s.text, Topic: s.text, Kind: s.text, Errors: s.errors("name", "topic", "kind")}
}

// pages are all whole pages, by name.
func (s sampler) pages() map[string]templ.Component {
	listing := chat.Listing{Room: s.membership(chat.RoomMember).Room, People: 2}
	newRoom := s.room()
	newRoom.Messages, newRoom.Fresh, newRoom.Older, newRoom.Newer = nil, 0, false, false
	return map[string]templ.Component{
		"first run":           FirstRun(s.site(), s.accountForm()),
		"sign-up":             SignUp(s.site(), s.accountForm()),
		"sign-in":             SignIn(s.site(), s.accountForm()),
		"rooms":               Rooms(RoomsPage{Shell: s.shell(0), Listings: []chat.Listing{listing}, Filter: s.text, Enter: s.roomForm(), Create: s.roomForm()}),
		"drafts":              Drafts(DraftsPage{Shell: s.shell(0), Drafts: []chat.Draft{{Room: s.membership(chat.RoomMember).Room, Body: s.text, At: noon}}}),
		"no drafts":           Drafts(DraftsPage{Shell: s.shell(0)}),
		"no rooms":            Rooms(RoomsPage{Shell: s.shell(0), Filter: s.text}),
		"room":                Room(s.room()),
		"new room":            Room(newRoom),
		"thread":              Room(s.withThread()),
		"threads":             Threads(s.threads()),
		"no threads":          Threads(ThreadsPage{Shell: s.shell(0)}),
		"join":                JoinRoom(JoinPage{Shell: s.shell(0), Listing: listing, Action: JoinPath(7)}),
		"leave":               LeaveRoom(LeavePage{Shell: s.shell(7), Membership: s.membership(chat.RoomMember)}),
		"profile":             Profile(ProfilePage{Shell: s.shell(0), User: s.user(42), State: chat.Offline, LastSeen: noon}),
		"stranger":            Profile(s.profile(chat.Tie{})),
		"asked":               Profile(s.profile(chat.Tie{Friendship: chat.Asked})),
		"asking":              Profile(s.profile(chat.Tie{Friendship: chat.Asking})),
		"friend":              Profile(s.profile(chat.Tie{Friendship: chat.Friends})),
		"declined":            Profile(s.profile(chat.Tie{Friendship: chat.Declined})),
		"blocked":             Profile(s.profile(chat.Tie{Blocked: true})),
		"profile settings":    ProfileSettings(s.profileSettings()),
		"shut":                Room(s.shut()),
		"edit":                EditMessage(EditPage{Shell: s.shell(7), Message: s.message(9), Body: s.text, Was: s.text, Now: s.text, Errors: s.errors("body")}),
		"edit locked":         EditMessage(EditPage{Shell: s.shell(7), Message: s.message(9), Locked: s.text}),
		"remove another's":    EditMessage(EditPage{Shell: s.shell(7), Message: s.by(43), Errors: s.errors()}),
		"room settings":       RoomSettings(s.settings()),
		"people":              People(PeoplePage{Shell: s.shell(0), People: s.neighbours(), Filter: s.text, Asking: s.requests(), Errors: s.errors("username")}),
		"nobody":              People(PeoplePage{Shell: s.shell(0), Filter: s.text}),
		"direct":              Room(s.direct()),
		"activity":            ActivityPage(s.shell(0), s.activity()),
		"search":              Search(s.search()),
		"search anew":         Search(SearchPage{Shell: s.shell(0)}),
		"nothing found":       Search(SearchPage{Shell: s.shell(0), Form: SearchForm{Words: s.text}}),
		"nothing older":       Search(SearchPage{Shell: s.shell(0), Form: SearchForm{Words: s.text}, After: true}),
		"search refused":      Search(SearchPage{Shell: s.shell(0), Form: SearchForm{Words: s.text, Errors: s.errors("from", "after", "before")}, Sorry: s.text}),
		"availability":        Availability(AvailabilityPage{Shell: s.shell(0), QuietUntil: noon, Errors: s.errors("presence", "for")}),
		"pins":                Pins(PinsPage{Shell: s.shell(0), Membership: s.membership(chat.RoomAdmin), Messages: []chat.Message{s.message(9), s.by(43)}, MayPin: true}),
		"commands":            Commands(s.shell(0)),
		"save room":           SaveRoom(SaveRoomPage{Shell: s.shell(0), Membership: s.membership(chat.RoomMember), Since: s.text, To: s.text, Errors: s.errors("from", "to")}),
		"no pins":             Pins(PinsPage{Shell: s.shell(0), Membership: s.talk()}),
		"saved":               Saved(s.saved()),
		"nothing saved":       Saved(SavedPage{Shell: s.shell(0)}),
		"nothing older saved": Saved(SavedPage{Shell: s.shell(0), After: true}),
		"save":                Save(SavePage{Shell: s.shell(0), Message: s.message(9), Saved: true, Note: s.text, Errors: s.errors("note")}),
		"bell settings":       BellSettings(s.bellSettings()),
		"bell untouched":      BellSettings(BellSettingsPage{Shell: s.shell(0), Days: QuietDays(nil)}),
		"level":               Level(LevelPage{Shell: s.shell(0), Membership: s.hushed(), Errors: s.errors("level")}),
		"region":              RegionSettings(RegionPage{Shell: s.shell(0), Place: readers, Region: chat.Region{Language: "en-US", Zone: s.text}, Now: noon, Errors: s.errors("language", "zone")}),
		"mailing":             Mailing(s.mailing(chat.Mailing{Wanted: true, Refused: true})),
		"no mail":             Mailing(MailingPage{Shell: s.shell(0)}),
		"unsubscribe":         Unsubscribe(UnsubscribePage{Site: s.site(), User: 42, Token: "token"}),
		"unsubscribed":        Unsubscribe(UnsubscribePage{Site: s.site(), User: 42, Token: "token", Ended: true}),
		"hook":                Hook(HookPage{Shell: s.shell(0), Hook: chat.Hook{Link: s.text, Failures: 6, Paused: true}, Link: s.text, Secret: s.text, Answer: s.text, Errors: s.errors("link")}),
		"no hook":             Hook(HookPage{Shell: s.shell(0), Off: true}),
		"message":             MessageMenu(s.menu(s.message(9))),
		"message removed":     MessageMenu(s.menu(s.removed(43))),
		"message kept":        MessageMenu(s.menu(s.removed(42))),
		"history":             History(HistoryPage{Shell: s.shell(0), Message: s.removed(42), Versions: []chat.Version{{Body: "before", At: noon}, {Body: s.text, At: noon}}}),
		"react":               React(ReactionPage{Shell: s.shell(0), Message: s.message(9), Text: s.text, Errors: s.errors("emoji")}),
		"sessions":            Sessions(SessionsPage{Shell: s.shell(0), Devices: s.devices(), Errors: s.errors("password")}),
		"password":            Password(PasswordPage{Shell: s.shell(0), Errors: s.errors("old_password", "new_password1", "new_password2")}),
		"forgotten":           Forgotten(s.site(), false),
		"link sent":           Forgotten(s.site(), true),
		"reset":               ResetPassword(ResetPage{Site: s.site(), Token: s.text, User: s.user(42), Errors: s.errors("new_password1")}),
		"reset made":          ResetMade(ResetMadePage{Shell: s.shell(0), User: s.user(42), Link: s.text}),
		"reports":             ReportQueue(QueuePage{Shell: s.shell(0), Queue: s.queue()}),
		"no reports":          ReportQueue(QueuePage{Shell: s.shell(0)}),
		"report":              Report(s.reportPage(chat.ReportOpen)),
		"report decided":      Report(s.reportPage(chat.ReportClosed)),
		"report something":    ReportSomething(ReportForm{Shell: s.shell(0), Message: s.message(9), User: s.user(43), Reason: s.text, Words: s.text, Errors: s.errors("reason", "words")}),
		"report somebody":     ReportSomething(ReportForm{Shell: s.shell(0), User: s.user(43)}),
		"barred":              Barred(BarredPage{Site: s.site(), Sentence: s.text, Token: "token", Words: s.text, Errors: s.errors("words")}),
		"barred, answered":    Barred(BarredPage{Site: s.site(), Done: true}),
		"standing":            Standing(s.standing()),
		"accounts":            Accounts(AccountsPage{Shell: s.shell(0), Filter: s.text, People: []chat.User{s.user(43)}, At: noon}),
		"no accounts":         Accounts(AccountsPage{Shell: s.shell(0)}),
		"account":             Account(s.account()),
		"log of acts":         ActLog(s.actLog()),
		"no acts":             ActLog(ActLogPage{Shell: s.shell(0)}),
		"connections":         Wires(WiresPage{Shell: s.shell(0), Wires: s.wires()}),
		"notifications":       Notifications(NotificationsPage{Shell: s.bellShell(), Rows: s.notifications(), More: true}),
		"no notifications":    Notifications(NotificationsPage{Shell: s.bellShell()}),
		"none below":          Notifications(NotificationsPage{Shell: s.bellShell(), Below: true}),
		"problem":             ProblemPage(Problem{Site: s.site(), Status: 404, Title: s.text, Sentence: s.text, SignedIn: true}),
		"message carded":      MessageMenu(MessagePage{Shell: s.shell(0), Message: s.carded(9)}),
		"picture":             ViewPicture(s.viewer()),
		"room of files":       Room(s.staging()),
	}
}

func (s sampler) settings() SettingsPage {
	return SettingsPage{Shell: s.shell(0), Membership: s.membership(chat.RoomAdmin), About: s.roomForm(), Total: 300, Adding: s.text, Link: s.text, Muting: 43, Until: s.text, At: noon,
		Members: []chat.Member{{User: s.user(42), Role: chat.RoomAdmin}, {User: s.user(43), Role: chat.RoomMember}, {User: s.user(44), Role: chat.RoomMember, MutedUntil: noon.Add(time.Hour)}},
		Invites: []chat.Invite{{ID: 1, Room: 7, Maker: s.user(42), Created: noon, UsesLeft: -1}, {ID: 2, Room: 7, Maker: s.user(43), Created: noon, Expires: noon, UsesLeft: 1}},
		Errors:  s.errors("username", "role", "until")}
}

func (s sampler) bellSettings() BellSettingsPage {
	hours := []chat.QuietHours{{Day: time.Monday, Begins: 1320, Ends: 420}}
	return BellSettingsPage{Shell: s.shell(0), QuietUntil: noon, Zone: s.text, Keywords: s.text, Days: QuietDays(hours), Errors: s.errors("keywords", "begins-monday", "ends-monday"),
		Rules: chat.BellRules{Sounds: true, Hours: hours, Rooms: []chat.Membership{s.hushed()}, People: []chat.Heeded{{User: s.user(43), Attention: chat.AttentionNever}}}}
}

// hushed is a place in a room of which one hears nothing.
func (s sampler) hushed() chat.Membership {
	m := s.membership(chat.RoomMember)
	m.Level = chat.LevelNothing
	return m
}

func (s sampler) devices() []Device {
	return []Device{{SignIn: 1, Name: s.text, Address: s.text, Began: noon, LastSeen: noon, Current: true}, {SignIn: 2, Name: s.text, Address: s.text, Began: noon, LastSeen: noon}}
}

func (s sampler) direct() RoomPage {
	p := s.room()
	p.Older = false
	p.Membership.Room.ID, p.Membership.Room.Kind = 70, chat.Direct
	p.Membership.Room.People = []chat.Named{{ID: 42, Name: s.text}, {ID: 43, Name: s.text}}
	p.Membership.Room.Last = chat.NewSnippet(42, s.text)
	p.Shell.Rooms = append(p.Shell.Rooms, p.Membership)
	return p
}

// called is somebody's place in a favourite room in which messages call them.
func (s sampler) called(mentions int) chat.Membership {
	m := s.membership(chat.RoomMember)
	m.Room.Newest, m.Mentions, m.Favourite = 9, mentions, true
	return m
}

// talk is somebody's place in a direct conversation.
func (s sampler) talk() chat.Membership {
	m := s.direct().Membership
	m.Room.ID = 7
	return m
}

func (s sampler) by(author chat.UserID) chat.Message {
	m := s.message(9)
	m.Author = s.user(author)
	return m
}

func (s sampler) suggestions() Suggestions {
	return Suggestions{Room: 7, People: []chat.User{s.user(42), s.user(43)}, Words: []string{"room"}, Emoji: "par"}
}

// frames are all frames that travel over the socket, by name.
func (s sampler) frames() map[string][]byte {
	edited, deleted := s.message(9), s.message(9)
	edited.Edited, deleted.Deleted, deleted.Body = noon, noon, ""
	created := append(LogOpen(), MessageFragment(readers, s.message(10)).Bytes()...)
	return map[string][]byte{
		"message-created":    append(created, LogClose(10)...),
		"message-with-files": MessageEdited(readers, s.filed(), 11).Bytes(),
		"staging-changed":    StagingChanged(s.files(), s.refusal()).Bytes(),
		"upload-progress":    UploadProgress(35).Bytes(),
		"acked-with-files":   Acked(3, Refusal{}, s.files()...).Bytes(),
		"refused-with-files": Refused(4, Refusal{Code: s.text, Sentence: s.text, Text: s.text, Files: s.files()}).Bytes(),
		"message-edited":     MessageEdited(readers, edited, 11).Bytes(),
		"editor":             Editor(s.message(9)).Bytes(),
		"editor-done":        EditorDone(9).Bytes(),
		"editor-refused":     EditorRefused(9, s.text, s.text).Bytes(),
		"message-deleted":    MessageDeleted(readers, deleted, 12).Bytes(),
		"message-reacted":    MessageReacted(s.reacted(s.message(9)), 13).Bytes(),
		"removed-by-other":   MessageDeleted(readers, s.removed(43), 12).Bytes(),
		"message-removed":    MessageRemoved(9).Bytes(),
		"restored-undone":    MessageRestored().Bytes(),
		"reactions-gone":     MessageReacted(s.message(9), 13).Bytes(),
		"thread-grew":        ThreadGrew(readers, s.inThread(), 14).Bytes(),
		"thread-message":     ThreadMessageChanged(readers, s.inThread()).Bytes(),
		"thread-counted":     ThreadCounted(readers, 9, chat.Replies{Count: 2, Last: noon}, 15).Bytes(),
		"thread-emptied":     ThreadCounted(readers, 9, chat.Replies{}, 15).Bytes(),
		"thread-replaced":    ThreadReplaced(s.thread()).Bytes(),
		"thread-sent":        ThreadSent(s.thread()).Bytes(),
		"thread-marked":      ThreadMarked(9, chat.ThreadPlace{Following: true}).Bytes(),
		"threads-counted":    ThreadsCounted(3).Bytes(),
		"message-pinned":     MessagePinned(readers, s.pinned(), 13).Bytes(),
		"pins-counted":       PinsCounted(chat.Room{ID: 7, Pins: 3}).Bytes(),
		"pins-none":          PinsCounted(chat.Room{ID: 7}).Bytes(),
		"acted":              append(append(LogOpen(), MessageFragment(readers, s.acting("/me *waves*")).Bytes()...), LogClose(9)...),
		"played":             append(append(LogOpen(), MessageFragment(readers, s.acting("/play bell")).Bytes()...), LogClose(9)...),
		"sounded":            Sounded("bell").Bytes(),
		"command-done":       CommandDone(Done{Sentence: s.text}).Bytes(),
		"helped":             CommandDone(Done{Sentence: s.text, Help: true}).Bytes(),
		"message-carded":     MessageCarded(s.carded(10), 13).Bytes(),
		"picture-carded":     MessageCarded(s.pictured(10), 13).Bytes(),
		"card-gone":          MessageCarded(s.message(10), 13).Bytes(),
		"cursor-moved":       CursorMoved(13).Bytes(),
		"log-replaced":       LogReplaced(readers, s.room()).Bytes(),
		"acked":              Acked(3, Refusal{}).Bytes(),
		"refused":            Refused(4, s.refusal()).Bytes(),
		"message-answers":    MessageEdited(readers, s.answerTo(chat.QuoteOf(s.message(8))), 14).Bytes(),
		"quote-removed":      MessageEdited(readers, s.answerTo(chat.Quote{ID: 8, Author: s.quote().Author}), 14).Bytes(),
		"replying":           Replying(s.quote()).Bytes(),
		"composer-error":     ComposerError(s.refusal()).Bytes(),
		"tall-composer":      TallComposer(s.text, s.quote()).Bytes(),
		"preview":            Preview(s.text).Bytes(),
		"one-line":           OneLineComposer(s.text, chat.Quote{}).Bytes(),
		"suggested":          SuggestionsFound(s.suggestions()).Bytes(),
		"suggested-one":      SuggestionsFound(Suggestions{Room: 7, Words: []string{"here"}}).Bytes(),
		"suggested-none":     SuggestionsFound(Suggestions{Room: 7}).Bytes(),
		"picked":             Picked(s.text).Bytes(),
		"typing":             Typing(s.user(42)).Bytes(),
		"trouble":            Trouble(s.text).Bytes(),
		"typing-done":        TypingDone(42).Bytes(),
		"activity-changed":   ActivityChanged(readers, s.activity()).Bytes(),
		"presence-changed":   PresenceChanged([]Dot{{42, chat.Away}, {44, chat.Offline}}, 3).Bytes(),
		"people-changed":     PeopleChanged(s.crowd().People[:2], 3).Bytes(),
		"people-replaced":    PeopleReplaced(s.crowd()).Bytes(),
		"room-changed":       RoomChanged(s.membership(chat.RoomAdmin).Room, 14).Bytes(),
		"room-spoke":         RoomSpoke(s.membership(chat.RoomAdmin).Room, 42, sight).Bytes(),
		"room-joined":        RoomJoined(s.membership(chat.RoomAdmin).Room, sight).Bytes(),
		"room-gone":          RoomGone(7).Bytes(),
		"room-renamed":       RoomRenamed(s.membership(chat.RoomAdmin).Room).Bytes(),
		"connected":          Connected().Bytes(),
		"farewell":           Farewell(s.text, s.text, s.text, RoomsPath).Bytes(),
		"socket-renewed":     SocketRenewed(7, "token", 5, "r").Bytes(),
		"tie-changed":        TieChanged(chat.Acquaintance{User: s.user(43), Tie: chat.Tie{Friendship: chat.Asking}}, s.requests()).Bytes(),
		"tie-ended":          TieChanged(chat.Acquaintance{User: s.user(43), Tie: chat.Tie{Blocked: true}}, Requests{}).Bytes(),
		"own-style":          OwnStyleChanged(s.text).Bytes(),
		"shut":               ShutChanged(7, s.why(true)).Bytes(),
		"shut-by-them":       ShutChanged(7, s.why(false)).Bytes(),
		"not-shut":           ShutChanged(7, Shut{}).Bytes(),
		"author-redrawn":     AuthorRedrawn(s.user(42)).Bytes(),
		"name-redrawn":       NameRedrawn(s.user(42)).Bytes(),
		"viewer-redrawn":     ViewerRedrawn(s.user(42)).Bytes(),
		"title-redrawn":      TitleRedrawn(s.direct().Membership.Room, 42).Bytes(),
		"direct-spoke":       RoomSpoke(s.talk().Room, 0, sight).Bytes(),
		"room-said":          RoomSaid(s.talk().Room).Bytes(),
		"room-shown":         RoomShownTo(sight, s.called(120), s.talk()).Bytes(),
		"room-favoured":      RoomFavoured(s.called(0), sight).Bytes(),
		"bell-changed":       BellChanged(readers, s.bell()).Bytes(),
		"bell-replaced":      BellReplaced(readers, s.bell(), s.notifications(), true).Bytes(),
		"titled":             Titled(s.site(), s.text, 3).Bytes(),
		"muted":              MuteChanged(readers, s.mute(time.Hour)).Bytes(),
		"muted-for-good":     MuteChanged(readers, Mute{Room: 7, Until: chat.NoEnd(), Left: 1 << 62}).Bytes(),
		"muted-everywhere":   MuteChanged(readers, Mute{Room: 7, Until: noon.Add(time.Hour), Left: time.Hour, Everywhere: true}).Bytes(),
		"queue-changed":      QueueChanged(readers, s.queue()).Bytes(),
		"reports-counted":    ReportsCounted(3).Bytes(),
		"reports-none":       ReportsCounted(0).Bytes(),
		"report-claimed":     ReportChanged(s.report(chat.ReportClaimed)).Bytes(),
		"report-closed":      ReportChanged(s.report(chat.ReportClosed)).Bytes(),
		"told":               Told(s.text).Bytes(),
		"slowed":             SlowChanged(Slow{Room: 7, Wait: time.Minute, Left: 15 * time.Second}).Bytes(),
		"slow-over":          SlowChanged(Slow{Room: 7, Wait: time.Minute}).Bytes(),
		"room-ordered":       RoomChanged(chat.Room{ID: 7, Name: s.text, Topic: s.text, Kind: chat.Open, Slow: time.Minute, Locked: true}, 12).Bytes(),
		"unmuted":            MuteChanged(readers, Mute{Room: 7}).Bytes(),
	}
}
