package handlers

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
)

func TestFrameIsReadAsAForm(t *testing.T) {
	for frame, want := range map[string]form{
		`{"action":"message","body":"x"}`:                  {"action": {"message"}, "body": {"x"}},
		` {"body" : ["a","b"] , "n":[] } `:                 {"body": {"a", "b"}, "n": {}},
		`{"cursor":17,"big":12345678901234567890,"f":1e3}`: {"cursor": {"17"}, "big": {"12345678901234567890"}, "f": {"1e3"}},
		`{"yes":true,"no":false}`:                          {"yes": {"1"}, "no": {""}},
		`{"headers":{"a":{"b":[1]}},"body":"x"}`:           {"body": {"x"}},
		`{"body":"\u003cb\u003e"}`:                         {"body": {"<b>"}},
		`{}`:                                               {},
	} {
		if got, err := parseFrame([]byte(frame)); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s is read as %v, %v", frame, got, err)
		}
	}
}

// FuzzFrame compares with encoding/json, which reads more than a frame may be
// and never less.
func FuzzFrame(f *testing.F) {
	for _, seed := range []string{
		`{"action":"message","body":"x","key":"k","headers":{"HX-Request":"true"}}`, `{"action":"resume","cursor":"5","acked":"2","body":["a","b"]}`,
		`{}`, `[]`, `null`, `{"a":1,"a":2}`, `{"a":[[]]}`, `{"a":{}}`, `{"a":"\ud800"}`, `{"a":"b"}}`, `{"a":"b"} `, `{"headers":[{}]}`, `{"a":true,"b":null}`,
		"{\"a\":\"\xff\"}", `{"a":1e400}`, strings.Repeat(`{"a":`, 50),
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		fields, err := parseFrame(data)
		if err != nil {
			if err != errBadFrame {
				t.Fatalf("refused with %v", err)
			}
			return
		}
		var object map[string]any
		decoder := json.NewDecoder(bytes.NewReader(data))
		decoder.UseNumber()
		if err := decoder.Decode(&object); err != nil || !json.Valid(data) {
			t.Fatalf("%q is taken and is no JSON: %v", data, err)
		}
		delete(object, "headers")
		if len(fields) != len(object) || len(fields) > maxFields {
			t.Fatalf("%q has %d names and is read as %d fields", data, len(object), len(fields))
		}
		for name, values := range fields {
			if value, ok := object[name]; !ok || !sameValue(values, value) {
				t.Fatalf("%q: %q is read as %q, want %v", data, name, values, value)
			}
		}
	})
}

// sameValue compares a field's values with what encoding/json read.
func sameValue(got []string, want any) bool {
	switch want := want.(type) {
	case string:
		return len(got) == 1 && got[0] == want
	case []any:
		if len(got) != len(want) {
			return false
		}
		for i := range got {
			if !sameValue(got[i:i+1], want[i]) {
				return false
			}
		}
		return true
	case json.Number:
		return len(got) == 1 && got[0] == want.String()
	case bool:
		return len(got) == 1 && (got[0] == "1") == want
	}
	return false
}

// FuzzSeq is for the cursors of paging.
func FuzzSeq(f *testing.F) {
	for _, seed := range []string{"0", "1", "-1", "+1", " 1", "1e3", "0x10", "9223372036854775807", "9223372036854775808", "١", ""} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		seq, err := parseSeq(text)
		if err != nil && err != errBadFrame {
			t.Fatalf("refused with %v", err)
		}
		if err == nil && (seq < 0 || strings.Trim(text, "+-0123456789") != "") {
			t.Fatalf("%q is read as %d", text, seq)
		}
	})
}
