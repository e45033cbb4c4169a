package handlers

import (
	"net/http"

	"github.com/klauspost/compress/gzhttp"
)

const (
	// packedFrom is about what one packet of the network carries: below it
	// packing saves no time.
	packedFrom = 1400
	// jitterMost hides the exact length of what is packed, in bytes: a page shows
	// words that others chose beside what is its reader's (the BREACH attack).
	// Cookies with SameSite keep other sites from asking for it in the first place.
	jitterMost = 64
)

// packedTypes are what pages and programs read. Files of people travel as they
// are: most are packed already, and they are asked for in parts.
var packedTypes = []string{"text/html", "text/css", "text/csv", "application/json"}

// packPages has answers travel packed where that is welcome. The fastest level
// makes an eighth of a page; better ones cost more than they save.
func packPages(next http.Handler) http.Handler {
	pack, err := gzhttp.NewWrapper(gzhttp.CompressionLevel(1), gzhttp.MinSize(packedFrom), gzhttp.ContentTypes(packedTypes),
		gzhttp.RandomJitter(jitterMost, 0, false), gzhttp.EnableZstd(false), gzhttp.KeepAcceptRanges(), gzhttp.SuffixETag("-gzip"))
	if err != nil {
		panic(err) // only for options that are none
	}
	return pack(next)
}
