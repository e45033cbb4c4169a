// Package static holds every file a browser may keep: the stylesheet, the
// script, the icons, the sounds. At start it joins the sheet's parts into one and htmx with
// its WebSocket extension into one, names each file by the hash of its content
// and packs it once. A name never changes its content, so a browser keeps it
// for a year and asks for nothing twice.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"maps"
	"path"
	"regexp"
	"strings"
)

//go:embed css img node_modules/htmx.org/dist/htmx.min.js node_modules/htmx.org/dist/ext/hx-ws.min.js
var embedded embed.FS

// Prefix is where Handler must stand.
const Prefix = "/static/"

// The files a page may ask for, as Path takes them.
const (
	Stylesheet = "parley.css"
	Script     = "htmx.js"
	Icons      = "icons.svg"
	Mark       = "mark.svg"
	Nothing    = "nothing.html" // what goes by itself asks for it
)

// file is one answer, ready in both encodings.
type file struct {
	path            string // Prefix and the hashed name
	mime            string
	tag             string // the hash, for ETag
	content, packed []byte // packed by gzip; nil where that saves nothing
}

// files are made once when the program starts and never change.
var files = load()

// Path is the address of a file: "parley.css" stands at
// "/static/parley-HASH.css". An unknown name is a mistake in the program.
func Path(name string) string {
	f, ok := files[name]
	if !ok {
		panic("static: there is no file " + name)
	}
	return f.path
}

// Sheet is the stylesheet itself, for what is kept as a file; it must not be
// changed.
func Sheet() []byte { return files[Stylesheet].content }

func load() map[string]file {
	loaded := sounds()
	maps.Copy(loaded, map[string]file{
		Stylesheet: newFile(Stylesheet, "text/css; charset=utf-8", stylesheet()),
		Script:     newFile(Script, "text/javascript; charset=utf-8", script()),
		Icons:      newFile(Icons, "image/svg+xml", read("img/icons.svg")),
		Nothing:    newFile(Nothing, "text/html; charset=utf-8", []byte("<!doctype html>\n")),
		Mark:       newFile(Mark, "image/svg+xml", read("img/mark.svg")),
	})
	return loaded
}

func newFile(name, mime string, content []byte) file {
	sum := sha256.Sum256(content)
	tag := hex.EncodeToString(sum[:4]) // enough to tell the versions of one file apart; pages name it forty times
	ext := path.Ext(name)
	return file{
		path:    Prefix + strings.TrimSuffix(name, ext) + "-" + tag + ext,
		mime:    mime,
		tag:     tag,
		content: content,
		packed:  pack(content),
	}
}

// script is htmx and its WebSocket extension in one file and in this order:
// htmx starts from a timer that can fire between two deferred scripts, and
// then the extension misses every element of the page.
func script() []byte {
	return bytes.Join([][]byte{
		read("node_modules/htmx.org/dist/htmx.min.js"),
		read("node_modules/htmx.org/dist/ext/hx-ws.min.js"),
	}, []byte("\n"))
}

// imported matches one import of css/parley.css; the first group is the file,
// the second its layer.
var imported = regexp.MustCompile(`@import url\("([^"]+)"\) layer\(([a-z]+)\);`)

// note matches a comment of a stylesheet, with the line end behind it.
var note = regexp.MustCompile(`(?s)/\*.*?\*/\n?`)

// stylesheet is css/parley.css with each import replaced by the file it names,
// inside the layer it names. The comments are for those who read the source:
// packed they are a fifth of it.
func stylesheet() []byte {
	whole := imported.ReplaceAllFunc(read("css/"+Stylesheet), func(rule []byte) []byte {
		group := imported.FindSubmatch(rule)
		return bytes.Join([][]byte{
			[]byte("@layer "), group[2], []byte(" {\n"), read("css/" + string(group[1])), []byte("}"),
		}, nil)
	})
	return note.ReplaceAll(whole, nil)
}

func read(name string) []byte {
	content, err := embedded.ReadFile(name)
	if err != nil {
		panic("static: " + err.Error())
	}
	return content
}

// pack compresses as hard as gzip can, once for all readers.
func pack(content []byte) []byte {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		panic("static: " + err.Error())
	}
	if _, err := w.Write(content); err != nil {
		panic("static: " + err.Error())
	}
	if err := w.Close(); err != nil {
		panic("static: " + err.Error())
	}
	if b.Len() >= len(content) {
		return nil
	}
	return b.Bytes()
}
