package handlers_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"parley/db/chat"
)

// secret is said in the room of a stage; nobody outside may read it.
const secret = "the plan for thursday"

// noSuchID is of nothing.
const noSuchID = "987654321"

// stage is a room with somebody of every part, a message of each who is or was
// in it, and a link into it.
type stage struct {
	*house
	kind   chat.RoomKind
	room   chat.RoomID
	people map[part]*browser
	own    map[part]chat.MessageID
	host   *browser // in the room too, whose message and place others try at
	ids    map[string]string
}

func newStage(t *testing.T, kind chat.RoomKind) *stage {
	h, ada := newInhabited(t)
	s := &stage{house: h, kind: kind, host: h.person("host"), own: map[part]chat.MessageID{}, ids: map[string]string{}}
	s.people = map[part]*browser{guest: h.stranger(), siteAdmin: ada}
	for _, p := range parts {
		if s.people[p] == nil {
			s.people[p] = h.person(strings.ReplaceAll(string(p), " ", "-"))
		}
	}
	h.setRole(s.people[moderator], chat.RoleModerator)
	h.setRole(s.people[keeper], chat.RoleModerator)
	switch kind {
	case chat.Direct:
		s.castDirect()
	case pair:
		s.castPair()
	default:
		s.castRoom()
	}
	if err := h.store.SetActive(t.Context(), s.people[banned].user.ID, false); err != nil {
		t.Fatal(err)
	}
	s.ids["ROOM"], s.ids["TARGET"] = s.room.String(), s.host.user.ID.String()
	return s
}

// postings are who begins messages where that is not everybody.
var postings = map[chat.RoomKind]chat.Posting{announcements: chat.AdminsPost}

// castRoom puts everybody in their place.
func (s *stage) castRoom() {
	admin := s.people[roomAdmin]
	kind := s.kind
	if kind == lockedRoom || kind == announcements {
		kind = chat.Closed
	}
	m, err := s.store.CreateRoom(s.t.Context(), admin.user, chat.NewRoom{Name: "Board", Topic: secret, Kind: kind})
	s.must(err)
	s.room = m.Room.ID
	for _, b := range []*browser{s.people[member], s.people[keeper], s.people[mutedPart], s.people[silenced], s.people[removed], s.people[banned], s.host} {
		s.must(s.store.AddMember(s.t.Context(), s.room, b.user.ID))
	}
	s.speak(roomAdmin, member, keeper, mutedPart, silenced, removed, banned)
	s.must(s.store.RemoveMember(s.t.Context(), m, s.people[removed].user.ID))
	s.must(s.store.MuteMember(s.t.Context(), m, s.people[mutedPart].user.ID, chat.NoEnd()))
	s.silence(m)
	_, err = s.store.OrderRoom(s.t.Context(), m, chat.Order{Locked: s.kind == lockedRoom, Posting: postings[s.kind]})
	s.must(err)
	s.link(admin, s.room, "1d", "10")
	s.ids["INVITE"] = s.roomState(admin, s.room).invites[0].ID.String()
	delete(s.people, blocked)
}

// silence makes somebody a room admin and mutes them on the site.
func (s *stage) silence(m chat.Membership) {
	user := s.people[silenced].user.ID
	s.must(s.store.SetMemberRole(s.t.Context(), m, user, chat.RoomAdmin))
	_, err := s.store.Sanction(s.t.Context(), s.people[siteAdmin].user.ID, user, chat.NewSanction{Kind: chat.Mute, Reason: "spam", Until: chat.NoEnd()})
	s.must(err)
}

// castPair leaves out everybody but the one who is blocked.
func (s *stage) castPair() {
	other := s.people[blocked].user
	m, err := s.store.OpenDirect(s.t.Context(), s.host.user, []chat.User{other})
	s.must(err)
	s.room, s.ids["INVITE"] = m.Room.ID, noSuchID
	s.speak(blocked)
	s.must(s.store.Block(s.t.Context(), s.host.user.ID, other.ID))
	for _, p := range []part{member, keeper, roomAdmin, mutedPart, silenced, removed} {
		delete(s.people, p)
	}
}

