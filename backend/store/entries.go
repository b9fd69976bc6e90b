package store

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
)

// EntriesAfter calls each for an organization's entries after seq, in order, at
// most limit. quarantined is the reason why an entry's fold failed, "" when it
// did not. The payload of an erased entry is nil; its hash stays.
func (db *DB) EntriesAfter(ctx context.Context, org desk.OrgID, seq int64, limit int,
	each func(e desk.Entry, payloadHash []byte, quarantined string) error,
) error {
	rows, err := db.q.query(ctx, sqlEntries, string(org), seq, limit)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		e := desk.Entry{Org: org}
		var payloadHash []byte
		var quarantined string
		if err := rows.Scan(&e.Seq, &e.Kind, &e.Key, &e.At, &e.Intake, &e.Hash, &e.Payload, &payloadHash, &quarantined); err != nil {
			return readError(ctx, "read entries", err)
		}
		if err := each(e, payloadHash, quarantined); err != nil {
			return err
		}
	}
	return readError(ctx, "read entries", rows.Err())
}
