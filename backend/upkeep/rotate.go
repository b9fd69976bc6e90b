package upkeep

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/parleydesk/parley/backend/secrets"
	"github.com/parleydesk/parley/backend/store"
)

// RotateKey makes a new master key and encrypts every secret with it. The key
// file holds both keys until all secrets are done, so it may be killed anywhere
// and called again: nothing is ever without its key. The ids of messages and
// threads do not depend on the master key and stay. The data directory's lock is
// held by the caller.
func RotateKey(ctx context.Context, db *store.DB, keyFile string, out io.Writer) error {
	keeper, err := secrets.Open(ctx, keyFile, db, time.Now)
	if err != nil {
		return err
	}
	n, err := keeper.Rotate(ctx)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(out, "there is a new master key, and %d secrets are encrypted with it; the old key is gone\nmake a backup now: earlier ones hold the old key\n", n)
	return err
}
