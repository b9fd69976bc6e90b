// Package media keeps received files on this computer and decides, from what
// their bytes are, what the page may draw and what another program may open.
//
// It is not for what a file is; that is filetype's answer.
package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/filetype"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

const (
	room     = 512 << 20       // bytes of received files that are kept on this computer
	deadline = 7 * time.Minute // of one file: 100 MB at 2 Mbit/s
)

// Config is what the store needs.
type Config struct {
	Dir    string // of received files, under names that say nothing
	Opened string // of files that other programs show; emptied at the start
	Room   int64  // bytes of received files that are kept; 0 = 512 MB
	Rows   Rows
	System System
	// Fetch asks the relay for a file.
	Fetch func(ctx context.Context, messageID, mediaID string) (io.ReadCloser, error)
	// MarkOutside marks a file as one that came from outside.
	MarkOutside func(path string, at time.Time) error
	Clock       func() time.Time
	Log         *slog.Logger
}

// Rows is what is read of the local copy.
type Rows interface {
	Row(ctx context.Context, kind desk.Kind, id string, v any) error
	// Messages gives the newest messages of a thread before (at, seq); 0, 0 = from
	// the end. Oldest first in the answer.
	Messages(ctx context.Context, threadID string, at, seq int64, limit int) (page []wire.Message, more bool, err error)
}

// System is what the computer does with a file.
type System interface {
	// OpenFile opens a file with the program that is set for its type.
	OpenFile(path string) error
	// AskSave asks the person where to, under a title; "" = they cancelled.
	AskSave(title, name string) (path string, err error)
}

// Store keeps received files on this computer and gives them to the page, to
// other programs and to the disk. Methods may be called concurrently.
type Store struct {
	cfg Config

	mu      sync.Mutex               // guards below
	flying  map[string]chan struct{} // fetches under way, by media id
	seen    map[string]string        // message of a media id that the page has asked for
	viewed  string                   // thread on the screen
	cleared int                      // how often everything was forgotten
}

// Open opens, or makes, the folders of received files.
func Open(cfg Config) (*Store, error) {
	if cfg.Room == 0 {
		cfg.Room = room
	}
	if err := os.MkdirAll(cfg.Dir, 0o700); err != nil {
		return nil, fmt.Errorf("make media folder: %w", err)
	}
	if err := dropUnfinished(cfg.Dir); err != nil {
		return nil, err
	}
	if err := os.RemoveAll(cfg.Opened); err != nil {
		return nil, fmt.Errorf("empty the folder of opened files: %w", err)
	}
	if err := os.MkdirAll(cfg.Opened, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of opened files: %w", err)
	}
	return &Store{cfg: cfg, flying: map[string]chan struct{}{}, seen: map[string]string{}}, nil
}

// unfinished begins the names of files that are still coming.
const unfinished = "new-"

// dropUnfinished removes what an app that was killed had begun to fetch: nobody
// goes on with it, and it is not counted with the files that are kept.
func dropUnfinished(dir string) error {
	list, err := filepath.Glob(filepath.Join(dir, unfinished+"*"))
	for _, path := range list {
		err = errors.Join(err, os.Remove(path))
	}
	return desk.Wrap("drop unfinished media", err)
}

// Viewing says which thread is on the screen.
func (s *Store) Viewing(threadID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.viewed = threadID
}

func (s *Store) path(mediaID string) string {
	sum := sha256.Sum256([]byte(mediaID))
	return filepath.Join(s.cfg.Dir, hex.EncodeToString(sum[:20]))
}

