package link

import (
	"context"

	"github.com/parleydesk/parley/backend/wire"
)

// maxSkipped is how many rows a connection reports one by one, and how many go
// into one report.
const maxSkipped = 100

// fitting leaves out the rows that this desktop cannot keep, and reports them:
// a row that ended the connection would come again with the next one, for ever.
func (s *session) fitting(items []wire.Change, seq int64) []wire.Change {
	fit := make([]wire.Change, 0, len(items))
	for _, c := range items {
		why := c.Unfit()
		if why == "" {
			fit = append(fit, c)
			continue
		}
		if why == wire.WhyUnknownKind { // of a newer relay: once says it
			if s.unknown[c.Kind] {
				continue
			}
			s.unknown[c.Kind] = true
		}
		s.skip(wire.Skipped{Kind: c.Kind, ID: c.ID, Seq: seq, Why: why})
	}
	return fit
}

// skip counts what was left out and reports it to the relay. Kinds of rows that only a
// newer relay knows are not counted as a loss.
func (s *session) skip(row wire.Skipped) {
	s.link.cfg.Log.Warn("left out what cannot be read", "kind", row.Kind, "id", row.ID, "seq", row.Seq, "why", row.Why)
	if row.Why != wire.WhyUnknownKind {
		s.link.set(func(st *State) { st.Skipped++ })
	}
	select {
	case s.skipped <- row:
	default: // there are more than anybody would read
	}
}

// bridgeLoss lets the changes follow on the copy although a frame before them
// could not be read at all: what it held is lost to this copy, and asking again
// would bring the same.
func (s *session) bridgeLoss(ctx context.Context, c *wire.Changes) error {
	if !s.lost {
		return nil
	}
	s.lost = false
	if s.paging { // the last page was lost: changes come after it only
		if err := s.page(ctx, &wire.Page{}); err != nil {
			return err
		}
	}
	cursor, _ := s.link.cfg.Replica.Resume()
	c.From = min(c.From, cursor.Seq)
	return nil
}

// report tells the relay what was left out, until the connection ends.
func (s *session) report(ctx context.Context) {
	for sent := 0; sent < maxSkipped; {
		var rows []wire.Skipped
		select {
		case row := <-s.skipped:
			rows = append(rows, row)
		case <-ctx.Done():
			return
		}
		for more := true; more && len(rows) < maxSkipped; {
			select {
			case row := <-s.skipped:
				rows = append(rows, row)
			default:
				more = false
			}
		}
		sent += len(rows)
		// An older relay does not know the call; there is nothing to do about it.
		if err := s.link.Call(ctx, wire.CallSkipped.Name, wire.SkippedRows{Rows: rows}, nil); err != nil {
			s.link.cfg.Log.DebugContext(ctx, "report what was left out", "err", err)
		}
	}
}
