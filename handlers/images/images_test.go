package images

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image/color"
	"strings"
	"testing"
)

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