// open gives a message's file, from here or from the relay. Only what stands
// in the local copy can be asked for.
func (s *Store) open(ctx context.Context, messageID, mediaID string) (*os.File, wire.Media, error) {
	var m wire.Message
	if err := s.cfg.Rows.Row(ctx, desk.RowMessage, messageID, &m); err != nil {
		return nil, wire.Media{}, err
	}
	file := m.File(mediaID)
	if file == nil || mediaID == "" {
		return nil, wire.Media{}, desk.Refuse(desk.CodeNotFound, "media", desk.Params{"context": "none"})
	}
	s.mu.Lock()
	s.seen[mediaID] = messageID
	s.mu.Unlock()
	f, err := s.held(ctx, messageID, mediaID)
	return f, *file, err
}

// held opens a file, which is fetched first when it is not here.
func (s *Store) held(ctx context.Context, messageID, mediaID string) (*os.File, error) {
	for {
		f, err := os.Open(s.path(mediaID))
		if err == nil {
			now := s.cfg.Clock()
			os.Chtimes(f.Name(), now, now) //nolint:errcheck,gosec // only the order of forgetting
			return f, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, desk.Wrap("open media", err)
		}
		if err := s.bring(ctx, messageID, mediaID); err != nil {
			return nil, err
		}
	}
}

// bring fetches a file once, however many ask for it at the same time.
func (s *Store) bring(ctx context.Context, messageID, mediaID string) error {
	s.mu.Lock()
	if wait, ok := s.flying[mediaID]; ok {
		s.mu.Unlock()
		select {
		case <-wait:
			return nil // the caller looks again
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	if _, err := os.Stat(s.path(mediaID)); err == nil {
		s.mu.Unlock()
		return nil // it came after the caller had looked
	}
	done := make(chan struct{})
	s.flying[mediaID] = done
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.flying, mediaID)
		s.mu.Unlock()
		close(done)
	}()
	return s.store(ctx, messageID, mediaID)
}

func (s *Store) store(ctx context.Context, messageID, mediaID string) error {
	ctx, cancel := context.WithTimeout(ctx, deadline)
	defer cancel()
	s.mu.Lock()
	cleared := s.cleared
	s.mu.Unlock()
	body, err := s.cfg.Fetch(ctx, messageID, mediaID)
	if err != nil {
		return err
	}
	defer body.Close() //nolint:errcheck // read only
	tmp, err := os.CreateTemp(s.cfg.Dir, unfinished+"*")
	if err != nil {
		return errNoRoom(err)
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // it is gone when all went well
	n, err := io.Copy(tmp, io.LimitReader(body, wire.MaxUpload+1))
	if cerr := tmp.Close(); err == nil && cerr != nil {
		return errNoRoom(cerr)
	}
	switch {
	case err != nil:
		return &desk.Error{
			Code: desk.CodeUnavailable, Subcode: "media", Op: "fetch media", Err: err,
			Params: desk.Params{"context": "lost"},
		}
	case n > wire.MaxUpload:
		return desk.Refuse(desk.CodeInvalid, "media", desk.Params{"context": "large"})
	}
	return s.keep(tmp.Name(), mediaID, cleared)
}

// keep takes a file that has come whole among those that are kept, unless
// everything was forgotten while it came: it was somebody else's then.
func (s *Store) keep(path, mediaID string, cleared int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cleared != cleared {
		return desk.Refuse(desk.CodeNotFound, "media", desk.Params{"context": "none"})
	}
	if err := os.Rename(path, s.path(mediaID)); err != nil {
		return errNoRoom(err)
	}
	s.trim()
	return nil
}

func errNoRoom(err error) error {
	return &desk.Error{
		Code: desk.CodeInternal, Subcode: "disk", Op: "keep media", Err: err,
		Params: desk.Params{"context": "media"},
	}
}

// trim forgets the files that were not looked at for longest, beyond the room.
func (s *Store) trim() {
	list, err := os.ReadDir(s.cfg.Dir)
	if err != nil {
		s.cfg.Log.Warn("media folder cannot be read", "err", err)
		return
	}
	infos := make([]fs.FileInfo, 0, len(list))
	for _, e := range list {
		if i, err := e.Info(); err == nil && i.Mode().IsRegular() && !strings.HasPrefix(i.Name(), unfinished) {
			infos = append(infos, i)
		}
	}
	slices.SortFunc(infos, func(x, y fs.FileInfo) int { return y.ModTime().Compare(x.ModTime()) })
	var sum int64
	for i, f := range infos {
		if sum += f.Size(); sum > s.cfg.Room && i > 0 { // the newest is being looked at
			os.Remove(filepath.Join(s.cfg.Dir, f.Name())) //nolint:errcheck,gosec // the next trim tries again
		}
	}
}

// Clear forgets everything: sign-out. What is still coming is not kept.
func (s *Store) Clear() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.seen)
	s.cleared++
	list, err := os.ReadDir(s.cfg.Dir)
	for _, e := range list {
		if gone := os.Remove(filepath.Join(s.cfg.Dir, e.Name())); !errors.Is(gone, fs.ErrNotExist) { // a fetch that broke off takes its own away
			err = errors.Join(err, gone)
		}
	}
	return desk.Wrap("clear media", err)
}

