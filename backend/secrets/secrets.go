package secrets

import (
	"context"
	"sync"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"github.com/parleydesk/parley/backend/desk"
)

// Store keeps boxes. Not found is CodeNotFound.
type Store interface {
	Secret(ctx context.Context, org desk.OrgID, name string) ([]byte, error)
	PutSecret(ctx context.Context, org desk.OrgID, name string, box []byte, at int64) error
	DeleteSecret(ctx context.Context, org desk.OrgID, name string) error
	// EachSecret calls f for every secret of every organization; f may write.
	EachSecret(ctx context.Context, f func(org desk.OrgID, name string) error) error
}

// Keeper encrypts and decrypts. It may be used concurrently.
type Keeper struct {
	path  string
	store Store
	now   func() time.Time

	mu   sync.RWMutex // guards what follows; held for writing while keys change
	keys *keyset.Handle
	seal tink.AEAD
}

// Open reads the key file, or makes it when there is none and nothing was
// encrypted yet. A nil now is time.Now. Codes: invalid, with a message for the
// operator, when the file is lost, broken or open to others.
func Open(ctx context.Context, keyFile string, store Store, now func() time.Time) (*Keeper, error) {
	if now == nil {
		now = time.Now
	}
	k := &Keeper{path: keyFile, store: store, now: now}
	keys, err := loadKeys(keyFile)
	if desk.CodeOf(err) == desk.CodeNotFound {
		keys, err = k.firstKeys(ctx)
	}
	if err != nil {
		return nil, err
	}
	return k, k.use(keys)
}

// firstKeys makes the key file. With secrets in the store it refuses: the key
// they were encrypted with is missing, and a new one would hide that.
func (k *Keeper) firstKeys(ctx context.Context) (*keyset.Handle, error) {
	err := k.store.EachSecret(ctx, func(desk.OrgID, string) error {
		return desk.Refuse(desk.CodeInvalid, "masterKeyLost")
	})
	if err != nil {
		return nil, err
	}
	keys, err := newKeys()
	if err != nil {
		return nil, err
	}
	return keys, saveKeys(k.path, keys)
}

// use makes keys the ones in force. Callers hold mu, or are alone.
func (k *Keeper) use(keys *keyset.Handle) error {
	seal, err := aead.New(keys)
	if err != nil {
		return desk.Wrap("use master key", err)
	}
	k.keys, k.seal = keys, seal
	return nil
}

// bound is what a box belongs to: it opens nowhere else.
func bound(org desk.OrgID, name string) []byte {
	return []byte("parley secret 1\x00" + string(org) + "\x00" + name)
}

// Put encrypts a secret and keeps it in place of an earlier one.
func (k *Keeper) Put(ctx context.Context, org desk.OrgID, name string, secret desk.Secret) error {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.put(ctx, org, name, []byte(secret.Reveal()))
}

// Seal encrypts a secret that its owner keeps under this name, together with rows of
// its own. Get opens it.
func (k *Keeper) Seal(org desk.OrgID, name string, plain []byte) ([]byte, error) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	box, err := k.seal.Encrypt(plain, bound(org, name))
	if err != nil {
		return nil, &desk.Error{Code: desk.CodeInternal, Op: "encrypt secret"} // the cause is about plain
	}
	return box, nil
}

func (k *Keeper) put(ctx context.Context, org desk.OrgID, name string, plain []byte) error {
	box, err := k.seal.Encrypt(plain, bound(org, name))
	if err != nil {
		return &desk.Error{Code: desk.CodeInternal, Op: "encrypt secret"} // the cause is about plain
	}
	return desk.Wrap("keep secret "+name, k.store.PutSecret(ctx, org, name, box, k.now().UnixMilli()))
}

// Get decrypts a secret. Codes: notFound when there is none; invalid with
// subcode secretUnreadable when the box does not belong here or the key that it
// was made with is gone.
func (k *Keeper) Get(ctx context.Context, org desk.OrgID, name string) (desk.Secret, error) {
	k.mu.RLock()
	defer k.mu.RUnlock()
	plain, err := k.get(ctx, org, name)
	return desk.Secret(plain), err
}

func (k *Keeper) get(ctx context.Context, org desk.OrgID, name string) ([]byte, error) {
	box, err := k.store.Secret(ctx, org, name)
	if err != nil {
		return nil, desk.Wrap("read secret "+name, err)
	}
	plain, err := k.seal.Decrypt(box, bound(org, name))
	if err != nil {
		return nil, &desk.Error{
			Code: desk.CodeInvalid, Subcode: "secretUnreadable", Op: "decrypt secret " + name,
		}
	}
	return plain, nil
}

// Delete forgets a secret. One that is not there is fine.
func (k *Keeper) Delete(ctx context.Context, org desk.OrgID, name string) error {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return desk.Wrap("forget secret "+name, k.store.DeleteSecret(ctx, org, name))
}

// Rotate makes a new master key, encrypts every secret with it, drops the old one
// and says how many there were. The file holds both keys until all secrets are done, so it may stop
// anywhere and be called again. Backups of the database from before need a
// backup of the key file from before.
func (k *Keeper) Rotate(ctx context.Context) (n int, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	manager := keyset.NewManagerFromHandle(k.keys)
	fresh, err := manager.Add(aead.XAES256GCM192BitNonceKeyTemplate())
	if err != nil {
		return 0, desk.Wrap("make master key", err)
	}
	if err := manager.SetPrimary(fresh); err != nil {
		return 0, desk.Wrap("make master key", err)
	}
	if err := k.change(manager); err != nil {
		return 0, err
	}
	err = k.store.EachSecret(ctx, func(org desk.OrgID, name string) error {
		plain, err := k.get(ctx, org, name)
		if err != nil {
			return err
		}
		defer clear(plain)
		n++
		return k.put(ctx, org, name, plain)
	})
	if err != nil {
		return 0, desk.Wrap("change master key", err)
	}
	for _, old := range k.keys.KeysetInfo().GetKeyInfo() {
		if old.GetKeyId() == fresh {
			continue
		}
		if err := manager.Delete(old.GetKeyId()); err != nil {
			return 0, desk.Wrap("drop old master key", err)
		}
	}
	return n, k.change(manager)
}

// change writes the manager's keys to the file before anything uses them.
func (k *Keeper) change(manager *keyset.Manager) error {
	keys, err := manager.Handle()
	if err != nil {
		return desk.Wrap("make master key", err)
	}
	if err := saveKeys(k.path, keys); err != nil {
		return err
	}
	return k.use(keys)
}
