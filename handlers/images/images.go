// Package images draws anew what people bring as a picture, upright, as a new
// file in which nothing of the old one is left but what it shows: of a person's
// picture the centred square at the sizes asked for, of one in a message the
// whole.
//
// Its main idea is to believe nothing that a file says: what it is is told by
// its first bytes, how large it becomes by its header before anything is
// decoded, and the rest by decoding it whole. It knows no HTTP and no people.
// Whoever calls it bounds the size of the file and how many are decoded at
// once: a picture of MaxPoints points takes up to half a gigabyte meanwhile.
package images

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"
)

// What is too large to be decoded. Cameras of today take up to 50 million
// points; a few kilobytes can claim four thousand million.
const (
	MaxPoints = 50_000_000
	MaxEdge   = 30_000
)

// Why there is no picture.
var (
	ErrKind   = errors.New("images: not a JPEG, PNG, GIF or WebP file")
	ErrLarge  = errors.New("images: too many points")
	ErrBroken = errors.New("images: broken or cut off")
)

// format is one kind of file. An animation is its first picture.
type format struct {
	magic  string // its first bytes; a question mark is any byte
	header func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
	exif   func(*bufio.Reader) []byte // nil: it has none
}

// The first bytes of the kinds that are told apart by more than their decoders.
const (
	magicJPEG = "\xff\xd8\xff"
	magicGIF  = "GIF8?a"
	magicWebP = "RIFF????WEBP"
)

var formats = []format{
	{magicJPEG, jpeg.DecodeConfig, jpeg.Decode, exifOfJPEG},
	{"\x89PNG\r\n\x1a\n", png.DecodeConfig, png.Decode, exifOfPNG},
	{magicGIF, gif.DecodeConfig, gif.Decode, nil},
	{magicWebP, webp.DecodeConfig, webp.Decode, exifOfWebP},
}

// Squares gives the picture in a file at each edge, in points, as JPEG files,
// or as PNG files where it is transparent somewhere. Its errors are those
// above, those of reading the file, and the context's, which ends decoding too.
func Squares(ctx context.Context, file io.ReadSeeker, edges ...int) ([][]byte, error) {
	f, err := formatOf(file)
	if err != nil {
		return nil, err
	}
	if err := f.measure(file, MaxPoints); err != nil {
		return nil, err
	}
	turn, err := f.orientation(file)
	if err != nil {
		return nil, err
	}
	decoded, err := f.whole(ctx, file)
	if err != nil {
		return nil, err
	}
	return squares(decoded, turn, edges)
}

// Known tells whether a file begins as a picture that can be decoded.
func Known(file io.ReadSeeker) bool {
	_, err := formatOf(file)
	return err == nil
}

func formatOf(file io.ReadSeeker) (format, error) {
	head := make([]byte, len(magicWebP))
	n, err := io.ReadFull(file, head)
	if err != nil && err != io.ErrUnexpectedEOF && err != io.EOF {
		return format{}, err
	}
	for _, f := range formats {
		if f.begins(head[:n]) {
			return f, nil
		}
	}
	return format{}, ErrKind
}

func (f format) begins(head []byte) bool {
	if len(head) < len(f.magic) {
		return false
	}
	for i := range len(f.magic) {
		if f.magic[i] != '?' && f.magic[i] != head[i] {
			return false
		}
	}
	return true
}

// measure reads the header alone.
func (f format) measure(file io.ReadSeeker, points int) error {
	reader, err := fromStart(file)
	if err != nil {
		return err
	}
	size, err := f.header(reader)
	switch {
	case err != nil || size.Width < 1 || size.Height < 1:
		return fmt.Errorf("%w: %v", ErrBroken, err)
	case size.Width > MaxEdge || size.Height > MaxEdge || size.Width*size.Height > points:
		return ErrLarge
	}
	return nil
}

func (f format) orientation(file io.ReadSeeker) (orientation, error) {
	if f.exif == nil {
		return upright, nil
	}
	reader, err := fromStart(file)
	if err != nil {
		return upright, err
	}
	return orientationIn(f.exif(reader)), nil
}

// whole decodes the file. A decoder that panics is one more that finds the
// file broken.
func (f format) whole(ctx context.Context, file io.ReadSeeker) (decoded image.Image, err error) {
	defer func() {
		if reason := recover(); reason != nil {
			decoded, err = nil, fmt.Errorf("%w: %v", ErrBroken, reason)
		}
	}()
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	decoded, err = f.decode(bufio.NewReader(patient{ctx, file}))
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, fmt.Errorf("%w: %v", ErrBroken, err)
	case decoded.Bounds().Empty():
		return nil, ErrBroken
	}
	return decoded, nil
}

// patient reads while its context lasts: a small JPEG can be written so that
// it takes hours, thousands of passes over the same points.
type patient struct {
	ctx  context.Context
	file io.Reader
}

func (p patient) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.file.Read(b)
}

func fromStart(file io.ReadSeeker) (*bufio.Reader, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	return bufio.NewReader(file), nil
}

// quality is where artefacts of faces are not to be seen at three times the
// density, at about a tenth of the bytes of a PNG.
const quality = 88

func encode(square *image.RGBA) ([]byte, error) {
	var file bytes.Buffer
	var err error
	if square.Opaque() {
		err = jpeg.Encode(&file, square, &jpeg.Options{Quality: quality})
	} else {
		err = png.Encode(&file, square)
	}
	return file.Bytes(), err
}
