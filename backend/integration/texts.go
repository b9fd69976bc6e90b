package integration

import (
	"context"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// rentedFrom says whether a number is a carrier's that sends SMS, and not one of an
// account for messages.
func rentedFrom(n *desk.Number) bool { return n.Channel.Named() == desk.SMS && n.WabaID == "" }

// texts gives what sends the SMS of a number through the carrier that owns it. CodeInvalid
// when this relay speaks to that carrier no more, CodeNotFound when no account is linked.
func (s *Service) texts(ctx context.Context, org desk.OrgID, n *desk.Number) (channel.Messenger, error) {
	at, err := s.carrierBy(n.Provider)
	if err != nil {
		return nil, err
	}
	a, err := s.carrier(ctx, org, at)
	if err != nil {
		return nil, err
	}
	sends, ok := s.openCarrier(org, at, a).(channel.TextCarrier)
	if !ok {
		return nil, desk.Refuse(desk.CodeInvalid, "provider", desk.Params{desk.ParamContext: "number"})
	}
	return sends.Texts(s.smsURL(at)), nil
}
