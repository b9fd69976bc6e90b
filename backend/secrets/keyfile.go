package secrets

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"github.com/parleydesk/parley/backend/desk"
)

// maxKeyFile bounds what is read: a keyset of two keys has some 400 bytes.
const maxKeyFile = 64 << 10

// CheckFile says why a key file will not do, without using or changing it.
// CodeNotFound when there is none.
func CheckFile(path string) error {
	_, err := loadKeys(path)
	return err
}

// Opener opens boxes with a key file and changes nothing.
type Opener struct{ seal tink.AEAD }

// OpenFile reads a key file. CodeNotFound when there is none.
func OpenFile(path string) (*Opener, error) {
	keys, err := loadKeys(path)
	if err != nil {
		return nil, err
	}
	seal, err := aead.New(keys)
	return &Opener{seal}, desk.Wrap("use master key", err)
}

// Try says whether a box opens.
func (o *Opener) Try(org desk.OrgID, name string, box []byte) error {
	plain, err := o.seal.Decrypt(box, bound(org, name))
	clear(plain)
	return desk.Wrap("open secret "+name, err)
}

// loadKeys reads the key file. CodeNotFound when there is none.
func loadKeys(path string) (*keyset.Handle, error) {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &desk.Error{Code: desk.CodeNotFound, Subcode: "masterKey", Op: "read master key", Params: desk.Params{"context": "none"}}
	case err != nil:
		return nil, unreadable(err)
	case !info.Mode().IsRegular() || info.Size() > maxKeyFile:
		return nil, unreadable(errors.New("not a key file"))
	case runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0: // Windows keeps rights elsewhere
		return nil, &desk.Error{
			Code: desk.CodeInvalid, Subcode: "masterKeyOpen", Op: "read master key",
		}
	}
	raw, err := os.ReadFile(path) //nolint:gosec // the operator names the file
	if err != nil {
		return nil, unreadable(err)
	}
	defer clear(raw)
	keys, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(raw)))
	if err != nil {
		// The cause might quote the file.
		return nil, unreadable(errors.New("it holds no keyset"))
	}
	return keys, nil
}

func unreadable(err error) error {
	return &desk.Error{
		Code: desk.CodeInvalid, Subcode: "masterKey", Op: "read master key", Err: withoutPath(err),
	}
}

// withoutPath keeps the reason of a file error and drops the path.
func withoutPath(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}

// newKeys makes a keyset with one key.
func newKeys() (*keyset.Handle, error) {
	keys, err := keyset.NewHandle(aead.XAES256GCM192BitNonceKeyTemplate())
	return keys, desk.Wrap("make master key", err)
}

// saveKeys writes the key file whole or not at all. A power cut leaves the old
// one or the new one, never half of one: without it nothing can be decrypted.
func saveKeys(path string, keys *keyset.Handle) error {
	var b bytes.Buffer
	if err := insecurecleartextkeyset.Write(keys, keyset.NewJSONWriter(&b)); err != nil {
		return desk.Wrap("encode master key", err)
	}
	defer clear(b.Bytes())
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return unwritable(err)
	}
	tmp, err := os.CreateTemp(dir, ".key-*") // 0600 from the start
	if err != nil {
		return unwritable(err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }() // after the rename there is nothing to remove
	_, err = tmp.Write(b.Bytes())
	if err == nil {
		err = tmp.Sync()
	}
	if err = errors.Join(err, tmp.Close()); err != nil {
		return unwritable(err)
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return unwritable(err)
	}
	return syncDir(dir)
}

// syncDir makes a rename durable. Windows has no such thing and needs none.
func syncDir(dir string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	d, err := os.Open(dir) //nolint:gosec // the operator names the folder
	if err != nil {
		return unwritable(err)
	}
	return errors.Join(d.Sync(), d.Close())
}

func unwritable(err error) error {
	return &desk.Error{
		Code: desk.CodeInvalid, Subcode: "masterKey", Op: "write master key", Err: withoutPath(err),
		Params: desk.Params{"context": "write"},
	}
}
