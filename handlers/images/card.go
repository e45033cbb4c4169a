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
	return encodeCard(scaled(turn.upright(decoded)))
}

func (f format) measureCard(file io.ReadSeeker) error {
	if err := f.measure(file, maxCardPoints); err != nil {
		return err
	}
	reader, err := fromStart(file)
	if err != nil {
		return err
	}
	size, err := f.header(reader)
	if err != nil || size.Width < minCardEdge || size.Height < minCardEdge {
		return ErrBroken
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
