package handlers

import (
	"bytes"
	"slices"

	"parley/db/chat"
)

// sniffed is how much of a file is looked at to know what it is.
const sniffed = 512

// mediaType is what a browser may play of a file, told by its first bytes and by
// nothing that anybody says of it. Everything else is bytes to keep.
func mediaType(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("ID3")), frameOfMP3(head):
		return "audio/mpeg"
	case bytes.HasPrefix(head, []byte("fLaC")):
		return "audio/flac"
	case bytes.HasPrefix(head, []byte("RIFF")) && at(head, 8, "WAVE"):
		return "audio/wav"
	case bytes.HasPrefix(head, []byte("OggS")) && soundOfOgg(head):
		return "audio/ogg"
	case bytes.HasPrefix(head, []byte("\x1aE\xdf\xa3")) && bytes.Contains(head[:min(len(head), 64)], []byte("webm")):
		return "video/webm"
	case len(head) >= 12 && at(head, 4, "ftyp"):
		return typeOfMP4(string(head[8:12]))
	}
	return chat.AnyType
}

func at(head []byte, offset int, text string) bool {
	return len(head) >= offset+len(text) && string(head[offset:offset+len(text)]) == text
}

// frameOfMP3 looks at a frame's header (ISO 11172-3, 2.4.1.3): version, layer 3,
// bit rate and sampling rate must be some that exist. Layer 0 is AAC in ADTS,
// which is no MP3.
func frameOfMP3(head []byte) bool {
	if len(head) < 4 || head[0] != 0xff || head[1]&0xe0 != 0xe0 {
		return false
	}
	version, layer := head[1]>>3&3, head[1]>>1&3
	rate, sampling := head[2]>>4, head[2]>>2&3
	return version != 1 && layer == 1 && rate != 0 && rate != 15 && sampling != 3
}

// soundOfOgg looks at the first packet, which names the codec (RFC 3533, 6; RFC
// 7845, 5.1).
func soundOfOgg(head []byte) bool {
	return at(head, 28, "OpusHead") || at(head, 28, "\x01vorbis") || at(head, 28, "\x7fFLAC")
}

// typeOfMP4 knows the brands of sound and of films that browsers play (ISO
// 14496-12, 4.3); pictures and QuickTime have others.
func typeOfMP4(brand string) string {
	switch {
	case slices.Contains([]string{"M4A ", "M4B "}, brand):
		return "audio/mp4"
	case slices.Contains([]string{"isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "dash", "MSNV"}, brand):
		return "video/mp4"
	}
	return chat.AnyType
}
