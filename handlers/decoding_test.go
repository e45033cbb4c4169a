package handlers

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestThirdPictureWaitsForItsTurnAndNotForEver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := &Server{decoding: make(chan struct{}, decodedAtOnce)}
		for range decodedAtOnce {
			if err := s.awaitDecoding(t.Context()); err != nil {
				t.Fatal(err)
			}
		}

		began := time.Now()
		err := s.awaitDecoding(t.Context())
		if took := time.Since(began); !errors.Is(err, errBusy) || took != decodingWait {
			t.Errorf("got %v after %v", err, took)
		}
		if p := problemOf(err); p.status != 503 || p.code != "SERVER_BUSY" || p.after == 0 {
			t.Errorf("it reads %+v", p)
		}
		time.AfterFunc(time.Second, func() { <-s.decoding })
		if err := s.awaitDecoding(t.Context()); err != nil {
			t.Errorf("after another was done: %v", err)
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if err := s.awaitDecoding(gone); !errors.Is(err, context.Canceled) {
			t.Errorf("whoever left got %v", err)
		}
	})
}
