package views

import "sync"

// The addresses of the two fragments that browsers keep for ever, each made
// once from the bytes that it names. The composer holds its own address, so
// its name is made from the form without one.
var (
	composerPath = sync.OnceValue(func() string {
		return versioned(ComposerPath, Render(composer(composerForm{})))
	})
	connectionLostPath = sync.OnceValue(func() string {
		return versioned(ConnectionLostPath, ConnectionLost())
	})
)
