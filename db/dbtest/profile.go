package dbtest

import (
	"parley/db/chat"
)

func (h *house) updates(user chat.User, profile chat.Profile) chat.User {
	h.Helper()
	if profile.DisplayName == "" {
		profile.DisplayName, profile.Reach = user.DisplayName, chat.ReachEveryone
	}
	updated, err := h.store.UpdateProfile(h.Context(), user.ID, profile)
	h.must(err)
	return updated
}

// square is a picture as the store takes it; it looks at none.
func square(text string) []chat.Square {
	return []chat.Square{{Edge: 96, Image: []byte(text)}, {Edge: 288, Image: []byte(text + " large")}}
}

func (h *house) wantPicture(user chat.User, edge int, text string) {
	h.Helper()
	image, err := h.store.Picture(h.Context(), user.ID, edge)
	if text == "" {
		h.wantError(err, chat.ErrNotFound)
		return
	}
	h.must(err)
	want(h, "picture", string(image), text)
}

var selfPortraits = map[string]func(*house){
	"a profile is stored whole and shows with everything of the person": func(h *house) {
		bob := h.person("bob")
		want(h, "at first", [3]any{bob.About, bob.Picture, bob.Reach}, [3]any{"", 0, chat.ReachEveryone})

		updated := h.updates(bob, chat.Profile{DisplayName: "Bobby", Email: "bob@example.org", About: "one\ntwo", Reach: chat.ReachShared, Picture: square("face")})

		want(h, "updated", [4]any{updated.DisplayName, updated.Email, updated.About, updated.Reach}, [4]any{"Bobby", "bob@example.org", "one\ntwo", chat.ReachShared})
		found, err := h.store.User(h.Context(), bob.ID)
		h.must(err)
		want(h, "found", found, updated)
		want(h, "in a room", h.place(bob, h.general).User, updated)
		want(h, "author", h.say(h.place(bob, h.general), "hello").Author, updated)
	},

	"how a person reads is kept, and shows with everything of them": func(h *house) {
		bob := h.person("bob")
		region := chat.Region{Language: "en-US", Zone: "Asia/Tokyo"}
		want(h, "at first", bob.Region, chat.Region{})

		h.must(h.store.SetRegion(h.Context(), bob.ID, region))

		found, err := h.store.User(h.Context(), bob.ID)
		h.must(err)
		want(h, "found", found.Region, region)
		want(h, "in a room", h.place(bob, h.general).User.Region, region)
		h.wantError(h.store.SetRegion(h.Context(), 404, region), chat.ErrNotFound)
	},

	"a picture is kept at its sizes, and its number never comes back": func(h *house) {
		bob := h.person("bob")
		h.wantPicture(bob, 96, "")

		first := h.updates(bob, chat.Profile{Picture: square("first")})
		h.wantPicture(bob, 96, "first")
		h.wantPicture(bob, 288, "first large")
		h.wantPicture(bob, 97, "")
		kept := h.updates(bob, chat.Profile{About: "words"})
		want(h, "kept", kept.Picture, first.Picture)
		second := h.updates(bob, chat.Profile{Picture: square("second"), RemovePicture: true})
		h.wantPicture(bob, 96, "second")
		removed := h.updates(bob, chat.Profile{RemovePicture: true})
		h.wantPicture(bob, 96, "")
		h.wantPicture(bob, 288, "")
		third := h.updates(bob, chat.Profile{Picture: square("third")})

		want(h, "removed", removed.Picture, 0)
		if !(0 < first.Picture && first.Picture < second.Picture && second.Picture < third.Picture) {
			h.Errorf("the numbers %d, %d, %d do not rise", first.Picture, second.Picture, third.Picture)
		}
	},

	"an address that somebody has changes nothing of the profile": func(h *house) {
		bob := h.person("bob")
		h.must(h.store.UpdateUser(h.Context(), h.ada.ID, "Ada", "ada@example.org"))

		_, err := h.store.UpdateProfile(h.Context(), bob.ID, chat.Profile{DisplayName: "Bobby", Email: "ADA@example.org", About: "x", Reach: chat.ReachFriends, Picture: square("face")})
		h.wantInvalid(err, "email")

		found, err := h.store.User(h.Context(), bob.ID)
		h.must(err)
		want(h, "found", found, bob)
		h.wantPicture(bob, 96, "")
		_, err = h.store.UpdateProfile(h.Context(), 4711, chat.Profile{DisplayName: "x", Reach: chat.ReachEveryone})
		h.wantError(err, chat.ErrNotFound)
	},
}
