package replica

import (
	"context"
	"strings"

	"github.com/parleydesk/parley/backend/terms"
	"github.com/parleydesk/parley/backend/wire"
)

// maxQuery bounds what is searched for; nobody types more.
const maxQuery = 500

// reindex makes search know a row by its new terms instead of its old ones.
func (b *batch) reindex(ctx context.Context, n int64, old, now terms.Terms) error {
	for _, t := range []struct{ table, old, now string }{
		{"words", old.Words, now.Words}, {"pairs", old.Pairs, now.Pairs},
	} {
		if t.old == t.now {
			continue
		}
		if t.old != "" {
			// An index without texts must be told what it had.
			if err := b.exec(ctx, `INSERT INTO `+t.table+` (`+t.table+`, rowid, text) VALUES ('delete', ?, ?)`, n, t.old); err != nil {
				return err
			}
		}
		if t.now != "" {
			if err := b.exec(ctx, `INSERT INTO `+t.table+` (rowid, text) VALUES (?, ?)`, n, t.now); err != nil {
				return err
			}
		}
	}
	return nil
}

// Search finds messages that have all words of the query, the last by its
// beginning, newest first. threadID "" searches everywhere. A query without a
// letter, digit or picture finds nothing.
func (r *Replica) Search(ctx context.Context, query, threadID string, limit int) ([]wire.Message, error) {
	if len(query) > maxQuery {
		query = query[:maxQuery]
	}
	q := terms.QueryOf(query)
	if q == (terms.Terms{}) || limit <= 0 {
		return nil, nil
	}
	var where []string
	var args []any
	if q.Words != "" {
		where, args = append(where, `n IN (SELECT rowid FROM words WHERE words MATCH ?)`), append(args, q.Words)
	}
	if q.Pairs != "" {
		where, args = append(where, `n IN (SELECT rowid FROM pairs WHERE pairs MATCH ?)`), append(args, q.Pairs)
	}
	if threadID != "" {
		where, args = append(where, `thread = ?`), append(args, threadID)
	}
	return r.messages(ctx, `SELECT doc FROM rows WHERE kind = 'message' AND gone = 0 AND `+
		strings.Join(where, ` AND `)+` ORDER BY at DESC, seq DESC LIMIT ?`, append(args, limit)...)
}
