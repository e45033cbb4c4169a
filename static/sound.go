package static

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
)

// Sounds are made when the program starts, each by a formula, and are the same
// in every run. One takes less than 20 KB: 8 bits a sample, which for a short
// effect from a small loudspeaker is enough.
const sampleRate = 22_050

// voice is the loudness, from -1 to 1, of a sound t seconds after it began.
type voice func(t float64) float64

// sounds are what a page can play, by name, and how many seconds each takes.
func sounds() map[string]file {
	made := map[string]file{}
	for name, s := range map[string]struct {
		seconds float64
		play    voice
	}{
		"bell":     {0.88, bell},
		"crickets": {0.88, crickets},
		"drum":     {0.5, drumAt(0)},
		"fanfare":  {0.88, fanfare},
		"horn":     {0.7, horn},
		"rimshot":  {0.8, rimshot()},
	} {
		made[SoundName(name)] = newFile(SoundName(name), "audio/wav", wave(s.seconds, s.play))
	}
	return made
}

// SoundName is what Path knows a sound by.
func SoundName(name string) string { return "sound-" + name + ".wav" }

// wave is a sound as a WAV file of one channel (Multimedia Programming
// Interface and Data Specifications 1.0, chapter 3).
func wave(seconds float64, play voice) []byte {
	samples := int(seconds*sampleRate) &^ 1 // a chunk is of even length
	out := append([]byte(nil), "RIFF"...)
	out = binary.LittleEndian.AppendUint32(out, uint32(36+samples))
	out = append(out, "WAVEfmt "...)
	out = binary.LittleEndian.AppendUint32(out, 16)
	for _, half := range []uint16{1, 1, sampleRate, 0, sampleRate, 0, 1, 8} { // PCM, one channel, rates, one byte a sample
		out = binary.LittleEndian.AppendUint16(out, half)
	}
	out = append(out, "data"...)
	out = binary.LittleEndian.AppendUint32(out, uint32(samples))
	for i := range samples {
		t := float64(i) / sampleRate
		fade := min(1, (seconds-t)*50) // the end never clicks
		out = append(out, byte(128+math.Round(120*max(-1, min(1, play(t)*fade)))))
	}
	return out
}

func sine(hertz, t float64) float64  { return math.Sin(2 * math.Pi * hertz * t) }
func decay(speed, t float64) float64 { return math.Exp(-speed * t) }

// bell has the partials of a small bell: they are no multiples of each other.
func bell(t float64) float64 {
	return 0.45*sine(880, t)*decay(4, t) + 0.3*sine(880*2.76, t)*decay(7, t) + 0.2*sine(880*5.4, t)*decay(12, t)
}

// crickets chirp three times, pause, and chirp again.
func crickets(t float64) float64 {
	in := math.Mod(t, 0.44)
	if in > 0.21 {
		return 0
	}
	return 0.5 * sine(4400, t) * math.Pow(math.Abs(math.Sin(math.Pi*in/0.07)), 2)
}

// drumAt is a drum that is struck after a time: its tone falls.
func drumAt(start float64) voice {
	return func(t float64) float64 {
		if t < start {
			return 0
		}
		t -= start
		return 0.9 * math.Sin(2*math.Pi*(70*t+4*(1-decay(18, t)))) * decay(9, t)
	}
}

// horn is two reeds that nearly agree.
func horn(t float64) float64 {
	reed := func(hertz float64) float64 {
		return sine(hertz, t) + 0.5*sine(2*hertz, t) + 0.33*sine(3*hertz, t) + 0.25*sine(4*hertz, t)
	}
	return 0.22 * (reed(311) + reed(392)) * min(1, t*25)
}

// fanfare is four notes of a brass voice, the last one long.
func fanfare(t float64) float64 {
	for _, note := range []struct{ start, end, hertz float64 }{{0, 0.13, 392}, {0.13, 0.26, 523.25}, {0.26, 0.39, 659.25}, {0.39, 1, 783.99}} {
		if in := t - note.start; in >= 0 && t < note.end {
			tone := sine(note.hertz, in) + 0.6*sine(2*note.hertz, in) + 0.4*sine(3*note.hertz, in) + 0.2*sine(4*note.hertz, in)
			return 0.36 * tone * min(1, in*80) * decay(2, in)
		}
	}
	return 0
}

// rimshot is two drums and a cymbal, whose noise has a fixed seed.
func rimshot() voice {
	first, second, noise := drumAt(0), drumAt(0.16), rand.New(rand.NewPCG(1, 2))
	return func(t float64) float64 {
		hiss := 0.0
		if t >= 0.34 {
			hiss = 0.6 * (2*noise.Float64() - 1) * decay(8, t-0.34)
		}
		return first(t) + second(t) + hiss
	}
}
