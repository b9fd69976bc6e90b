package integration

import (
	"context"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// putIdentityCheck has the provider check, or not, that who writes to a number still has the
// same phone and app. The provider does not say whether it does, so what it took is recorded.
func (s *Service) putIdentityCheck(ctx context.Context, org desk.OrgID, user *desk.User, in wire.NumberIdentity) (wire.None, error) {
	n, err := desk.Get[*desk.Number](ctx, s.cfg.Rows, org, desk.RowNumber, in.NumberID)
	if desk.CodeOf(err) == desk.CodeNotFound || err == nil && n.Deleted {
		return wire.None{}, wire.AskNumber.Refusal()
	}
	if err != nil {
		return wire.None{}, desk.Wrap("read number", err)
	}
	if n.WabaID == "" {
		return wire.None{}, noIdentities()
	}
	c, err := s.Connection(ctx, org, n)
	if err == nil {
		err = maySpeak(c)
	}
	if err != nil {
		return wire.None{}, err
	}
	setter, can := c.Account.(channel.IdentityClient)
	if !can {
		return wire.None{}, noIdentities()
	}
	if err := setter.SetIdentityCheck(ctx, n.PhoneID, in.On); err != nil {
		return wire.None{}, err
	}
	check := desk.IdentityCheckOff
	if in.On {
		check = desk.IdentityCheckOn
	}
	return wire.None{}, s.record(ctx, org, desk.EntryNumberIdentity, desk.NumberIdentity{NumberID: n.ID, Check: check, By: user.ID})
}

// noIdentities says that a provider does not tell of the identity of customers.
func noIdentities() error { return desk.Refuse(desk.CodeInvalid, "identityCheck") }
