package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"sync"

	"github.com/parleydesk/parley/backend/desk"
)

const (
	metaIDKey = "id_key"
	idKeySize = 32
)

// idKeys is the database's key of ids and, by organization, since when it
// counts. Neither changes while the database is open.
type idKeys struct {
	key   []byte
	macs  *sync.Pool // see desk.IDKey
	since map[desk.OrgID]int64
}

func (k *idKeys) of(org desk.OrgID) desk.IDKey {
	return desk.IDKey{Key: k.key, Since: k.since[org], Macs: k.macs}
}

// IDKey gives the key of an organization's ids.
func (g reader) IDKey(_ context.Context, org desk.OrgID) (desk.IDKey, error) {
	return g.ids.of(org), nil
}

// openIDKeys reads the key, or makes it in a database that has none. It must
// not change afterwards: a rebuild would give other ids.
func (db *DB) openIDKeys(ctx context.Context) error {
	list, err := collect(ctx, db.q, func(rows *sql.Rows) (v string, err error) { return v, rows.Scan(&v) }, sqlMeta, metaIDKey)
	if err != nil {
		return err
	}
	text := ""
	if len(list) > 0 {
		text = list[0]
	} else {
		fresh := make([]byte, idKeySize)
		rand.Read(fresh) //nolint:errcheck,gosec // never fails: it ends the program instead
		text = hex.EncodeToString(fresh)
		if err := db.WriteTx(ctx, func(tx *Tx) error { return tx.exec(ctx, sqlSetMeta, metaIDKey, text) }); err != nil {
			return err
		}
	}
	if db.ids.key, err = hex.DecodeString(text); err != nil || len(db.ids.key) != idKeySize {
		return &desk.Error{
			Code: desk.CodeInvalid, Subcode: "databaseFile", Op: "read the key of ids",
			Params: desk.Params{"context": "ids"},
		}
	}
	db.ids.macs = desk.MacsOf(db.ids.key)
	type start struct {
		org desk.OrgID
		seq int64
	}
	starts, err := collect(ctx, db.q, func(rows *sql.Rows) (s start, err error) { return s, rows.Scan(&s.org, &s.seq) }, sqlKeySince)
	if err != nil {
		return err
	}
	for _, s := range starts {
		db.ids.since[s.org] = s.seq
	}
	return nil
}
