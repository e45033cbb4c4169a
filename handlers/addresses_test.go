package handlers_test

import (
	"strings"
	"sync"
	"testing"

	"parley/db/chat"
)

func TestFromABlockedAddressNobodyComesInByAnyDoor(t *testing.T) {
	h, _, mod := behindOurProxy(t)
	bob := h.comes("bob", badAddress)
	mod.keepsOut("203.0.113.0/24", "7d").leadsTo("/moderation/addresses")

	for _, r := range allRoutes(t) {
		if r.pattern == "/healthz" || r.pattern == "/readyz" {
			continue
		}
		for _, b := range []*browser{bob, h.strangerFrom("203.0.113.200")} {
			path := r.in(lobby, 1, bob.user.ID)
			a := b.do(b.request(r.method, path, nil)).is(403).holds("Nobody comes in from this address until").holds("Write to us.")
			if kind := a.header.Get("Content-Type"); strings.HasPrefix(path, "/api/") != (kind == "application/json") {
				t.Errorf("%s %s is answered with %s", r.method, path, kind)
			}
		}
	}
	h.log.secret(password)
	bob.tell("POST", "/api/auth/login/", "username", "bob", "password", password).is(403).holds(`"detail"`)
	page := bob.get(roomPath(lobby)).is(403).holds("Not from this address").holds("<html").body
	style, _, _ := strings.Cut(page[strings.Index(page, "/static/"):], `"`)
	bob.get(style).is(200)
	bob.get("/healthz").is(200)
	h.strangerFrom(goodAddress).get("/login").is(200)
}

func TestSocketsFromABlockedAddressAreRefused(t *testing.T) {
	h, _, mod := behindOurProxy(t)
	bob := h.comes("bob", badAddress)
	ticket := h.ticket(bob)
	mod.keepsOut(badAddress, "1h").is(303)

	toldBlocked(t, h.dial(t, socketPath(lobby)+"?page=abc", bob.headers()))
	toldBlocked(t, h.dial(t, socketPath(0)+"?page=abc", h.strangerFrom(badAddress).headers()))
	for _, path := range []string{socketPath(lobby), socketPath(0), socketPath(lobby) + "?ticket=" + ticket, "/ws/chat"} {
		if status := bob.refusesUpgrade(path); status != 403 {
			t.Errorf("%s is answered with %d", path, status)
		}
	}
	eventually(t, "the last connection to go", func() bool { return h.hub.Count() == 0 })
}

func TestBlockClosesWhatIsOpenFromThereAndNothingElse(t *testing.T) {
	h, ada, mod := behindOurProxy(t)
	bob, carol, neighbour := h.comes("bob", badAddress), h.comes("carol", "2001:db8:1:2::3"), h.comes("ned", "203.0.113.8")
	open := []*peer{bob.open(lobby).peer, bob.open(lobby).peer, bob.program(0), bob.program(lobby)}
	kept := neighbour.open(lobby)
	kept4, six := carol.open(lobby), carol.program(0)

	promptly(t, "closing what is open", func() {
		mod.keepsOut(badAddress, "7d").leadsTo("/moderation/addresses")
		toldBlocked(t, open...)
	})
	ada.say(lobby, "calm again")
	kept.shows("calm again")
	kept4.shows("calm again")

	promptly(t, "closing those of IPv6", func() {
		ada.keepsOut("2001:db8:1:2::/64", "7d").is(303)
		toldBlocked(t, kept4.peer, six)
	})
	for _, p := range open {
		if strings.Contains(p.last(), "calm again") {
			t.Error("they heard what came after")
		}
	}
}

func TestAdminsAreLetThroughOnceSignedIn(t *testing.T) {
	h, ada, mod := behindOurProxy(t)
	ada.from, mod.from = badAddress, badAddress
	ada.keepsOut(goodAddress, "7d").is(303) // a moderator could not block it once they come from there
	page := ada.open(lobby)

	ada.from, mod.from = goodAddress, goodAddress
	ada.get("/moderation/addresses").is(200).holds("<code>198.51.100.1</code>")
	mod.get("/rooms").is(403)
	h.strangerFrom(goodAddress).get("/login").is(403)
	there := ada.open(lobby)
	h.person("bob").say(lobby, "hello")
	there.shows("hello")
	page.shows("hello")
	there.write("from there")
	page.shows("from there")
}

