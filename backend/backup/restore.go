package backup

import (
	"archive/tar"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"filippo.io/age"

	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/store"
)

// Restore puts a backup into an empty data directory: all of it or nothing. The
// feed's life is renewed, so that desktops which saw more than the backup holds
// start afresh rather than wait for sequences that come a second time.
func Restore(ctx context.Context, r config.Restore) (err error) {
	lock, err := datadir.Lock(r.Config.DataDir)
	if err != nil {
		return err
	}
	defer lock.Unlock() //nolint:errcheck // the process ends
	if err := nothingThere(r.Config); err != nil {
		return err
	}
	in, err := os.Open(r.From)
	if err != nil {
		return &desk.Error{Code: desk.CodeInvalid, Subcode: "backupFile", Op: "open backup", Err: err, Params: desk.Params{"context": "read"}}
	}
	defer in.Close() //nolint:errcheck // read only
	ids, err := identities(r)
	if err != nil {
		return err
	}
	plain, err := age.Decrypt(in, ids...)
	if err != nil {
		return &desk.Error{Code: desk.CodeInvalid, Subcode: "key", Op: "open backup", Err: err}
	}
	// Everything is unpacked and looked at beside its place first: what fails in
	// the middle must not look like a data directory.
	stage, err := os.MkdirTemp(r.Config.DataDir, "restore-*")
	if err != nil {
		return desk.Wrap("make room for the backup", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(stage)) }()
	if err := unpack(ctx, tar.NewReader(plain), stage); err != nil {
		return err
	}
	if err := renew(ctx, filepath.Join(stage, backupDatabase)); err != nil {
		return err
	}
	return moveIn(stage, r.Config)
}

// nothingThere refuses a data directory that holds something already.
func nothingThere(cfg config.Config) error {
	if _, err := os.Lstat(filepath.Join(cfg.DataDir, datadir.DatabaseFile)); err == nil {
		return desk.Refuse(desk.CodeConflict, "notEmpty", desk.Params{"context": "database"})
	}
	if _, err := os.Lstat(cfg.MasterKeyPath()); err == nil {
		return desk.Refuse(desk.CodeConflict, "notEmpty", desk.Params{"context": "key"})
	}
	return nil
}

// renew opens the unpacked database, which proves that it is one and brings its
// tables up to date, and gives its feed a new life.
func renew(ctx context.Context, path string) error {
	db, err := store.Open(ctx, path, store.Options{})
	if err != nil {
		return err
	}
	_, err = db.RenewLife(ctx)
	return errors.Join(err, db.Check(ctx), db.Close())
}

// moveIn puts what was unpacked into its place. The database is last: with it
// the restore is done.
func moveIn(stage string, cfg config.Config) error {
	media := filepath.Join(cfg.DataDir, "media")
	if err := os.MkdirAll(media, 0o700); err != nil {
		return desk.Wrap("make directory", err)
	}
	list, err := os.ReadDir(filepath.Join(stage, backupMedia))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return desk.Wrap("list media", err)
	}
	for _, e := range list {
		if err := os.Rename(filepath.Join(stage, backupMedia, e.Name()), filepath.Join(media, e.Name())); err != nil {
			return desk.Wrap("put media in place", err)
		}
	}
	key, err := os.Open(filepath.Join(stage, backupKey))
	if err != nil {
		return desk.Wrap("open key", err)
	}
	defer key.Close() //nolint:errcheck // read only
	// Copied, because it may belong on another disk.
	if err := unpackFile(key, cfg.MasterKeyPath(), -1); err != nil {
		return err
	}
	return desk.Wrap("put database in place", errors.Join(
		os.Rename(filepath.Join(stage, backupDatabase), filepath.Join(cfg.DataDir, datadir.DatabaseFile)),
		syncDir(media), syncDir(filepath.Dir(cfg.MasterKeyPath())), syncDir(cfg.DataDir),
	))
}

func identities(r config.Restore) ([]age.Identity, error) {
	if r.IdentityFile == "" {
		p, err := passphrase(r.Passphrase)
		if err != nil {
			return nil, err
		}
		id, err := age.NewScryptIdentity(p.Reveal())
		return []age.Identity{id}, desk.Wrap("use passphrase", err)
	}
	f, err := os.Open(r.IdentityFile)
	if err != nil {
		return nil, &desk.Error{Code: desk.CodeInvalid, Subcode: "identity", Op: "open identity", Err: err, Params: desk.Params{"context": "read"}}
	}
	defer f.Close() //nolint:errcheck // read only
	ids, err := age.ParseIdentities(f)
	if err != nil {
		// The cause may quote a line of the file, which may be a private key.
		return nil, desk.Refuse(desk.CodeInvalid, "identity")
	}
	return ids, nil
}

func damaged(cause error) error {
	return &desk.Error{Code: desk.CodeInvalid, Subcode: "damaged", Op: "read backup", Err: cause}
}

// unpack writes what the backup holds into dir.
func unpack(ctx context.Context, r *tar.Reader, dir string) error {
	got := map[string]bool{}
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return damaged(err)
		}
		if err := ctx.Err(); err != nil {
			return desk.Wrap("unpack backup", err)
		}
		base, media := strings.CutPrefix(h.Name, backupMedia)
		known := h.Name == backupDatabase || h.Name == backupLog || h.Name == backupKey || media && base != ".." && filepath.Base(base) == base
		if !known || h.Typeflag != tar.TypeReg || got[h.Name] {
			return desk.Refuse(desk.CodeInvalid, "damaged", desk.Params{"context": "foreign"})
		}
		got[h.Name] = true
		if err := unpackFile(r, filepath.Join(dir, filepath.FromSlash(h.Name)), h.Size); err != nil {
			return err
		}
	}
	if !got[backupDatabase] || !got[backupKey] {
		return damaged(errors.New("no database or no key in it"))
	}
	return nil
}

// unpackFile makes a file of r; size -1 means all of it.
func unpackFile(r io.Reader, path string, size int64) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return desk.Wrap("make directory", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // names are checked by unpack
	if err != nil {
		return desk.Wrap("make file", err)
	}
	read := &failed{from: r}
	n, err := io.Copy(f, read)
	err = errors.Join(err, f.Sync(), f.Close())
	if read.err != nil || (size >= 0 && n != size) {
		return damaged(read.err)
	}
	return desk.Wrap("write file", err)
}

// failed remembers whether it was the reading that went wrong.
type failed struct {
	from io.Reader
	err  error
}

func (f *failed) Read(p []byte) (int, error) {
	n, err := f.from.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		f.err = err
	}
	return n, err
}

// syncDir makes new names survive a power cut. Windows has no such thing and
// needs none.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
