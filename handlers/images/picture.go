package images

import (
	"bufio"
	"context"
	"fmt"
	"image"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/draw"
	"golang.org/x/image/math/f64"
)

// What of a picture in a message is drawn anew: larger ones are files like any
// other.
const (
	MaxShownPoints = 24_000_000
	MaxFrames      = 200
	MaxFramePoints = 60_000_000 // of all frames together
)

// ThumbEdge is the longest side of a thumbnail in points: twice what a page
// shows, for dense screens.
const ThumbEdge = 800

// Redrawn is what came of a picture.
type Redrawn struct {
	Type          string // image/jpeg, image/png or image/gif
	Width, Height int    // upright
	Thumb         bool   // there is a thumbnail; small pictures need none
}

// Redraw writes the picture in a file anew, upright, with nothing of the old file
// but what it shows, and a thumbnail of it where it is larger than one. A JPEG
// stays one; so do a PNG and a GIF with all its frames; of a WebP comes a PNG
// where it is transparent and else a JPEG. Errors are those of Squares.
func Redraw(ctx context.Context, file io.ReadSeeker, to, thumb io.Writer) (Redrawn, error) {
	f, err := formatOf(file)
	if err != nil {
		return Redrawn{}, err
	}
	if err := f.measure(file, MaxShownPoints); err != nil {
		return Redrawn{}, err
	}
	if f.magic == magicGIF {
		return redrawGIF(ctx, file, to, thumb)
	}
	turn, err := f.orientation(file)
	if err != nil {
		return Redrawn{}, err
	}
	decoded, err := f.whole(ctx, file)
	if err != nil {
		return Redrawn{}, err
	}
	picture := turn.upright(decoded)
	made := Redrawn{Type: f.redrawn(picture), Width: picture.Bounds().Dx(), Height: picture.Bounds().Dy()}
	if err := encodeAs(made.Type, to, picture); err != nil {
		return Redrawn{}, err
	}
	made.Thumb, err = writeThumb(made.Type, thumb, picture)
	return made, err
}

// redrawn is the kind of file that a picture becomes.
func (f format) redrawn(picture image.Image) string {
	if f.magic == magicJPEG || f.magic == magicWebP && opaque(picture) {
		return "image/jpeg"
	}
	return "image/png"
}

func opaque(picture image.Image) bool {
	known, ok := picture.(interface{ Opaque() bool })
	return ok && known.Opaque()
}

func encodeAs(kind string, to io.Writer, picture image.Image) error {
	if kind == "image/jpeg" {
		return jpeg.Encode(to, picture, &jpeg.Options{Quality: quality})
	}
	return (&png.Encoder{CompressionLevel: png.BestSpeed}).Encode(to, picture)
}

// writeThumb tells whether there is a smaller picture to write.
func writeThumb(kind string, to io.Writer, picture image.Image) (bool, error) {
	size := picture.Bounds().Size()
	if max(size.X, size.Y) <= ThumbEdge {
		return false, nil
	}
	if kind == "image/gif" {
		kind = "image/png"
	}
	small := image.NewRGBA(image.Rectangle{Max: within(size, ThumbEdge)})
	draw.CatmullRom.Scale(small, small.Bounds(), picture, picture.Bounds(), draw.Src, nil)
	return true, encodeAs(kind, to, small)
}

// within is a size made smaller, in its proportions, so that no side is longer
// than edge; none becomes nothing.
func within(size image.Point, edge int) image.Point {
	longest := max(size.X, size.Y)
	return image.Pt(max(1, size.X*edge/longest), max(1, size.Y*edge/longest))
}

// redrawGIF keeps an animation. Its frames are counted before any is decoded.
func redrawGIF(ctx context.Context, file io.ReadSeeker, to, thumb io.Writer) (Redrawn, error) {
	reader, err := fromStart(file)
	if err != nil {
		return Redrawn{}, err
	}
	if err := countFrames(reader); err != nil {
		return Redrawn{}, err
	}
	frames, err := decodeFrames(ctx, file)
	if err != nil {
		return Redrawn{}, err
	}
	made := Redrawn{Type: "image/gif", Width: frames.Config.Width, Height: frames.Config.Height}
	if err := gif.EncodeAll(to, frames); err != nil {
		return Redrawn{}, fmt.Errorf("%w: %v", ErrBroken, err)
	}
	first := image.NewRGBA(image.Rect(0, 0, made.Width, made.Height))
	draw.Draw(first, frames.Image[0].Bounds(), frames.Image[0], frames.Image[0].Bounds().Min, draw.Src)
	made.Thumb, err = writeThumb(made.Type, thumb, first)
	return made, err
}

// decodeFrames is format.whole for an animation.
func decodeFrames(ctx context.Context, file io.ReadSeeker) (frames *gif.GIF, err error) {
	defer func() {
		if reason := recover(); reason != nil {
			frames, err = nil, fmt.Errorf("%w: %v", ErrBroken, reason)
		}
	}()
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	frames, err = gif.DecodeAll(bufio.NewReader(patient{ctx, file}))
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, fmt.Errorf("%w: %v", ErrBroken, err)
	}
	return frames, nil
}

// uprights are the transforms of apply for pictures of any shape, made of what
// is stored as w by h points.
var uprights = map[orientation]func(w, h float64) f64.Aff3{
	2: func(w, h float64) f64.Aff3 { return f64.Aff3{-1, 0, w, 0, 1, 0} },
	3: func(w, h float64) f64.Aff3 { return f64.Aff3{-1, 0, w, 0, -1, h} },
	4: func(w, h float64) f64.Aff3 { return f64.Aff3{1, 0, 0, 0, -1, h} },
	5: func(w, h float64) f64.Aff3 { return f64.Aff3{0, 1, 0, 1, 0, 0} },
	6: func(w, h float64) f64.Aff3 { return f64.Aff3{0, -1, h, 1, 0, 0} },
	7: func(w, h float64) f64.Aff3 { return f64.Aff3{0, -1, h, -1, 0, w} },
	8: func(w, h float64) f64.Aff3 { return f64.Aff3{0, 1, 0, -1, 0, w} },
}

// upright turns a picture of any shape; one that stands is left as it is.
func (o orientation) upright(stored image.Image) image.Image {
	transform, ok := uprights[o]
	if !ok {
		return stored
	}
	size := stored.Bounds().Size()
	bounds := image.Rect(0, 0, size.X, size.Y)
	if o >= 5 { // it lies on its side
		bounds = image.Rect(0, 0, size.Y, size.X)
	}
	picture := image.NewRGBA(bounds)
	turn := transform(float64(size.X), float64(size.Y))
	origin := stored.Bounds().Min
	turn[2] -= turn[0]*float64(origin.X) + turn[1]*float64(origin.Y)
	turn[5] -= turn[3]*float64(origin.X) + turn[4]*float64(origin.Y)
	draw.NearestNeighbor.Transform(picture, turn, stored, stored.Bounds(), draw.Src, nil)
	return picture
}
