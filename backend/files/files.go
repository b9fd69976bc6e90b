// Package files keeps the bytes of photos, voice notes and documents: each
// under an opaque name, with size, hash and type taken from the bytes.
//
// It is for bytes only. Which message a file belongs to is in the store, who
// may see it is view's, and fetching or sending it is sender's.
package files

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/filetype"
)

// Folder is a directory of files. Its methods may be called concurrently.
type Folder struct{ dir string }

// Open prepares the directory. Half-written files of an earlier life go.
func Open(dir string) (*Folder, error) {
	if err := os.MkdirAll(filepath.Join(dir, "partial"), 0o700); err != nil {
		return nil, desk.Wrap("make media directory", err)
	}
	old, err := filepath.Glob(filepath.Join(dir, "partial", "*"))
	if err != nil {
		return nil, desk.Wrap("look for partial files", err)
	}
	for _, f := range old {
		if err := os.Remove(f); err != nil {
			return nil, desk.Wrap("remove partial file", err)
		}
	}
	return &Folder{dir}, nil
}

// ids are opaque and made by desk; nothing else ever becomes a path.
var idShape = regexp.MustCompile(`^[a-z]{2,8}_[0-9a-z]{8,40}$`)

func (d *Folder) path(id desk.MediaID) (string, error) {
	if !idShape.MatchString(string(id)) {
		return "", desk.Refuse(desk.CodeInvalid, "mediaId")
	}
	return filepath.Join(d.dir, string(id)), nil
}

// PutChecked is Put for a file that check may refuse, by what its bytes are.
func (d *Folder) PutChecked(ctx context.Context, id desk.MediaID, r io.Reader, limit int64, check func(filetype.Facts) error) (desk.Media, error) {
	return d.put(ctx, id, r, limit, check)
}

// Put stores what r gives under id, at most limit bytes, and tells what it is.
// It returns when the bytes are on disk. More than limit is CodeInvalid with
// subcode tooLarge; nothing stays behind after an error.
func (d *Folder) Put(ctx context.Context, id desk.MediaID, r io.Reader, limit int64) (desk.Media, error) {
	return d.put(ctx, id, r, limit, func(filetype.Facts) error { return nil })
}

func (d *Folder) put(ctx context.Context, id desk.MediaID, r io.Reader, limit int64, check func(filetype.Facts) error) (m desk.Media, err error) {
	final, err := d.path(id)
	if err != nil {
		return desk.Media{}, err
	}
	tmp, err := os.CreateTemp(filepath.Join(d.dir, "partial"), "*")
	if err != nil {
		return desk.Media{}, desk.Wrap("make file", err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, ignoreClosed(tmp.Close()), os.Remove(tmp.Name()))
		}
	}()
	h := sha256.New()
	size, err := copyBounded(ctx, tmp, h, r, limit)
	if err != nil {
		return desk.Media{}, err
	}
	is, err := measure(tmp)
	if err == nil {
		err = check(is)
	}
	if err != nil {
		return desk.Media{}, err
	}
	m = described(is)
	m.ID, m.State, m.Size, m.SHA256 = id, desk.MediaReady, size, hex.EncodeToString(h.Sum(nil))
	if err = errors.Join(tmp.Sync(), tmp.Close()); err != nil {
		return desk.Media{}, desk.Wrap("store file", err)
	}
	if err = os.Rename(tmp.Name(), final); err != nil {
		return desk.Media{}, desk.Wrap("name file", err)
	}
	return m, syncDir(d.dir)
}

// ignoreClosed drops the complaint of a second Close.
func ignoreClosed(err error) error {
	if errors.Is(err, os.ErrClosed) {
		return nil
	}
	return err
}

func copyBounded(ctx context.Context, w io.Writer, h hash.Hash, r io.Reader, limit int64) (int64, error) {
	n, err := io.Copy(io.MultiWriter(w, h), &ctxReader{ctx, io.LimitReader(r, limit+1)})
	if err != nil {
		return 0, desk.Wrap("read file", err)
	}
	if n > limit {
		return 0, desk.Refuse(desk.CodeInvalid, "tooLarge", desk.Params{"most": limit >> 20})
	}
	if n == 0 {
		return 0, desk.Refuse(desk.CodeInvalid, "empty", desk.Params{"context": "file"})
	}
	return n, nil
}

// ctxReader stops reading when the context ends.
type ctxReader struct {
	ctx context.Context // lives as long as one copy
	r   io.Reader
}

func (c *ctxReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}

// syncDir makes the new name survive a power cut. Windows has no such thing,
// and refuses to be asked.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir) //nolint:gosec // our own directory
	if err != nil {
		return desk.Wrap("open media directory", err)
	}
	return desk.Wrap("sync media directory", errors.Join(d.Sync(), d.Close()))
}

// Before gives the files that were last written before t, in no order.
func (d *Folder) Before(t time.Time) ([]desk.MediaID, error) {
	list, err := os.ReadDir(d.dir)
	if err != nil {
		return nil, desk.Wrap("list files", err)
	}
	var out []desk.MediaID
	for _, e := range list {
		if !idShape.MatchString(e.Name()) {
			continue
		}
		info, err := e.Info()
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, desk.Wrap("look at file", err)
		}
		if info.ModTime().Before(t) {
			out = append(out, desk.MediaID(e.Name()))
		}
	}
	return out, nil
}

// Remove takes a file away; one that is not here is no error.
func (d *Folder) Remove(id desk.MediaID) error {
	path, err := d.path(id)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return desk.Wrap("remove file", err)
	}
	return nil
}

// Get opens a file. CodeNotFound when it is not here.
func (d *Folder) Get(id desk.MediaID) (*os.File, error) {
	path, err := d.path(id)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path) //nolint:gosec // path admits opaque ids only
	if errors.Is(err, os.ErrNotExist) {
		return nil, desk.Refuse(desk.CodeNotFound, "media")
	}
	return f, desk.Wrap("open file", err)
}

// Describe tells what a stored file is, without its hash.
func (d *Folder) Describe(id desk.MediaID) (desk.Media, error) {
	f, err := d.Get(id)
	if err != nil {
		return desk.Media{}, err
	}
	defer f.Close() //nolint:errcheck // read only
	is, err := measure(f)
	if err != nil {
		return desk.Media{}, err
	}
	m := described(is)
	m.ID, m.State = id, desk.MediaReady
	return m, nil
}
