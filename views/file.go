package views

import (
	"fmt"
	"net/url"
	"strings"

	"parley/db/chat"
)

// The longest sides of a picture in a message and beside the composer, in points
// of the page. The file of a thumbnail has twice as many.
const (
	pictureWidth  = 400
	pictureHeight = 320
	stagedEdge    = 56
)

// UploadPath takes files for a message that is still to be written in a room.
// page is the token of the page that hears how far they are.
func UploadPath(room chat.RoomID, page string) string {
	path := RoomPath(room) + "/files"
	if page == "" {
		return path
	}
	return path + "?page=" + url.QueryEscape(page)
}

const filesPath = "/files/"

// ViewerPath shows a picture at its full size: a page, and for htmx what stands
// in the popover of a room's page.
func ViewerPath(file chat.FileID) string { return filesPath + file.String() }

// FilePath is a file itself, under its name.
func FilePath(f chat.File) string { return ViewerPath(f.ID) + "/" + url.PathEscape(f.Name) }

// ThumbPath is a picture small enough for a page.
func ThumbPath(f chat.File) string {
	if f.Thumb == "" {
		return FilePath(f)
	}
	return FilePath(f) + "?size=small"
}

// UnstagePath takes back a file that was not sent.
func UnstagePath(file chat.FileID) string { return ViewerPath(file) + "/remove" }

// ViewerPage is one picture of a room, with those beside it; an ID of 0 is none.
type ViewerPage struct {
	Shell         Shell
	File          chat.File
	Before, After chat.File
}

// fitted is the size of a picture on a page: as it is, or smaller in its
// proportions, so that the place for it is kept before it arrives.
func fitted(f chat.File, width, height int) (w, h int) {
	w, h = f.Width, f.Height
	if w > width {
		w, h = width, h*width/w
	}
	if h > height {
		w, h = w*height/h, height
	}
	return max(1, w), max(1, h)
}

func pictureWide(f chat.File) int { w, _ := fitted(f, pictureWidth, pictureHeight); return w }
func pictureHigh(f chat.File) int { _, h := fitted(f, pictureWidth, pictureHeight); return h }
func stagedWide(f chat.File) int  { w, _ := fitted(f, stagedEdge, stagedEdge); return w }
func stagedHigh(f chat.File) int  { _, h := fitted(f, stagedEdge, stagedEdge); return h }

// parted divides the files of a message into pictures and others.
func parted(files []chat.File) (pictures, others []chat.File) {
	for _, f := range files {
		if f.Picture() {
			pictures = append(pictures, f)
		} else {
			others = append(others, f)
		}
	}
	return pictures, others
}

func picturesOf(m chat.Message) []chat.File { pictures, _ := parted(m.Files); return pictures }
func othersOf(m chat.Message) []chat.File   { _, others := parted(m.Files); return others }

// bytesShown is a size as people read it: 900 B, 12 KB, 3.4 MB.
func bytesShown(size int64) string {
	switch {
	case size < 1000:
		return fmt.Sprintf("%d B", size)
	case size < 999_500:
		return fmt.Sprintf("%.0f KB", float64(size)/1e3)
	}
	return fmt.Sprintf("%.1f MB", float64(size)/1e6)
}

// filesValue is the ids of files as a form carries them.
func filesValue(files []chat.File) string {
	ids := make([]string, len(files))
	for i, f := range files {
		ids[i] = f.ID.String()
	}
	return strings.Join(ids, " ")
}
