package images

import (
	"bufio"
	"encoding/binary"
	"io"
)

// What a GIF is made of (GIF89a, sections 15 to 27).
const (
	gifFrame     = 0x2c
	gifExtension = 0x21
	gifEnd       = 0x3b
)

// countFrames looks at the headers of a GIF's frames and passes over the rest:
// ErrLarge where there are too many of them, or too many points in all.
func countFrames(file *bufio.Reader) error {
	var screen struct {
		Magic                     [6]byte
		Width, Height             uint16
		Flags, Background, Aspect byte
	}
	if err := binary.Read(file, binary.LittleEndian, &screen); err != nil {
		return ErrBroken
	}
	if err := skipColours(file, screen.Flags); err != nil {
		return err
	}
	for frames, points := 0, 0; ; {
		kind, err := file.ReadByte()
		if err != nil {
			return ErrBroken
		}
		switch kind {
		case gifEnd:
			return nil
		case gifExtension:
			_, err = file.Discard(1)
		case gifFrame:
			var more int
			more, err = skipFrameHead(file)
			frames, points = frames+1, points+more
		default:
			return ErrBroken
		}
		if err == nil {
			err = skipBlocks(file)
		}
		switch {
		case err != nil:
			return ErrBroken
		case frames > MaxFrames || points > MaxFramePoints:
			return ErrLarge
		}
	}
}

// skipFrameHead gives the number of points of a frame.
func skipFrameHead(file *bufio.Reader) (int, error) {
	var frame struct {
		Left, Top, Width, Height uint16
		Flags                    byte
	}
	if err := binary.Read(file, binary.LittleEndian, &frame); err != nil {
		return 0, err
	}
	if err := skipColours(file, frame.Flags); err != nil {
		return 0, err
	}
	_, err := file.Discard(1) // how long the codes are
	return int(frame.Width) * int(frame.Height), err
}

// skipColours passes over a table of colours, if the flags say that there is
// one.
func skipColours(file *bufio.Reader, flags byte) error {
	if flags&0x80 == 0 {
		return nil
	}
	if _, err := file.Discard(3 << (flags&7 + 1)); err != nil {
		return ErrBroken
	}
	return nil
}

// skipBlocks passes over blocks, each behind its length, up to an empty one.
func skipBlocks(file *bufio.Reader) error {
	for {
		length, err := file.ReadByte()
		if err != nil || length == 0 {
			return err
		}
		if _, err := io.CopyN(io.Discard, file, int64(length)); err != nil {
			return err
		}
	}
}