// messageOf gives the message of a file that the page has shown.
func (s *Store) messageOf(mediaID string) (string, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, ok := s.seen[mediaID]
	return id, ok
}

// measure tells what a file is from its bytes. The read position does not
// move.
func measure(f *os.File) (filetype.Facts, error) {
	st, err := f.Stat()
	if err != nil {
		return filetype.Facts{}, desk.Wrap("read media", err)
	}
	is, err := filetype.Measure(f, st.Size())
	return is, desk.Wrap("read media", err)
}

// ServeHTTP answers GET /media/{message}/{media}, with ranges so that sound
// and video can be sought.
func (s *Store) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	guardFile(w.Header())
	f, _, err := s.open(req.Context(), req.PathValue("message"), req.PathValue("media"))
	if err != nil {
		refuseFile(w, err)
		return
	}
	defer f.Close() //nolint:errcheck // read only
	serveFile(w, req, f)
}

// Attached answers GET /attached/{file}: what lies beside a draft or in a
// reply that waits, for its preview.
func Attached(open func(localID string) (*os.File, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		guardFile(w.Header())
		f, err := open(req.PathValue("file"))
		if err != nil {
			refuseFile(w, err)
			return
		}
		defer f.Close() //nolint:errcheck // read only
		serveFile(w, req, f)
	})
}

func guardFile(h http.Header) {
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Referrer-Policy", "no-referrer")
}

func refuseFile(w http.ResponseWriter, err error) {
	w.Header().Set("Cache-Control", "no-store")
	http.Error(w, words.Of(err), statusOf(err))
}

// serveFile gives the page a file that it may draw or play, as what its bytes
// are. Any other is refused, bytes and all: an image element goes by the bytes,
// whatever type they are given with, and a small file can take gigabytes to
// draw. Saving it is another way (SaveMedia).
func serveFile(w http.ResponseWriter, req *http.Request, f *os.File) {
	is, err := measure(f)
	if err == nil && is.Shows() == filetype.Nothing {
		err = desk.Refuse(desk.CodeInvalid, "notShown")
	}
	if err != nil {
		refuseFile(w, err)
		return
	}
	h := w.Header()
	h.Set("Cache-Control", "private, max-age=86400, immutable")
	h.Set("Content-Type", is.MIME)
	http.ServeContent(w, req, "", time.Time{}, f)
}

// statusOf maps errors for the page's image and sound elements.
func statusOf(err error) int {
	switch desk.CodeOf(err) {
	case desk.CodeNotFound:
		return http.StatusNotFound
	case desk.CodeForbidden:
		return http.StatusForbidden
	case desk.CodeUnauthorized:
		return http.StatusUnauthorized
	case desk.CodeUnavailable, desk.CodeTooMany:
		return http.StatusServiceUnavailable
	case desk.CodeInvalid:
		return http.StatusUnsupportedMediaType
	default:
		return http.StatusInternalServerError
	}
}
