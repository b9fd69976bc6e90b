package store

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
)

// EntriesAfter calls each for an organization's entries after seq, in order, at
// most limit. quarantined is the reason why an entry's fold failed, "" when it
// did not. Of an erased entry
// the payload is what stays of it, or nil; its hash stays.
func (db *DB) EntriesAfter(ctx context.Context, org desk.OrgID, seq int64, limit int,
	each func(e desk.Entry, payloadHash []byte, quarantined string) error,
) error {
	return entriesAfter(ctx, db.q, org, seq, limit, each)
}

func entriesAfter(ctx context.Context, q querier, org desk.OrgID, seq int64, limit int,
	each func(e desk.Entry, payloadHash []byte, quarantined string) error,
) error {
	rows, err := q.query(ctx, sqlEntries, place{org, seq}, place{org, lastSeq}, limit)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		e := desk.Entry{Org: org}
		var at int64
		var payloadHash []byte
		var quarantined string
		if err := rows.Scan(&at, &e.Kind, &e.Key, &e.At, &e.Intake, &e.Hash, &e.Payload, &payloadHash, &quarantined, &e.Erased, &e.Answer); err != nil {
			return readError(ctx, "read entries", err)
		}
		e.Seq = at & lastSeq
		if err := each(e, payloadHash, quarantined); err != nil {
			return err
		}
	}
	return readError(ctx, "read entries", rows.Err())
}

// Mark is the last entry of an organization's record.
type Mark struct {
	Seq  int64  `json:"seq"`
	Hash []byte `json:"hash"`
}

// Marks gives the last entry of each organization.
func (db *DB) Marks(ctx context.Context) (map[desk.OrgID]Mark, error) {
	list, err := orgs(ctx, db.q)
	if err != nil {
		return nil, err
	}
	out := make(map[desk.OrgID]Mark, len(list))
	for _, org := range list {
		h, err := db.readHead(ctx, org)
		if err != nil {
			return nil, err
		}
		out[org] = Mark{h.seq, h.hash}
	}
	return out, nil
}

// EntryHash gives the hash of one entry, nil when there is no such entry.
func (db *DB) EntryHash(ctx context.Context, org desk.OrgID, seq int64) (hash []byte, err error) {
	err = db.EntriesAfter(ctx, org, seq-1, 1, func(e desk.Entry, _ []byte, _ string) error {
		if e.Seq == seq {
			hash = e.Hash
		}
		return nil
	})
	return hash, err
}

// Path is where the database file is.
func (db *DB) Path() string { return db.path }
