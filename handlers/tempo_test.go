package handlers

import (
	"maps"
	"testing"
	"time"

	"parley/db/chat"
)

func TestTempoHoldsTheLastHour(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 24, 9, 30, 20, 0, time.UTC)
	tempo := newTempo()

	for minute, messages := range map[int]int{0: 5, 1: 2, 59: 3, 60: 4} {
		for range messages {
			tempo.count(chat.RoomID(1+minute%2), start.Add(time.Duration(minute)*time.Minute))
		}
	}
	minutes, rooms := tempo.hour(start.Add(time.Hour + 30*time.Second))

	if minutes[0] != 2 || minutes[58] != 3 || minutes[59] != 4 {
		t.Errorf("by minute: %v", minutes)
	}
	if !maps.Equal(rooms, map[chat.RoomID]int{1: 4, 2: 5}) {
		t.Errorf("by room: %v", rooms)
	}
}

func TestTempoForgetsALongSilence(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 24, 9, 30, 0, 0, time.UTC)
	tempo := newTempo()
	tempo.count(1, start)

	minutes, rooms := tempo.hour(start.Add(1000 * time.Hour))

	if minutes != [tempoMinutes]int{} || len(rooms) != 0 {
		t.Errorf("after a thousand hours: %v, %v", minutes, rooms)
	}
}
