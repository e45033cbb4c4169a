package handlers_test

import (
	"net/http"
	"strings"
	"testing"

	"parley/db/chat"
)

func friendPath(b *browser) string { return profilePath(b) + "/friend" }

func profilePath(b *browser) string { return "/users/" + b.user.ID.String() }

// answers does something about a friendship by the form.
func (b *browser) answers(other *browser, answer string) {
	b.t.Helper()
	b.post(friendPath(other), "answer", answer).leadsTo(profilePath(other))
}

func (b *browser) befriends(other *browser) {
	b.t.Helper()
	b.answers(other, "request")
	other.answers(b, "accept")
}

func (b *browser) tie(other *browser) chat.Tie {
	b.t.Helper()
	tie, err := b.house.store.Tie(b.t.Context(), b.user.ID, other.user.ID)
	if err != nil {
		b.t.Fatal(err)
	}
	return tie
}

// waitingFor is the number beside the way to the page of people.
func (b *browser) waitingFor(number string) {
	b.t.Helper()
	want := `<span class="waiting" id="waiting">` + number
	if number == "" {
		want += "</span>"
	}
	b.get("/rooms").is(200).holds(want)
}

func TestFriendsAreMadeByAskingAndAccepting(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	ada.get(profilePath(bob)).is(200).holds("Ask to be friends")
	bob.waitingFor("")

	ada.answers(bob, "request")
	ada.get(profilePath(bob)).is(200).holds("You asked to be friends.").holds(`value="cancel"`)
	bob.get(profilePath(ada)).is(200).holds("<bdi>Ada</bdi> wants to be friends.").holds(`value="accept"`).holds(`value="decline"`)
	bob.waitingFor("1")
	ada.waitingFor("")
	bob.get("/people").is(200).holds("Somebody wants to be friends").holds("asks you</span>")
	ada.get("/people").is(200).holds("asked</span>")

	bob.post(friendPath(ada), "answer", "accept", "next", "/people").leadsTo("/people")
	for _, pair := range [][2]*browser{{ada, bob}, {bob, ada}} {
		pair[0].get(profilePath(pair[1])).is(200).holds("Friends</span>").holds(`value="end"`)
		pair[0].get("/people").is(200).holds("friend</span>")
		pair[0].waitingFor("")
	}

	bob.answers(ada, "end")
	ada.get(profilePath(bob)).is(200).holds("Ask to be friends")
}

func TestWhoWasDeclinedReadsSoAndTheOtherMayAsk(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	ada.answers(bob, "request")
	bob.answers(ada, "decline")

	ada.get(profilePath(bob)).is(200).holds("declined when you asked")
	ada.post(friendPath(bob), "answer", "request").is(422).holds("They declined when you asked. Only they can ask now.")
	bob.befriends(ada)
	if tie := ada.tie(bob); tie.Friendship != chat.Friends {
		t.Errorf("they are %q", tie.Friendship)
	}
}

func TestWhatDoesNotFitAFriendshipIsRefusedAndChangesNothing(t *testing.T) {
	h, ada := newInhabited(t)
	bob, gone := h.person("bob"), h.person("gone")
	if err := h.store.SetActive(t.Context(), gone.user.ID, false); err != nil {
		t.Fatal(err)
	}
	ada.answers(bob, "request")

	for _, refused := range []struct {
		from         *browser
		path, answer string
		status       int
		says         string
	}{
		{ada, friendPath(bob), "request", 422, "You have asked already."},
		{ada, friendPath(bob), "accept", 422, "You have asked already."},
		{bob, friendPath(ada), "end", 422, "They have asked you."},
		{bob, friendPath(ada), "cancel", 422, "They have asked you."},
		{ada, friendPath(ada), "request", 422, "That is you."},
		{ada, friendPath(gone), "request", 422, "They are not here any more."},
		{ada, friendPath(gone), "accept", 422, "There is nothing to answer any more."},
		{ada, "/users/4711/friend", "request", 404, "Nothing at this address"},
		{ada, "/users/x/friend", "request", 404, "Nothing at this address"},
		{ada, friendPath(bob), "marry", 400, "That made no sense"},
		{ada, friendPath(bob), "", 400, "That made no sense"},
	} {
		refused.from.post(refused.path, "answer", refused.answer).is(refused.status).holds(refused.says)
	}
	h.stranger().post(friendPath(bob), "answer", "request").leadsTo("/login")
	if tie := bob.tie(ada); tie.Friendship != chat.Asking {
		t.Errorf("bob stands to ada as %q", tie.Friendship)
	}
}

