package record

import (
	"cmp"
	"context"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/lifecycle"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// LimitsUsed counts, for a supervisor, the customers to whom each account's numbers wrote
// first in the last 24 hours: once each, however often, and not where the message failed.
func (s *Service) LimitsUsed(ctx context.Context, v view.Viewer) (wire.LimitsUsed, error) {
	out := wire.LimitsUsed{Accounts: []wire.LimitUsed{}}
	if !v.Role.Supervisor() {
		return out, desk.Refuse(desk.CodeForbidden, "")
	}
	numbers, err := desk.Find[*desk.Number](ctx, s.rows, v.OrgID, desk.Numbers.With())
	if err != nil {
		return out, desk.Wrap("read numbers", err)
	}
	accounts := map[desk.NumberID]desk.WabaID{}
	for _, n := range numbers {
		if n.WabaID != "" {
			accounts[n.ID] = n.WabaID
		}
	}
	last, err := s.lastWritten(ctx, v.OrgID, accounts)
	if err != nil {
		return out, err
	}
	for id, customers := range last {
		used := wire.LimitUsed{WabaID: string(id), Customers: int64(len(customers))}
		for _, at := range customers {
			if frees := at + lifecycle.Day; used.NextAt == 0 || frees < used.NextAt {
				used.NextAt = frees
			}
		}
		out.Accounts = append(out.Accounts, used)
	}
	slices.SortFunc(out.Accounts, func(a, b wire.LimitUsed) int { return cmp.Compare(a.WabaID, b.WabaID) })
	return out, nil
}

// lastWritten gives when an account's numbers last wrote first to each customer, of the
// last 24 hours.
func (s *Service) lastWritten(ctx context.Context, org desk.OrgID, accounts map[desk.NumberID]desk.WabaID) (map[desk.WabaID]map[desk.ContactID]int64, error) {
	last := map[desk.WabaID]map[desk.ContactID]int64{}
	since := s.now().UnixMilli() - lifecycle.Day
	err := s.eachSent(ctx, org, since+1, func(f desk.TemplateFact) {
		account := accounts[f.Number]
		if !f.Shut || f.Fate == desk.FateFailed || account == "" {
			return
		}
		if last[account] == nil {
			last[account] = map[desk.ContactID]int64{}
		}
		last[account][f.Contact] = f.At // they come in the order of time
	})
	return last, err
}
