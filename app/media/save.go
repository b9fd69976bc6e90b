package media

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/filetype"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

// OpenOutside opens a received file as the type that its bytes have. What would
// run, and what could not be measured, is only saved.
func (s *Store) OpenOutside(mediaID string) error {
	f, media, is, err := s.file(mediaID)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // read only
	if !is.Opens() {
		return desk.Refuse(desk.CodeInvalid, "unsafe")
	}
	dir, err := os.MkdirTemp(s.cfg.Opened, "")
	if err != nil {
		return errNoRoom(err)
	}
	path := filepath.Join(dir, filetype.SaveName(media.FileName, is))
	if err := s.copyOut(path, f); err != nil {
		return err
	}
	return s.cfg.System.OpenFile(path)
}

// Save asks where to and saves a received file.
func (s *Store) Save(mediaID string) (string, error) {
	f, media, is, err := s.file(mediaID)
	if err != nil {
		return "", err
	}
	defer f.Close() //nolint:errcheck // read only
	path, err := s.cfg.System.AskSave(words.Sentence(words.Alerts+":saveTitle", nil), filetype.SaveName(media.FileName, is))
	if err != nil || path == "" {
		return "", err
	}
	return path, s.copyOut(path, f)
}

// copyOut writes a received file where other programs find it, marked as one
// that came from outside before it holds anything. Where the disk keeps no such
// marks, the file is written all the same.
func (s *Store) copyOut(path string, f io.Reader) error {
	out, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600) //nolint:gosec // where the person, or this app, wants it
	if err != nil {
		return errNoRoom(err)
	}
	if err := s.cfg.MarkOutside(path, s.cfg.Clock()); err != nil {
		var at *fs.PathError
		if errors.As(err, &at) {
			err = at.Err // without the customer's name for the file
		}
		s.cfg.Log.Warn("a saved file is not marked as coming from outside", "err", err)
	}
	_, err = io.Copy(out, f)
	if cerr := out.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return errNoRoom(err)
	}
	return nil
}

// file gives a received file by its media id alone: of a message that was
// shown, or that is in the thread in view.
func (s *Store) file(mediaID string) (*os.File, wire.Media, filetype.Facts, error) {
	ctx, cancel := context.WithTimeout(context.Background(), deadline)
	defer cancel()
	message, ok := s.messageOf(mediaID)
	if !ok {
		var err error
		if message, err = s.inView(ctx, mediaID); err != nil {
			return nil, wire.Media{}, filetype.Facts{}, err
		}
	}
	f, media, err := s.open(ctx, message, mediaID)
	if err != nil {
		return nil, wire.Media{}, filetype.Facts{}, err
	}
	is, err := measure(f)
	if err != nil {
		f.Close() //nolint:errcheck,gosec // read only
		return nil, wire.Media{}, filetype.Facts{}, err
	}
	return f, media, is, nil
}

// inView looks for a file's message in the thread in view, page by page.
func (s *Store) inView(ctx context.Context, mediaID string) (string, error) {
	const page = 200
	s.mu.Lock()
	thread := s.viewed
	s.mu.Unlock()
	var at, seq int64
	for more := thread != ""; more; {
		var list []wire.Message
		var err error
		if list, more, err = s.cfg.Rows.Messages(ctx, thread, at, seq, page); err != nil {
			return "", err
		}
		for _, m := range list {
			if m.File(mediaID) != nil {
				return m.ID, nil
			}
		}
		if len(list) > 0 {
			at, seq = list[0].At, list[0].Seq
		}
	}
	return "", desk.Refuse(desk.CodeNotFound, "media", desk.Params{"context": "closed"})
}
