package relay

import (
	"context"
	"sort"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/store"
)

// past counts for the doctor what customers wrote, by the record: messages lie in the order
// of their entries, and entries have the relay's time.
type past struct{ db *store.DB }

// LastIn goes through the threads in which anything was written after a time.
func (p past) LastIn(ctx context.Context, org desk.OrgID, after int64) (map[desk.NumberID]int64, error) {
	threads, err := desk.Find[*desk.Thread](ctx, p.db, org, desk.ThreadsAfter.With(after))
	if err != nil {
		return nil, err
	}
	last := map[desk.NumberID]int64{}
	for _, t := range threads {
		if t.LastCustomerAt > after {
			last[t.NumberID] = max(last[t.NumberID], t.LastCustomerAt)
		}
	}
	return last, nil
}

// pastPage is how many messages are read at a time.
const pastPage = 500

// CountIn counts what came in by the relay's time, without what a phone's history brought.
func (p past) CountIn(ctx context.Context, org desk.OrgID, number desk.NumberID, from, to int64) (int, error) {
	seq, err := p.seqAt(ctx, org, from)
	if err != nil {
		return 0, err
	}
	end, err := p.seqAt(ctx, org, to)
	if err != nil {
		return 0, err
	}
	numbers := map[desk.ThreadID]desk.NumberID{}
	count := 0
	for seq < end {
		page, err := desk.Find[*desk.Message](ctx, p.db, org, desk.MessagesAfterSeq.With(seq).First(pastPage))
		if err != nil || len(page) == 0 {
			return count, err
		}
		for _, m := range page {
			seq = m.Seq
			if m.Seq > end || m.Direction != desk.In || m.Past {
				continue
			}
			if _, known := numbers[m.ThreadID]; !known {
				t, err := desk.Get[*desk.Thread](ctx, p.db, org, desk.RowThread, m.ThreadID)
				if err != nil {
					return 0, err
				}
				numbers[m.ThreadID] = t.NumberID
			}
			if numbers[m.ThreadID] == number {
				count++
			}
		}
	}
	return count, nil
}

// seqAt gives the last entry that was made up to a time, 0 for none.
func (p past) seqAt(ctx context.Context, org desk.OrgID, at int64) (int64, error) {
	marks, err := p.db.Marks(ctx)
	if err != nil {
		return 0, err
	}
	var failed error
	n := sort.Search(int(marks[org].Seq), func(i int) bool {
		var made int64
		err := p.db.EntriesAfter(ctx, org, int64(i), 1, func(e desk.Entry, _ []byte, _ string) error {
			made = e.At
			return nil
		})
		if err != nil {
			failed = err
		}
		return made > at
	})
	return int64(n), failed
}
