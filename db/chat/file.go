package chat

import (
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// FileID numbers an uploaded file.
type FileID int64

func (id FileID) String() string { return strconv.FormatInt(int64(id), 10) }

// Limits of files.
const (
	MaxFiles    = 10        // of one message, and waiting in one room for one person
	MaxFileName = 120       // characters
	FileQuota   = 500 << 20 // bytes of one person, in all rooms
)

// StagedFor is how long a file waits to be sent.
const StagedFor = 24 * time.Hour

// AnyType is the type of what is only ever downloaded.
const AnyType = "application/octet-stream"

// File is something uploaded: part of a message, or waiting to be.
type File struct {
	ID      FileID
	User    UserID
	Room    RoomID
	Message MessageID // 0: not sent yet
	NewFile
}

// NewFile is what a file is made from. Type is decided by its content. Hash and
// Thumb name bytes; Thumb is empty where the file is its own thumbnail or has
// none. Width and Height are those of a picture to be shown, else 0.
type NewFile struct {
	Name          string // as FileName makes it
	Type          string
	Size          int64
	Hash, Thumb   string
	Width, Height int
	Created       time.Time
}

// Picture, Audio and Video tell how a page shows the file; one that is none of
// them is downloaded.
func (f NewFile) Picture() bool { return f.Width > 0 }
func (f NewFile) Audio() bool   { return strings.HasPrefix(f.Type, "audio/") }
func (f NewFile) Video() bool   { return strings.HasPrefix(f.Type, "video/") }

// Pictures tells whether one of the files is shown as a picture.
func Pictures(files []File) bool {
	for _, f := range files {
		if f.Picture() {
			return true
		}
	}
	return false
}

// FileName is a name as a file may have it on anybody's disk and screen: the
// last part of a path, without letters that are not seen, turn the direction or
// mean something to a file system; never empty. What follows the last dot is
// kept when it is cut.
func FileName(typed string) string {
	name := strings.ToValidUTF8(typed, "")
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.In(r, unicode.C), strings.ContainsRune(`<>:"|?*`, r):
			return -1
		}
		return r
	}, name)
	name = strings.Trim(Line(name), ". ")
	if name == "" {
		return "file"
	}
	return shortened(name)
}

func shortened(name string) string {
	if utf8.RuneCountInString(name) <= MaxFileName {
		return name
	}
	stem, end := name, ""
	if dot := strings.LastIndexByte(name, '.'); dot > 0 && len(name)-dot <= 12 {
		stem, end = name[:dot], name[dot:]
	}
	letters := []rune(stem)
	keep := min(len(letters), MaxFileName-utf8.RuneCountInString(end))
	return strings.TrimRight(string(letters[:keep]), ". ") + end
}

// ParseFiles reads the ids of files as a form has them, parted by blanks; no
// more than a message may have. ErrNotFound for what is no id.
func ParseFiles(text string) ([]FileID, error) {
	var ids []FileID
	for word := range strings.FieldsSeq(text) {
		id, err := ParseID[FileID](word)
		if err != nil || len(ids) == MaxFiles {
			return nil, ErrNotFound
		}
		ids = append(ids, id)
	}
	return ids, nil
}
