package images

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"
)

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

func TestPictureIsTheCentredSquareAtEachSize(t *testing.T) {
	for name, file := range map[string][]byte{
		"wide JPEG":      jpegFile(t, quarters(900, 400)),
		"tall PNG":       pngFile(t, quarters(300, 700)),
		"GIF":            gifFile(t, quarters(400, 400)),
		"tiny":           pngFile(t, quarters(16, 24)),
		"of odd lengths": pngFile(t, quarters(401, 333)),
	} {
		t.Run(name, func(t *testing.T) {
			squares := made(t, file, 96, 288)

			wantCorners(t, squares[0], 96, red, green, blue, white)
			wantCorners(t, squares[1], 288, red, green, blue, white)
		})
	}
}

func TestEveryKindOfWebPIsRead(t *testing.T) {
	for kind := range webpFiles {
		made(t, webpFile(t, kind), 96)
	}
}

func TestTransparentPictureIsPNGAndAnyOtherJPEG(t *testing.T) {
	hole := quarters(200, 200)
	for y := range 100 {
		for x := range 100 {
			hole.SetRGBA(x, y, color.RGBA{})
		}
	}

	clear := made(t, pngFile(t, hole), 96)[0]
	wantCorners(t, clear, 96, color.RGBA{}, green, blue, white)
	if !bytes.HasPrefix(clear, []byte("\x89PNG")) {
		t.Error("a transparent picture is no PNG")
	}
	for _, file := range [][]byte{pngFile(t, quarters(200, 200)), gifFile(t, quarters(200, 200))} {
		if full := made(t, file, 96)[0]; !bytes.HasPrefix(full, []byte("\xff\xd8")) {
			t.Error("a picture without transparency is no JPEG")
		}
	}
}

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

const behindIHDR = 8 + 25

func TestPictureStandsUprightHoweverTheCameraWasHeld(t *testing.T) {
	stored := quarters(300, 200)
	for turn, want := range map[orientation][]color.RGBA{
		0: {red, green, blue, white},
		1: {red, green, blue, white},
		2: {green, red, white, blue},
		3: {white, blue, green, red},
		4: {blue, white, red, green},
		5: {red, blue, green, white},
		6: {blue, red, white, green},
		7: {white, green, blue, red},
		8: {green, white, red, blue},
		9: {red, green, blue, white},
	} {
		for _, order := range []binary.ByteOrder{binary.BigEndian, binary.LittleEndian} {
			wantCorners(t, made(t, withEXIF(jpegFile(t, stored), tiff(order, turn)), 96)[0], 96, want...)
		}
		file := pngFile(t, stored)
		file = bytes.Join([][]byte{file[:behindIHDR], chunk("tEXt", []byte("by\x00me")), chunk("eXIf", tiff(binary.BigEndian, turn)), file[behindIHDR:]}, nil)
		wantCorners(t, made(t, file, 96)[0], 96, want...)
	}
}

func TestOrientationOfAWebPStandsBehindThePicture(t *testing.T) {
	file := webpFile(t, "lossless")
	exif := tiff(binary.LittleEndian, 6)
	file = append(append(append(file, "EXIF"...), binary.LittleEndian.AppendUint32(nil, uint32(len(exif)))...), exif...)
	binary.LittleEndian.PutUint32(file[4:], uint32(len(file)-8))

	turn, err := formats[3].orientation(bytes.NewReader(file))
	if err != nil || turn != 6 {
		t.Errorf("got %d, %v, want 6", turn, err)
	}
	made(t, file, 96)
}

func TestNothingThatTheFileSaidIsInThePicture(t *testing.T) {
	secret := []byte("52.5200N 13.4050E, camera 4711")
	photo := jpegFile(t, quarters(300, 200))
	photo = withEXIF(photo, append(tiff(binary.BigEndian, 1), secret...))
	drawing := pngFile(t, quarters(200, 200))
	drawing = bytes.Join([][]byte{drawing[:behindIHDR], chunk("tEXt", append([]byte("Location\x00"), secret...)), drawing[behindIHDR:]}, nil)

	for _, file := range [][]byte{photo, drawing, append(pngFile(t, quarters(99, 99)), secret...)} {
		if square := made(t, file, 96)[0]; bytes.Contains(square, secret) || bytes.Contains(square, exifMark) {
			t.Error("what the file said is still there")
		}
	}
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

func TestFileThatWouldBecomeTooLargeIsRefusedByItsHeader(t *testing.T) {
	for name, file := range map[string][]byte{
		"50 million points and a few": claims(10_000, 5_001),
		"too wide":                    claims(30_001, 1),
		"too tall":                    claims(1, 30_001),
		"a bomb":                      claims(65_535, 65_535),
		"JPEG":                        claimsJPEG(65_535, 65_535),
		"GIF":                         claimsGIF(65_535, 65_535),
	} {
		if _, err := Squares(t.Context(), bytes.NewReader(file), 96); !errors.Is(err, ErrLarge) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestBrokenAndLyingFilesAreRefused(t *testing.T) {
	photo, drawing, animation := jpegFile(t, quarters(300, 200)), pngFile(t, quarters(300, 200)), gifFile(t, quarters(300, 200))
	lossy := webpFile(t, "lossy")
	for name, file := range map[string][]byte{
		"half a JPEG":         photo[:len(photo)/2],
		"half a PNG":          drawing[:len(drawing)/2],
		"half a GIF":          animation[:len(animation)/2],
		"half a WebP":         lossy[:len(lossy)-12],
		"the head of a JPEG":  photo[:3],
		"a PNG of nothing":    claims(0, 7),
		"a PNG of everything": claims(1<<31-1, 1<<31-1),
		"a PNG without data":  claims(4_000, 4_000),
		"a JPEG without data": claimsJPEG(4_000, 4_000),
		"a GIF without data":  claimsGIF(4_000, 4_000),
		"a JPEG in a PNG":     append([]byte("\x89PNG\r\n\x1a\n"), photo...),
	} {
		if _, err := Squares(t.Context(), bytes.NewReader(file), 96); !errors.Is(err, ErrBroken) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFileIsWhatItsBytesSay(t *testing.T) {
	for name, file := range map[string]string{
		"nothing": "", "text": "hello", "page": "<html><script>alert(1)</script>", "drawing": `<svg xmlns="http://www.w3.org/2000/svg"/>`,
		"BMP": "BM\x3a\x00\x00\x00", "TIFF": "II*\x00\x08\x00\x00\x00", "sound": "RIFF\x00\x00\x00\x00WAVEfmt ", "GIF of another age": "GIF90a\x01\x00\x01\x00",
	} {
		if _, err := Squares(t.Context(), strings.NewReader(file), 96); !errors.Is(err, ErrKind) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDecodingEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()

	if _, err := Squares(ctx, bytes.NewReader(jpegFile(t, quarters(300, 200))), 96); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
