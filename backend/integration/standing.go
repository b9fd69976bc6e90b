package integration

import (
	"context"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// lookStanding asks a provider how an account and its numbers stand. Nothing of it is kept.
func (s *Service) lookStanding(ctx context.Context, org desk.OrgID, in wire.WabaRef) (wire.AccountStanding, error) {
	out := wire.AccountStanding{Numbers: []wire.NumberStanding{}}
	c, err := s.connectionOf(ctx, org, in.WabaID)
	if err == nil {
		err = maySpeak(c)
	}
	if err != nil {
		return out, err
	}
	asked, can := c.Account.(channel.StandingClient)
	if !can {
		return out, desk.Refuse(desk.CodeInvalid, "noStanding")
	}
	is, err := asked.Standing(ctx, string(c.Waba.ID))
	if err != nil {
		return out, err
	}
	out.Review, out.Verification, out.NoPayment = string(is.Review), string(is.Verification), is.NoPayment
	there, err := c.Account.ListPhoneNumbers(ctx, string(c.Waba.ID))
	if err != nil {
		return out, err
	}
	official := map[string]bool{}
	for _, n := range there {
		official[n.ID] = n.Official
	}
	numbers, err := s.numbersOf(ctx, org, c.Waba.ID)
	for _, n := range numbers {
		out.Numbers = append(out.Numbers, wire.NumberStanding{NumberID: string(n.ID), Official: official[n.PhoneID]})
	}
	return out, err
}
