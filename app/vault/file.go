package vault

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"sync"

	"filippo.io/age"

	"github.com/parleydesk/parley/backend/desk"
)

// Names of the files. Each kind has its own, so that a keychain that comes and
// goes never meets a file that it cannot open.
const (
	keyFile  = "secrets.key"
	maxStore = 1 << 20 // bytes of an encrypted file; a token has a hundred
)

var storeFile = map[Kind]string{KindKeychain: "secrets.age", KindFile: "secrets-file.age"}

// sealedFile is a vault in an encrypted file.
type sealedFile struct {
	dir  string
	kind Kind
	key  *age.X25519Identity

	mu   sync.Mutex // guards below and the file
	held map[string]string
}

// openFile opens the file of a kind. One that cannot be opened holds nothing
// that could be had back: the person signs in again.
func openFile(dir string, kind Kind, key *age.X25519Identity, log *slog.Logger) *sealedFile {
	b := &sealedFile{dir: dir, kind: kind, key: key, held: map[string]string{}}
	err := b.load()
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		log.Warn("secrets cannot be read and are forgotten", "kind", string(kind), "err", err)
		b.held = map[string]string{}
	}
	return b
}

// openKeychain opens the keychain's file and takes over what was kept while
// there was no keychain: that is the newer.
func openKeychain(dir string, key *age.X25519Identity, log *slog.Logger) (*sealedFile, error) {
	b := openFile(dir, KindKeychain, key, log)
	if _, err := os.Stat(filepath.Join(dir, storeFile[KindFile])); err != nil {
		return b, nil //nolint:nilerr // there is none
	}
	old, err := fileKey(dir)
	if err != nil {
		return nil, err
	}
	for name, secret := range openFile(dir, KindFile, old, log).held {
		b.held[name] = secret
	}
	if err := b.save(); err != nil {
		return nil, err
	}
	return b, removeAll(dir, storeFile[KindFile], keyFile)
}

// Get gives a secret, or CodeNotFound.
func (b *sealedFile) Get(name string) (desk.Secret, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	s, ok := b.held[name]
	if !ok {
		return "", errNone()
	}
	return desk.Secret(s), nil
}

// Set keeps a secret and returns when it is on the disk.
func (b *sealedFile) Set(name string, secret desk.Secret) error {
	return b.change(func() { b.held[name] = secret.Reveal() })
}

// Delete forgets a secret.
func (b *sealedFile) Delete(name string) error {
	return b.change(func() { delete(b.held, name) })
}

// Kind says what guards the key.
func (b *sealedFile) Kind() Kind { return b.kind }

func (b *sealedFile) change(f func()) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	before := make(map[string]string, len(b.held))
	for k, v := range b.held {
		before[k] = v
	}
	f()
	if err := b.save(); err != nil {
		b.held = before
		return err
	}
	if b.kind == KindKeychain {
		return nil
	}
	// What an absent keychain guards is out of date now; it must not come back.
	return removeAll(b.dir, storeFile[KindKeychain])
}

func (b *sealedFile) load() error {
	f, err := os.Open(filepath.Join(b.dir, storeFile[b.kind]))
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // only read
	r, err := age.Decrypt(io.LimitReader(f, maxStore), b.key)
	if err != nil {
		return err
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	defer clear(plain)
	if json.Unmarshal(plain, &b.held) != nil || b.held == nil { // its error may quote a secret
		return errors.New("the decrypted file is not JSON")
	}
	return nil
}

// save writes the file, or removes it when there is nothing to keep. Called
// with mu held.
func (b *sealedFile) save() error {
	if len(b.held) == 0 {
		return removeAll(b.dir, storeFile[b.kind])
	}
	plain, err := json.Marshal(b.held)
	if err != nil {
		return fmt.Errorf("encode secrets: %w", err)
	}
	defer clear(plain)
	var sealed bytes.Buffer
	w, err := age.Encrypt(&sealed, b.key.Recipient())
	if err == nil {
		_, err = w.Write(plain)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return fmt.Errorf("encrypt secrets: %w", err)
	}
	return write(b.dir, storeFile[b.kind], sealed.Bytes())
}

// fileKey gives the key beside the file, making it the first time.
func fileKey(dir string) (*age.X25519Identity, error) {
	b, err := os.ReadFile(filepath.Join(dir, keyFile))
	if err == nil {
		if key, err := age.ParseX25519Identity(string(bytes.TrimSpace(b))); err == nil {
			return key, nil
		}
	} else if !errors.Is(err, os.ErrNotExist) {
		return nil, errDisk("read key file", err)
	}
	key, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	return key, write(dir, keyFile, []byte(key.String()+"\n"))
}

// write replaces a file as a whole: after a crash it is the old or the new one.
func write(dir, name string, b []byte) error {
	f, err := os.CreateTemp(dir, name+".*") // 0600
	if err != nil {
		return errDisk("write "+name, err)
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), filepath.Join(dir, name))
	}
	if err != nil {
		os.Remove(f.Name()) //nolint:errcheck // the first failure matters
		return errDisk("write "+name, err)
	}
	return nil
}

func removeAll(dir string, names ...string) error {
	for _, name := range names {
		if err := os.Remove(filepath.Join(dir, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			return errDisk("remove "+name, err)
		}
	}
	return nil
}
