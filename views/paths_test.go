package views

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

func TestAFaceMovesWithTheName(t *testing.T) {
	before, after := plain.user(42), plain.user(42)
	after.DisplayName = "Ines Okafor"

	if FacePath(before) == FacePath(after) {
		t.Error("the address of the picture stays though the initials change")
	}
	if FacePath(before) != FacePath(plain.user(42)) {
		t.Error("the address of the picture changes though nothing else does")
	}
}

func TestInitials(t *testing.T) {
	for _, test := range []struct{ name, want string }{
		{"Maya Lindqvist", "ML"},
		{"maya", "M"},
		{"Wilhelmina van der Oosterhuizen", "WO"},
		{"«éric» (away)", "ÉA"},
		{"7 of 9", "79"},
		{"🙂", ""},
		{"", ""},
	} {
		u := plain.user(1)
		u.DisplayName = test.name
		if got := initials(u); got != test.want {
			t.Errorf("%q: got %q, want %q", test.name, got, test.want)
		}
	}
}

func TestWhatIsTypedIntoAnAddressIsEscaped(t *testing.T) {
	const evil = "/rooms/7?a=b&c#d"
	for _, test := range []struct{ got, want string }{
		{SignInNextPath(evil), "/login?next=%2Frooms%2F7%3Fa%3Db%26c%23d"},
		{SignInNextPath(""), "/login"},
		{SocketElementPath(7, evil, 5), "/rooms/7/socket?page=%2Frooms%2F7%3Fa%3Db%26c%23d&seen=5"},
		{SocketPath(0, "p", 0, ""), "/ws/chat/?page=p"},
		{SocketPath(7, "p", 9, "1&2"), "/ws/chat/7/?page=p&seen=9&r=1%262"},
		{RoomAtPath(7, 9), "/rooms/7?around=9#message-9"},
		{MessagesAfterPath(7, 9, 12), "/rooms/7/messages?after=9&until=12"},
	} {
		if test.got != test.want {
			t.Errorf("got %s, want %s", test.got, test.want)
		}
	}
}

// literal matches an id or an address that is written out in a template. Ids
// come from ids.go and addresses from paths.go, so that the compiler knows them.
var literal = regexp.MustCompile(`\s(id|for|href|src|action|hx-get|hx-post|hx-target|popovertarget|aria-labelledby|aria-describedby)="[\w/#?.-]+"`)

func TestTemplatesHoldNoLiteralIDsOrAddresses(t *testing.T) {
	templates, err := filepath.Glob("*.templ")
	if err != nil || len(templates) == 0 {
		t.Fatalf("no templates: %v", err)
	}
	for _, name := range templates {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range literal.FindAllString(string(source), -1) {
			t.Errorf("%s holds the literal %s", name, found)
		}
	}
}
