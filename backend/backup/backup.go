// Package backup writes a data directory into one sealed file, and puts such a
// file into an empty data directory.
//
// It is not for the relay while it runs; it works from another process.
package backup

import (
	"archive/tar"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"

	"filippo.io/age"

	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/store"
)

// Names inside a backup.
const (
	backupDatabase = "parley.db"
	backupLog      = "parley.db-wal" // what is not in the database file yet
	backupKey      = "master.key"
	backupMedia    = "media/"
)

// Write puts database, master key and media into one file that only the holders of the
// age keys or the passphrase can open. The relay may go on running meanwhile, in
// another process. A database that is damaged, or whose record was changed, is not
// backed up: its backup would take the place of good ones. Nothing is ever written in
// clear, so that a backup that is killed leaves nothing readable behind.
func Write(ctx context.Context, b config.Backup) (err error) {
	recipients, err := backupRecipients(b)
	if err != nil {
		return err
	}
	database := filepath.Join(b.Config.DataDir, datadir.DatabaseFile)
	if err := datadir.Check(ctx, database); err != nil {
		return err
	}
	removePlainCopies(b.Config.DataDir)
	out, err := os.OpenFile(b.To, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return &desk.Error{
			Code: desk.CodeInvalid, Subcode: "backupFile", Op: "make backup file", Err: err,
			Params: desk.Params{"context": "make"},
		}
	}
	sealed, err := age.Encrypt(out, recipients...)
	if err != nil {
		return errors.Join(desk.Wrap("encrypt backup", err), out.Close())
	}
	w := tar.NewWriter(sealed)
	err = errors.Join(
		addDatabase(ctx, w, database), addFile(w, backupKey, b.Config.MasterKeyPath()),
		addMedia(ctx, w, filepath.Join(b.Config.DataDir, "media")),
	)
	err = errors.Join(err, w.Close(), sealed.Close(), out.Sync(), out.Close())
	if err != nil {
		return errors.Join(desk.Wrap("write backup", err), os.Remove(b.To))
	}
	return nil
}

// removePlainCopies takes away what backups of earlier versions left when they
// were killed: the database in clear.
func removePlainCopies(dataDir string) {
	left, _ := filepath.Glob(filepath.Join(dataDir, "backup-*", backupDatabase)) //nolint:errcheck // the pattern is good
	for _, path := range left {
		os.RemoveAll(filepath.Dir(path)) //nolint:errcheck,gosec // what cannot be removed is the operator's to see
	}
}

// addDatabase writes the database file and its log as they are at one moment.
func addDatabase(ctx context.Context, w *tar.Writer, path string) (err error) {
	// A log that cannot be emptied now goes along as it is.
	store.Settle(ctx, path) //nolint:errcheck,gosec // see above
	s, err := store.OpenSnapshot(ctx, path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return s.Copy(func(suffix string, size int64, content io.Reader) error {
		name := backupDatabase + suffix
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: size}); err != nil {
			return desk.Wrap("write "+name, err)
		}
		_, err := io.Copy(w, stopping{ctx, content})
		return desk.Wrap("write "+name, err)
	})
}

// stopping is a reader that ends with its context.
type stopping struct {
	ctx  context.Context // lives as long as one copy
	from io.Reader
}

func (s stopping) Read(p []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	return s.from.Read(p)
}

func backupRecipients(b config.Backup) ([]age.Recipient, error) {
	if len(b.Recipients) == 0 {
		p, err := passphrase(b.Passphrase)
		if err != nil {
			return nil, err
		}
		r, err := age.NewScryptRecipient(p.Reveal())
		return []age.Recipient{r}, desk.Wrap("use passphrase", err)
	}
	out := make([]age.Recipient, 0, len(b.Recipients))
	for _, s := range b.Recipients {
		r, err := age.ParseX25519Recipient(s)
		if err != nil {
			return nil, desk.Refuse(desk.CodeInvalid, "recipient", desk.Params{"given": s})
		}
		out = append(out, r)
	}
	return out, nil
}

// maxPassphrase bounds what is read of a passphrase's file.
const maxPassphrase = 4 << 10

// passphrase gives the passphrase from wherever it is.
func passphrase(p config.Passphrase) (desk.Secret, error) {
	if p.PassphraseFile == "" {
		return p.Secret, nil
	}
	f, err := os.Open(p.PassphraseFile)
	if err != nil {
		return "", badPassphrase("read", err)
	}
	defer f.Close() //nolint:errcheck // read only
	head, err := io.ReadAll(io.LimitReader(f, maxPassphrase+1))
	if err != nil {
		return "", badPassphrase("read", err)
	}
	defer clear(head)
	line, _, _ := bytes.Cut(head, []byte{'\n'})
	line = bytes.TrimSuffix(line, []byte{'\r'})
	switch {
	case len(line) == 0:
		return "", badPassphrase("empty", nil)
	case len(line) > maxPassphrase:
		return "", badPassphrase("long", nil)
	}
	return desk.Secret(line), nil
}

func badPassphrase(context string, cause error) error {
	return &desk.Error{
		Code: desk.CodeInvalid, Subcode: "passphrase", Op: "read passphrase", Err: cause,
		Params: desk.Params{desk.ParamContext: context},
	}
}

func addFile(w *tar.Writer, name, path string) error {
	f, err := os.Open(path) //nolint:gosec // the relay's own files
	if err != nil {
		return desk.Wrap("open "+name, err)
	}
	defer f.Close() //nolint:errcheck // read only
	st, err := f.Stat()
	if err != nil {
		return desk.Wrap("look at "+name, err)
	}
	if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: st.Size(), ModTime: st.ModTime()}); err != nil {
		return desk.Wrap("write "+name, err)
	}
	_, err = io.CopyN(w, f, st.Size())
	return desk.Wrap("write "+name, err)
}

func addMedia(ctx context.Context, w *tar.Writer, dir string) error {
	list, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return desk.Wrap("list media", err)
	}
	for _, e := range list {
		if e.IsDir() {
			continue // half-written files
		}
		if err := ctx.Err(); err != nil {
			return desk.Wrap("write media", err)
		}
		if err := addFile(w, backupMedia+e.Name(), filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}
