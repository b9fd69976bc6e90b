package integration

import (
	"context"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// AnswersAt says at which address webhooks come in when no public one is set: in
// practice the pretend provider is on the same computer.
func (s *Service) AnswersAt(url string) { s.practice.Store(&url) }

// base is the relay's own address, "" when nobody outside can reach it.
func (s *Service) base() string {
	if here := s.practice.Load(); s.cfg.PublicURL == "" && here != nil {
		return *here
	}
	return s.cfg.PublicURL
}

// addressOf gives where the webhooks of an app come in, "" when nobody outside can
// reach this relay.
func (s *Service) addressOf(p Provider, app desk.AppID) string {
	base := s.base()
	if base == "" {
		return ""
	}
	return base + "/webhooks/" + p.Name + "/" + string(app)
}

// Connection gives what a number hangs on, for questions about it. What is missing,
// such as a token, is left out of it and is no error. CodeInvalid when this relay does
// not speak to the number's provider any more.
func (s *Service) Connection(ctx context.Context, org desk.OrgID, n *desk.Number) (channel.Connection, error) {
	if at, err := s.carrierBy(n.Provider); err == nil && n.Channel.Named() == desk.SMS {
		return s.rental(ctx, org, at)
	}
	p, err := s.providerOf(n.Provider)
	if err != nil {
		return channel.Connection{}, err
	}
	c := channel.Connection{Provider: p.Name, Scopes: p.Scopes, Fields: p.Fields, Checks: p.Checks, Address: s.addressOf(p, n.AppID)}
	if c.App, err = optional[*desk.App](ctx, s, org, desk.RowApp, string(n.AppID)); err != nil {
		return c, desk.Wrap("read app", err)
	}
	if c.Waba, err = optional[*desk.Waba](ctx, s, org, desk.RowWaba, string(n.WabaID)); err != nil {
		return c, desk.Wrap("read account", err)
	}
	if c.Token, c.NoToken = s.Token(ctx, org, n.WabaID); c.NoToken == nil {
		c.Account = s.openAccount(org, p, n.WabaID, c.Token)
	}
	secret, err := s.secret(ctx, org, appSecret(n.AppID))
	if err == nil && secret != "" && p.OpenApp != nil {
		c.AsApp = p.OpenApp(n.AppID, desk.Secret(secret))
		s.watchUse(org, appUse(n.AppID), c.AsApp)
	}
	return c, err
}

// rental is Connection of an SMS number that is rented from a carrier.
func (s *Service) rental(ctx context.Context, org desk.OrgID, at Carrier) (channel.Connection, error) {
	c := channel.Connection{Provider: at.Provider(), Checks: desk.SMSCheckNames, Address: s.smsURL(at), Rental: &channel.Rental{}}
	a, err := s.carrier(ctx, org, at)
	switch {
	case desk.CodeOf(err) == desk.CodeNotFound:
		c.NoToken = err
		return c, nil
	case err != nil:
		return c, desk.Wrap("read carrier account", err)
	}
	*c.Rental = channel.Rental{LinkedCarrier: s.linkedCarrier(org, at, a), Since: a.Since, Signed: a.Signature != ""}
	return c, nil
}

// optional reads a row that may not be there.
func optional[P desk.Row](ctx context.Context, s *Service, org desk.OrgID, kind desk.Kind, id string) (P, error) {
	row, err := desk.Get[P](ctx, s.cfg.Rows, org, kind, id)
	if desk.CodeOf(err) == desk.CodeNotFound {
		var none P
		return none, nil
	}
	return row, err
}
