package replica

import (
	"context"
	"database/sql"

	"github.com/parleydesk/parley/backend/desk"
)

// Nobody owns the outbox while nobody is signed in: a save that comes late is
// then neither the next person's nor of unknown origin.
const Nobody = "-"

// owner is the id of the user whose outbox this is now, "" while nobody is
// known.
func (o *Outbox) owner() string {
	id, _ := o.person.Load().(string) //nolint:errcheck // "" is the answer then
	return id
}

// Own makes the outbox this user's: it holds and sends what they left here and
// nothing of anybody else. What was queued by who had it before waits for them
// stopped: when they come back, they say whether it is still to be sent. What
// was written before owners were noted becomes this user's; Unowned tells
// whether there is such.
func (o *Outbox) Own(ctx context.Context, userID string) error {
	if before := o.owner(); before != "" && before != Nobody && before != userID {
		if err := o.stopAll(ctx); err != nil {
			return err
		}
	}
	err := o.change(ctx, "hand over outbox", func(tx *sql.Tx) error {
		if userID == Nobody {
			return nil
		}
		for _, query := range []string{
			`UPDATE queue SET owner = ? WHERE owner = ''`,
			`UPDATE attached SET owner = ? WHERE owner = ''`,
			`UPDATE OR IGNORE drafts SET owner = ? WHERE owner = ''`,
		} {
			if _, err := tx.ExecContext(ctx, query, userID); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if userID != Nobody {
		o.files.adopt(userID)
	}
	o.person.Store(userID)
	o.mu.Lock()
	o.wake()
	o.mu.Unlock()
	o.tell()
	return nil
}

// Unowned says whether something lies here of which it is not known who wrote
// it.
func (o *Outbox) Unowned(ctx context.Context) (bool, error) {
	var things int
	err := o.db.QueryRowContext(ctx, `SELECT (SELECT count(*) FROM queue WHERE owner = '')
		+ (SELECT count(*) FROM drafts WHERE owner = '') + (SELECT count(*) FROM attached WHERE owner = '')`).Scan(&things)
	return things > 0, desk.Wrap("look into outbox", err)
}

// stopAll stops what waits, because somebody else comes to this computer.
func (o *Outbox) stopAll(ctx context.Context) error {
	list, err := o.Queued(ctx)
	if err != nil {
		return err
	}
	left := desk.Refuse(desk.CodeConflict, "otherPerson")
	for _, q := range list {
		if q.Reason != "" {
			continue // stopped already, and for a better reason
		}
		if err := o.MarkStopped(ctx, q.ClientID, left); err != nil {
			return err
		}
	}
	return nil
}

// DiscardAll forgets everything that waits to be sent, after the person agreed.
// Drafts and their files stay.
func (o *Outbox) DiscardAll(ctx context.Context) error {
	var files []string
	err := o.change(ctx, "discard queue", func(tx *sql.Tx) error {
		clear(o.sending)
		rows, err := tx.QueryContext(ctx, `DELETE FROM queue WHERE owner = ? RETURNING file`, o.owner())
		if err != nil {
			return err
		}
		defer rows.Close() //nolint:errcheck // Err below has what matters
		for rows.Next() {
			var file string
			if err := rows.Scan(&file); err != nil {
				return err
			}
			files = append(files, file)
		}
		return rows.Err()
	})
	if err != nil {
		return err
	}
	for _, file := range files {
		if file != "" {
			o.files.remove(file)
		}
	}
	return o.truncateLog(ctx)
}

// clear forgets everything of a user, drafts too.
func (o *Outbox) clear(ctx context.Context, owner string) error {
	err := o.change(ctx, "clear outbox", func(tx *sql.Tx) error {
		clear(o.sending)
		for _, query := range []string{`DELETE FROM queue WHERE owner = ?`, `DELETE FROM drafts WHERE owner = ?`, `DELETE FROM attached WHERE owner = ?`} {
			if _, err := tx.ExecContext(ctx, query, owner); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	o.files.clear(owner)
	return o.truncateLog(ctx)
}

// truncateLog lets nothing that was forgotten stand in the database's log.
func (o *Outbox) truncateLog(ctx context.Context) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	var busy, log, moved int
	return desk.Wrap("truncate log", o.db.QueryRowContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &log, &moved))
}
