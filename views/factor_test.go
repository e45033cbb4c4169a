package views

import (
	"testing"

	"parley/db/chat"
)

func (s sampler) confirm() ConfirmPage {
	return ConfirmPage{Shell: s.shell(0), Action: ConfirmPath, Password: true, Code: true, Next: s.text, Errors: s.errors("password", "code")}
}

// late is the question in which a form waits.
func (s sampler) late() ConfirmPage {
	p := s.confirm()
	p.Action, p.Next, p.Late, p.Carried = RolePath(43), "", true, []Carried{{"role", s.text}, {"code", s.text}}
	return p
}

func TestWaitingFormIsKeptApartFromTheQuestion(t *testing.T) {
	fields := map[string]string{}
	for _, n := range elements(parsed(t, Confirm(plain.late()))) {
		if name := attribute(n, "name"); n.Data == "input" && name != "" {
			fields[name] += attribute(n, "type")
		}
	}
	want := map[string]string{"role": "hidden", "code": "hidden", "confirm_password": "password", "confirm_code": "text"}
	for name, kind := range want {
		if fields[name] != kind {
			t.Errorf("%s is %q, want %q", name, fields[name], kind)
		}
	}
}

// moderator is the one to whom the settings of the place are not shown.
func (s sampler) moderator() chat.User {
	user := s.user(42)
	user.Role = chat.RoleModerator
	return user
}
