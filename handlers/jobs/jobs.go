// Package jobs does what is to be done after the answer. A job is written in the
// transaction of its cause, so it is there exactly if that is; a crash delays it
// and never loses it.
//
// Its main idea is the lease: who takes a job holds it for a time, and only what
// is finished goes. So a job may be done twice, and what it does must bear that.
// Each kind has a lane of its own: within it one job is done at a time, in the
// order in which they are due, and a slow one holds up none of another kind.
// The package knows what kinds there are by the map that it is given; it knows no
// request and no page.
package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"parley/db"
	"parley/db/chat"
)

// Work does the jobs of one kind. Its context ends when the program does, or
// after MaxTime. What it gives an error for is tried again.
type Work func(ctx context.Context, payload string) error

// NotYet is what work gives for a job that is to be done no sooner than at a
// time. It counts as no failure, however often it comes.
type NotYet struct{ Until time.Time }

func (e NotYet) Error() string { return "jobs: not before " + e.Until.Format(time.RFC3339) }

const (
	// MaxTime is how long one job may take.
	MaxTime = 30 * time.Second
	// lease is longer, so that nobody else takes a job that is being done.
	lease = 2 * MaxTime
	// maxTries is with the pauses between them more than half an hour.
	maxTries = 6
	// firstPause is between the first try and the second; each next pause is
	// pauseGrowth times as long.
	firstPause  = 5 * time.Second
	pauseGrowth = 4
	// pollEvery is how often one looks without being woken: a job's cause may
	// have been in another process.
	pollEvery = time.Minute
)

// Runner does the jobs of a process. One goroutine takes them, and gives each to
// a goroutine that ends with it; nothing runs while there is nothing to do.
type Runner struct {
	store *db.Store
	kinds map[string]Work
	woken <-chan struct{}
	log   *slog.Logger
	stop  context.CancelFunc
	done  chan struct{}

	busy  map[string]bool // the lanes in which a job is being done; of the one goroutine alone
	freed chan string     // lanes whose job has ended; holds one for each lane, so nobody waits to say so
	lanes sync.WaitGroup
}

// Start begins to work, with what an earlier process left behind. woken holds a
// token while there may be something new to do.
func Start(store *db.Store, kinds map[string]Work, woken <-chan struct{}, log *slog.Logger) *Runner {
	ctx, stop := context.WithCancel(context.Background())
	r := &Runner{store: store, kinds: kinds, woken: woken, log: log, stop: stop, done: make(chan struct{}),
		busy: map[string]bool{}, freed: make(chan string, len(kinds))}
	go r.run(ctx)
	return r
}

// Close ends the jobs that are being done, which are done again by the next
// process, and returns when they have ended.
func (r *Runner) Close() {
	r.stop()
	<-r.done
}

func (r *Runner) run(ctx context.Context) {
	defer close(r.done)
	defer r.lanes.Wait()
	for ctx.Err() == nil {
		idle := r.next(ctx)
		if idle == 0 {
			continue
		}
		wait := time.NewTimer(idle)
		select {
		case <-ctx.Done():
		case <-r.woken:
		case kind := <-r.freed:
			delete(r.busy, kind)
		case <-wait.C:
		}
		wait.Stop()
	}
}

// next begins one job and gives how long there is none to begin in the lanes that
// are free.
func (r *Runner) next(ctx context.Context) time.Duration {
	now := time.Now()
	job, due, err := r.store.TakeJob(ctx, now, lease, slices.Collect(maps.Keys(r.busy))...)
	switch {
	case err == nil:
		r.begin(ctx, job)
		return 0
	case !errors.Is(err, chat.ErrNotFound):
		if ctx.Err() == nil {
			r.log.Warn("no job could be taken", "error", err)
		}
		return pollEvery
	case due.IsZero():
		return pollEvery
	}
	return min(pollEvery, max(time.Millisecond, due.Sub(now)))
}

// begin does a job in its lane. One that nobody does has none, and is settled here.
func (r *Runner) begin(ctx context.Context, job db.Job) {
	work, known := r.kinds[job.Kind]
	if !known {
		r.settle(ctx, job, errUnknown)
		return
	}
	r.busy[job.Kind] = true
	r.lanes.Go(func() {
		r.settle(ctx, job, r.do(ctx, job, work))
		r.freed <- job.Kind
	})
}

// do does a job. A panic is a bug of the work, not the end of the program.
func (r *Runner) do(ctx context.Context, job db.Job, work Work) (err error) {
	ctx, cancel := context.WithTimeout(ctx, MaxTime)
	defer cancel()
	defer func() {
		if reason := recover(); reason != nil {
			err = fmt.Errorf("panic: %v", reason)
			r.log.Error("a job panicked", "kind", job.Kind, "id", job.ID, "reason", reason, "stack", string(debug.Stack()))
		}
	}()
	return work(ctx, job.Payload)
}

var errUnknown = errors.New("jobs: nobody does this kind")

// settle ends a job, or has it done again. What the end of the program broke off
// is due at once.
func (r *Runner) settle(ctx context.Context, job db.Job, err error) {
	stopping := ctx.Err() != nil
	ctx = context.WithoutCancel(ctx)
	var notYet NotYet
	switch {
	case err == nil:
		err = r.store.FinishJob(ctx, job)
	case errors.As(err, &notYet):
		err = r.store.PostponeJob(ctx, job, notYet.Until)
	case stopping:
		err = r.store.PostponeJob(ctx, job, time.Now())
	case errors.Is(err, errUnknown), job.Tries >= maxTries:
		r.log.Warn("a job is given up", "kind", job.Kind, "id", job.ID, "tries", job.Tries, "error", err)
		err = r.store.FinishJob(ctx, job)
	default:
		r.log.Info("a job is tried again", "kind", job.Kind, "id", job.ID, "tries", job.Tries, "error", err)
		err = r.store.PostponeJob(ctx, job, time.Now().Add(pauseAfter(job.Tries)))
	}
	if err != nil { // the lease runs out
		r.log.Warn("a job is left as it is", "kind", job.Kind, "id", job.ID, "error", err)
	}
}

// pauseAfter is how long a job rests after so many tries.
func pauseAfter(tries int) time.Duration {
	pause := firstPause
	for range tries - 1 {
		pause *= pauseGrowth
	}
	return pause
}
