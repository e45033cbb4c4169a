package realtime

import "testing"

func TestRestOfAHalfWrittenFrameIsNeverDropped(t *testing.T) {
	s := newStage(t, 1)
	b := newBacklog(s.conns[0], true)
	for _, bytes := range []string{"the rest of a frame", "a frame", "another"} {
		b.add(chunk{bytes: []byte(bytes)}, false)
	}

	b.drop()

	if len(b.chunks) != 1 || string(b.chunks[0].bytes) != "the rest of a frame" {
		t.Errorf("left: %v", b.chunks)
	}
	if queued := s.hub.Stats().QueuedBytes; b.sizes.bytes != queued || queued != len("the rest of a frame") {
		t.Errorf("%d bytes count, and %d of all", b.sizes.bytes, queued)
	}
}

func TestLargestOfAllBacklogsIsChosen(t *testing.T) {
	s := newStage(t, 3)
	g := newBudget(100)
	small, large, third := newBacklog(s.conns[0], false), newBacklog(s.conns[1], false), newBacklog(s.conns[2], false)

	g.take(small, 30)
	g.take(large, 60)
	chosen := g.take(third, 40)
	g.give(large, 60)

	if len(chosen) != 1 || chosen[0] != large {
		t.Errorf("chosen: %v", chosen)
	}
	if g.queued() != 70 {
		t.Errorf("%d bytes count, want 70", g.queued())
	}
}
