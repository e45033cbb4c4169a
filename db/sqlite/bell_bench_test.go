package sqlite_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"parley/db/chat"
)

// BenchmarkCallEverybody posts into a room of a thousand people: a message that
// calls nobody, one that calls everybody, and a long one where each of them has
// all the keywords that there may be.
func BenchmarkCallEverybody(b *testing.B) {
	store := mustServe(b, b.TempDir())
	members := crowd(b, store, 1000)
	try := func(name, body string, everybody chat.Everybody) {
		b.Run(name, func(b *testing.B) {
			post(b, 1, func(_, n int) error {
				_, _, err := store.CreateMessage(background, members[0], chat.NewMessage{Body: body, Key: "key", Everybody: everybody, At: time.Now()})
				return err
			})
		})
	}
	try("nobody", text, chat.Everybody{})
	try("everybody", "@room "+text, chat.Everybody{All: true})
	for _, m := range members {
		var keywords []string
		for n := range chat.MaxKeywords {
			keywords = append(keywords, fmt.Sprint("word", n, "of", m.User.ID))
		}
		if err := store.SetKeywords(background, m.User.ID, keywords); err != nil {
			b.Fatal(err)
		}
	}
	try("keywords", text, chat.Everybody{})
	try("keywords/long", strings.Repeat(text+" ", 30), chat.Everybody{})
}
