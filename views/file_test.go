package views

import (
	"testing"

	"parley/db/chat"
)

// files are one of each kind.
func (s sampler) files() []chat.File {
	file := func(id chat.FileID, kind string, width, height int) chat.File {
		return chat.File{ID: id, User: 42, Room: 7, Message: 9, NewFile: chat.NewFile{Name: s.text, Type: kind, Size: 3_400_000, Hash: "full", Width: width, Height: height, Created: noon}}
	}
	large := file(1, "image/jpeg", 4000, 3000)
	large.Thumb = "thumb"
	return []chat.File{large, file(2, "image/png", 40, 30), file(3, "audio/ogg", 0, 0), file(4, "video/mp4", 0, 0), file(5, chat.AnyType, 0, 0)}
}

func (s sampler) filed() chat.Message {
	m := s.message(9)
	m.Files = s.files()
	return m
}

func (s sampler) staging() RoomPage {
	p := s.room()
	p.Messages, p.Fresh, p.Staged = []Fragment{MessageFragment(readers, s.filed())}, 0, s.files()
	return p
}

func (s sampler) viewer() ViewerPage {
	files := s.files()
	return ViewerPage{Shell: s.shell(7), File: files[0], Before: files[1], After: files[1]}
}

func TestThePlaceOfAPictureIsKeptInItsProportions(t *testing.T) {
	for size, want := range map[[2]int][2]int{
		{40, 30}: {40, 30}, {4000, 3000}: {400, 300}, {3000, 4000}: {240, 320}, {400, 320}: {400, 320},
		{30_000, 10}: {400, 1}, {10, 30_000}: {1, 320},
	} {
		f := chat.File{NewFile: chat.NewFile{Width: size[0], Height: size[1]}}
		if got := [2]int{pictureWide(f), pictureHigh(f)}; got != want {
			t.Errorf("%v is shown as %v, want %v", size, got, want)
		}
	}
}

func TestSizesReadAsPeopleSayThem(t *testing.T) {
	for size, want := range map[int64]string{0: "0 B", 999: "999 B", 1000: "1 KB", 12_345: "12 KB", 999_499: "999 KB", 999_500: "1.0 MB", 3_400_000: "3.4 MB"} {
		if got := bytesShown(size); got != want {
			t.Errorf("%d bytes are %q, want %q", size, got, want)
		}
	}
}

func TestAddressOfAFileHoldsWhateverItIsCalled(t *testing.T) {
	f := chat.File{ID: 7, NewFile: chat.NewFile{Name: `a/b?c#d"é .txt`}}
	if got, want := FilePath(f), "/files/7/a%2Fb%3Fc%23d%22%C3%A9%20.txt"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
