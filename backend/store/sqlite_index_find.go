package store

import (
	"context"
	"database/sql"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/terms"
)

// Covers implements Finder.
func (x *sqliteFinder) Covers(ctx context.Context, org desk.OrgID) (from, to int64, err error) {
	r, _, good, err := x.covers(ctx, org)
	if err != nil || !good {
		return 0, -1, err
	}
	return r.down, r.upto, nil
}

// Find implements Finder.
func (x *sqliteFinder) Find(ctx context.Context, _ desk.OrgID, w Wanted, from, to int64, each func(Candidate) (more bool, err error)) error {
	expression, err := x.expression(ctx, w)
	if err != nil || expression == "" {
		return err
	}
	rows, err := x.read.query(ctx, idxFind, expression, from<<slotBits, min(to, newest(0)>>slotBits)<<slotBits)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var row int64
		var c Candidate
		if err := rows.Scan(&row, &c.ID); err != nil {
			return readError(ctx, "search", err)
		}
		c.Seq = row >> slotBits
		if more, err := each(c); err != nil || !more {
			return err
		}
	}
	return readError(ctx, "search", rows.Err())
}

// maxBegun is among how many words one search looks. With more of them it asks
// for their first characters and looks at the texts.
const maxBegun = 200

// begun gives the words that begin as the last one asked for does; nil when they
// are many, or when the index itself knows.
func (x *sqliteFinder) begun(ctx context.Context, q terms.Query) ([]string, error) {
	w := q.Beginning()
	if utf8.RuneCountInString(w) <= 1+terms.Short {
		return nil, nil
	}
	list, err := collect(ctx, x.read, func(rows *sql.Rows) (w string, err error) { return w, rows.Scan(&w) },
		idxWords, w, w+string(unicode.MaxRune), maxBegun+1)
	if len(list) > maxBegun {
		return nil, err
	}
	return list, err
}

// expression gives what the index is asked; "" when it can have nothing.
func (x *sqliteFinder) expression(ctx context.Context, w Wanted) (string, error) {
	begun, err := x.begun(ctx, w.Query)
	asked := w.Query.Expression(begun)
	if err != nil || asked == "" && !w.Query.Empty() {
		return "", err
	}
	parts := filterTokens(w.Filter)
	if asked != "" {
		parts = append(parts, asked)
	}
	if w.Thread != "" {
		parts = append(parts, `"`+token(tokenThread, string(w.Thread))+`"`)
	}
	if !w.Everybody {
		scope := []string{`"` + token(tokenUser, string(w.By)) + `"`}
		for _, t := range w.Open {
			scope = append(scope, `"`+token(tokenThread, t)+`"`)
		}
		parts = append(parts, "("+strings.Join(scope, " OR ")+")")
	}
	return strings.Join(parts, " AND "), nil
}

// mostMonths is up to how many months are asked for by name: a longer time leaves too
// little out.
const mostMonths = 36

// filterTokens gives what the index knows of a filter. The rest is seen when the
// messages are read.
func filterTokens(f desk.MessageFilter) (out []string) {
	if f.NumberID != "" {
		out = append(out, `"`+token(tokenNumber, string(f.NumberID))+`"`)
	}
	if f.Files != "" {
		out = append(out, `"`+tokenFile+`"`)
	}
	if f.Since == 0 || f.Until == 0 || f.Until <= f.Since {
		return out
	}
	var months []string
	last := time.UnixMilli(f.Until - 1).UTC()
	for at := time.UnixMilli(f.Since).UTC(); !at.After(last) && len(months) <= mostMonths; {
		months = append(months, `"`+monthOf(at.UnixMilli())+`"`)
		at = time.Date(at.Year(), at.Month()+1, 1, 0, 0, 0, 0, time.UTC)
	}
	if len(months) > mostMonths {
		return out
	}
	return append(out, "("+strings.Join(months, " OR ")+")")
}
