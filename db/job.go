package db

import (
	"context"
	"errors"
	"strings"
	"time"

	"parley/db/chat"
)

// Job is work that is done after the answer. It was written together with its
// cause, so it is there if and only if that is.
type Job struct {
	ID      chat.JobID
	Kind    string
	Payload string // small, as whoever wrote the kind reads it
	Tries   int    // how often it was taken, this time included
}

func jobFields(j *Job) []any {
	return []any{number(&j.ID), text(&j.Kind), text(&j.Payload), number(&j.Tries)}
}

const insertJob = `
	INSERT INTO jobs (kind, payload, due)
	VALUES (?1, ?2, ?3)`

// later writes a job into the transaction of its cause.
func (t *tx) later(kind, payload string, at time.Time) error {
	_, err := t.exec(insertJob, kind, payload, chat.Millis(at))
	return err
}

const (
	// notAmong compares whole kinds, of which none has a blank in it.
	notAmong = `replace(?1, ' ' || kind || ' ', '') = ?1`
	nextDue  = `
	SELECT coalesce(min(due), 0)
	FROM jobs
	WHERE ` + notAmong
	takeJob = `
	UPDATE jobs
	SET due = ?3, tries = tries + 1
	WHERE id = (
		SELECT id
		FROM jobs
		WHERE due <= ?2 AND ` + notAmong + `
		ORDER BY due, id
		LIMIT 1)
	RETURNING id, kind, payload, tries`
)

// TakeJob gives the job that has waited longest to one caller, who holds it for
// the time of lease: nobody else gets it before. chat.ErrNotFound where none may
// be taken now; then due is when the next one may, zero where there is none at
// all. Jobs of the kinds in except are passed over, as if there were none.
func (s *Store) TakeJob(ctx context.Context, now time.Time, lease time.Duration, except ...string) (job Job, due time.Time, err error) {
	among := " " + strings.Join(except, "  ") + " "
	first, err := one(s.reader(ctx), single[int64], nextDue, among)
	if err != nil {
		return Job{}, time.Time{}, s.translate(err)
	}
	if first == 0 || first > chat.Millis(now) {
		return Job{}, chat.Time(first), chat.ErrNotFound
	}
	err = s.write(ctx, func(t *tx) (err error) {
		job, err = one(t, jobFields, takeJob, among, chat.Millis(now), chat.Millis(now.Add(lease)))
		return err
	})
	if errors.Is(err, chat.ErrNotFound) {
		due = now // somebody else took it; there may be others
	}
	return job, due, err
}

const finishJob = `
	DELETE FROM jobs
	WHERE id = ?1 AND tries = ?2`

// FinishJob ends a job. One whose lease ran out and that somebody else took
// meanwhile is left to them.
func (s *Store) FinishJob(ctx context.Context, job Job) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(finishJob, job.ID, job.Tries)
		return err
	})
}

const postponeJob = `
	UPDATE jobs
	SET due = ?3
	WHERE id = ?1 AND tries = ?2`

// PostponeJob gives a job back, to be taken again from due on. As FinishJob it
// leaves alone what somebody else took.
func (s *Store) PostponeJob(ctx context.Context, job Job, due time.Time) error {
	return s.write(ctx, func(t *tx) error {
		_, err := t.exec(postponeJob, job.ID, job.Tries, chat.Millis(due))
		return err
	})
}
