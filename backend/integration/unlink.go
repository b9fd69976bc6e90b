package integration

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Unlinking takes the secret away first: from then on nothing is asked with it and it
// proves nothing, whatever becomes of the entry. Done again, it finishes what a crash left.
// At the provider nothing changes.

// unlinkWaba forgets the token of an account. Its numbers stay, and send nothing until it
// is linked again; what comes in goes on by the app.
func (s *Service) unlinkWaba(ctx context.Context, org desk.OrgID, in wire.WabaRef) (wire.None, error) {
	waba, err := optional[*desk.Waba](ctx, s, org, desk.RowWaba, in.WabaID)
	if err != nil {
		return wire.None{}, desk.Wrap("read account", err)
	}
	if waba == nil || waba.Unlinked {
		return wire.None{}, wire.AskWaba.Refusal()
	}
	return wire.None{}, s.dropWaba(ctx, org, waba)
}

func (s *Service) dropWaba(ctx context.Context, org desk.OrgID, waba *desk.Waba) error {
	if err := s.cfg.Secrets.Delete(ctx, org, wabaToken(waba.ID)); err != nil {
		return err
	}
	if err := s.dropUse(ctx, org, s.accountUse(waba.Provider, waba.ID)); err != nil {
		return err
	}
	waba.Unlinked, waba.Problem, waba.Scopes, waba.ExpiresAt, waba.ChangedAt = true, "", []string{}, 0, s.now()
	waba.Said = desk.SaidOf(desk.Refuse(desk.CodeConflict, "account", desk.Params{desk.ParamContext: "unlinked"}))
	return s.record(ctx, org, desk.EntryWabaPut, waba)
}

// unlinkApp forgets the secrets of an app: its webhooks are refused from then on. It is
// refused while an account is linked through it, whose receipts would not come any more.
func (s *Service) unlinkApp(ctx context.Context, org desk.OrgID, in wire.AppRef) (wire.None, error) {
	app, err := optional[*desk.App](ctx, s, org, desk.RowApp, in.AppID)
	if err != nil {
		return wire.None{}, desk.Wrap("read app", err)
	}
	if app == nil || app.Unlinked {
		return wire.None{}, wire.AskApp.Refusal()
	}
	accounts, err := desk.Find[*desk.Waba](ctx, s.cfg.Rows, org, desk.Wabas.With())
	if err != nil {
		return wire.None{}, desk.Wrap("list accounts", err)
	}
	for _, a := range accounts {
		if a.AppID == app.ID && !a.Unlinked {
			return wire.None{}, desk.Refuse(desk.CodeConflict, "appUsed", desk.Params{"account": a.Name})
		}
	}
	return wire.None{}, s.dropApp(ctx, org, app)
}

func (s *Service) dropApp(ctx context.Context, org desk.OrgID, app *desk.App) error {
	defer s.forgetApp(appAt{s.providerName(app.Provider), app.ID})
	for _, name := range []string{appSecret(app.ID), appOldSecret(app.ID), appToken(app.ID), appSystem(app.ID)} {
		if err := s.cfg.Secrets.Delete(ctx, org, name); err != nil {
			return err
		}
	}
	if err := s.dropUse(ctx, org, appUse(app.ID)); err != nil {
		return err
	}
	app.Unlinked, app.ConfigID, app.HostedURL, app.HandshakeAt, app.RefusedAt, app.ChangedAt = true, "", "", 0, 0, s.now()
	return s.record(ctx, org, desk.EntryAppPut, app)
}

// providerName gives the name of a provider that a row names, perhaps with none.
func (s *Service) providerName(name string) string {
	if p, known := s.provider(name); known {
		return p.Name
	}
	return name
}

// unlinkCarrier forgets the account at a carrier, with the app and account of one that
// carries messages too. It is refused while SMS of a number still come here and their
// earlier address is to be put back: without the account nobody could.
func (s *Service) unlinkCarrier(ctx context.Context, org desk.OrgID, in wire.CarrierRef) (wire.CarrierState, error) {
	at, err := s.carrierBy(in.Provider)
	if err != nil {
		return wire.CarrierState{}, err
	}
	account, err := s.carrier(ctx, org, at)
	if err != nil {
		return wire.CarrierState{}, err
	}
	if s.cfg.Redirects != nil {
		busy, err := s.cfg.Redirects(ctx, org, at.Provider())
		if err != nil {
			return wire.CarrierState{}, err
		}
		if busy {
			return wire.CarrierState{}, desk.Refuse(desk.CodeConflict, "carrierBusy")
		}
	}
	if _, also := at.(MessageCarrier); also {
		if err := s.unlinkMessages(ctx, org, account.Account); err != nil {
			return wire.CarrierState{}, err
		}
	}
	if err := s.record(ctx, org, desk.EntryCarrierSet, desk.CarrierSet{Provider: at.Provider(), At: s.now()}); err != nil {
		return wire.CarrierState{}, err
	}
	defer s.forgetCarrier(linkAt{org, at.Provider()})
	if err := s.cfg.Secrets.Delete(ctx, org, carrierSecret(at.Provider())); err != nil {
		return wire.CarrierState{}, err
	}
	return s.stateOf(at, nil), s.dropUse(ctx, org, carrierUse(at.Provider()))
}

// unlinkMessages unlinks what linkMessages linked.
func (s *Service) unlinkMessages(ctx context.Context, org desk.OrgID, id string) error {
	waba, err := optional[*desk.Waba](ctx, s, org, desk.RowWaba, id)
	if err != nil {
		return desk.Wrap("read account", err)
	}
	if waba != nil && !waba.Unlinked {
		if err := s.dropWaba(ctx, org, waba); err != nil {
			return err
		}
	}
	app, err := optional[*desk.App](ctx, s, org, desk.RowApp, id)
	if err != nil {
		return desk.Wrap("read app", err)
	}
	if app == nil || app.Unlinked {
		return nil
	}
	return s.dropApp(ctx, org, app)
}
