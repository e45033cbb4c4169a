package handlers

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"parley/db/chat"
	"parley/handlers/auth"
	"parley/realtime"
	"parley/views"
)

// outcome is what became of a text: a message, or what a command did instead.
type outcome struct {
	message chat.Message
	created bool // the message is new
	done    views.Done
}

// command is something that a text may ask for with a slash. It gets the
// command and the form that it came in.
type command func(*Server, context.Context, chat.Membership, chat.Command, form, sendKey) (outcome, error)

// commands are those that chat.CommandUses lists.
var commands = map[string]command{
	"help":   (*Server).helpCommand,
	"invite": once((*Server).inviteCommand),
	"leave":  (*Server).leaveCommand,
	"me":     (*Server).meCommand,
	"play":   (*Server).playCommand,
	"shrug":  (*Server).shrugCommand,
	"topic":  once((*Server).topicCommand),
}

// say is what both doors do with a text: it is stored as a message, or does
// what it asks for with a slash.
func (s *Server) say(ctx context.Context, m chat.Membership, fields form, key sendKey) (outcome, error) {
	body := tidy(fields.get("body"))
	c, is := chat.ParseCommand(body)
	if !is {
		return s.spoken(ctx, m, fields, chat.Unslashed(body), key)
	}
	run, known := commands[c.Name]
	if !known {
		return outcome{}, unknownCommand(c)
	}
	done, err := run(s, ctx, m, c, fields, key)
	var invalid chat.Invalid
	if errors.As(err, &invalid) && invalid.Code == "" { // a sentence of another form
		invalid.Code = "BAD_COMMAND"
		err = invalid
	}
	return done, err
}

// spoken stores the text that a command or a slash stands for.
func (s *Server) spoken(ctx context.Context, m chat.Membership, fields form, body string, key sendKey) (outcome, error) {
	said := maps.Clone(fields)
	if said == nil {
		said = form{}
	}
	said["body"] = []string{body}
	return s.createMessage(ctx, m, said, key)
}

func badCommand(format string, a ...any) error {
	return chat.Invalid{Field: "body", Code: "BAD_COMMAND", Reason: fmt.Sprintf(format, a...)}
}

func unknownCommand(c chat.Command) error {
	sentence := "There is no command /" + views.Short(c.Name) + "."
	if meant := chat.Meant(c.Name); meant != "" {
		sentence += " Did you mean /" + meant + "?"
	} else {
		sentence += " /help lists those that there are."
	}
	return chat.Invalid{Field: "body", Code: "UNKNOWN_COMMAND", Reason: sentence + " To have it said as it is, begin with two slashes."}
}

func (s *Server) helpCommand(context.Context, chat.Membership, chat.Command, form, sendKey) (outcome, error) {
	return outcome{done: views.Done{Sentence: "This can be done with a slash:", Help: true}}, nil
}

func (s *Server) meCommand(ctx context.Context, m chat.Membership, c chat.Command, fields form, key sendKey) (outcome, error) {
	if c.Rest == "" {
		return outcome{}, badCommand("Write what you do behind it: /me waves.")
	}
	return s.spoken(ctx, m, fields, tidy(fields.get("body")), key)
}

func (s *Server) shrugCommand(ctx context.Context, m chat.Membership, c chat.Command, fields form, key sendKey) (outcome, error) {
	return s.spoken(ctx, m, fields, chat.Shrug(c.Rest), key)
}

func (s *Server) playCommand(ctx context.Context, m chat.Membership, c chat.Command, fields form, key sendKey) (outcome, error) {
	body := tidy(fields.get("body"))
	if chat.Sound(body) == "" {
		return outcome{}, badCommand("Say which sound: /play %s.", strings.Join(chat.Sounds(), ", /play "))
	}
	return s.spoken(ctx, m, fields, body, key)
}

// leaveCommand ends the membership. The announcer closes the person's pages of
// the room and tells them why.
func (s *Server) leaveCommand(ctx context.Context, m chat.Membership, _ chat.Command, _ form, _ sendKey) (outcome, error) {
	if err := s.allowed(ctx, m, chat.LeaveRoom); err != nil {
		return outcome{}, err
	}
	if err := s.store.Leave(ctx, m); err != nil {
		return outcome{}, s.whyNot(ctx, m, chat.LeaveRoom, err)
	}
	return outcome{done: views.Done{Sentence: "You left " + m.Room.Name + ".", Left: true}}, nil
}

func (s *Server) topicCommand(ctx context.Context, m chat.Membership, c chat.Command, _ form, _ sendKey) (outcome, error) {
	if err := s.allowed(ctx, m, chat.ChangeRoom); err != nil {
		return outcome{}, err
	}
	room := chat.NewRoom{Name: m.Room.Name, Topic: chat.Line(c.Rest), Kind: m.Room.Kind}
	if room.Topic == "" {
		return outcome{}, badCommand("Write the new topic behind it: /topic Plans for Friday.")
	}
	err := chat.CheckTopic(room.Topic)
	if err == nil {
		_, err = s.store.UpdateRoom(ctx, m, room)
	}
	return outcome{done: views.Done{Sentence: "The room has a new topic."}}, s.whyNot(ctx, m, chat.ChangeRoom, err)
}

