// Package views draws everything a person sees: whole pages, the fragments
// that travel over the socket, faces and the viewer's own stylesheet. Its main
// idea is that a fragment knows nothing of its reader: it is drawn once for an
// [Audience] and sent to everybody in it. What differs by viewer is a rule in
// that person's stylesheet (StyleFor).
//
// A frame is a list of hx-partial elements and nothing else, as stock htmx
// takes it. The package draws what it is given: it asks no store, knows no
// request and decides no right.
package views

import (
	"bytes"
	"context"
	"io"
	"slices"
	"time"

	"github.com/a-h/templ"

	"parley/db/chat"
)

// Audience is everybody who can be served by one rendering: people with the
// same language (a BCP 47 tag) and the same time zone. A nil Zone is UTC.
type Audience struct {
	Language string
	Zone     *time.Location
}

// String implements fmt.Stringer: no two audiences have the same.
func (a Audience) String() string {
	if a.Zone == nil {
		return a.Language + " UTC"
	}
	return a.Language + " " + a.Zone.String()
}

// Fragment is finished HTML made by this package, so it is safe to write
// again as it is. The zero value is empty.
type Fragment struct{ html []byte }

// Render makes Fragment a templ.Component.
func (f Fragment) Render(_ context.Context, w io.Writer) error {
	_, err := w.Write(f.html)
	return err
}

// drawnOffline is how the first dot of a fragment stands in it.
var drawnOffline = []byte(`data-state="offline"`)

// With is a message with its author's presence; MessageFragment draws it as
// offline. Their dot comes before anything that a person wrote.
func (f Fragment) With(state chat.Presence) Fragment {
	if state == chat.Offline {
		return f
	}
	return Fragment{html: bytes.Replace(f.html, drawnOffline, []byte(`data-state="`+string(state)+`"`), 1)}
}

// Bytes is the HTML itself; it is shared and must not be changed.
func (f Fragment) Bytes() []byte { return f.html }

// Render draws a component into memory.
func Render(c templ.Component) Fragment {
	var b bytes.Buffer
	if err := c.Render(context.Background(), &b); err != nil {
		panic("views: a component failed while writing to memory: " + err.Error())
	}
	return Fragment{html: b.Bytes()}
}

// Site is what a page without a signed-in person knows.
type Site struct {
	Name     string // the house, as it stands in titles
	Audience Audience
	Mail     bool // the server can send mail
}

// Errors are the refused fields of a form, each with a sentence for the person
// who filled it in.
type Errors []chat.Invalid

// For is the sentence for one field, empty where it was fine.
func (e Errors) For(field string) string {
	for _, invalid := range e {
		if invalid.Field == field {
			return invalid.Reason
		}
	}
	return ""
}

// besides are the sentences that belong to none of the fields a form shows.
func (e Errors) besides(fields ...string) []string {
	var sentences []string
	for _, invalid := range e {
		if !slices.Contains(fields, invalid.Field) {
			sentences = append(sentences, invalid.Reason)
		}
	}
	return sentences
}

// AccountForm is what somebody typed into a sign-in or sign-up form. A
// password never comes back to the page.
type AccountForm struct {
	Username, DisplayName, Email string
	Next                         string // where to go afterwards, a path of this site
	Why                          string // one sentence above the form, e.g. "You are signed out."
	Errors                       Errors
}

// Shell is what surrounds every page of a signed-in person.
type Shell struct {
	Site    Site
	Title   string
	Viewer  chat.User
	Rooms   []chat.Membership // the sidebar, in the order to show
	Here    chat.RoomID       // the room of this page, 0 outside rooms
	Page    string            // the page's token of 128 random bits; empty without a socket
	Seen    uint64            // how far the dots of this page are true
	State   chat.Presence     // the viewer's own, as others see it
	See     Sight             // how the viewer sees others
	Others  int               // people online besides the viewer
	Socket  string            // the socket's address (SocketPath); empty: this page has none
	Flash   string            // one sentence about what was just done
	Waiting int               // people who want to be the viewer's friends
	Reports int               // that wait for a decision; for staff
	Raid    chat.Raid         // the raid switch; for staff
	Visits  int               // visitors who wait for an answer; for agents
	Unread  int               // the number on the bell
	Threads int               // threads that the viewer follows in which something is unread
}

