package store

import (
	"context"
	"database/sql"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
)

// The messages as the index takes them in.
const (
	sqlTexts   = `SELECT m.seq, m.id, k.id, m.interaction_id, m.search, m.at, m.media_id, COALESCE(h.number_id, '') FROM message m JOIN thread_key k ON k.num = m.thread LEFT JOIN thread h ON h.org = m.org AND h.id = k.id WHERE m.org = $1 AND `
	sqlTextsOf = sqlTexts + `m.id IN ` // a list is added, see in

	// The same without the number, for which a thread has to be looked up for each.
	sqlBareTexts = `SELECT m.seq, m.id, k.id, m.interaction_id, m.search, m.at, m.media_id, '' FROM message m JOIN thread_key k ON k.num = m.thread WHERE m.org = $1 AND `

	sqlTextPage = `m.seq < $2 AND m.seq >= $3 ORDER BY m.seq DESC LIMIT $4`
	sqlTextAt   = `m.seq = $2`
	sqlTextUp   = `m.seq >= $2 AND m.seq < $3 ORDER BY m.seq LIMIT $4`
)

// text is a message as it is searched.
type text struct {
	seq                     int64
	id, thread, interaction string
	search                  string
	at                      int64
	media, number           string // "" = none
}

// textsOf gives the messages of those ids that there are.
func (db *DB) textsOf(ctx context.Context, org desk.OrgID, ids []string) (list []text, err error) {
	err = inParts(sqlTextsOf, org, ids, func(query string, args []any) error {
		some, err := db.texts(ctx, query, args...)
		list = append(list, some...)
		return err
	})
	return list, err
}

func (db *DB) texts(ctx context.Context, query string, args ...any) ([]text, error) {
	return collect(ctx, db.q, scanText, query, args...)
}

// textPage gives a page of the messages with a sequence in [from, to), newest
// first, those of one entry together. The next page ends at next, which is from
// when there is none. Their numbers are "" unless they are asked for.
func (db *DB) textPage(ctx context.Context, org desk.OrgID, from, to int64, numbers bool) (list []text, next int64, err error) {
	selects := sqlBareTexts
	if numbers {
		selects = sqlTexts
	}
	list, err = db.texts(ctx, selects+sqlTextPage, org, to, from, indexBatch)
	if err != nil || len(list) < indexBatch {
		return list, from, err
	}
	last := list[len(list)-1].seq
	beside, err := db.texts(ctx, selects+sqlTextAt, org, last)
	return append(slices.DeleteFunc(list, func(t text) bool { return t.seq == last }), beside...), last, err
}

// textsFrom gives the first of the messages with a sequence in [from, to), oldest first, those
// of one entry together, with their numbers. The next ones begin at next.
func (db *DB) textsFrom(ctx context.Context, org desk.OrgID, from, to int64) (list []text, next int64, err error) {
	list, err = db.texts(ctx, sqlTexts+sqlTextUp, org, from, to, indexBatch)
	if err != nil || len(list) < indexBatch {
		return list, to, err
	}
	last := list[len(list)-1].seq
	rest, err := db.texts(ctx, sqlTexts+sqlTextAt, org, last)
	return append(slices.DeleteFunc(list, func(t text) bool { return t.seq == last }), rest...), last + 1, err
}

func scanText(rows *sql.Rows) (t text, err error) {
	return t, rows.Scan(&t.seq, &t.id, &t.thread, &t.interaction, &t.search, &t.at, &t.media, &t.number)
}