func TestCrossedRequestsAtTheSameMomentMakeFriends(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	pair := []*browser{ada, bob}

	statuses := make([]int, 20)
	atOnce(len(statuses), func(i int) {
		answer, err := pair[i%2].try(pair[i%2].form(friendPath(pair[1-i%2]), "answer", "request"))
		if err != nil {
			t.Error(err)
		}
		statuses[i] = answer.status
	})

	count := map[int]int{}
	for _, status := range statuses {
		count[status]++
	}
	if count[303] != 2 || count[422] != 18 {
		t.Errorf("answered with %v, want two 303 and eighteen 422", count)
	}
	if ada.tie(bob).Friendship != chat.Friends || bob.tie(ada).Friendship != chat.Friends {
		t.Error("they are no friends")
	}
}

func TestBothPeoplesOpenPagesHearOfAFriendship(t *testing.T) {
	h, ada := newInhabited(t)
	bob, carl := h.person("bob"), h.person("carl")
	adas, bobs, carls := ada.elsewhere(), bob.open(lobby), carl.elsewhere()
	ofBob, ofAda := `<div class="tie" id="tie-`+bob.user.ID.String()+`">`, `<div class="tie" id="tie-`+ada.user.ID.String()+`">`
	heard := func(p *peer, element, says string) {
		t.Helper()
		p.wait(says, func() bool {
			for _, frame := range p.frames {
				if strings.Contains(frame, element) && strings.Contains(frame, says) {
					return true
				}
			}
			return false
		})
	}

	ada.answers(bob, "request")
	heard(adas, ofBob, "You asked to be friends.")
	heard(bobs.peer, ofAda, "wants to be friends.")
	heard(bobs.peer, ofAda, `id="waiting">1 `)
	heard(bobs.peer, ofAda, "Somebody wants to be friends")
	bobs.forget()
	bob.answers(ada, "accept")
	heard(adas, ofBob, "Friends</span>")
	heard(bobs.peer, ofAda, "Friends</span>")
	heard(bobs.peer, ofAda, `id="waiting"></span>`)

	carl.answers(ada, "request")
	carls.until(`id="tie-`)
	for _, frame := range carls.all() {
		if strings.Contains(frame, "tie-"+bob.user.ID.String()) || strings.Contains(frame, "Friends</span>") {
			t.Error("carl hears of a friendship that is not his")
		}
	}
}

func TestNextOfAFormLeadsNowhereElse(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")

	ada.post(friendPath(bob), "answer", "request", "next", "https://evil.example/").leadsTo("/")
	ada.post(profilePath(bob)+"/block", "next", "//evil.example").leadsTo("/")
}

// TestFriendshipsAreAskedForWithinReason: each rings somebody's bell, again
// after it was taken back.
func TestFriendshipsAreAskedForWithinReason(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	friend := "/users/" + ada.user.ID.String() + "/friend"

	for range 60 {
		bob.post(friend, "answer", "request").is(http.StatusSeeOther)
		bob.post(friend, "answer", "cancel").is(http.StatusSeeOther)
	}

	bob.post(friend, "answer", "request").is(http.StatusTooManyRequests)
	ada.post("/users/"+bob.user.ID.String()+"/friend", "answer", "request").is(http.StatusSeeOther)
}