// Called is how many unread messages call the viewer, in the rooms shown.
func (s Shell) Called() int {
	called := 0
	for _, m := range s.Rooms {
		called += m.Mentions
	}
	return called
}

// RoomForm is what somebody typed into a form about a room.
type RoomForm struct {
	Name, Kind, Topic string
	Errors            Errors
}

// RoomsPage is the page of all rooms that a person can find.
type RoomsPage struct {
	Shell         Shell
	Listings      []chat.Listing
	Filter        string // what the list was narrowed to, as typed
	Enter, Create RoomForm
}

// Person is somebody in a list of people.
type Person struct {
	User  chat.User
	Role  chat.RoomRole // in the room, if it is one's
	State chat.Presence
	Here  bool // the room is open before them; never of somebody offline
}

// Sight is how somebody's presence is shown to a reader, or to all of a room.
type Sight func(chat.UserID) chat.Presence

// Dot is the presence of one person, wherever it stands on a page.
type Dot struct {
	User  chat.UserID
	State chat.Presence
}

// Crowd is the people list of a room.
type Crowd struct {
	People []Person // by display name, at most 100
	Total  int      // members of the room
	Here   int      // people who have it open
}

// RoomPage is one room with its log, its people and the composer.
type RoomPage struct {
	Shell        Shell
	Membership   chat.Membership
	Messages     []Fragment     // oldest first, each drawn by MessageFragment
	First, Last  chat.Seq       // the numbers of the first and the last message shown
	Fresh        int            // the last so many of Messages stand below the line "New"; 0: there is none
	Unread       chat.Unread    // what was not read when the page was loaded
	Older, Newer bool           // there are more before First, after Last
	Cursor       chat.Seq       // everything up to here is on the page or beyond Last
	At           chat.MessageID // the message that the page was opened at; 0: none
	Key          string         // made by the server, for a post without script
	Crowd        Crowd
	Shut         Shut
	Mute         Mute
	Slow         Slow
	Staged       []chat.File  // wait to be sent
	Body         string       // what a refused post held
	Reply        chat.Quote   // what the composer answers
	Errors       Errors       // why it was refused
	Thread       *ThreadPanel // beside the room; nil: none
}

// JoinPage is an open room seen by somebody who is not in it.
type JoinPage struct {
	Shell   Shell
	Listing chat.Listing
	Action  string // where joining posts to: the room, or the link that leads into it
}

// LeavePage asks before somebody leaves a room.
type LeavePage struct {
	Shell      Shell
	Membership chat.Membership
}

// ProfilePage is a person as everybody may see them.
type ProfilePage struct {
	Shell     Shell
	User      chat.User
	Tie       chat.Tie // of the reader to them
	State     chat.Presence
	LastSeen  time.Time      // of somebody offline; zero: never, or not to be known
	Attention chat.Attention // of the reader to them
	Errors    Errors
}

// MessagePage is what one can do with a message. As a Popover it stands in the
// page that the message is on, and its Shell is empty.
type MessagePage struct {
	Shell      Shell
	Site       Site
	Message    chat.Message
	Keeping    Keeping
	Membership chat.Membership // of the reader
	MayRestore bool            // the message is removed, and the reader may bring it back
	Popover    bool
}

// EditPage changes or removes one message. Its author may do both; somebody
// else who sees it may only remove it.
type EditPage struct {
	Shell   Shell
	Message chat.Message
	Body    string // what stands in the field
	Was     string // the text that Body was made from
	Now     string // how the message reads by now, where that is another; else empty
	Locked  string // why its author may only remove it; empty: they may change it
	Errors  Errors
}

// Problem is what a person reads when a page could not be shown.
type Problem struct {
	Site            Site
	Status          int
	Title, Sentence string
	SignedIn        bool
}

// Refusal tells a sender why a message was not taken.
type Refusal struct {
	Code     string // the contract's, e.g. "TOO_LONG"
	Sentence string
	Text     string     // what was refused, so that nothing is lost; may be empty
	Reply    chat.Quote // what it answered
	// Files are what still waits to be sent; nil where none did.
	Files []chat.File
}
