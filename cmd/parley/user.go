package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/pflag"

	"parley/db"
	"parley/db/chat"
	"parley/handlers/auth"
)

// account is one person as a file or flags describe it.
type account struct {
	Username    string    `json:"username"`
	DisplayName string    `json:"display_name"`
	Email       string    `json:"email"`
	Role        chat.Role `json:"role"`
	Password    string    `json:"password"`
}

// userAdd makes an account. Without a password it can only use tokens.
func userAdd(ctx context.Context, env environment, args []string) error {
	var p account
	var admin, moderator, passwordStdin bool
	c, rest, err := dataOnly(env, "user add NAME", args, func(flags *pflag.FlagSet) {
		flags.BoolVar(&admin, "admin", false, "make them an admin")
		flags.BoolVar(&moderator, "moderator", false, "make them a moderator")
		flags.StringVar(&p.Email, "email", "", "their e-mail `address`")
		flags.StringVar(&p.DisplayName, "display-name", "", "the `name` that others see")
		flags.BoolVar(&passwordStdin, "password-stdin", false, "read their password from standard input")
	})
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usagef("user add takes one name")
	}
	p.Username = rest[0]
	switch {
	case admin:
		p.Role = chat.RoleAdmin
	case moderator:
		p.Role = chat.RoleModerator
	}
	if passwordStdin {
		line, err := bufio.NewReader(env.stdin).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("password: %w", err)
		}
		p.Password = strings.TrimRight(line, "\r\n")
	}
	store, err := openStore(ctx, c)
	if err != nil {
		return err
	}
	user, err := addPerson(ctx, store, p)
	if err := errors.Join(err, store.Close()); err != nil {
		return err
	}
	fmt.Fprintln(env.stdout, user.ID)
	return nil
}

// userImport makes an account for each line; people who are there already are
// left alone, so a second run adds nothing.
func userImport(ctx context.Context, env environment, args []string) error {
	c, rest, err := dataOnly(env, "user import FILE", args, nil)
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usagef("user import takes one file")
	}
	file, err := os.Open(rest[0])
	if err != nil {
		return err
	}
	defer file.Close()
	store, err := openStore(ctx, c)
	if err != nil {
		return err
	}
	added, present, err := importPeople(ctx, store, file)
	fmt.Fprintf(env.stdout, "%d added, %d already there\n", added, present)
	return errors.Join(err, store.Close())
}

func importPeople(ctx context.Context, store *db.Store, lines io.Reader) (added, present int, err error) {
	decoder := json.NewDecoder(lines)
	decoder.DisallowUnknownFields()
	for {
		var p account
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return added, present, nil
		} else if err != nil {
			return added, present, fmt.Errorf("person %d: %w", added+present+1, err)
		}
		if _, err := store.UserNamed(ctx, chat.Username(p.Username)); err == nil {
			present++
			continue
		}
		if _, err := addPerson(ctx, store, p); err != nil {
			return added, present, fmt.Errorf("person %d: %w", added+present+1, err)
		}
		added++
	}
}

func addPerson(ctx context.Context, store *db.Store, p account) (chat.User, error) {
	made := chat.NewUser{Username: chat.Username(p.Username), DisplayName: chat.Line(p.DisplayName), Email: strings.TrimSpace(p.Email), Role: p.Role}
	if made.Role == "" {
		made.Role = chat.RoleMember
	}
	if !made.Role.Valid() {
		return chat.User{}, fmt.Errorf("role: %q is none of member, moderator, admin", made.Role)
	}
	if made.DisplayName == "" {
		made.DisplayName = made.Username
	}
	if err := errors.Join(chat.CheckUsername(made.Username), chat.CheckDisplayName(made.DisplayName), chat.CheckEmail(made.Email)); err != nil {
		return chat.User{}, err
	}
	if p.Password != "" {
		if err := auth.CheckPassword(made.Username, p.Password); err != nil {
			return chat.User{}, err
		}
		hash, err := auth.NewPasswords().Hash(ctx, p.Password)
		if err != nil {
			return chat.User{}, err
		}
		made.PasswordHash = hash
	}
	return store.CreateUser(ctx, made)
}

// userNamed finds a person and says which name was not found.
func userNamed(ctx context.Context, store *db.Store, name string) (chat.User, error) {
	user, err := store.UserNamed(ctx, chat.Username(name))
	if errors.Is(err, chat.ErrNotFound) {
		return user, fmt.Errorf("there is nobody named %q", name)
	}
	return user, err
}
