package handlers_test

import (
	"bytes"
	"image"
	"image/color"
	"image/gif"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"parley/db/chat"
	"parley/handlers"
	"parley/views"
)

// endless is a form with a file of a thousand million bytes.
func endless(read *atomic.Int64) (io.Reader, string) {
	const head = "--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"big.bin\"\r\n\r\n"
	zeros := readerFunc(func(b []byte) (int, error) { read.Add(int64(len(b))); clear(b); return len(b), nil })
	return io.MultiReader(strings.NewReader(head), io.LimitReader(zeros, 1<<30)), "multipart/form-data; boundary=b"
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(b []byte) (int, error) { return f(b) }

func TestFileOverTheLimitIsRefusedWhileItArrives(t *testing.T) {
	const most = 100 << 10
	h, ada := newInhabited(t, limited(func(l *handlers.Limits) { l.Upload = most }))

	var read atomic.Int64
	body, kind := endless(&read)
	r := ada.request(http.MethodPost, views.UploadPath(lobby, ""), body)
	r.Header.Set("Content-Type", kind)
	if response, err := ada.client.Do(r); err == nil { // or the line was cut while it sent
		response.Body.Close()
		if response.StatusCode != http.StatusUnprocessableEntity {
			t.Errorf("%d", response.StatusCode)
		}
	}
	if got := read.Load(); got > 64<<20 {
		t.Errorf("%d bytes were taken before it ended", got)
	}
	a := ada.sends(views.UploadPath(lobby, ""), nil, sent{"fits.txt", "text"}, sent{"large.bin", strings.Repeat("x", most+1)}, sent{"too.txt", "text"})
	if a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "“large.bin” is too large") || !strings.Contains(a.body, "FILE_TOO_LARGE") {
		t.Errorf("%d, without the reason", a.status)
	}
	if staged := ada.waiting(); len(staged) != 2 {
		t.Errorf("%d files wait, want the two that fit", len(staged))
	}
	drafts, err := os.ReadDir(filepath.Join(h.folder, "files", "drafts"))
	if err != nil || len(drafts) != 0 {
		t.Errorf("%d drafts are left, %v", len(drafts), err)
	}
}

func TestBombsAreKeptAsFilesAndNeverDecoded(t *testing.T) {
	_, ada := newInhabited(t)
	frames := &gif.GIF{}
	for range 300 {
		frames.Image = append(frames.Image, image.NewPaletted(image.Rect(0, 0, 1, 1), color.Palette{color.White, color.Black}))
		frames.Delay = append(frames.Delay, 1)
	}
	var many bytes.Buffer
	if err := gif.EncodeAll(&many, frames); err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"bomb.gif": "GIF89a\xff\xff\xff\xff\x00\x00\x00,\x00\x00\x00\x00\xff\xff\xff\xff\x00\x02\x02D\x01\x00;",
		"many.gif": many.String(),
	} {
		m := ada.says("", sent{name, content})
		if f := m.Files[0]; f.Picture() || f.Type != chat.AnyType {
			t.Errorf("%s is shown: %+v", name, f)
		}
	}
}
