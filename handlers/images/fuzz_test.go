package images

import (
	"bytes"
	"encoding/binary"
	"image"
	"testing"
)

// fuzzPoints keeps what the fuzzer makes up small enough to try many.
const fuzzPoints = 1 << 16

func FuzzSquares(f *testing.F) {
	f.Add(withEXIF(jpegFile(f, quarters(40, 30)), tiff(binary.LittleEndian, 6)))
	f.Add(pngFile(f, quarters(30, 40)))
	f.Add(gifFile(f, quarters(30, 30)))
	for kind := range webpFiles {
		f.Add(webpFile(f, kind))
	}
	f.Add(claims(1<<31-1, 1<<31-1))
	f.Add(claimsJPEG(65_535, 65_535))
	f.Fuzz(func(t *testing.T, file []byte) {
		if header, _, err := image.DecodeConfig(bytes.NewReader(file)); err == nil && header.Width*header.Height > fuzzPoints {
			return
		}
		squares, err := Squares(t.Context(), bytes.NewReader(file), 8)
		if (err == nil) != (len(squares) == 1) {
			t.Fatalf("%d squares and %v", len(squares), err)
		}
		if err == nil {
			corners(t, squares[0], 8)
		}
	})
}
