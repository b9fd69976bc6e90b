package store

import (
	"context"
	"database/sql"

	"github.com/parleydesk/parley/backend/desk"
)

const (
	sqlDraft  = `SELECT thread_id, note, body, reply_to, at, base FROM draft WHERE org = $1 AND user_id = $2 AND thread_id = $3 AND note = $4`
	sqlDrafts = `SELECT thread_id, note, body, reply_to, at, base FROM draft WHERE org = $1 AND user_id = $2 AND at > $3 ORDER BY at, thread_id, note`
	// Of two that come in the wrong order the later one stays.
	sqlPutDraft = `INSERT INTO draft (org, user_id, thread_id, note, body, reply_to, at, base) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (org, user_id, thread_id, note) DO UPDATE SET body = excluded.body, reply_to = excluded.reply_to, at = excluded.at, base = excluded.base
		WHERE draft.at <= excluded.at`
	sqlDropDrafts = `DELETE FROM draft WHERE org = $1 AND user_id = $2 AND (at < $3 OR (thread_id, note) IN
		(SELECT thread_id, note FROM draft WHERE org = $1 AND user_id = $2 ORDER BY at DESC LIMIT 1000 OFFSET $4))`
)

// PutDraft keeps a person's draft and gives the one that stays. Older than floor, and all
// but the newest so many, are dropped.
func (db *DB) PutDraft(ctx context.Context, org desk.OrgID, user desk.UserID, d desk.KeptDraft, floor int64, most int) (stays desk.KeptDraft, err error) {
	stays = d
	err = db.WriteTx(ctx, func(tx *Tx) error {
		err := tx.exec(ctx, sqlPutDraft, string(org), string(user), string(d.ThreadID), d.Note, d.Text, string(d.ReplyTo), d.At, d.Base)
		if err != nil {
			return err
		}
		return tx.exec(ctx, sqlDropDrafts, string(org), string(user), floor, most)
	})
	if err != nil {
		return stays, err
	}
	now, err := collect(ctx, db.q, scanDraft, sqlDraft, string(org), string(user), string(d.ThreadID), d.Note)
	if err == nil && len(now) == 1 {
		stays = now[0]
	}
	return stays, err
}

// DraftsOf lists a person's drafts that were written after a time, oldest first.
func (db *DB) DraftsOf(ctx context.Context, org desk.OrgID, user desk.UserID, since int64) ([]desk.KeptDraft, error) {
	return collect(ctx, db.q, scanDraft, sqlDrafts, string(org), string(user), since)
}

func scanDraft(rows *sql.Rows) (d desk.KeptDraft, err error) {
	err = rows.Scan(&d.ThreadID, &d.Note, &d.Text, &d.ReplyTo, &d.At, &d.Base)
	return d, err
}
