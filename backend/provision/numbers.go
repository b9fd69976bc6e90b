package provision

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/phone"
	"github.com/parleydesk/parley/backend/wire"
)

// numbers lists the organization's numbers, deleted ones too.
func (s *Service) numbers(ctx context.Context, org desk.OrgID) ([]*desk.Number, error) {
	list, err := desk.Find[*desk.Number](ctx, s.cfg.Rows, org, desk.Numbers.With())
	return list, desk.Wrap("list numbers", err)
}

// wabaNumbers lists an account's numbers at the provider.
func (s *Service) wabaNumbers(ctx context.Context, c Caller, in wire.WabaRef) (wire.WabaNumbers, error) {
	out := wire.WabaNumbers{Numbers: []wire.WabaNumber{}}
	waba, err := s.cfg.Accounts.Linked(ctx, c.Org, in.WabaID)
	if err != nil {
		return out, err
	}
	g, err := s.cfg.Accounts.Client(ctx, c.Org, waba.ID)
	if err != nil {
		return out, err
	}
	numbers, err := g.ListPhoneNumbers(ctx, string(waba.ID))
	if err != nil {
		return out, err
	}
	used, err := s.usedBy(ctx, c.Org)
	if err != nil {
		return out, err
	}
	provider, _, err := s.cfg.Accounts.Serves(waba)
	if err != nil {
		return out, err
	}
	for _, n := range numbers {
		elsewhere, err := s.cfg.Rows.NumberElsewhere(ctx, c.Org, provider, n.ID)
		if err != nil {
			return out, desk.Wrap("look up number", err)
		}
		digits := digitsOf(string(n.DisplayPhone))
		u := used(phone.SameDigits(digits))
		out.Numbers = append(out.Numbers, wire.WabaNumber{
			PhoneID: n.ID, Phone: "+" + digits, VerifiedName: n.VerifiedName, Verified: n.Verified,
			Registered: n.Registered, Quality: n.Quality, Used: u.name, SetUp: u.setUp, SetUpBy: u.by, Elsewhere: elsewhere,
		})
	}
	return out, nil
}