// maxInvited is how many people one command brings in.
const maxInvited = 20

func (s *Server) inviteCommand(ctx context.Context, m chat.Membership, c chat.Command, _ form, _ sendKey) (outcome, error) {
	if err := s.allowed(ctx, m, chat.ChangeMembers); err != nil {
		return outcome{}, err
	}
	people, err := s.peopleNamed(ctx, strings.FieldsFunc(c.Rest, func(r rune) bool { return r == ' ' || r == ',' || r == '\n' || r == '\t' }))
	if err != nil {
		return outcome{}, err
	}
	var names []string
	for _, user := range people {
		if err := s.store.Invite(ctx, m, user); err != nil {
			return outcome{}, s.whyNot(ctx, m, chat.ChangeMembers, err)
		}
		names = append(names, user.DisplayName)
	}
	return outcome{done: views.Done{Sentence: strings.Join(names, ", ") + areIn(len(names))}}, nil
}

// peopleNamed finds everybody of a list of user names, or says who is not here.
func (s *Server) peopleNamed(ctx context.Context, names []string) (people []chat.User, err error) {
	if len(names) == 0 || len(names) > maxInvited {
		return nil, badCommand("Write the user names of up to %d people behind it: /invite ann bob.", maxInvited)
	}
	for _, name := range names {
		user, err := s.store.UserNamed(ctx, strings.TrimPrefix(name, "@"))
		if errors.Is(err, chat.ErrNotFound) || err == nil && !user.Active {
			err = badCommand("There is nobody called %s here.", views.Short(name))
		}
		if err != nil {
			return nil, err
		}
		people = append(people, user)
	}
	return people, nil
}

// once has a command that leaves no message done once for each sending, so that
// a page which asks again after a lost connection does not undo what others did
// since. Between doing and keeping the mark a crash may fall; then it is done
// again, which does the same.
func once(do command) command {
	return func(s *Server, ctx context.Context, m chat.Membership, c chat.Command, fields form, key sendKey) (outcome, error) {
		if key.shown == "" { // no sender asks again with a mark that was made up here
			return do(s, ctx, m, c, fields, key)
		}
		known, err := s.store.CommandDone(ctx, m, key.once)
		if err != nil || known {
			return outcome{done: views.Done{Sentence: "That is done."}}, err
		}
		done, err := do(s, ctx, m, c, fields, key)
		if err == nil {
			err = s.store.KeepCommand(ctx, m, key.once)
		}
		return done, err
	}
}

// commandFrame is the word about a command that left no message.
func commandFrame(said outcome) realtime.Frame {
	if said.done.Sentence == "" {
		return realtime.Frame{}
	}
	return realtime.Frame{Body: views.CommandDone(said.done).Bytes()}
}

// withSound has a new message that plays a sound heard by those who look. Only
// the live frame does: neither a page that is loaded nor one that resumes. It
// stands alone, for of joined frames only the last one's end remains.
func withSound(frame realtime.Frame, change chat.Change) realtime.Frame {
	name := chat.Sound(change.Message.Body)
	if change.Kind != chat.MessageCreated || name == "" {
		return frame
	}
	whole := slices.Concat(frame.Open, frame.Body, frame.Close, views.Sounded(name).Bytes())
	return realtime.Frame{Body: whole, Number: frame.Number}
}

// commandAnswered answers a command that came by HTTP and left no message.
func (s *Server) commandAnswered(w http.ResponseWriter, r *http.Request, m chat.Membership, done views.Done) error {
	if isHTMX(r) {
		s.render(w, r, http.StatusOK, views.CommandDone(done))
		return nil
	}
	back := views.RoomPath(m.Room.ID)
	switch {
	case done.Help:
		back = views.CommandsPath
	case done.Left:
		back = views.RoomsPath
	}
	if !done.Help {
		if err := s.sessions.PutFlash(w, r, done.Sentence); err != nil {
			return err
		}
	}
	http.Redirect(w, r, back, http.StatusSeeOther)
	return nil
}

// listCommands is what can be done with a slash, as a page.
func (s *Server) listCommands(w http.ResponseWriter, r *http.Request, viewer auth.Identity) error {
	shell, err := s.shell(w, r, viewer, views.CommandsTitle, 0)
	if err != nil {
		return err
	}
	s.render(w, r, http.StatusOK, views.Commands(shell))
	return nil
}

func areIn(people int) string {
	if people == 1 {
		return " is in the room."
	}
	return " are in the room."
}
