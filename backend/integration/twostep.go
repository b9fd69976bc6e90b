package integration

import (
	"context"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// The two ways out of a PIN that somebody changed at the provider. Neither keeps the PIN:
// whoever needs it again has it written down, as the set-up says.

// takePIN proves the PIN that a number has by now: registering a number that is registered
// takes the present PIN only, and changes nothing.
func (s *Service) takePIN(ctx context.Context, org desk.OrgID, user *desk.User, in wire.NumberPIN) (wire.None, error) {
	n, c, _, err := s.pinOf(ctx, org, in)
	if err != nil {
		return wire.None{}, err
	}
	there, err := c.GetPhoneNumber(ctx, n.PhoneID)
	if err != nil {
		return wire.None{}, err
	}
	if there.PINKnown && !there.PINEnabled { // it would become the PIN
		return wire.None{}, desk.Refuse(desk.CodeConflict, "twoStep", desk.Params{desk.ParamContext: "off"})
	}
	if err := c.Register(ctx, n.PhoneID, desk.Secret(in.PIN)); err != nil {
		return wire.None{}, err
	}
	return wire.None{}, s.record(ctx, org, desk.EntryNumberPIN, desk.NumberPIN{NumberID: n.ID, By: user.ID})
}

// putPIN sets the PIN of a number, and asks the provider whether it has one then.
func (s *Service) putPIN(ctx context.Context, org desk.OrgID, user *desk.User, in wire.NumberPIN) (wire.None, error) {
	n, c, setter, err := s.pinOf(ctx, org, in)
	if err != nil {
		return wire.None{}, err
	}
	if err := setter.SetPIN(ctx, n.PhoneID, desk.Secret(in.PIN)); err != nil {
		return wire.None{}, err
	}
	there, err := c.GetPhoneNumber(ctx, n.PhoneID)
	switch {
	case err != nil:
		return wire.None{}, err
	case there.PINKnown && !there.PINEnabled:
		return wire.None{}, desk.Refuse(desk.CodeConflict, "twoStep", desk.Params{desk.ParamContext: "notSet"})
	}
	return wire.None{}, s.record(ctx, org, desk.EntryNumberPIN, desk.NumberPIN{NumberID: n.ID, By: user.ID})
}

// pinOf reads the number of a PIN, and gives what speaks for its account, of PINs too.
func (s *Service) pinOf(ctx context.Context, org desk.OrgID, in wire.NumberPIN) (*desk.Number, channel.Client, channel.PINClient, error) {
	n, err := desk.Get[*desk.Number](ctx, s.cfg.Rows, org, desk.RowNumber, in.NumberID)
	if desk.CodeOf(err) == desk.CodeNotFound || err == nil && n.Deleted {
		return nil, nil, nil, wire.AskNumber.Refusal()
	}
	if err != nil {
		return nil, nil, nil, desk.Wrap("read number", err)
	}
	if len(in.PIN) != 6 || strings.Trim(in.PIN, "0123456789") != "" {
		return nil, nil, nil, desk.Refuse(desk.CodeInvalid, "pin")
	}
	if n.WabaID == "" {
		return nil, nil, nil, noPINs()
	}
	c, err := s.Connection(ctx, org, n)
	if err == nil {
		err = maySpeak(c)
	}
	if err != nil {
		return nil, nil, nil, err
	}
	setter, can := c.Account.(channel.PINClient)
	if !can {
		return nil, nil, nil, noPINs()
	}
	return n, c.Account, setter, nil
}

// noPINs says that the numbers of a provider have no PIN that could be set from here.
func noPINs() error {
	return desk.Refuse(desk.CodeInvalid, "twoStep", desk.Params{desk.ParamContext: "none"})
}
