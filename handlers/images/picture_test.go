package images

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"runtime"
	"testing"
)

// redrawn redraws a file and gives what came of it.
func redrawn(t testing.TB, file []byte) (Redrawn, []byte, []byte) {
	t.Helper()
	var full, thumb bytes.Buffer
	made, err := Redraw(t.Context(), bytes.NewReader(file), &full, &thumb)
	if err != nil {
		t.Fatal(err)
	}
	return made, full.Bytes(), thumb.Bytes()
}

// halves is a picture of two colours, side by side.
func halves(width, height int) *image.RGBA {
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			picture.SetRGBA(x, y, map[bool]color.RGBA{false: red, true: blue}[x >= width/2])
		}
	}
	return picture
}

// animation is a GIF of so many frames of a size.
func animation(t testing.TB, frames, width, height int) []byte {
	t.Helper()
	all := &gif.GIF{}
	for range frames {
		all.Image = append(all.Image, image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{red, blue}))
		all.Delay = append(all.Delay, 5)
	}
	var file bytes.Buffer
	if err := gif.EncodeAll(&file, all); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func TestPictureKeepsItsKindAndShape(t *testing.T) {
	for name, try := range map[string]struct {
		file  []byte
		kind  string
		thumb bool
	}{
		"JPEG":       {jpegFile(t, halves(1000, 500)), "image/jpeg", true},
		"GIF":        {gifFile(t, halves(1000, 500)), "image/gif", true},
		"lossy WebP": {webpFile(t, "lossy"), "image/jpeg", false},
	} {
		t.Run(name, func(t *testing.T) {
			made, full, thumb := redrawn(t, try.file)

			header, kind, err := image.DecodeConfig(bytes.NewReader(full))
			if err != nil || "image/"+kind != try.kind || made.Type != try.kind || header.Width != made.Width || header.Height != made.Height {
				t.Errorf("it became a %s of %d by %d points, said to be %+v (%v)", kind, header.Width, header.Height, made, err)
			}
			if made.Thumb != try.thumb || (len(thumb) > 0) != try.thumb {
				t.Fatalf("a thumbnail: %t, of %d bytes", made.Thumb, len(thumb))
			}
			if small, _, err := image.DecodeConfig(bytes.NewReader(thumb)); try.thumb && (err != nil || small.Width != 800 || small.Height != 400) {
				t.Errorf("the thumbnail is %d by %d points (%v)", small.Width, small.Height, err)
			}
		})
	}
}

func TestPictureOfAnyShapeIsTurnedUpright(t *testing.T) {
	// Where the red half lies, as a point that must be red and one that must be blue.
	left, right, top, bottom := image.Pt(2, 8), image.Pt(37, 8), image.Pt(8, 2), image.Pt(8, 37)
	for turn, at := range map[orientation][2]image.Point{
		1: {left, right}, 2: {right, left}, 3: {right, left}, 4: {left, right},
		5: {top, bottom}, 6: {top, bottom}, 7: {bottom, top}, 8: {bottom, top},
	} {
		file := withEXIF(jpegFile(t, halves(40, 16)), tiff(binary.LittleEndian, turn))
		made, full, _ := redrawn(t, file)

		want := image.Pt(40, 16)
		if turn >= 5 {
			want = image.Pt(16, 40)
		}
		picture, _, err := image.Decode(bytes.NewReader(full))
		if err != nil || made.Width != want.X || made.Height != want.Y || picture.Bounds().Size() != want {
			t.Fatalf("turn %d gives %dx%d (%v), want %v", turn, made.Width, made.Height, err, want)
		}
		for i, colour := range []color.RGBA{red, blue} {
			got := color.RGBAModel.Convert(picture.At(at[i].X, at[i].Y)).(color.RGBA)
			if apart(got.R, colour.R) || apart(got.B, colour.B) {
				t.Errorf("turn %d: %v is %v, want %v", turn, at[i], got, colour)
			}
		}
	}
}

