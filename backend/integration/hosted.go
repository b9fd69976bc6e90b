package integration

import (
	"context"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// FetchFunc gets the token of an account that was granted on the provider's own page.
type FetchFunc func(ctx context.Context, g channel.HostedGrant) (desk.Secret, error)

// appSystem names the token of the system user of an app's business.
func appSystem(app desk.AppID) string { return "app/" + string(app) + "/systemToken" }

// Bounds of what is typed.
const (
	longestHosted = 2048
	longestToken  = 1024
)

// keepHosted notes the provider's own page of an app's sign-up, and the token that goes
// with it. "" keeps what is there; all is judged before anything is kept.
func (s *Service) keepHosted(ctx context.Context, org desk.OrgID, p Provider, app *desk.App, in wire.AppPut) error {
	page, token := desk.Pasted(in.HostedURL), desk.Pasted(in.SystemToken)
	bad := func(context string) error {
		return desk.Refuse(desk.CodeInvalid, "hosted", desk.Params{desk.ParamContext: context})
	}
	switch {
	case page != "" && page != noConfig && (p.Fetch == nil || len(page) > longestHosted || !desk.Printable(page) || !p.Hosted(page)):
		return bad("page")
	case token != "" && token != noConfig && (p.Fetch == nil || len(token) < 8 || len(token) > longestToken || !desk.Printable(token)):
		return bad("token")
	}
	switch token {
	case "":
	case noConfig:
		if err := s.cfg.Secrets.Delete(ctx, org, appSystem(app.ID)); err != nil {
			return err
		}
	default:
		if err := s.cfg.Secrets.Put(ctx, org, appSystem(app.ID), desk.Secret(token)); err != nil {
			return err
		}
	}
	switch page {
	case "":
	case noConfig:
		app.HostedURL = ""
	default:
		app.HostedURL = page
	}
	return nil
}

func (s *Service) hasSystemToken(ctx context.Context, org desk.OrgID, id desk.AppID) (bool, error) {
	token, err := s.secret(ctx, org, appSystem(id))
	return token != "", err
}

// HostedApp gives an app whose accounts can be granted on the provider's own page.
// CodeInvalid for one that is not configured for it.
func (s *Service) HostedApp(ctx context.Context, org desk.OrgID, id desk.AppID) (*desk.App, error) {
	app, _, err := s.hostedApp(ctx, org, id)
	return app, err
}

func (s *Service) hostedApp(ctx context.Context, org desk.OrgID, id desk.AppID) (*desk.App, Provider, error) {
	app, p, err := s.signUpApp(ctx, org, id)
	if err == nil && (p.Fetch == nil || app.HostedURL == "") {
		err = desk.Refuse(desk.CodeInvalid, "hosted", desk.Params{desk.ParamContext: "none"})
	}
	return app, p, err
}

// FetchGranted gets the token of what a business granted to an app on the provider's own
// page. CodeInvalid says what is missing here, or why the provider gives none.
func (s *Service) FetchGranted(ctx context.Context, org desk.OrgID, id desk.AppID, business string) (desk.Secret, error) {
	_, p, err := s.hostedApp(ctx, org, id)
	if err == nil && !p.IDs.MatchString(business) {
		err = desk.Refuse(desk.CodeInvalid, "hosted", desk.Params{desk.ParamContext: "noBusiness"})
	}
	if err != nil {
		return "", err
	}
	secret, err := s.secret(ctx, org, appSecret(id))
	if err != nil {
		return "", err
	}
	system, err := s.secret(ctx, org, appSystem(id))
	switch {
	case err != nil:
		return "", err
	case secret == "":
		return "", desk.Refuse(desk.CodeInvalid, "appSecret", desk.Params{desk.ParamContext: "none"})
	case system == "":
		return "", desk.Refuse(desk.CodeInvalid, "hosted", desk.Params{desk.ParamContext: "noToken"})
	}
	token, err := p.Fetch(ctx, channel.HostedGrant{App: id, Secret: desk.Secret(secret), System: desk.Secret(system), Business: business})
	if f, ok := channel.FailureOf(err); ok && f.Source == channel.FromProvider && f.Retry != channel.RetryBackoff {
		return "", &desk.Error{
			Code: desk.CodeInvalid, Subcode: "hosted", Op: "fetch the token of a grant", Err: err,
			Params: desk.Params{desk.ParamContext: "fetch", "title": f.Title, "code": f.Code},
		}
	}
	return token, err
}

// LinkedElsewhere says whether another organization of this relay has linked an account.
func (s *Service) LinkedElsewhere(ctx context.Context, org desk.OrgID, account desk.WabaID) (bool, error) {
	orgs, err := s.cfg.Rows.Orgs(ctx)
	if err != nil {
		return false, desk.Wrap("list organizations", err)
	}
	for _, other := range orgs {
		if other == org {
			continue
		}
		a, err := desk.Get[*desk.Waba](ctx, s.cfg.Rows, other, desk.RowWaba, account)
		switch {
		case err == nil && !a.Unlinked:
			return true, nil
		case err != nil && desk.CodeOf(err) != desk.CodeNotFound:
			return false, desk.Wrap("read account", err)
		}
	}
	return false, nil
}
