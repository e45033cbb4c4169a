package images

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"testing"
)

// painted is a PNG file whose points are given by a function.
func painted(t *testing.T, width, height int, point func(x, y int) color.Color) []byte {
	t.Helper()
	picture := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			picture.Set(x, y, point(x, y))
		}
	}
	var file bytes.Buffer
	if err := png.Encode(&file, picture); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func plainRed(int, int) color.Color { return color.NRGBA{R: 255, A: 255} }

func TestCardPictureIsWholeSmallAndNeverEnlarged(t *testing.T) {
	for size, want := range map[image.Point]image.Point{
		{1200, 630}: {480, 252}, {630, 1200}: {252, 480}, {300, 200}: {300, 200}, {480, 480}: {480, 480}, {32, 32}: {32, 32}, {3000, 40}: {480, 6},
	} {
		got, err := Card(t.Context(), bytes.NewReader(painted(t, size.X, size.Y, plainRed)))
		if err != nil || image.Pt(got.Width, got.Height) != want {
			t.Errorf("of %v got %d by %d, %v, want %v", size, got.Width, got.Height, err, want)
			continue
		}
		if drawn, err := jpeg.DecodeConfig(bytes.NewReader(got.JPEG)); err != nil || drawn.Width != want.X || drawn.Height != want.Y {
			t.Errorf("of %v the file has %v, %v", size, drawn, err)
		}
	}
}

func TestCardPictureGivesUpDetailsRatherThanGrow(t *testing.T) {
	noise := rand.New(rand.NewPCG(1, 2))
	file := painted(t, 480, 480, func(int, int) color.Color {
		return color.NRGBA{R: uint8(noise.Uint32()), G: uint8(noise.Uint32()), B: uint8(noise.Uint32()), A: 255}
	})

	got, err := Card(t.Context(), bytes.NewReader(file))

	if err == nil && len(got.JPEG) > MaxCardBytes || err != nil && !errors.Is(err, ErrLarge) {
		t.Errorf("got %d bytes, %v", len(got.JPEG), err)
	}
}

func TestCardPictureIsOnWhiteWhereItIsTransparent(t *testing.T) {
	got, err := Card(t.Context(), bytes.NewReader(painted(t, 40, 40, func(int, int) color.Color { return color.Transparent })))
	if err != nil {
		t.Fatal(err)
	}
	drawn, err := jpeg.Decode(bytes.NewReader(got.JPEG))
	if err != nil {
		t.Fatal(err)
	}
	if r, g, b, _ := drawn.At(20, 20).RGBA(); r>>8 < 250 || g>>8 < 250 || b>>8 < 250 {
		t.Errorf("it is %v", drawn.At(20, 20))
	}
}

func TestCardPictureOfWhatIsNoneIsNone(t *testing.T) {
	for name, file := range map[string][]byte{
		"text": []byte("<html>"), "nothing": nil, "cut off": painted(t, 400, 400, plainRed)[:200], "a counter": painted(t, 1, 1, plainRed),
		"too many points": append([]byte("GIF89a\xff\x7f\xff\x7f\x00\x00\x00"), make([]byte, 64)...),
	} {
		if got, err := Card(t.Context(), bytes.NewReader(file)); err == nil {
			t.Errorf("%s: got %d bytes", name, len(got.JPEG))
		}
	}
}
