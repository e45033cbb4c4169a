package chat

import "time"

// MaxCode bounds a code as somebody types it, with blanks and hyphens.
const MaxCode = 40

// Factor is a person's second factor: a secret of which an app of theirs makes
// codes. Its zero value is none.
type Factor struct {
	Secret []byte    // sealed; the store cannot read it
	Since  time.Time // zero: no code of it was right yet, and it counts for nothing
	Step   int64     // the span of time whose code was used last
	Codes  int       // recovery codes that are left
}

// On tells whether the factor is asked for.
func (f Factor) On() bool { return !f.Since.IsZero() }

// NewFactor is what turns a second factor on.
type NewFactor struct {
	Secret []byte   // the sealed one that the code was made of
	Step   int64    // of the code
	Codes  [][]byte // hashes of the recovery codes
	SignIn SignInID // on which the code was given
}
