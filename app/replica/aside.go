package replica

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// SetAside takes what nobody is known to have written out of the outbox and
// keeps a copy of the outbox beside it: it may be neither shown nor lost. path is the copy, "" when there was nothing.
func (o *Outbox) SetAside(ctx context.Context) (path string, err error) {
	if has, err := o.Unowned(ctx); err != nil || !has {
		return "", err
	}
	path = fmt.Sprintf("%s.aside-%d", filepath.Join(filepath.Dir(o.files.dir), "outbox.db"), o.replica.opt.Clock().UnixMilli())
	if _, err := o.db.ExecContext(ctx, `VACUUM INTO ?`, path); err != nil {
		return "", errDisk("set outbox aside", err)
	}
	if err := errors.Join(os.Chmod(path, 0o600), o.files.copyTo(path+"-files")); err != nil {
		return "", errDisk("set attachments aside", err)
	}
	return path, o.clear(ctx, "")
}

// copyTo keeps the files of nobody known in another folder as well; where the system allows it,
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
		if owner, ok := a.ownerOf(f.Name()); !ok || owner != "" {
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
