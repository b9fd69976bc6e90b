package integration

import (
	"context"
	"slices"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// lookWebhooks asks the provider where it sends the webhooks of an account.
func (s *Service) lookWebhooks(ctx context.Context, org desk.OrgID, in wire.WabaRef) (wire.Webhooks, error) {
	c, err := s.connectionOf(ctx, org, in.WabaID)
	if err != nil {
		return wire.Webhooks{}, err
	}
	return s.webhooksOf(ctx, org, c), nil
}

// webhooksOf asks about a connection that is open.
func (s *Service) webhooksOf(ctx context.Context, org desk.OrgID, c channel.Connection) wire.Webhooks {
	out := wire.Webhooks{Address: c.Address, Missing: []string{}, Others: []string{}, Redirects: []wire.Redirect{}}
	out.AppSaid = wire.ErrorOf(lookApp(ctx, c, &out))
	out.Said = wire.ErrorOf(s.lookAccount(ctx, org, c, &out))
	return out
}

// connectionOf gives what the numbers of an account hang on.
func (s *Service) connectionOf(ctx context.Context, org desk.OrgID, waba string) (channel.Connection, error) {
	account, err := s.Linked(ctx, org, waba)
	if err != nil {
		return channel.Connection{}, err
	}
	return s.Connection(ctx, org, &desk.Number{Provider: account.Provider, AppID: account.AppID, WabaID: account.ID})
}

// asApp gives the client of the app, or says why there is none.
func asApp(c channel.Connection) (channel.AppClient, error) {
	if c.AsApp == nil {
		return nil, desk.Refuse(desk.CodeInvalid, "appSecret", desk.Params{desk.ParamContext: "none"})
	}
	return c.AsApp, nil
}

func lookApp(ctx context.Context, c channel.Connection, out *wire.Webhooks) error {
	app, err := asApp(c)
	if err != nil {
		return err
	}
	has, err := app.Subscription(ctx)
	if err != nil {
		return err
	}
	out.AppAddress, out.AppHere = has.Address, c.Address != "" && channel.SameAddress(has.Address, c.Address)
	for _, f := range slices.Concat(c.Fields.Needed, c.Fields.Useful) {
		if !slices.Contains(has.Fields, f) {
			out.Missing = append(out.Missing, f)
		}
	}
	return nil
}

func (s *Service) lookAccount(ctx context.Context, org desk.OrgID, c channel.Connection, out *wire.Webhooks) error {
	if c.NoToken != nil {
		return c.NoToken
	}
	apps, err := c.Account.ListSubscribedApps(ctx, string(c.Waba.ID))
	if err != nil {
		return err
	}
	redirect := func(number desk.NumberID, address string) {
		if address != "" {
			out.Redirects = append(out.Redirects, wire.Redirect{
				NumberID: string(number), Address: address, Here: c.Address != "" && channel.SameAddress(address, c.Address),
			})
		}
	}
	for _, a := range apps {
		if a.ID != string(c.Waba.AppID) {
			out.Others = append(out.Others, a.Name)
			continue
		}
		out.Subscribed = true
		redirect("", a.Override)
	}
	numbers, err := s.numbersOf(ctx, org, c.Waba.ID)
	if err != nil {
		return err
	}
	for _, n := range numbers {
		there, err := c.Account.GetPhoneNumber(ctx, n.PhoneID)
		if err != nil {
			return err
		}
		redirect(n.ID, there.Callbacks.Number)
	}
	return nil
}

// numbersOf lists the numbers of an account that are set up here.
func (s *Service) numbersOf(ctx context.Context, org desk.OrgID, waba desk.WabaID) ([]*desk.Number, error) {
	all, err := desk.Find[*desk.Number](ctx, s.cfg.Rows, org, desk.Numbers.With())
	if err != nil {
		return nil, desk.Wrap("list numbers", err)
	}
	return slices.DeleteFunc(all, func(n *desk.Number) bool { return n.WabaID != waba || n.State == desk.NumberGone }), nil
}

// sendWebhooks makes the provider send webhooks here, and says how it is then.
func (s *Service) sendWebhooks(ctx context.Context, org desk.OrgID, in wire.WebhooksSend) (wire.Webhooks, error) {
	c, err := s.connectionOf(ctx, org, in.WabaID)
	if err != nil {
		return wire.Webhooks{}, err
	}
	switch in.What {
	case wire.WebhooksApp:
		err = s.sendApp(ctx, org, c, in.Replace)
	case wire.WebhooksAccount:
		err = sendAccount(ctx, c, in.Replace)
	case wire.WebhooksNumber:
		err = s.sendNumber(ctx, org, c, desk.NumberID(in.NumberID), in.Replace)
	default:
		err = desk.Refuse(desk.CodeInvalid, "unknownCall")
	}
	if err != nil {
		return wire.Webhooks{}, err
	}
	return s.webhooksOf(ctx, org, c), nil
}

// sendApp has the app's webhooks sent here. Fields that it asks for already stay.
func (s *Service) sendApp(ctx context.Context, org desk.OrgID, c channel.Connection, replace bool) error {
	app, err := asApp(c)
	switch {
	case err != nil:
		return err
	case c.Address == "":
		return desk.Refuse(desk.CodeConflict, "noPublicAddress")
	}
	has, err := app.Subscription(ctx)
	if err != nil {
		return err
	}
	if has.Address != "" && !channel.SameAddress(has.Address, c.Address) && !replace {
		return elsewhere(has.Address)
	}
	token, err := s.ensureToken(ctx, org, c.Waba.AppID)
	if err != nil {
		return err
	}
	s.forgetApp(appAt{c.Provider, c.Waba.AppID}) // the provider asks for the token before it answers
	fields := slices.Concat(has.Fields, c.Fields.Needed, c.Fields.Useful)
	slices.Sort(fields)
	return app.Subscribe(ctx, channel.Subscription{Address: c.Address, Fields: slices.Compact(fields)}, desk.Secret(token))
}

// sendAccount has the account's webhooks sent to its app. It takes a redirect back,
// which is the only way to do either.
func sendAccount(ctx context.Context, c channel.Connection, replace bool) error {
	if c.NoToken != nil {
		return c.NoToken
	}
	apps, err := c.Account.ListSubscribedApps(ctx, string(c.Waba.ID))
	if err != nil {
		return err
	}
	for _, a := range apps {
		switch {
		case a.ID != string(c.Waba.AppID):
		case a.Override == "":
			return nil
		case !replace:
			return elsewhere(a.Override)
		}
	}
	return c.Account.SubscribeApp(ctx, string(c.Waba.ID))
}

func (s *Service) sendNumber(ctx context.Context, org desk.OrgID, c channel.Connection, id desk.NumberID, replace bool) error {
	if c.NoToken != nil {
		return c.NoToken
	}
	n, err := desk.Get[*desk.Number](ctx, s.cfg.Rows, org, desk.RowNumber, id)
	if err != nil {
		return desk.Wrap("read number", err)
	}
	at, can := c.Account.(channel.Redirector)
	if !can || n.WabaID != c.Waba.ID {
		return desk.Refuse(desk.CodeInvalid, "unknownCall")
	}
	there, err := c.Account.GetPhoneNumber(ctx, n.PhoneID)
	switch {
	case err != nil:
		return err
	case there.Callbacks.Number == "":
		return nil
	case !replace:
		return elsewhere(there.Callbacks.Number)
	}
	return at.ClearRedirect(ctx, n.PhoneID)
}

// elsewhere says where webhooks go that somebody wants to have here.
func elsewhere(address string) error {
	return desk.Refuse(desk.CodeConflict, "webhooksElsewhere", desk.Params{"address": address})
}
