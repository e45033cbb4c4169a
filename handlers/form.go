package handlers

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
)

// form is what a person filled in. The socket door makes one from a frame, the
// HTTP door from a posted form; a command never knows which.
type form map[string][]string

// get gives the first value of a field, or nothing.
func (f form) get(name string) string {
	if values := f[name]; len(values) > 0 {
		return values[0]
	}
	return ""
}

// or gives the first value of a field that is there, even if it is empty.
func (f form) or(name, otherwise string) string {
	if _, ok := f[name]; !ok {
		return otherwise
	}
	return f.get(name)
}

// errBadFrame is a frame or form that is not what htmx or a browser sends.
var errBadFrame = errors.New("bad frame")

// maxFields bounds a form; the largest of ours has about a hundred texts, in a
// resume after a long time without a connection.
const maxFields = 200

// parseFrame reads what htmx's ws extension sends: one JSON object whose
// values are strings, numbers, booleans or lists of these. "headers" stands
// beside the fields and is never looked at. Anything else, a name twice
// included, is errBadFrame.
func parseFrame(data []byte) (form, error) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if token, err := decoder.Token(); err != nil || token != json.Delim('{') {
		return nil, errBadFrame
	}
	fields := form{}
	for decoder.More() {
		name, err := decoder.Token()
		if err != nil {
			return nil, errBadFrame
		}
		if err := fields.read(decoder, name.(string)); err != nil {
			return nil, err
		}
	}
	if _, err := decoder.Token(); err != nil || len(fields) > maxFields {
		return nil, errBadFrame
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, errBadFrame // something stands behind the object
	}
	return fields, nil
}

// read takes the value of one field.
func (f form) read(decoder *json.Decoder, name string) error {
	if _, twice := f[name]; twice {
		return errBadFrame
	}
	if name == "headers" {
		var ignored json.RawMessage
		if decoder.Decode(&ignored) != nil {
			return errBadFrame
		}
		return nil
	}
	token, err := decoder.Token()
	if err != nil {
		return errBadFrame
	}
	if token != json.Delim('[') {
		text, ok := scalar(token)
		if !ok {
			return errBadFrame
		}
		f[name] = []string{text}
		return nil
	}
	f[name] = []string{}
	for decoder.More() {
		token, err := decoder.Token()
		text, ok := scalar(token)
		if err != nil || !ok || len(f[name]) == maxFields {
			return errBadFrame
		}
		f[name] = append(f[name], text)
	}
	if _, err := decoder.Token(); err != nil {
		return errBadFrame
	}
	return nil
}

// scalar writes a JSON value as a form would carry it.
func scalar(token json.Token) (string, bool) {
	switch value := token.(type) {
	case string:
		return value, true
	case json.Number:
		return value.String(), true
	case bool:
		if value {
			return "1", true
		}
		return "", true
	}
	return "", false
}

// postedForm reads the body of a request as a form.
func postedForm(r *http.Request) (form, error) {
	if err := r.ParseForm(); err != nil {
		var tooLarge *http.MaxBytesError
		if errors.As(err, &tooLarge) {
			return nil, err
		}
		return nil, errBadFrame
	}
	if len(r.PostForm) > maxFields {
		return nil, errBadFrame
	}
	return form(r.PostForm), nil
}
