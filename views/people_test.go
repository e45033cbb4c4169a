package views

import "parley/db/chat"

// Samples of pages and frames about people.

func (s sampler) profile(tie chat.Tie) ProfilePage {
	return ProfilePage{Shell: s.shell(0), User: s.user(43), Tie: tie, Errors: s.errors("answer")}
}

func (s sampler) profileSettings() ProfileSettingsPage {
	return ProfileSettingsPage{Shell: s.shell(0), Blocked: []chat.User{s.user(43)}, Form: ProfileForm{
		DisplayName: s.text, Email: s.text, About: s.text, Reach: chat.ReachShared, Errors: s.errors("display_name", "email", "about", "reach", "picture")}}
}

func (s sampler) neighbours() []Neighbour {
	ties := []chat.Tie{{}, {Friendship: chat.Friends}, {Blocked: true}}
	var neighbours []Neighbour
	for i, person := range s.crowd().People {
		neighbours = append(neighbours, Neighbour{Person: person, Tie: ties[i]})
	}
	return neighbours
}

func (s sampler) requests() Requests { return Requests{Count: 1, People: []chat.User{s.user(43)}} }

func (s sampler) shut() RoomPage {
	p := s.direct()
	p.Membership.Shut, p.Shut = true, s.why(true)
	return p
}

func (s sampler) why(blocked bool) Shut {
	return Shut{Other: chat.Named{ID: 43, Name: s.text}, Tie: chat.Tie{Blocked: blocked}}
}
