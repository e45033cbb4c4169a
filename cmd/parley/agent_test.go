package main

import "testing"

func TestAgentIsAppointedAndTakenOffByTheCommand(t *testing.T) {
	f := newFolder(t)
	f.does("user", "add", "ann")

	f.refuses(2, `"yes" is not on or off`, "user", "agent", "ann", "yes")
	f.refuses(2, "takes 2 arguments", "user", "agent", "ann")
	f.refuses(1, "nobody named", "user", "agent", "bob", "on")
	if f.user("ann").Agent {
		t.Error("she answers at the desk before anybody asked")
	}

	for range 2 { // again changes nothing
		f.does("user", "agent", "ANN", "on")
		if !f.user("ann").Agent {
			t.Error("she does not answer at the desk")
		}
	}
	f.does("user", "agent", "ann", "off")
	if f.user("ann").Agent {
		t.Error("she answers at the desk still")
	}
}
