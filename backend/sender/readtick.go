package sender

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
)

// readTick tells the provider that we have read a customer's messages. It marks all
// earlier ones too, and doing it twice changes nothing; when it cannot be done
// it is given up, for a blue tick is not worth a queue.
func (s *Sender) readTick(ctx context.Context, j desk.OrgJob) error {
	t, err := desk.Get[*desk.Thread](ctx, s.cfg.Rows, j.Org, desk.RowThread, j.Subject)
	if err != nil {
		return desk.Wrap("read thread", err)
	}
	if t.LastInboundID != "" {
		if err := s.tick(ctx, j.Org, t); err != nil {
			s.cfg.Log.Warn("send blue ticks", "thread_id", t.ID, "err", err)
		}
	}
	_, err = s.record(ctx, j.Org, desk.EntryReadTicked, desk.TickEntry{ThreadID: t.ID})
	return err
}

func (s *Sender) tick(ctx context.Context, org desk.OrgID, t *desk.Thread) error {
	m, err := desk.Get[*desk.Message](ctx, s.cfg.Rows, org, desk.RowMessage, t.LastInboundID)
	if err != nil {
		return desk.Wrap("read message", err)
	}
	n, err := desk.Get[*desk.Number](ctx, s.cfg.Rows, org, desk.RowNumber, t.NumberID)
	if err != nil {
		return desk.Wrap("read number", err)
	}
	account, err := s.cfg.Account(ctx, org, n)
	if err != nil {
		return desk.Wrap("open account", err)
	}
	return account.MarkRead(ctx, n.PhoneID, m.ProviderID, false)
}
