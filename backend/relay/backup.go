package relay

import (
	"archive/tar"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"

	"filippo.io/age"

	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/store"
)

// Names inside a backup.
const (
	backupDatabase = "parley.db"
	backupKey      = "master.key"
	backupMedia    = "media/"
)

// Backup writes database, master key and media into one file that only the
// holders of the age keys or the passphrase can open. The relay may go on
// running meanwhile.
func Backup(ctx context.Context, b config.Backup) (err error) {
	recipients, err := backupRecipients(b)
	if err != nil {
		return err
	}
	copyDir, err := os.MkdirTemp(b.Config.DataDir, "backup-*")
	if err != nil {
		return desk.Wrap("make room for the copy", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(copyDir)) }()
	dbCopy := filepath.Join(copyDir, backupDatabase)
	if err := store.BackupFile(ctx, filepath.Join(b.Config.DataDir, DatabaseFile), dbCopy); err != nil {
		return err
	}
	out, err := os.OpenFile(b.To, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return &desk.Error{
			Code: desk.CodeInvalid, Subcode: "backupFile", Op: "make backup file", Err: err,
			Message: "The backup file cannot be made. It must not exist yet, and its directory must be writable.",
		}
	}
	sealed, err := age.Encrypt(out, recipients...)
	if err != nil {
		return errors.Join(desk.Wrap("encrypt backup", err), out.Close())
	}
	w := tar.NewWriter(sealed)
	err = errors.Join(
		addFile(w, backupDatabase, dbCopy), addFile(w, backupKey, b.Config.MasterKeyPath()),
		addMedia(w, filepath.Join(b.Config.DataDir, "media")),
	)
	err = errors.Join(err, w.Close(), sealed.Close(), out.Sync(), out.Close())
	if err != nil {
		return errors.Join(desk.Wrap("write backup", err), os.Remove(b.To))
	}
	return nil
}

func backupRecipients(b config.Backup) ([]age.Recipient, error) {
	if len(b.Recipients) == 0 {
		r, err := age.NewScryptRecipient(b.Secret.Reveal())
		return []age.Recipient{r}, desk.Wrap("use passphrase", err)
	}
	out := make([]age.Recipient, 0, len(b.Recipients))
	for _, s := range b.Recipients {
		r, err := age.ParseX25519Recipient(s)
		if err != nil {
			return nil, desk.Errorf(desk.CodeInvalid, "recipient", "%q is not an age public key. It begins with age1.", s)
		}
		out = append(out, r)
	}
	return out, nil
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

func addMedia(w *tar.Writer, dir string) error {
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
		if err := addFile(w, backupMedia+e.Name(), filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return nil
}

// Restore puts a backup into an empty data directory. The feed's life is
// renewed, so that desktops which saw more than the backup holds start afresh
// rather than wait for sequences that come a second time.
func Restore(ctx context.Context, r config.Restore) error {
	lock, err := Lock(r.Config.DataDir)
	if err != nil {
		return err
	}
	defer lock.Unlock() //nolint:errcheck // the process ends
	dbPath := filepath.Join(r.Config.DataDir, DatabaseFile)
	if _, err := os.Stat(dbPath); err == nil {
		return desk.Errorf(desk.CodeConflict, "notEmpty", "There is a database in this data directory already. Restore into an empty one.")
	}
	in, err := os.Open(r.From)
	if err != nil {
		return &desk.Error{Code: desk.CodeInvalid, Subcode: "backupFile", Op: "open backup", Err: err, Message: "The backup file cannot be read. Check its path."}
	}
	defer in.Close() //nolint:errcheck // read only
	ids, err := identities(r)
	if err != nil {
		return err
	}
	plain, err := age.Decrypt(in, ids...)
	if err != nil {
		return &desk.Error{Code: desk.CodeInvalid, Subcode: "key", Op: "open backup", Err: err, Message: "This key or passphrase does not open the backup, or the file is damaged."}
	}
	if err := unpack(tar.NewReader(plain), r.Config, dbPath); err != nil {
		return errors.Join(err, os.Remove(dbPath))
	}
	db, err := store.Open(ctx, dbPath, store.Options{})
	if err != nil {
		return err
	}
	_, err = db.RenewLife(ctx)
	return errors.Join(err, db.Check(ctx), db.Close())
}

func identities(r config.Restore) ([]age.Identity, error) {
	if r.IdentityFile == "" {
		id, err := age.NewScryptIdentity(r.Secret.Reveal())
		return []age.Identity{id}, desk.Wrap("use passphrase", err)
	}
	f, err := os.Open(r.IdentityFile)
	if err != nil {
		return nil, &desk.Error{Code: desk.CodeInvalid, Subcode: "identity", Op: "open identity", Err: err, Message: "The identity file cannot be read. Check its path."}
	}
	defer f.Close() //nolint:errcheck // read only
	ids, err := age.ParseIdentities(f)
	return ids, desk.Wrap("read identity", err)
}

func unpack(r *tar.Reader, cfg config.Config, dbPath string) error {
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return &desk.Error{Code: desk.CodeInvalid, Subcode: "damaged", Op: "read backup", Err: err, Message: "The backup is damaged or was cut off. Use another."}
		}
		var path string
		switch {
		case h.Name == backupDatabase:
			path = dbPath
		case h.Name == backupKey:
			path = cfg.MasterKeyPath()
		case strings.HasPrefix(h.Name, backupMedia) && filepath.Base(h.Name) == strings.TrimPrefix(h.Name, backupMedia):
			path = filepath.Join(cfg.DataDir, "media", filepath.Base(h.Name))
		default:
			return desk.Errorf(desk.CodeInvalid, "damaged", "The backup holds something that Parley did not put there. Use another.")
		}
		if err := unpackFile(r, path, h.Size); err != nil {
			return err
		}
	}
}

func unpackFile(r io.Reader, path string, size int64) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return desk.Wrap("make directory", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // names are checked by unpack
	if err != nil {
		return desk.Wrap("make file", err)
	}
	_, err = io.CopyN(f, r, size)
	return desk.Wrap("write file", errors.Join(err, f.Sync(), f.Close()))
}
