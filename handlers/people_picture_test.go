package handlers_test

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"parley/handlers"
)

// picture is a file of one colour.
func picture(t testing.TB, c color.RGBA, width, height int) []byte {
	t.Helper()
	drawn := image.NewRGBA(image.Rect(0, 0, width, height))
	for i := 0; i < len(drawn.Pix); i += 4 {
		copy(drawn.Pix[i:], []byte{c.R, c.G, c.B, c.A})
	}
	var file bytes.Buffer
	if err := png.Encode(&file, drawn); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

var (
	red  = color.RGBA{R: 220, A: 255}
	blue = color.RGBA{B: 220, A: 255}
)

// upload is the form of the profile with a file; its name and type are lies.
func (b *browser) upload(file []byte, fields ...string) *http.Request {
	b.t.Helper()
	var body bytes.Buffer
	writer := multipart.NewWriter(&body)
	for i := 0; i+1 < len(fields); i += 2 {
		if err := writer.WriteField(fields[i], fields[i+1]); err != nil {
			b.t.Fatal(err)
		}
	}
	part, err := writer.CreateFormFile("picture", "../../page.html")
	if err == nil {
		_, err = part.Write(file)
	}
	if err == nil {
		err = writer.Close()
	}
	if err != nil {
		b.t.Fatal(err)
	}
	r := b.request(http.MethodPost, "/settings/profile", &body)
	r.Header.Set("Content-Type", writer.FormDataContentType())
	return r
}

// face is the address of somebody's face on their own profile.
func (b *browser) face() string {
	b.t.Helper()
	body := b.get(profilePath(b)).is(200).body
	at := strings.Index(body, profilePath(b)+"/face?v=")
	address, _, _ := strings.Cut(body[at:], `"`)
	return strings.ReplaceAll(address, "&amp;size=large", "")
}

func (a answer) colour() color.RGBA {
	a.t.Helper()
	drawn, err := jpeg.Decode(strings.NewReader(a.body))
	if err != nil {
		a.t.Fatal(err)
	}
	return color.RGBAModel.Convert(drawn.At(5, 5)).(color.RGBA)
}

func TestPictureTakesThePlaceOfTheInitialsUntilItIsRemoved(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	initials := bob.face()
	ada.get(initials).is(200).holds("<svg")

	bob.do(bob.upload(picture(t, red, 400, 300), "about", "with a face")).leadsTo("/settings/profile")
	first := bob.face()
	small := ada.get(first).is(200)
	if c := small.colour(); c.R < 200 || c.B > 40 {
		t.Errorf("the picture is %v", c)
	}
	for header, want := range map[string]string{"Content-Type": "image/jpeg", "X-Content-Type-Options": "nosniff",
		"Content-Security-Policy": "default-src 'none'; sandbox", "Cache-Control": "private, max-age=31536000, immutable"} {
		if got := small.header.Get(header); got != want {
			t.Errorf("%s is %q, want %q", header, got, want)
		}
	}
	if large := ada.get(first + "&size=large").is(200); len(large.body) <= len(small.body) {
		t.Error("the large picture is no larger")
	}
	if h.is(bob).About != "with a face" {
		t.Error("the texts beside the picture are lost")
	}

	bob.do(bob.upload(picture(t, blue, 50, 50), "remove_picture", "1")).is(303)
	second := bob.face()
	if c := ada.get(second).is(200).colour(); c.B < 200 || c.R > 40 {
		t.Errorf("the second picture is %v", c)
	}
	bob.post("/settings/profile", "remove_picture", "1").is(303)
	if again := bob.face(); again != initials {
		t.Errorf("without a picture the face is at %s, was at %s", again, initials)
	}
	ada.get(initials).is(200).holds("<svg")
	if initials == first || first == second {
		t.Error("two faces have one address")
	}
	h.stranger().get(second).leadsTo("/login?next=" + strings.NewReplacer("/", "%2F", "?", "%3F", "=", "%3D").Replace(second))
}

func TestNewPictureShowsOnOpenPages(t *testing.T) {
	h, ada := newInhabited(t)
	bob := h.person("bob")
	bob.say(lobby, "hello")
	reader := ada.open(lobby)

	bob.do(bob.upload(picture(t, red, 40, 40))).is(303)

	reader.until(`.message[data-author=&#34;` + bob.user.ID.String() + `&#34;] &gt; .portrait &gt; .face" hx-swap="outerHTML"><img class="face" src="` + bob.face() + `"`)
	ada.get(roomPath(lobby)).is(200).holds(bob.face())
}

func TestRefusedPictureChangesNothingAndSaysWhy(t *testing.T) {
	h, _ := newInhabited(t, limited(func(l *handlers.Limits) { l.Upload = 100 << 10 }))
	bob := h.person("bob")
	before := h.is(bob)
	whole := picture(t, red, 400, 300)

	for says, file := range map[string][]byte{
		"That is no picture we can read.":     []byte("<html><script>alert(1)</script>"),
		"could not be read to its end":        whole[:len(whole)/2],
		"That picture has too many points":    []byte("GIF89a\xff\xff\xff\xff\x00\x00\x00"),
		"That file is too large: at most 0.0": append(whole, make([]byte, 101<<10)...),
	} {
		bob.do(bob.upload(file, "display_name", "Bobby", "about", "typed words", "reach", "friends")).is(422).
			holds(says).holds(`id="profile-picture-fault"`).holds(`value="Bobby"`).holds("typed words</textarea>").holds(`value="friends" checked`)
	}
	bob.do(bob.upload(make([]byte, 400<<10), "display_name", "Bobby")).is(422).holds("That file is too large")
	bob.do(bob.upload(whole, "about", strings.Repeat("x", 70<<10))).is(413)
	bob.do(bob.upload(whole, "display_name", "a\u202eb")).is(422).holds("invisible")
	if now := h.is(bob); now != before {
		t.Errorf("bob became %+v", now)
	}
}

func TestFileMayBeLargerThanAForm(t *testing.T) {
	_, ada := newInhabited(t, limited(func(l *handlers.Limits) { l.Upload = 1 << 20 }))

	ada.do(ada.upload(append(picture(t, red, 40, 40), make([]byte, 128<<10)...))).is(303)
}
