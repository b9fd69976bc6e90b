package replica

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/parleydesk/parley/backend/desk"
)

// SetAside empties the outbox as Clear does, but keeps a copy of everything
// beside it: it is not known whose it is, so it may be neither shown nor lost.
// path is the copy, "" when there was nothing.
func (o *Outbox) SetAside(ctx context.Context) (path string, err error) {
	var things int
	err = o.db.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM queue) + (SELECT count(*) FROM drafts) + (SELECT count(*) FROM attached)`).Scan(&things)
	if err != nil {
		return "", desk.Wrap("look into outbox", err)
	}
	if things == 0 {
		return "", o.Clear(ctx)
	}
	path = fmt.Sprintf("%s.aside-%d", filepath.Join(filepath.Dir(o.files.dir), "outbox.db"), o.replica.opt.Clock().UnixMilli())
	if _, err := o.db.ExecContext(ctx, `VACUUM INTO ?`, path); err != nil {
		return "", errDisk("set outbox aside", err)
	}
	if err := errors.Join(os.Chmod(path, 0o600), o.files.copyTo(path+"-files")); err != nil {
		return "", errDisk("set attachments aside", err)
	}
	return path, o.Clear(ctx)
}

// copyTo keeps the files in another folder as well; where the system allows it,
// without a second copy of their bytes.
func (a *Attachments) copyTo(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	list, err := os.ReadDir(a.dir)
	if err != nil {
		return err
	}
	for _, f := range list {
		if !a.has(f.Name()) {
			continue
		}
		from, to := filepath.Join(a.dir, f.Name()), filepath.Join(dir, f.Name())
		if os.Link(from, to) == nil {
			continue
		}
		b, err := os.ReadFile(from) //nolint:gosec // our own file, at most wire.MaxUpload
		if err == nil {
			err = os.WriteFile(to, b, 0o600) //nolint:gosec // a name of ours, see has
		}
		if err != nil {
			return err
		}
	}
	return nil
}
