package app

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
)

const (
	mediaRoom     = 512 << 20       // bytes of received files that are kept on this computer
	mediaDeadline = 7 * time.Minute // of one file: 100 MB at 2 Mbit/s
)

// mediaBox keeps received files on this computer, under names that say
// nothing, and gives them to the page.
type mediaBox struct {
	// immutable
	dir     string
	room    int64
	clock   func() time.Time
	log     *slog.Logger
	message func(ctx context.Context, messageID string) (wire.Message, error)           // the local copy's
	fetch   func(ctx context.Context, messageID, mediaID string) (io.ReadCloser, error) // the relay's

	mu     sync.Mutex               // guards below
	flying map[string]chan struct{} // fetches under way, by media id
	seen   map[string]string        // message of a media id that the page has asked for
}

// openMedia opens, or makes, the folder of received files.
func openMedia(b *mediaBox) (*mediaBox, error) {
	if err := os.MkdirAll(b.dir, 0o700); err != nil {
		return nil, fmt.Errorf("make media folder: %w", err)
	}
	b.flying, b.seen = map[string]chan struct{}{}, map[string]string{}
	return b, nil
}

func (b *mediaBox) path(mediaID string) string {
	sum := sha256.Sum256([]byte(mediaID))
	return filepath.Join(b.dir, hex.EncodeToString(sum[:20]))
}

// open gives a message's file, from here or from the relay. Only what stands
// in the local copy can be asked for.
func (b *mediaBox) open(ctx context.Context, messageID, mediaID string) (*os.File, wire.Media, error) {
	m, err := b.message(ctx, messageID)
	if err != nil {
		return nil, wire.Media{}, err
	}
	if m.Media == nil || m.Media.ID != mediaID || mediaID == "" {
		return nil, wire.Media{}, desk.Errorf(desk.CodeNotFound, "media", "This message has no such file.")
	}
	b.mu.Lock()
	b.seen[mediaID] = messageID
	b.mu.Unlock()
	for {
		f, err := os.Open(b.path(mediaID))
		if err == nil {
			now := b.clock()
			os.Chtimes(f.Name(), now, now) //nolint:errcheck,gosec // only the order of forgetting
			return f, *m.Media, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, wire.Media{}, desk.Wrap("open media", err)
		}
		if err := b.bring(ctx, messageID, mediaID); err != nil {
			return nil, wire.Media{}, err
		}
	}
}

// bring fetches a file once, however many ask for it at the same time.
func (b *mediaBox) bring(ctx context.Context, messageID, mediaID string) error {
	b.mu.Lock()
	if wait, ok := b.flying[mediaID]; ok {
		b.mu.Unlock()
		select {
		case <-wait:
			return nil // the caller looks again
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	done := make(chan struct{})
	b.flying[mediaID] = done
	b.mu.Unlock()
	defer func() {
		b.mu.Lock()
		delete(b.flying, mediaID)
		b.mu.Unlock()
		close(done)
	}()
	return b.store(ctx, messageID, mediaID)
}

func (b *mediaBox) store(ctx context.Context, messageID, mediaID string) error {
	ctx, cancel := context.WithTimeout(ctx, mediaDeadline)
	defer cancel()
	body, err := b.fetch(ctx, messageID, mediaID)
	if err != nil {
		return err
	}
	defer body.Close() //nolint:errcheck // read only
	tmp, err := os.CreateTemp(b.dir, "new-*")
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
			Message: "The file did not come through. Try again.",
		}
	case n > wire.MaxUpload:
		return desk.Errorf(desk.CodeInvalid, "media", "The file is larger than any that WhatsApp carries, and was not kept.")
	}
	if err := os.Rename(tmp.Name(), b.path(mediaID)); err != nil {
		return errNoRoom(err)
	}
	b.trim()
	return nil
}

func errNoRoom(err error) error {
	return &desk.Error{
		Code: desk.CodeInternal, Subcode: "disk", Op: "keep media", Err: err,
		Message: "The file could not be kept on this computer. Check that the disk is not full.",
	}
}

// trim forgets the files that were not looked at for longest, beyond the room.
func (b *mediaBox) trim() {
	list, err := os.ReadDir(b.dir)
	if err != nil {
		b.log.Warn("media folder cannot be read", "err", err)
		return
	}
	infos := make([]fs.FileInfo, 0, len(list))
	for _, e := range list {
		if i, err := e.Info(); err == nil && i.Mode().IsRegular() && !strings.HasPrefix(i.Name(), "new-") {
			infos = append(infos, i)
		}
	}
	slices.SortFunc(infos, func(x, y fs.FileInfo) int { return y.ModTime().Compare(x.ModTime()) })
	var sum int64
	for i, f := range infos {
		if sum += f.Size(); sum > b.room && i > 0 { // the newest is being looked at
			os.Remove(filepath.Join(b.dir, f.Name())) //nolint:errcheck,gosec // the next trim tries again
		}
	}
}

// clear forgets everything: sign-out.
func (b *mediaBox) clear() error {
	b.mu.Lock()
	clear(b.seen)
	b.mu.Unlock()
	list, err := os.ReadDir(b.dir)
	for _, e := range list {
		err = errors.Join(err, os.Remove(filepath.Join(b.dir, e.Name())))
	}
	return desk.Wrap("clear media", err)
}

// messageOf gives the message of a file that the page has shown.
func (b *mediaBox) messageOf(mediaID string) (string, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	id, ok := b.seen[mediaID]
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
func (b *mediaBox) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	guardFile(w.Header())
	f, _, err := b.open(req.Context(), req.PathValue("message"), req.PathValue("media"))
	if err != nil {
		refuseFile(w, err)
		return
	}
	defer f.Close() //nolint:errcheck // read only
	serveFile(w, req, f)
}

// attachedFiles answers GET /attached/{file}: what lies beside a draft or in a
// reply that waits, for its preview.
func attachedFiles(open func(localID string) (*os.File, error)) http.Handler {
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
	http.Error(w, desk.MessageOf(err), statusOf(err))
}

// serveFile gives the page a file that it may draw or play, as what its bytes
// are. Any other is refused, bytes and all: an image element goes by the bytes,
// whatever type they are given with, and a small file can take gigabytes to
// draw. Saving it is another way (SaveMedia).
func serveFile(w http.ResponseWriter, req *http.Request, f *os.File) {
	is, err := measure(f)
	if err == nil && is.Shows() == filetype.Nothing {
		err = desk.Errorf(desk.CodeInvalid, "notShown", "Parley cannot show this file. Save it to look at it.")
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
