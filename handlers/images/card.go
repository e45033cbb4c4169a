package images

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"io"

	"golang.org/x/image/draw"
)

// What the picture of a link may be, and becomes.
const (
	// maxCardPoints bounds the memory for one to some 50 MB.
	maxCardPoints = 12_000_000
	// minCardEdge leaves out what only counts readers.
	minCardEdge = 32
	// CardEdge is twice what a card shows.
	CardEdge = 480
	// MaxCardBytes is what one may weigh.
	MaxCardBytes = 60 << 10
)

// CardPicture is a JPEG file, and its size in points.
type CardPicture struct {
	JPEG          []byte
	Width, Height int
}

// Card gives the picture in a file small enough for the card of a link: upright,
// whole, on white where it is transparent, at most CardEdge wide and high and
// MaxCardBytes long. ErrLarge and ErrBroken also where that cannot be; its other
// errors are those of Squares.
func Card(ctx context.Context, file io.ReadSeeker) (CardPicture, error) {
	f, err := formatOf(file)
	if err != nil {
		return CardPicture{}, err
	}
	if err := f.measureCard(file); err != nil {
		return CardPicture{}, err
	}
	turn, err := f.orientation(file)
	if err != nil {
		return CardPicture{}, err
	}
	decoded, err := f.whole(ctx, file)
	if err != nil {
		return CardPicture{}, err
	}
	return encodeCard(turn.upright(scaled(decoded)))
}

func (f format) measureCard(file io.ReadSeeker) error {
	if err := f.measure(file); err != nil {
		return err
	}
	reader, err := fromStart(file)
	if err != nil {
		return err
	}
	size, err := f.header(reader)
	switch {
	case err != nil || size.Width < minCardEdge || size.Height < minCardEdge:
		return ErrBroken
	case size.Width*size.Height > maxCardPoints:
		return ErrLarge
	}
	return nil
}

// scaled draws a picture on white, never larger than it is.
func scaled(picture image.Image) *image.RGBA {
	size := picture.Bounds().Size()
	width, height := size.X, size.Y
	if longest := max(width, height); longest > CardEdge {
		width, height = max(1, width*CardEdge/longest), max(1, height*CardEdge/longest)
	}
	card := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(card, card.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.CatmullRom.Scale(card, card.Bounds(), picture, picture.Bounds(), draw.Over, nil)
	return card
}

// upright turns a picture of any shape.
func (o orientation) upright(stored *image.RGBA) *image.RGBA {
	from, ok := turned[o]
	if !ok {
		return stored
	}
	size := stored.Bounds().Size()
	whole := image.Rectangle{Max: size}
	if o >= 5 { // it lies on its side
		whole.Max = image.Pt(size.Y, size.X)
	}
	card := image.NewRGBA(whole)
	for y := range whole.Max.Y {
		for x := range whole.Max.X {
			fromX, _ := from(x, y, size.X-1)
			_, fromY := from(x, y, size.Y-1)
			card.SetRGBA(x, y, stored.RGBAAt(fromX, fromY))
		}
	}
	return card
}

// encodeCard gives up details until the file is small enough.
func encodeCard(card *image.RGBA) (CardPicture, error) {
	size := card.Bounds().Size()
	for _, quality := range []int{82, 65, 45, 25} {
		var file bytes.Buffer
		if err := jpeg.Encode(&file, card, &jpeg.Options{Quality: quality}); err != nil {
			return CardPicture{}, err
		}
		if file.Len() <= MaxCardBytes {
			return CardPicture{JPEG: file.Bytes(), Width: size.X, Height: size.Y}, nil
		}
	}
	return CardPicture{}, ErrLarge
}
