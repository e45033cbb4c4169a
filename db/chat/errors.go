package chat

import "errors"

// Facts that a command may meet. handlers turn each into a status, a code and
// a sentence; nobody above db sees a driver's error.
var (
	// ErrNotFound: there is no such thing, or it is not yours to know of.
	// The two are never told apart.
	ErrNotFound = errors.New("not found")
	// ErrForbidden: you may see it but not do this.
	ErrForbidden = errors.New("forbidden")
	// ErrConflict: somebody else was first, or it is done already.
	ErrConflict = errors.New("conflict")
	// ErrUnavailable: the store could not write just now; nothing was stored
	// for certain, and the same key may be sent again.
	ErrUnavailable = errors.New("unavailable")
)

// Invalid is a form that was refused: the field in the contract's name and a
// whole sentence for the person who filled it in. Code is the contract's code
// where the form was a message ("EMPTY", "TOO_LONG"), otherwise empty.
type Invalid struct {
	Field  string
	Reason string
	Code   string
}

func (e Invalid) Error() string { return e.Field + ": " + e.Reason }
