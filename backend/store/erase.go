package store

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
)

// erase leaves of an entry's payload what is to stay, and nothing of the raw body
// that it came in. A rebuild finds it done.
func (t *Tx) erase(ctx context.Context, org desk.OrgID, by int64, what desk.Erasure) error {
	if t.rebuilding {
		return nil
	}
	e, err := t.Entry(ctx, org, what.Seq)
	if err != nil {
		return err
	}
	erased := pendingErasure{org: org, seq: what.Seq, by: by, left: what.Left, intake: e.Intake}
	t.over.erasures = append(t.over.erasures, erased)
	t.over.onUndo(func() { t.over.erasures = t.over.erasures[:len(t.over.erasures)-1] })
	return nil
}

// flushErasures comes after the entries: one of the same batch may be erased.
func (t *Tx) flushErasures(ctx context.Context, b *batch) {
	for _, e := range t.over.erasures {
		b.exec(ctx, t.w, sqlErase, place{e.org, e.seq}, e.left, e.by)
		if e.intake != 0 {
			b.exec(ctx, t.w, sqlEraseBody, e.intake)
		}
	}
}
