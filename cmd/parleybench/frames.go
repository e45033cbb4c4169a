//go:build linux

package main

import (
	"encoding/binary"
	"errors"
	"math/rand/v2"
)

// The opcodes of RFC 6455, section 5.2, that a chat uses.
const (
	opContinuation = 0x0
	opText         = 0x1
	opClose        = 0x8
	opPing         = 0x9
	opPong         = 0xa
)

// maxPayload is the largest frame that is read; no server here sends a tenth of it.
const maxPayload = 512 << 10

var (
	errTooLarge = errors.New("a frame is larger than 512 KiB")
	errMasked   = errors.New("the server masks its frames, which RFC 6455, section 5.1, forbids")
)

// frame is one WebSocket frame from a server. Its payload lies in the bytes it was parsed from.
type frame struct {
	opcode  byte
	final   bool
	payload []byte
}

// parseFrame takes the first frame off b and says how many bytes it takes.
// Zero bytes and no error: the frame has not arrived whole.
func parseFrame(b []byte) (f frame, size int, err error) {
	if len(b) < 2 {
		return frame{}, 0, nil
	}
	if b[1]&0x80 != 0 {
		return frame{}, 0, errMasked
	}
	length, header := uint64(b[1]), 2
	switch {
	case length == 126 && len(b) >= 4:
		length, header = uint64(binary.BigEndian.Uint16(b[2:])), 4
	case length == 127 && len(b) >= 10:
		length, header = binary.BigEndian.Uint64(b[2:]), 10
	case length >= 126:
		return frame{}, 0, nil
	}
	if length > maxPayload {
		return frame{}, 0, errTooLarge
	}
	size = header + int(length)
	if len(b) < size {
		return frame{}, 0, nil
	}
	return frame{opcode: b[0] & 0x0f, final: b[0]&0x80 != 0, payload: b[header:size]}, size, nil
}

// appendHeader appends the header of a whole frame as a server sends it.
func appendHeader(dst []byte, opcode byte, length int) []byte {
	dst = append(dst, 0x80|opcode)
	switch {
	case length < 126:
		return append(dst, byte(length))
	case length < 1<<16:
		return binary.BigEndian.AppendUint16(append(dst, 126), uint16(length))
	}
	return binary.BigEndian.AppendUint64(append(dst, 127), uint64(length))
}

// appendMasked appends a whole frame as a client sends it: masked (RFC 6455, section 5.3).
func appendMasked(dst []byte, opcode byte, payload []byte) []byte {
	start := len(dst)
	dst = appendHeader(dst, opcode, len(payload))
	dst[start+1] |= 0x80
	var key [4]byte
	binary.NativeEndian.PutUint32(key[:], rand.Uint32())
	dst = append(dst, key[:]...)
	for i, c := range payload {
		dst = append(dst, c^key[i%len(key)])
	}
	return dst
}