// castDirect leaves out the parts that a direct conversation does not have.
func (s *stage) castDirect() {
	m, err := s.store.OpenDirect(s.t.Context(), s.host.user, []chat.User{s.people[member].user, s.people[banned].user})
	s.must(err)
	s.room, s.ids["INVITE"] = m.Room.ID, noSuchID
	for _, p := range []part{keeper, roomAdmin, mutedPart, silenced, removed, blocked} {
		delete(s.people, p)
	}
	s.speak(member, banned)
}

// speak has the host and others say something.
func (s *stage) speak(others ...part) {
	s.host.say(s.room, secret)
	for _, p := range others {
		s.people[p].say(s.room, secret)
		messages := s.stored(s.host, s.room)
		s.own[p] = messages[len(messages)-1].ID
		s.ids["OTHER"] = messages[0].ID.String()
	}
}

func (s *stage) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

// named puts ids in the place of their names, as a part tries an act. missing
// puts something that does not exist in the place of the room and its messages.
func (s *stage) named(text string, p part, missing bool) string {
	ids := maps.Clone(s.ids)
	ids["OWN"] = ids["OTHER"]
	if own, ok := s.own[p]; ok {
		ids["OWN"] = own.String()
	}
	if missing {
		ids["ROOM"], ids["OWN"], ids["OTHER"] = noSuchID, noSuchID, noSuchID
	}
	for name, id := range ids {
		text = strings.ReplaceAll(text, name, id)
	}
	return text
}

// httpDoors are the ways over which an act comes in over HTTP.
var httpDoors = map[string]func(s *stage, p part, r *http.Request){
	"form": func(*stage, part, *http.Request) {},
	"htmx": func(_ *stage, _ part, r *http.Request) { r.Header.Set("HX-Request", "true") },
	"token": func(s *stage, p part, r *http.Request) {
		r.Header.Set("Accept", "application/json")
		if p != guest {
			r.Header.Set("Authorization", "Bearer "+s.access(s.people[p]))
		}
	},
}

// try sends an act by a door.
func (s *stage) try(a act, p part, door string, missing bool) answer {
	s.t.Helper()
	b := s.people[p]
	address := s.named(a.path, p, missing)
	r := b.request(a.method, address, nil)
	if a.method != http.MethodGet {
		fields := make([]string, len(a.fields))
		for i, field := range a.fields {
			fields[i] = s.named(field, p, missing)
		}
		r = b.filled(address, fields...)
		r.Method = a.method
	}
	httpDoors[door](s, p, r)
	return b.do(r)
}

// TestEveryActIsAnsweredAsTheRightsSay tries each act as everybody. Refusals and
// readings change nothing and share a stage; what changes something has its own.
func TestEveryActIsAnsweredAsTheRightsSay(t *testing.T) {
	for _, kind := range kinds {
		for door := range httpDoors {
			t.Run(string(kind)+" "+door, func(t *testing.T) {
				t.Parallel()
				s := newStage(t, kind)
				s.refusals(door)
				s.readings(door)
			})
			for _, a := range acts {
				if a.changes() && grantedToSomebody(kind, a) {
					t.Run(string(kind)+" "+door+" "+a.String(), func(t *testing.T) {
						t.Parallel()
						newStage(t, kind).grantsAll(a, door)
					})
				}
			}
		}
	}
}

// refusals tries every act as whoever may not.
func (s *stage) refusals(door string) {
	s.t.Helper()
	before := s.content()
	for _, a := range acts {
		for p := range s.people {
			if grants(p, s.kind, a) != granted {
				s.refuses(a, p, door)
			}
		}
	}
	if after := s.content(); after != before {
		s.t.Errorf("somebody who was refused changed something:\n%s", firstDifference(before, after))
	}
}

// readings tries what changes nothing as whoever may.
func (s *stage) readings(door string) {
	s.t.Helper()
	for _, a := range acts {
		if !a.changes() {
			s.grantsAll(a, door)
		}
	}
}

// grantsAll tries an act as whoever may, those who may least first.
func (s *stage) grantsAll(a act, door string) {
	s.t.Helper()
	for _, p := range parts {
		if s.people[p] != nil && grants(p, s.kind, a) == granted {
			s.grants(a, p, door)
		}
	}
}

