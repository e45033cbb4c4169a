package handlers_test

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"regexp"
	"strings"
	"testing"

	"parley/db/chat"
	"parley/views"
)

// sent is a file of a form.
type sent struct{ name, content string }

// multi is a form of fields and files, as a browser sends it.
func multi(t testing.TB, fields map[string]string, files ...sent) (body *bytes.Buffer, kind string) {
	t.Helper()
	body = &bytes.Buffer{}
	form := multipart.NewWriter(body)
	for name, value := range fields {
		if err := form.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range files {
		part, err := form.CreatePart(textproto.MIMEHeader{
			"Content-Disposition": {fmt.Sprintf(`form-data; name="file"; filename="%s"`, strings.NewReplacer(`"`, "%22", "\r", "%0D", "\n", "%0A").Replace(f.name))},
			"Content-Type":        {"image/png"}, // which is never believed
		})
		if err == nil {
			_, err = io.WriteString(part, f.content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	form.Close()
	return body, form.FormDataContentType()
}

// sends posts such a form to an address.
func (b *browser) sends(path string, fields map[string]string, files ...sent) answer {
	b.t.Helper()
	body, kind := multi(b.t, fields, files...)
	r := b.request(http.MethodPost, path, body)
	r.Header.Set("Content-Type", kind)
	return b.do(r)
}

// uploads stages files in the lobby and gives them as they lie in the store.
func (b *browser) uploads(files ...sent) []chat.File {
	b.t.Helper()
	if a := b.sends(views.UploadPath(lobby, ""), nil, files...); a.status != http.StatusSeeOther {
		b.t.Fatalf("upload: %d %.300s", a.status, a.body)
	}
	return b.waiting()
}

func (b *browser) waiting() []chat.File {
	b.t.Helper()
	staged, err := b.house.store.StagedFiles(b.t.Context(), b.house.membership(b, lobby))
	if err != nil {
		b.t.Fatal(err)
	}
	return staged
}

// says sends a message with files.
func (b *browser) says(body string, files ...sent) chat.Message {
	b.t.Helper()
	if a := b.sends(views.MessagesPath(lobby), map[string]string{"body": body}, files...); a.status != http.StatusSeeOther {
		b.t.Fatalf("message: %d %.300s", a.status, a.body)
	}
	stored := b.house.stored(b, lobby)
	return stored[len(stored)-1]
}

// drawn is a picture of a size, as a PNG.
func painted(t testing.TB, width, height int) string {
	t.Helper()
	var file bytes.Buffer
	if err := png.Encode(&file, image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{color.White, color.Black})); err != nil {
		t.Fatal(err)
	}
	return file.String()
}

func TestFilesAreStagedRemovedAndSentWithOneMessage(t *testing.T) {
	t.Parallel()
	_, ada := newInhabited(t)

	staged := ada.uploads(sent{"one.png", painted(t, 900, 600)}, sent{"two.txt", "words"}, sent{"three.png", painted(t, 30, 20)})
	ada.post(views.UnstagePath(staged[1].ID))
	page := ada.get(views.RoomPath(lobby)).body
	for _, want := range []string{`id="` + views.StagedID(staged[0].ID) + `"`, fmt.Sprintf(`name="files" value="%d %d"`, staged[0].ID, staged[2].ID), "formnovalidate"} {
		if !strings.Contains(page, want) {
			t.Errorf("the room lacks %s", want)
		}
	}
	if strings.Contains(page, "two.txt") {
		t.Error("the file that was removed is there")
	}
	ada.post(views.MessagesPath(lobby), "body", "", "files", fmt.Sprintf("%d %d", staged[0].ID, staged[2].ID))

	stored := ada.house.stored(ada, lobby)
	m := stored[len(stored)-1]
	if len(m.Files) != 2 || m.Files[0].Name != "one.png" || m.Files[1].Name != "three.png" {
		t.Fatalf("the message has %+v", m.Files)
	}
	if len(ada.waiting()) != 0 {
		t.Error("what was sent still waits")
	}
	shown := ada.get(views.RoomPath(lobby)).body
	for _, want := range []string{`width="400" height="266"`, `width="30" height="20"`, `?size=small`} {
		if !strings.Contains(shown, want) {
			t.Errorf("the message lacks %s", want)
		}
	}
}

func TestMessageOfFilesAloneAndOfNothing(t *testing.T) {
	_, ada := newInhabited(t)

	if m := ada.says("", sent{"a.txt", "text"}); m.Body != "" || len(m.Files) != 1 {
		t.Errorf("a file alone is %+v", m)
	}
	if a := ada.sends(views.MessagesPath(lobby), map[string]string{"body": " "}); a.status != http.StatusUnprocessableEntity {
		t.Errorf("nothing at all: %d", a.status)
	}
	if a := ada.post(views.MessagesPath(lobby), "body", "text", "files", "4711"); a.status != http.StatusUnprocessableEntity || !strings.Contains(a.body, "not there any more") {
		t.Errorf("a file that is not there: %d", a.status)
	}
}

func TestTheTypeOfAFileIsDecidedByItsContent(t *testing.T) {
	_, ada := newInhabited(t)
	html := "<!doctype html><script>alert(1)</script>"
	for name, try := range map[string]struct{ content, kind, shown string }{
		"page.png":      {html, chat.AnyType, "attachment"},
		"drawing.svg":   {`<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>`, chat.AnyType, "attachment"},
		"both.gif":      {"GIF89a/*" + html, chat.AnyType, "attachment"},
		"cut.png":       {painted(t, 300, 300)[:60], chat.AnyType, "attachment"},
		"picture.html":  {painted(t, 3, 3), "image/png", "inline"},
		"sound.exe":     {"OggS" + strings.Repeat("\x00", 24) + "OpusHead", "audio/ogg", "attachment"},
		"song.mp3":      {"ID3\x04rest", "audio/mpeg", "attachment"},
		"voice.m4a":     {"\x00\x00\x00\x20ftypM4A \x00\x00\x00\x00", "audio/mp4", "attachment"},
		"film.mp4":      {"\x00\x00\x00\x20ftypisom\x00\x00\x00\x00", "video/mp4", "attachment"},
		"camera.heic":   {"\x00\x00\x00\x20ftypheic\x00\x00\x00\x00", chat.AnyType, "attachment"},
		"film.webm":     {"\x1aE\xdf\xa3\x01\x00\x00\x00webm", "video/webm", "attachment"},
		"wave.wav":      {"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav", "attachment"},
		"page.html.png": {html, chat.AnyType, "attachment"},
	} {
		t.Run(name, func(t *testing.T) {
			m := ada.says("", sent{name, try.content})
			a := ada.get(views.FilePath(m.Files[0]))

			disposition, _, err := mime.ParseMediaType(a.header.Get("Content-Disposition"))
			if a.status != http.StatusOK || a.header.Get("Content-Type") != try.kind || disposition != try.shown || err != nil {
				t.Errorf("%d, %q as %q", a.status, a.header.Get("Content-Type"), disposition)
			}
			for header, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox",
				"Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "private, max-age=3600"} {
				if got := a.header.Get(header); got != want {
					t.Errorf("%s is %q, want %q", header, got, want)
				}
			}
			if try.shown == "attachment" && a.body != try.content {
				t.Error("the bytes are others")
			}
		})
	}
}

func TestNamesOfFilesAreMadeSafe(t *testing.T) {
	_, ada := newInhabited(t)
	for typed, want := range map[string]string{
		`../../etc/passwd`:                 "passwd",
		"..\\..\\boot.ini":                 "boot.ini",
		"a\x00b.txt":                       "ab.txt",
		"line\r\nSet-Cookie: x":            "line Set-Cookie x",
		"say \"hi\".txt":                   "say hi.txt",
		"photo\u202egnp.exe":               "photognp.exe",
		"...":                              "file",
		"Übung – 学.pdf":                    "Übung – 学.pdf",
		strings.Repeat("x", 4096):          strings.Repeat("x", chat.MaxFileName),
		strings.Repeat("y", 200) + ".jpeg": strings.Repeat("y", chat.MaxFileName-5) + ".jpeg",
	} {
		name := chat.FileName(typed)
		if name != want {
			t.Errorf("%q becomes %q, want %q", typed, name, want)
		}
		m := ada.says("", sent{name, "text"})
		a := ada.get(views.FilePath(m.Files[0]))
		_, values, err := mime.ParseMediaType(a.header.Get("Content-Disposition"))
		if err != nil || values["filename"] != name {
			t.Errorf("%q is downloaded as %q (%v)", name, values["filename"], err)
		}
	}
}

func TestFileIsHiddenFromWhoMayNotReadIt(t *testing.T) {
	t.Parallel()
	h, ada := newInhabited(t)
	bob, room := h.person("bob"), h.closedRoom(ada)
	if a := ada.sends(views.MessagesPath(room), nil, sent{"plan.png", painted(t, 900, 900)}); a.status != http.StatusSeeOther {
		t.Fatal(a.status)
	}
	m := h.stored(ada, room)[0]
	f := m.Files[0]
	staged := ada.uploads(sent{"draft.txt", "text"})[0]
	nothing := bob.get("/files/4711/x")

	for _, path := range []string{views.FilePath(f), views.ThumbPath(f), views.ViewerPath(f.ID), views.FilePath(staged)} {
		if got := bob.get(path); !sameAnswer(got, nothing) {
			t.Errorf("a stranger gets %d for %s", got.status, path)
		}
	}
	if got := bob.post(views.UnstagePath(staged.ID)); got.status != http.StatusNotFound {
		t.Errorf("a stranger removes it: %d", got.status)
	}
	if got := ada.get(views.FilePath(staged)); got.body != "text" {
		t.Errorf("its owner gets %d", got.status)
	}
	ada.post(views.DeleteMessagePath(m.ID))
	if got := ada.get(views.FilePath(f)); got.status != http.StatusNotFound {
		t.Errorf("the file of a removed message: %d", got.status)
	}
}

func TestFileIsNotShownByOtherSitesAndIsReadInParts(t *testing.T) {
	_, ada := newInhabited(t)
	f := ada.says("", sent{"a.bin", "0123456789"}).Files[0]
	ask := func(headers ...string) answer {
		r := ada.request(http.MethodGet, views.FilePath(f), nil)
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		return ada.do(r)
	}

	for _, site := range []string{"cross-site", "same-site"} {
		if got := ask("Sec-Fetch-Site", site, "Sec-Fetch-Mode", "no-cors", "Sec-Fetch-Dest", "image"); got.status != http.StatusNotFound {
			t.Errorf("%s: %d", site, got.status)
		}
	}
	if got := ask("Sec-Fetch-Site", "cross-site", "Sec-Fetch-Mode", "navigate", "Sec-Fetch-Dest", "document"); got.status != http.StatusOK {
		t.Errorf("a link from elsewhere: %d", got.status)
	}
	if got := ask("Range", "bytes=2-4"); got.status != http.StatusPartialContent || got.body != "234" {
		t.Errorf("a part: %d %q", got.status, got.body)
	}
	if got := ask("If-None-Match", `"`+f.Hash+`"`); got.status != http.StatusNotModified {
		t.Errorf("the same again: %d", got.status)
	}
}

func TestPicturesOfARoomAreSteppedThrough(t *testing.T) {
	_, ada := newInhabited(t)
	first := ada.says("", sent{"1.png", painted(t, 9, 9)}, sent{"2.png", painted(t, 9, 9)})
	ada.says("", sent{"notes.txt", "text"})
	last := ada.says("", sent{"3.png", painted(t, 9, 9)})

	links := regexp.MustCompile(`href="(/files/\d+)" hx-get`)
	for id, want := range map[chat.FileID][]chat.FileID{
		first.Files[0].ID: {first.Files[1].ID},
		first.Files[1].ID: {first.Files[0].ID, last.Files[0].ID},
		last.Files[0].ID:  {first.Files[1].ID},
	} {
		page := ada.get(views.ViewerPath(id)).body
		_, page, _ = strings.Cut(page, "viewer-foot")
		var got []string
		for _, link := range links.FindAllStringSubmatch(page, -1) {
			got = append(got, link[1])
		}
		var paths []string
		for _, id := range want {
			paths = append(paths, views.ViewerPath(id))
		}
		if fmt.Sprint(got) != fmt.Sprint(paths) {
			t.Errorf("beside %d stand %v, want %v", id, got, paths)
		}
	}
}