func TestBlockEndsByItselfAndIsLiftedBefore(t *testing.T) {
	h, ada, mod := behindOurProxy(t)
	bob := h.comes("bob", badAddress)
	mod.keepsOut("203.0.113.0/24", "1s").is(303)
	bob.get("/rooms").is(403)
	eventually(t, "the end of the block", func() bool { return bob.get("/rooms").status == 200 })
	ada.get("/moderation/addresses").is(200).holds("No address is blocked.")

	ada.keepsOut("203.0.113.7/32", "").is(303)
	mod.keepsOut("203.0.113.0/24", "7d").is(303)
	bob.get("/rooms").is(403).holds("Nobody comes in from this address.")
	mod.get("/moderation/addresses").is(200).holds("/moderation/addresses/3/lift").lacks("/moderation/addresses/2/lift")
	mod.post("/moderation/addresses/2/lift", "reason", "x").is(403)
	ada.post("/moderation/addresses/2/lift", "reason", " ").is(422).holds("Give a reason.")
	ada.post("/moderation/addresses/99/lift", "reason", "x").is(404)
	ada.post("/moderation/addresses/2/lift", "reason", "a mistake").leadsTo("/moderation/addresses")
	ada.post("/moderation/addresses/2/lift", "reason", "again").is(422).holds("That has ended already.")
	bob.get("/rooms").is(403).holds("until")
	mod.post("/moderation/addresses/3/lift", "reason", "calm").is(303)
	bob.open(lobby).write("back")

	ada.get("/moderation/log").is(200).holds("unblock address").holds("203.0.113.7/32")
}

func TestBlocksThatWouldKeepOutTheWrongPeopleAreRefusedKindly(t *testing.T) {
	h, ada, mod := behindOurProxy(t)
	mod.from = "198.51.100.77"
	ada.open(lobby)
	mod.program(0)
	for network, words := range map[string]string{
		"":                 "Write an address such as",
		"here <b>":         "Write an address such as",
		"fe80::1%eth0":     "Write an address such as",
		"10.0.0.1":         "private or local addresses",
		"127.0.0.1":        "private or local addresses",
		"0.0.0.0/0":        "private or local addresses",
		"::/0":             "private or local addresses",
		"198.51.100.77":    "You come from there yourself",
		"198.51.100.64/26": "You come from there yourself",
		goodAddress:        "Somebody of your rank or above comes in from there.",
	} {
		mod.keepsOut(network, "1h").is(422).holds(words).holds("Write to us.").holds("aria-invalid").lacks("<b>")
	}
	mod.keepsOut("203.0.113.1", "yesterday").is(422).holds("Give a time such as").holds("203.0.113.1")
	mod.post("/moderation/addresses", "network", "x", "until", "x", "words", strings.Repeat("x", 1001)).is(422).
		holds("Write an address").holds("Give a reason").holds("Give a time").holds("That is too long")
	ada.keepsOut("198.51.100.77", "1h").is(303)
	mod.get("/rooms").is(403)
	ada.keepsOut("198.51.100.77/32", "1h").is(422).holds("That is blocked already.")

	blocks, err := h.store.AddressBlocks(t.Context(), h.membership(ada, lobby).Joined, 10)
	if err != nil || len(blocks) != 1 {
		t.Errorf("%d networks are blocked, %v", len(blocks), err)
	}
}

func TestTheProxyOfThePlaceIsNeverBlocked(t *testing.T) {
	_, ada := newInhabited(t, elsewhereProxy)

	ada.keepsOut("192.0.2.7", "1h").is(422).holds("the proxy of this place")
}

