package static

import (
	"bytes"
	"math"
	"testing"
)

func TestSoundsAreSmallLoudAndAlwaysTheSame(t *testing.T) {
	again := sounds()
	for name, sound := range sounds() {
		samples := sound.content[44:]
		if len(sound.content) >= 20_000 || !bytes.HasPrefix(sound.content, []byte("RIFF")) || len(samples)%2 != 0 {
			t.Errorf("%s takes %d bytes", name, len(sound.content))
		}
		if !bytes.Equal(sound.content, again[name].content) {
			t.Errorf("%s is another each time", name)
		}
		loudest := 0.0
		for _, s := range samples {
			loudest = max(loudest, math.Abs(float64(s)-128))
		}
		if loudest < 30 {
			t.Errorf("%s is not to be heard: %v", name, loudest)
		}
		if last := samples[len(samples)-1]; last < 120 || last > 136 {
			t.Errorf("%s ends with a click at %d", name, last)
		}
	}
}