func grantedToSomebody(kind chat.RoomKind, a act) bool {
	return slices.ContainsFunc(parts, func(p part) bool { return grants(p, kind, a) == granted })
}

// firstDifference is the first line in which two texts differ, as each has it.
func firstDifference(before, after string) string {
	old, new := strings.Split(before, "\n"), strings.Split(after, "\n")
	for i := range min(len(old), len(new)) {
		if old[i] != new[i] {
			return old[i] + "\n" + new[i]
		}
	}
	return "one has more lines"
}

// refuses fails unless the act is refused in the right way, without a word of
// what is inside.
func (s *stage) refuses(a act, p part, door string) {
	s.t.Helper()
	refused := s.try(a, p, door, false)
	want := grants(p, s.kind, a)
	if got := refused.grant(); got != want {
		s.t.Errorf("%s, %s: %d, want %s", p, a, refused.status, []string{"sign-in", "404", "403"}[want])
	}
	if want != forbidden && strings.Contains(refused.body, secret) {
		s.t.Errorf("%s, %s is told what is inside: %.300s", a, p, refused.body)
	}
	if want != hidden {
		return
	}
	if missing := s.try(a, p, door, true); !sameAnswer(refused, missing) {
		s.t.Errorf("%s, %s can tell that it exists: %d %v %q, of nothing %d %v %q", a, p, refused.status, refused.header, refused.body, missing.status, missing.header, missing.body)
	}
}

func (s *stage) grants(a act, p part, door string) {
	s.t.Helper()
	answered := s.try(a, p, door, false)
	if answered.grant() != granted {
		s.t.Errorf("%s, %s: %d, want it done", p, a, answered.status)
	}
	if _, inside := p.inside(s.kind); !inside && a.method == http.MethodGet && strings.Contains(answered.body, `id="messages"`) {
		s.t.Errorf("%s, %s reads the log from outside", a, p)
	}
}

// sameAnswer compares everything but the time of day.
func sameAnswer(a, b answer) bool {
	for _, header := range []http.Header{a.header, b.header} {
		header.Del("Date")
	}
	return a.status == b.status && a.body == b.body && maps.EqualFunc(a.header, b.header, slices.Equal[[]string])
}

// tableNames are what routes.go calls the ids of the table.
var tableNames = strings.NewReplacer("{room}", "ROOM", "{message}", "OTHER", "{user}", "TARGET", "{invite}", "INVITE")

// TestOtherVerbsAreAnsweredAlikeWhateverExists tries each address in every way
// that it does not take.
func TestOtherVerbsAreAnsweredAlikeWhateverExists(t *testing.T) {
	t.Parallel()
	s := newStage(t, chat.Closed)
	before := s.content()
	taken := map[string][]string{}
	for _, r := range allRoutes(t) {
		if strings.Contains(r.pattern, "{room}") || strings.Contains(r.pattern, "{message}") {
			path := tableNames.Replace(r.pattern)
			taken[path] = append(taken[path], r.method)
		}
	}
	for path, methods := range taken {
		for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE", "PROPFIND"} {
			if !slices.Contains(methods, method) {
				s.takesNot(act{method: method, path: path})
			}
		}
	}
	if s.content() != before {
		t.Error("something was changed")
	}
}

func (s *stage) takesNot(a act) {
	s.t.Helper()
	for p := range s.people {
		refused, missing := s.try(a, p, "form", false), s.try(a, p, "form", true)
		if refused.status != http.StatusMethodNotAllowed || !sameAnswer(refused, missing) {
			s.t.Errorf("%s, %s: %d, of nothing %d", p, a, refused.status, missing.status)
		}
	}
}

func TestEveryAddressOfARoomIsInTheTable(t *testing.T) {
	known := map[string]bool{}
	for _, a := range acts {
		path, _, _ := strings.Cut(a.path, "?")
		known[a.method+" "+strings.ReplaceAll(path, "OWN", "OTHER")] = true
	}
	for _, r := range allRoutes(t) {
		below := strings.Contains(r.pattern, "{room}") || strings.Contains(r.pattern, "{message}")
		if below && !known[r.method+" "+tableNames.Replace(r.pattern)] {
			t.Errorf("nothing says who may %s %s", r.method, r.pattern)
		}
	}
}