func TestWideNetworksAreAskedAboutASecondTime(t *testing.T) {
	h, _, mod := behindOurProxy(t)
	h.log.secret(password)
	h.strangerFrom("203.0.112.9").post("/signup", "username", "bob", "password", password).is(303)

	asked := mod.keepsOut("203.0.112.0/23", "1h").is(422).holds("These are 512 addresses.").holds("1 person signed in").
		holds(`name="asked" value="203.0.112.0/23"`).holds("Write to us.").lacks("checked")
	mod.keepsOut("203.0.0.0/16", "1h", "asked", "203.0.112.0/23", "sure", "1").is(422).holds("65,536 addresses").holds(`value="203.0.0.0/16"`)
	mod.post("/moderation/addresses", "network", "203.0.112.0/23", "asked", "203.0.112.0/23", "sure", "1").is(422).holds("Give a reason.").holds("checked").lacks("512 addresses")
	mod.keepsOut("203.0.112.0/23", "1h", "asked", "203.0.112.0/23", "sure", "1").is(303)
	mod.keepsOut("2001:db8::/32", "1h", "sure", "1").is(303)

	if !strings.Contains(asked.body, `type="checkbox"`) {
		t.Error("there is nothing to tick")
	}
	h.strangerFrom("2001:db8:ffff::1").get("/login").is(403)
}

func TestForwardedHeadersOfStrangersBlockAndFreeNobody(t *testing.T) {
	h, ada := newInhabited(t) // there is no proxy
	ada.keepsOut(badAddress, "1h").is(303)
	forged := h.person("bob")
	forged.from = badAddress
	forged.get("/rooms").is(200)
	forged.open(lobby)

	behind, _, mod := behindOurProxy(t)
	mod.keepsOut(badAddress, "1h").is(303)
	behind.comes("bob", goodAddress+", "+badAddress).get("/rooms").is(403) // what stands left of the last is hearsay
	behind.comes("carol", badAddress+", "+goodAddress).get("/rooms").is(200)
	behind.comes("dora", "::ffff:"+badAddress).get("/rooms").is(403)
}

func TestAddressesOfPeopleLeadToTheFormThatBlocksThem(t *testing.T) {
	h, ada, mod := behindOurProxy(t)
	h.log.secret(password)
	guest := h.strangerFrom("2001:db8:1:2::3")
	guest.post("/signup", "username", "bob", "password", password).is(303)
	guest.learn("bob")
	guest.program(0)
	link := `href="/moderation/addresses?network=2001%3Adb8%3A1%3A2%3A%3A%2F64"`

	connectionOf(mod, guest)
	mod.get("/moderation/connections").is(200).holds(link)
	mod.get(accountPath(guest)).is(200).holds("2001:db8:1:2::3").holds(link)
	mod.get(accountPath(ada)).is(200).lacks("?network=")
	mod.get("/moderation/addresses?network=2001%3Adb8%3A1%3A2%3A%3A%2F64").is(200).holds(`value="2001:db8:1:2::/64"`)
}

func TestNoSocketSlipsInWhileItsAddressIsBlocked(t *testing.T) {
	h, ada, mod := behindOurProxy(t)
	people := h.people("loud", 20)
	var opened sync.Map
	var opening sync.WaitGroup
	for _, b := range people {
		b.from = badAddress
		opening.Go(func() {
			for range 20 {
				if p, err := h.tryDial(t, socketPath(lobby), b.headers()); err == nil {
					opened.Store(p, true)
				}
			}
		})
	}
	mod.keepsOut(badAddress, "1h").is(303)
	opening.Wait()
	ada.say(lobby, "after the block")

	opened.Range(func(p, _ any) bool {
		if code := p.(*peer).closed(); code != 4403 {
			t.Errorf("one is closed with %d", code)
		}
		if strings.Contains(strings.Join(p.(*peer).all(), ""), "after the block") {
			t.Error("one heard what came after")
		}
		p.(*peer).ws.Close()
		return true
	})
	refused, err := h.store.Entries(t.Context(), chat.EntryFilter{Act: chat.DeedBlockAddress}, 10)
	if err != nil || len(refused) != 1 || refused[0].Words != "203.0.113.7/32: Write to us." {
		t.Errorf("the log has %+v, %v", refused, err)
	}
}
