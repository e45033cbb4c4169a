package handlers

import (
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Limits bounds what one person, one address and all together may ask of the
// server. 0 switches a limit off.
type Limits struct {
	Messages          float64 // messages a second and person, through all doors; bursts of five times that
	Reactions         float64 // reactions given or taken back a second and person, through all doors; bursts of the same
	Typing            float64 // what pages ask by themselves while one types, suggestions and drafts, a second and person; bursts of twice that
	Frames            float64 // frames a second and connection; bursts of twice that
	Visits            float64 // conversations that visitors begin at the support desk, an hour and address; bursts of the same
	Searches          float64 // searches a second and person; bursts of five
	Handshakes        float64 // accepted socket handshakes a second; bursts of a fifth
	Sockets           int     // live sockets in all
	SocketsPerUser    int     // live sockets of one person; the oldest gives way
	SocketsPerAddress int     // live sockets from one address
	Body              int     // bytes of a posted form
	Upload            int     // bytes of a file that comes with one
}

// DefaultLimits are for a server of some thousand people on one machine.
func DefaultLimits() Limits {
	return Limits{Messages: 2, Reactions: 10, Typing: 10, Frames: 20, Visits: 30, Searches: 5, Handshakes: 500, Sockets: 12_000, SocketsPerUser: 10, SocketsPerAddress: 200, Body: 64 << 10, Upload: 20 << 20}
}

// limitNames orders the names as they are shown.
var limitNames = []string{"messages", "reactions", "typing", "frames", "visits", "searches", "handshakes", "sockets", "sockets-per-user", "sockets-per-address", "body", "upload"}

// LimitNames lists the names that Set knows, each with its default.
func LimitNames() []string {
	limits := DefaultLimits()
	var names []string
	for _, name := range limitNames {
		names = append(names, fmt.Sprintf("%s (%v)", name, *limits.field(name)))
	}
	return names
}

// number is a limit of either kind.
type number struct {
	rate  *float64
	count *int
}

func (n number) String() string {
	if n.rate != nil {
		return strconv.FormatFloat(*n.rate, 'g', -1, 64)
	}
	return strconv.Itoa(*n.count)
}

func (l *Limits) field(name string) *number {
	switch name {
	case "messages":
		return &number{rate: &l.Messages}
	case "reactions":
		return &number{rate: &l.Reactions}
	case "typing":
		return &number{rate: &l.Typing}
	case "frames":
		return &number{rate: &l.Frames}
	case "visits":
		return &number{rate: &l.Visits}
	case "searches":
		return &number{rate: &l.Searches}
	case "handshakes":
		return &number{rate: &l.Handshakes}
	case "sockets":
		return &number{count: &l.Sockets}
	case "sockets-per-user":
		return &number{count: &l.SocketsPerUser}
	case "sockets-per-address":
		return &number{count: &l.SocketsPerAddress}
	case "body":
		return &number{count: &l.Body}
	case "upload":
		return &number{count: &l.Upload}
	}
	return nil
}

// Set takes NAME=VALUE as it stands on the command line.
func (l *Limits) Set(text string) error {
	name, value, ok := strings.Cut(text, "=")
	field := l.field(name)
	if !ok || field == nil {
		return fmt.Errorf("%q is not NAME=VALUE with a name of %s", text, strings.Join(limitNames, ", "))
	}
	n, err := strconv.ParseFloat(value, 64)
	if err != nil || n < 0 || n > 1e9 || (field.count != nil && n != float64(int(n))) {
		return fmt.Errorf("%s: %q is not a number of 0 or more", name, value)
	}
	if field.rate != nil {
		*field.rate = n
	} else {
		*field.count = int(n)
	}
	return nil
}

// limiter makes a token bucket; a rate of 0 lets everything through.
func limiter(perSecond float64, burst int) *rate.Limiter {
	if perSecond == 0 {
		return rate.NewLimiter(rate.Inf, 0)
	}
	return rate.NewLimiter(rate.Limit(perSecond), max(1, burst))
}

// tooSoon refuses what came over a limit; after is when it may come again.
type tooSoon struct{ after time.Duration }

func (e tooSoon) Error() string { return "over the limit, again in " + e.after.String() }

// take spends one token or says when there will be one.
func take(l *rate.Limiter) error {
	reservation := l.Reserve()
	if wait := reservation.Delay(); wait > 0 {
		reservation.Cancel()
		return tooSoon{after: wait}
	}
	return nil
}

// budgets holds one token bucket a person, or an address, for one kind of act
// through all doors together. It keeps nobody who has been quiet long enough
// for a full bucket.
type budgets[K comparable] struct {
	rate  float64
	burst int
	idle  time.Duration // after which a bucket is full again for certain

	mu    sync.Mutex
	kept  map[K]*budget
	swept time.Time
}

type budget struct {
	limiter *rate.Limiter
	used    time.Time
}

func newBudgets[K comparable](perSecond float64, burst int) *budgets[K] {
	b := &budgets[K]{rate: perSecond, burst: burst, idle: time.Minute, kept: map[K]*budget{}, swept: time.Now()}
	if perSecond > 0 {
		b.idle = max(b.idle, time.Duration(float64(burst)/perSecond*float64(time.Second)))
	}
	return b
}

// of gives the bucket of one.
func (b *budgets[K]) of(key K) *rate.Limiter {
	b.mu.Lock()
	defer b.mu.Unlock()
	now := time.Now()
	if now.Sub(b.swept) > b.idle {
		b.sweep(now)
	}
	entry := b.kept[key]
	if entry == nil {
		entry = &budget{limiter: limiter(b.rate, b.burst)}
		b.kept[key] = entry
	}
	entry.used = now
	return entry.limiter
}

func (b *budgets[K]) sweep(now time.Time) {
	for key, entry := range b.kept {
		if now.Sub(entry.used) > b.idle {
			delete(b.kept, key)
		}
	}
	b.swept = now
}
