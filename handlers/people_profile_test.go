package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"parley/db/chat"
)

// is how somebody stands in the store.
func (h *house) is(b *browser) chat.User {
	h.t.Helper()
	user, err := h.store.User(h.t.Context(), b.user.ID)
	if err != nil {
		h.t.Fatal(err)
	}
	return user
}

func TestProfileShowsWhatItsPersonSays(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")

	bob.post("/settings/profile", "display_name", "  Bob   Berg ", "email", "bob@example.org", "about", "Bread,\r\nand <b>water</b>.\r\n", "reach", "shared").leadsTo("/settings/profile")

	bob.get("/settings/profile").is(200).holds("Your profile is changed.").holds(`value="Bob Berg"`).holds(`value="shared" checked`).holds("Bread,\nand &lt;b&gt;water&lt;/b&gt;.</textarea>")
	seen := ada.get("/users/" + bob.user.ID.String()).is(200).holds("<bdi>Bob Berg</bdi>").holds("Bread,\nand &lt;b&gt;water&lt;/b&gt;.</p>").body
	if strings.Contains(seen, "bob@example.org") {
		t.Error("the address is shown to somebody else")
	}
}

func TestProfileKeepsWhatTheFormDoesNotName(t *testing.T) {
	h, _ := newInhabited(t)
	bob := h.person("bob")
	bob.post("/settings/profile", "display_name", "Bobby", "email", "bob@example.org", "about", "Bread.", "reach", "friends").is(303)

	bob.post("/settings/profile", "about", "Water.").is(303)
	if now := h.is(bob); now.DisplayName != "Bobby" || now.Email != "bob@example.org" || now.About != "Water." || now.Reach != chat.ReachFriends {
		t.Errorf("bob is %+v", now)
	}
	bob.post("/settings/profile", "display_name", " ", "email", "", "about", "").is(303)
	if now := h.is(bob); now.DisplayName != "bob" || now.Email != "" || now.About != "" {
		t.Errorf("bob is %+v", now)
	}
}

func TestProfileRefusesAnAddressThatSomebodyHas(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	ada.post("/settings/profile", "email", "ada@example.org").is(303)
	before := h.is(bob)

	bob.post("/settings/profile", "display_name", "Bobby", "email", "ADA@example.org").is(422).holds("Somebody has an account with that address already.").holds(`value="Bobby"`)
	if now := h.is(bob); now != before {
		t.Errorf("bob became %+v", now)
	}
	h.stranger().get("/settings/profile").leadsTo("/login?next=%2Fsettings%2Fprofile")
	h.stranger().post("/settings/profile", "display_name", "x").leadsTo("/login")
}

// renames are the doors through which a name changes.
var renames = map[string]func(b *browser){
	"profile": func(b *browser) { b.post("/settings/profile", "display_name", "Robert Berg").is(303) },
	"API": func(b *browser) {
		r := b.request(http.MethodPatch, "/api/auth/user/", strings.NewReader(`{"first_name":"Robert","last_name":"Berg"}`))
		r.Header.Set("Content-Type", "application/json")
		b.do(r).is(200)
	},
}

func TestNewNameShowsAtOnceWhereverTheOldOneStands(t *testing.T) {
	t.Parallel()
	for door, rename := range renames {
		t.Run(door, func(t *testing.T) {
			h, ada := newInhabited(t)
			bob := h.person("bob")
			id := bob.user.ID.String()
			room := ada.direct("bob")
			bob.say(lobby, "hello")
			bob.say(room, "for you")
			reader, direct, own := ada.open(lobby), ada.open(room), bob.elsewhere()
			ada.get(roomPath(lobby)).is(200).holds("<bdi>bob</bdi>") // and is kept

			withinTwoSeconds(t, "the new name", func() {
				rename(bob)
				for _, p := range []*page{reader, direct} {
					p.until(`hx-target=".message[data-author=&#34;` + id + `&#34;] :is(.author, .actor) bdi, .quote[data-author=&#34;` + id + `&#34;] &gt; a bdi" hx-swap="textContent">Robert Berg<`)
					p.wait("the list of people", func() bool { return p.peopleHold("Robert Berg") })
				}
				reader.until(`.who[data-user=&#34;` + id + `&#34;]" hx-swap="textContent">Robert Berg<`)
				direct.until(`#sock:has(#` + rowID(room) + `[aria-current]) #room-title" hx-swap="outerHTML"><div class="bar-title" id="room-title">`)
				own.until(`#sidebar .me .name" hx-swap="textContent">Robert Berg<`)
			})

			for _, path := range []string{roomPath(lobby), roomPath(room)} {
				now := ada.get(path).is(200).holds("<bdi>Robert Berg</bdi>").body
				if strings.Contains(now, "<bdi>bob</bdi>") {
					t.Errorf("%s still says bob", path)
				}
			}
		})
	}
}

// peopleHold tells whether a frame has shown somebody in the list of people;
// the peer holds the lock.
func (p *page) peopleHold(name string) bool {
	for _, frame := range p.frames {
		if isPeople(frame) && strings.Contains(frame, name) {
			return true
		}
	}
	return false
}

func TestSameNameAgainTellsNobody(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	bob.say(lobby, "hello")
	reader := ada.open(lobby)

	bob.post("/settings/profile", "display_name", "bob", "about", "something new").is(303)
	bob.say(lobby, "a barrier")
	reader.shows("a barrier")

	for _, frame := range reader.all() {
		if strings.Contains(frame, ".author, .actor) bdi") {
			t.Error("the name was drawn anew")
		}
	}
}
