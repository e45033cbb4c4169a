//go:build linux

package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

func TestFramesOfEveryLengthAreRead(t *testing.T) {
	for _, length := range []int{0, 1, 125, 126, 127, 65535, 65536, maxPayload} {
		payload := []byte(strings.Repeat("p", length))
		wire := append(appendHeader(nil, opText, length), payload...)

		f, size, err := parseFrame(append(wire, "next"...))

		if err != nil || size != len(wire) {
			t.Fatalf("length %d: size %d, error %v, want %d and none", length, size, err, len(wire))
		}
		if f.opcode != opText || !f.final || !bytes.Equal(f.payload, payload) {
			t.Errorf("length %d: opcode %d, final %v, %d bytes", length, f.opcode, f.final, len(f.payload))
		}
	}
}

func TestAFrameThatHasNotArrivedWholeWaits(t *testing.T) {
	for _, length := range []int{5, 300, 70000} {
		wire := append(appendHeader(nil, opText, length), make([]byte, length)...)
		for cut := range len(wire) {
			if _, size, err := parseFrame(wire[:cut]); size != 0 || err != nil {
				t.Fatalf("length %d, first %d bytes: size %d, error %v", length, cut, size, err)
			}
		}
	}
}

func TestFramesThatNoServerMaySendAreRefused(t *testing.T) {
	masked := appendMasked(nil, opText, []byte("hello"))
	if _, _, err := parseFrame(masked); !errors.Is(err, errMasked) {
		t.Errorf("masked: got %v, want %v", err, errMasked)
	}
	large := appendHeader(nil, opText, maxPayload+1)
	if _, _, err := parseFrame(large); !errors.Is(err, errTooLarge) {
		t.Errorf("too large: got %v, want %v", err, errTooLarge)
	}
}

func TestTheMaskComesOff(t *testing.T) {
	want := []byte("some text that is longer than its key")
	wire := appendMasked(nil, opText, want)

	key, got := wire[2:6], wire[6:]
	for i := range got {
		got[i] ^= key[i%4]
	}

	if wire[1] != 0x80|byte(len(want)) || !bytes.Equal(got, want) {
		t.Errorf("got second byte %#x and %q", wire[1], got)
	}
}

func FuzzParseFrame(f *testing.F) {
	f.Add(append(appendHeader(nil, opText, 3), "abc"...))
	f.Add(appendHeader(nil, opText, 1<<16))
	f.Add([]byte{0x81, 127, 255, 255, 255, 255, 255, 255, 255, 255})
	f.Fuzz(func(t *testing.T, wire []byte) {
		frame, size, err := parseFrame(wire)
		if size > len(wire) || len(frame.payload) > size {
			t.Errorf("%d bytes: size %d with %d of payload", len(wire), size, len(frame.payload))
		}
		if err != nil && size != 0 {
			t.Errorf("size %d beside the error %v", size, err)
		}
	})
}
