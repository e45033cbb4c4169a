package images

import (
	"image"

	"golang.org/x/image/draw"
)

// squares draws the centred square of a picture at each edge, turned upright.
func squares(picture image.Image, turn orientation, edges []int) ([][]byte, error) {
	files := make([][]byte, len(edges))
	part := centre(picture.Bounds())
	for i, edge := range edges {
		square := image.NewRGBA(image.Rect(0, 0, edge, edge))
		draw.CatmullRom.Scale(square, square.Bounds(), picture, part, draw.Src, nil)
		var err error
		if files[i], err = encode(turn.apply(square)); err != nil {
			return nil, err
		}
	}
	return files, nil
}

// centre is the largest square in the middle.
func centre(bounds image.Rectangle) image.Rectangle {
	edge := min(bounds.Dx(), bounds.Dy())
	corner := bounds.Min.Add(image.Pt((bounds.Dx()-edge)/2, (bounds.Dy()-edge)/2))
	return image.Rectangle{Min: corner, Max: corner.Add(image.Pt(edge, edge))}
}

// orientation is how a camera was held, as EXIF 2.32 numbers it (4.6.4 A): the
// side of the scene that the first row and the first column show.
type orientation uint16

const upright orientation = 1

// turned says for each orientation from where in a stored square of last+1
// points comes what stands at x, y upright.
var turned = map[orientation]func(x, y, last int) (int, int){
	2: func(x, y, last int) (int, int) { return last - x, y },
	3: func(x, y, last int) (int, int) { return last - x, last - y },
	4: func(x, y, last int) (int, int) { return x, last - y },
	5: func(x, y, _ int) (int, int) { return y, x },
	6: func(x, y, last int) (int, int) { return y, last - x },
	7: func(x, y, last int) (int, int) { return last - y, last - x },
	8: func(x, y, last int) (int, int) { return last - y, x },
}

// apply turns a square upright.
func (o orientation) apply(stored *image.RGBA) *image.RGBA {
	from, ok := turned[o]
	if !ok {
		return stored
	}
	square := image.NewRGBA(stored.Bounds())
	last := stored.Bounds().Dx() - 1
	for y := range last + 1 {
		for x := range last + 1 {
			fromX, fromY := from(x, y, last)
			square.SetRGBA(x, y, stored.RGBAAt(fromX, fromY))
		}
	}
	return square
}
