// Command parley is the whole server: it serves the chat, and its other
// commands look after the data folder beside it. `parley -h` lists them.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/spf13/pflag"
)

// version is set by the linker (see the Makefile).
var version = "unknown"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdin, os.Stdout)
	stop()
	os.Exit(exitCode(err, os.Stderr))
}

// usageError is a mistake of whoever typed the command.
type usageError struct{ err error }

func (e usageError) Error() string { return e.err.Error() }
func (e usageError) Unwrap() error { return e.err }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// exitCode prints what went wrong in one line, however much it was: 2 for a
// mistake in the command, 1 for anything else.
func exitCode(err error, stderr io.Writer) int {
	if err == nil || errors.Is(err, pflag.ErrHelp) {
		return 0
	}
	fmt.Fprintln(stderr, "parley:", strings.ReplaceAll(err.Error(), "\n", " "))
	var usage usageError
	if errors.As(err, &usage) {
		return 2
	}
	return 1
}

// environment is what a command gets from outside.
type environment struct {
	getenv func(string) string
	stdin  io.Reader
	stdout io.Writer
}

// command is one word (or two) on the command line.
type command struct {
	name string
	args string
	does string
	run  func(ctx context.Context, env environment, args []string) error
}

func commands() []command {
	return []command{
		{"serve", "", "run the server until SIGTERM or SIGINT, then drain", serve},
		{"user add", "NAME", "make an account without a page", userAdd},
		{"user role", "NAME member|moderator|admin", "change a role", userRole},
		{"user import", "FILE", "make an account for each JSON line of a file", userImport},
		{"user reset", "NAME", "print a link with which somebody chooses a new password", userReset},
		{"user factor", "NAME off", "take off a second factor that somebody has lost", userFactor},
		{"user agent", "NAME on|off", "let somebody answer at the support desk, or no longer", userAgent},
		{"user deactivate", "NAME", "keep somebody out and end everything of theirs", userDeactivate},
		{"user reactivate", "NAME", "let somebody in again", userReactivate},
		{"room add", "NAME", "make a room without a page and print its id", roomAdd},
		{"token mint", "", "print a signed access token for each person named", tokenMint},
		{"backup", "FILE", "write a verified copy while the server runs", backup},
		{"migrate", "", "bring the database to this version's schema", migrate},
		{"check", "", "verify configuration, keys and database", check},
		{"version", "", "print version, commit and schema", printVersion},
	}
}

// run is the program without its process: tests call it too.
func run(ctx context.Context, args []string, getenv func(string) string, stdin io.Reader, stdout io.Writer) error {
	env := environment{getenv: getenv, stdin: stdin, stdout: stdout}
	if len(args) == 0 || (args[0][:min(1, len(args[0]))] == "-" && args[0] != "-h" && args[0] != "--help") {
		return serve(ctx, env, args)
	}
	for _, c := range commands() {
		if rest, ok := cutCommand(args, c.name); ok {
			return c.run(ctx, env, rest)
		}
	}
	if args[0] == "-h" || args[0] == "--help" || args[0] == "help" {
		printHelp(stdout)
		return nil
	}
	return usagef("there is no command %q; parley -h lists them", args[0])
}

// cutCommand takes the words of name off the front of args.
func cutCommand(args []string, name string) ([]string, bool) {
	var first, second string
	if n, _ := fmt.Sscan(name, &first, &second); n == 2 {
		return args[min(2, len(args)):], len(args) >= 2 && args[0] == first && args[1] == second
	}
	return args[1:], args[0] == name
}

func printHelp(w io.Writer) {
	fmt.Fprintln(w, "Parley: a team and community chat in one program.\n\nCommands (parley COMMAND -h tells more):")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-42s %s\n", "parley "+c.name+" "+c.args, c.does)
	}
	fmt.Fprintln(w, "\nWithout a command, parley serves.")
}
