package handlers

import (
	"context"
	"errors"
	"io"
	"time"

	"parley/db/blobs"
	"parley/db/chat"
	"parley/handlers/images"
)

// redrawWait is how long a picture that was sent waits for its turn. Others wait
// with it in one upload, so it is longer than for a face.
const redrawWait = 20 * time.Second

// redrawnMost bounds what a picture becomes, in files of the size that may be
// uploaded: one that grows beyond is kept as it came, as any other file.
const redrawnMost = 2

// keep files what arrived: a picture drawn anew, everything else as it is.
func (s *Server) keep(ctx context.Context, draft *blobs.Draft) (chat.NewFile, error) {
	file, err := s.drawAnew(ctx, draft)
	if err == nil || !noPicture(err) {
		return file, err
	}
	head := make([]byte, sniffed)
	n, err := io.ReadFull(draft.Content(), head)
	if err != nil && err != io.ErrUnexpectedEOF {
		return chat.NewFile{}, keeping(err)
	}
	file = chat.NewFile{Type: mediaType(head[:n]), Size: draft.Size()}
	if file.Hash, err = draft.File(); err != nil {
		return chat.NewFile{}, keeping(err)
	}
	return file, nil
}

// noPicture: nothing to be shown, but fine to be downloaded.
func noPicture(err error) bool {
	return errors.Is(err, images.ErrKind) || errors.Is(err, images.ErrLarge) || errors.Is(err, images.ErrBroken) ||
		errors.Is(err, context.DeadlineExceeded) || errors.Is(err, blobs.ErrTooLarge)
}

// drawAnew is a picture as new files without what its camera wrote down.
func (s *Server) drawAnew(ctx context.Context, draft *blobs.Draft) (chat.NewFile, error) {
	if !images.Known(draft.Content()) {
		return chat.NewFile{}, images.ErrKind
	}
	if err := s.awaitTurn(ctx, redrawWait); err != nil {
		return chat.NewFile{}, err
	}
	defer func() { <-s.decoding }()
	ctx, cancel := context.WithTimeout(ctx, decodingTime)
	defer cancel()
	full, err := s.blobs.Draft(redrawnMost * int64(s.limits.Upload))
	if err != nil {
		return chat.NewFile{}, keeping(err)
	}
	defer full.Close()
	thumb, err := s.blobs.Draft(int64(s.limits.Upload))
	if err != nil {
		return chat.NewFile{}, keeping(err)
	}
	defer thumb.Close()
	made, err := images.Redraw(ctx, draft.Content(), full, thumb)
	if err != nil {
		return chat.NewFile{}, err
	}
	return filed(made, full, thumb)
}

func filed(made images.Redrawn, full, thumb *blobs.Draft) (chat.NewFile, error) {
	file := chat.NewFile{Type: made.Type, Size: full.Size(), Width: made.Width, Height: made.Height}
	var err error
	if file.Hash, err = full.File(); err != nil {
		return file, keeping(err)
	}
	if made.Thumb {
		if file.Thumb, err = thumb.File(); err != nil {
			return file, keeping(err)
		}
	}
	return file, nil
}