func TestNothingOfTheOldFileIsLeft(t *testing.T) {
	const place = "GPSLatitude 48.2"
	files := map[string][]byte{
		"JPEG": withEXIF(jpegFile(t, halves(1000, 40)), append(tiff(binary.BigEndian, 6), place...)),
		"PNG":  bytes.Replace(pngFile(t, halves(1000, 40)), chunk("IEND", nil), append(chunk("tEXt", []byte("Comment\x00"+place)), chunk("IEND", nil)...), 1),
		"GIF":  bytes.Replace(animation(t, 2, 900, 9), []byte{gifExtension, 0xf9}, append([]byte{gifExtension, 0xfe, byte(len(place))}, append([]byte(place), 0, gifExtension, 0xf9)...), 1),
	}
	for name, file := range files {
		if !bytes.Contains(file, []byte(place)) {
			t.Fatalf("%s: the test has no place in it", name)
		}
		_, full, thumb := redrawn(t, file)
		if bytes.Contains(full, []byte(place)) || bytes.Contains(thumb, []byte(place)) || bytes.Contains(full, exifMark) {
			t.Errorf("%s still says where it was taken", name)
		}
	}
}

func TestAnimationKeepsItsFrames(t *testing.T) {
	_, full, _ := redrawn(t, animation(t, 7, 20, 10))

	if frames, err := gif.DecodeAll(bytes.NewReader(full)); err != nil || len(frames.Image) != 7 {
		t.Errorf("%d frames, %v", len(frames.Image), err)
	}
}

func TestBombsAreRefusedBeforeTheyAreDecoded(t *testing.T) {
	bomb := append(claimsGIF(65_535, 65_535), gifFrame, 0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0, 2, 2, 'D', 1, 0, gifEnd)
	large := animation(t, 3, 10, 10)
	at := bytes.Index(large, []byte{gifFrame, 0, 0, 0, 0, 10, 0, 10, 0})
	binary.LittleEndian.PutUint16(large[at+5:], 65_535) // one frame says that it is larger than the screen
	binary.LittleEndian.PutUint16(large[at+7:], 65_535)
	for name, file := range map[string][]byte{
		"GIF of 65535 squared": bomb,
		"PNG of 30000 squared": claims(30_000, 30_000),
		"JPEG of 65535 square": claimsJPEG(65_535, 65_535),
		"25 million points":    claims(5000, 5001),
		"10,000 frames":        animation(t, 10_000, 1, 1),
		"a frame too large":    large,
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		var to bytes.Buffer
		_, err := Redraw(t.Context(), bytes.NewReader(file), &to, &to)
		runtime.ReadMemStats(&after)

		if !errors.Is(err, ErrLarge) || to.Len() > 0 {
			t.Errorf("%s: %v, %d bytes", name, err, to.Len())
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 1<<20 {
			t.Errorf("%s took %d bytes of memory", name, used)
		}
	}
}

func TestBrokenPicturesAreNotShown(t *testing.T) {
	for name, file := range map[string][]byte{
		"cut PNG":         pngFile(t, halves(100, 100))[:80],
		"cut GIF":         animation(t, 3, 100, 100)[:90],
		"GIF and a page":  []byte("GIF89a/*<script>alert(1)</script>"),
		"GIF of no frame": append(claimsGIF(3, 3), gifEnd),
		"PNG of nothing":  claims(0, 4),
	} {
		var to bytes.Buffer
		if _, err := Redraw(t.Context(), bytes.NewReader(file), &to, &to); !errors.Is(err, ErrBroken) && !errors.Is(err, ErrLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzRedraw(f *testing.F) {
	f.Add(withEXIF(jpegFile(f, halves(40, 30)), tiff(binary.LittleEndian, 6)))
	f.Add(animation(f, 3, 20, 10))
	f.Add(pngFile(f, halves(30, 40)))
	f.Fuzz(func(t *testing.T, file []byte) {
		if header, _, err := image.DecodeConfig(bytes.NewReader(file)); err == nil && header.Width*header.Height > fuzzPoints {
			return
		}
		var full, thumb bytes.Buffer
		made, err := Redraw(t.Context(), bytes.NewReader(file), &full, &thumb)
		if err != nil {
			return
		}
		if header, _, err := image.DecodeConfig(&full); err != nil || header.Width != made.Width || header.Height != made.Height {
			t.Fatalf("%+v is %+v, %v", made, header, err)
		}
	})
}

func BenchmarkRedraw(b *testing.B) {
	file := jpegFile(b, halves(6000, 4000))
	b.ReportAllocs()
	for b.Loop() {
		var full, thumb bytes.Buffer
		if _, err := Redraw(b.Context(), bytes.NewReader(file), &full, &thumb); err != nil {
			b.Fatal(err)
		}
	}
}
