package images

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"testing"
)

// The files that the tests are about, and how to look at what came of them.

var (
	red   = color.RGBA{R: 220, A: 255}
	green = color.RGBA{G: 180, A: 255}
	blue  = color.RGBA{B: 220, A: 255}
	white = color.RGBA{R: 255, G: 255, B: 255, A: 255}
)

// quarters is a picture whose centred square has a colour in each corner.
// Outside the square it is something else.
func quarters(width, height int) *image.RGBA {
	picture := image.NewRGBA(image.Rect(0, 0, width, height))
	square := centre(picture.Bounds())
	for y := range height {
		for x := range width {
			corner := [2]bool{x >= width/2, y >= height/2}
			colours := map[[2]bool]color.RGBA{{false, false}: red, {true, false}: green, {false, true}: blue, {true, true}: white}
			if image.Pt(x, y).In(square) {
				picture.SetRGBA(x, y, colours[corner])
			}
		}
	}
	return picture
}

func jpegFile(t testing.TB, picture image.Image) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := jpeg.Encode(&file, picture, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func pngFile(t testing.TB, picture image.Image) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := png.Encode(&file, picture); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func gifFile(t testing.TB, picture image.Image) []byte {
	t.Helper()
	var file bytes.Buffer
	if err := gif.Encode(&file, picture, nil); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// The three kinds of WebP, a point each: Go has no encoder for it.
var webpFiles = map[string]string{
	"lossy":       "UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA",
	"lossless":    "UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==",
	"transparent": "UklGRkoAAABXRUJQVlA4WAoAAAAQAAAAAAAAAAAAQUxQSAwAAAARBxAR/Q9ERP8DAABWUDggGAAAADABAJ0BKgEAAQADADQlpAADcAD++/1QAA==",
}

func webpFile(t testing.TB, kind string) []byte {
	t.Helper()
	file, err := base64.StdEncoding.DecodeString(webpFiles[kind])
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func made(t testing.TB, file []byte, edges ...int) [][]byte {
	t.Helper()
	squares, err := Squares(t.Context(), bytes.NewReader(file), edges...)
	if err != nil {
		t.Fatal(err)
	}
	return squares
}

// corners are the colours in the four corners of a square, row by row.
func corners(t testing.TB, file []byte, edge int) []color.RGBA {
	t.Helper()
	picture, _, err := image.Decode(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if picture.Bounds() != image.Rect(0, 0, edge, edge) {
		t.Fatalf("the square is %v, want an edge of %d", picture.Bounds(), edge)
	}
	near, far := edge/8, edge-1-edge/8
	var found []color.RGBA
	for _, at := range []image.Point{{near, near}, {far, near}, {near, far}, {far, far}} {
		found = append(found, color.RGBAModel.Convert(picture.At(at.X, at.Y)).(color.RGBA))
	}
	return found
}

func wantCorners(t *testing.T, file []byte, edge int, want ...color.RGBA) {
	t.Helper()
	for i, got := range corners(t, file, edge) {
		if apart(got.R, want[i].R) || apart(got.G, want[i].G) || apart(got.B, want[i].B) || apart(got.A, want[i].A) {
			t.Errorf("corner %d of %d points is %v, want %v", i, edge, got, want[i])
		}
	}
}

func apart(a, b uint8) bool { return a > b && a-b > 24 || b > a && b-a > 24 }

// tiff is EXIF of one entry, the orientation.
func tiff(order binary.ByteOrder, turn orientation) []byte {
	mark := "MM"
	if order == binary.LittleEndian {
		mark = "II"
	}
	file := []byte(mark)
	for _, part := range []any{uint16(42), uint32(8), uint16(1), uint16(0x0112), uint16(3), uint32(1), uint16(turn), uint16(0)} {
		file, _ = binary.Append(file, order, part)
	}
	return file
}

// withEXIF puts it behind the first two bytes of a JPEG.
func withEXIF(file, exif []byte) []byte {
	segment := append([]byte("\xff\xe1"), byte((len(exif)+8)>>8), byte(len(exif)+8))
	return bytes.Join([][]byte{file[:2], segment, exifMark, exif, file[2:]}, nil)
}

// chunk is one of a PNG.
func chunk(kind string, content []byte) []byte {
	body := append([]byte(kind), content...)
	whole := binary.BigEndian.AppendUint32(nil, uint32(len(content)))
	return binary.BigEndian.AppendUint32(append(whole, body...), crc32.ChecksumIEEE(body))
}

// claims is a PNG whose header says that it is this large, with nothing in it.
func claims(width, height uint32) []byte {
	header := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	return append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", append(header, 8, 6, 0, 0, 0))...)
}

// claimsJPEG is a JPEG that says so; its lengths have 16 bits.
func claimsJPEG(width, height uint16) []byte {
	frame := []byte("\xff\xd8\xff\xc0\x00\x11\x08")
	frame = binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(frame, height), width)
	return append(frame, 3, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 0xff, jpegScan, 0, 8)
}

func claimsGIF(width, height uint16) []byte {
	header := binary.LittleEndian.AppendUint16(binary.LittleEndian.AppendUint16([]byte("GIF89a"), width), height)
	return append(header, 0, 0, 0)
}
