package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/pflag"

	"parley/db"
	"parley/db/chat"
)

// roomAdd makes a room; its first member looks after it. Without a member the
// room stands empty, and the first to join an open one looks after it.
func roomAdd(ctx context.Context, env environment, args []string) error {
	var closed bool
	var members []string
	c, rest, err := dataOnly(env, "room add NAME", args, func(flags *pflag.FlagSet) {
		flags.BoolVar(&closed, "closed", false, "only its members know of it")
		flags.StringArrayVar(&members, "member", nil, "a `name` to put into the room; repeatable")
	})
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usagef("room add takes one name")
	}
	name := chat.Line(rest[0])
	if err := chat.CheckRoomName(name); err != nil {
		return err
	}
	kind := chat.Open
	if closed {
		kind = chat.Closed
	}
	store, err := openStore(ctx, c)
	if err != nil {
		return err
	}
	room, err := addRoom(ctx, store, chat.NewRoom{Name: name, Kind: kind}, members)
	if err := errors.Join(err, store.Close()); err != nil {
		return err
	}
	fmt.Fprintln(env.stdout, room)
	return nil
}

func addRoom(ctx context.Context, store *db.Store, room chat.NewRoom, members []string) (chat.RoomID, error) {
	var people []chat.User
	for _, name := range members {
		user, err := userNamed(ctx, store, name)
		if err != nil {
			return 0, err
		}
		people = append(people, user)
	}
	var first chat.User // nobody: the room stands empty
	if len(people) > 0 {
		first = people[0]
	}
	membership, err := store.CreateRoom(ctx, first, room)
	if err != nil {
		return 0, err
	}
	for _, user := range people[min(1, len(people)):] {
		if err := store.AddMember(ctx, membership.Room.ID, user.ID); err != nil {
			return 0, err
		}
	}
	return membership.Room.ID, nil
}
