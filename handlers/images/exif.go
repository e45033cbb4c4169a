package images

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"

	"golang.org/x/image/riff"
)

// One number of all that cameras write into a picture is wanted here. The
// libraries for it at hand take a file at its word, unpack without a limit and
// panic, so these few lines read what they need and pass over the rest. What is
// broken reads as no EXIF: the picture is then decoded as it lies.

// maxEXIF is what one segment of a JPEG holds; orientation is in its first
// directory.
const maxEXIF = 64 << 10

const (
	jpegScan = 0xda // of the picture itself; what follows is no segment
	jpegApp1 = 0xe1
)

var exifMark = []byte("Exif\x00\x00")

// exifOfJPEG looks through the segments in front of the picture (ITU T.81,
// B.1.1).
func exifOfJPEG(file *bufio.Reader) []byte {
	file.Discard(len("\xff\xd8"))
	for {
		var segment struct {
			Fill, Kind byte
			Length     uint16 // with these two bytes
		}
		if binary.Read(file, binary.BigEndian, &segment) != nil || segment.Fill != 0xff || segment.Kind == jpegScan || segment.Length < 2 {
			return nil
		}
		size := int(segment.Length) - 2
		if segment.Kind == jpegApp1 {
			content := make([]byte, size)
			if _, err := io.ReadFull(file, content); err != nil {
				return nil
			}
			if exif, ok := bytes.CutPrefix(content, exifMark); ok {
				return exif
			}
		} else if _, err := file.Discard(size); err != nil {
			return nil
		}
	}
}

// exifOfPNG looks through the chunks in front of the picture (PNG 3, 5.3).
func exifOfPNG(file *bufio.Reader) []byte {
	file.Discard(len("\x89PNG\r\n\x1a\n"))
	for {
		var chunk struct {
			Length uint32
			Kind   [4]byte
		}
		if binary.Read(file, binary.BigEndian, &chunk) != nil || string(chunk.Kind[:]) == "IDAT" || chunk.Length > 1<<31-1 {
			return nil
		}
		if string(chunk.Kind[:]) == "eXIf" {
			return some(io.LimitReader(file, int64(chunk.Length)))
		}
		const checksum = 4
		if _, err := io.CopyN(io.Discard, file, int64(chunk.Length)+checksum); err != nil {
			return nil
		}
	}
}

// exifOfWebP looks through all chunks: EXIF follows the picture (RFC 9649,
// 2.7.1.5).
func exifOfWebP(file *bufio.Reader) []byte {
	_, chunks, err := riff.NewReader(file)
	if err != nil {
		return nil
	}
	for {
		kind, _, content, err := chunks.Next()
		if err != nil {
			return nil
		}
		if kind == (riff.FourCC{'E', 'X', 'I', 'F'}) {
			return bytes.TrimPrefix(some(content), exifMark) // which some programs leave there
		}
	}
}

func some(content io.Reader) []byte {
	exif, _ := io.ReadAll(io.LimitReader(content, maxEXIF))
	return exif
}

// orientationIn looks for the tag in the first directory of a TIFF (TIFF 6.0,
// section 2), which is what EXIF is.
func orientationIn(exif []byte) orientation {
	const (
		headSize  = 8
		entrySize = 12
		tag       = 0x0112
		short     = 3
	)
	if len(exif) < headSize {
		return upright
	}
	var order binary.ByteOrder = binary.BigEndian
	if string(exif[:2]) == "II" {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(exif[4:]))
	if at < headSize || at+2 > int64(len(exif)) {
		return upright
	}
	entries := exif[at+2:]
	for range order.Uint16(exif[at:]) {
		if len(entries) < entrySize {
			break
		}
		if order.Uint16(entries) == tag && order.Uint16(entries[2:]) == short {
			return orientation(order.Uint16(entries[8:]))
		}
		entries = entries[entrySize:]
	}
	return upright
}
