package integration

import (
	"context"
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// noConfig is typed where an app's configuration of the sign-up is to be removed.
const noConfig = "none"

// ExchangeFunc turns the code of a sign-up into a token.
type ExchangeFunc func(ctx context.Context, e channel.Exchange) (desk.Secret, error)

// keepConfig notes the configuration of an app's sign-up: "" keeps what is there.
func keepConfig(p Provider, app *desk.App, typed string) error {
	typed = desk.Pasted(typed)
	switch {
	case typed == "":
		return nil
	case typed == noConfig:
		app.ConfigID = ""
		return nil
	case p.Exchange == nil || !p.IDs.MatchString(typed):
		return desk.Refuse(desk.CodeInvalid, "configId")
	}
	app.ConfigID = typed
	return nil
}

// SignUpApp gives an app through which an account can be granted in the provider's own
// window. CodeInvalid for one that is not configured for it.
func (s *Service) SignUpApp(ctx context.Context, org desk.OrgID, id desk.AppID) (*desk.App, error) {
	app, p, err := s.signUpApp(ctx, org, id)
	if err == nil && (p.Exchange == nil || app.ConfigID == "") {
		err = desk.Refuse(desk.CodeInvalid, "configId", desk.Params{desk.ParamContext: "none"})
	}
	return app, err
}

func (s *Service) signUpApp(ctx context.Context, org desk.OrgID, id desk.AppID) (*desk.App, Provider, error) {
	app, err := desk.Get[*desk.App](ctx, s.cfg.Rows, org, desk.RowApp, id)
	if desk.CodeOf(err) == desk.CodeNotFound || err == nil && app.Unlinked {
		err = desk.Refuse(desk.CodeInvalid, "noApp")
	}
	if err != nil {
		return nil, Provider{}, err
	}
	p, err := s.providerOf(app.Provider)
	return app, p, err
}

// Exchange turns the code of a sign-up through an app into a token. back is where the
// code came to by a redirect, "" = nowhere.
func (s *Service) Exchange(ctx context.Context, org desk.OrgID, id desk.AppID, code desk.Secret, back string) (desk.Secret, error) {
	if _, err := s.SignUpApp(ctx, org, id); err != nil {
		return "", err
	}
	_, p, err := s.signUpApp(ctx, org, id)
	if err != nil {
		return "", err
	}
	secret, err := s.secret(ctx, org, appSecret(id))
	if err == nil && secret == "" {
		err = desk.Refuse(desk.CodeInvalid, "appSecret", desk.Params{"context": "none"})
	}
	if err != nil {
		return "", err
	}
	token, err := p.Exchange(ctx, channel.Exchange{App: id, Secret: desk.Secret(secret), Code: code, Back: back})
	if f, ok := channel.FailureOf(err); ok && f.Source == channel.FromProvider {
		return "", &desk.Error{
			Code: desk.CodeInvalid, Subcode: "signUp", Op: "exchange code", Err: err,
			Params: desk.Params{desk.ParamContext: "code", "title": f.Title, "code": f.Code},
		}
	}
	return token, err
}

// mostGranted bounds how many accounts of one token are looked at.
const mostGranted = 25

// Granted tells which accounts a token reaches, when it is one of the app's and has
// every permission. account and business are what the browser said; they only help to
// find what the token proves. Empty = none.
func (s *Service) Granted(ctx context.Context, org desk.OrgID, id desk.AppID, token desk.Secret, account, business string) ([]channel.Account, error) {
	_, p, err := s.signUpApp(ctx, org, id)
	if err != nil {
		return nil, err
	}
	g := p.Open(token)
	info, err := g.DebugToken(ctx, token)
	if err != nil {
		return nil, err
	}
	var missing []string
	for _, need := range p.Scopes {
		if !slices.Contains(info.Scopes, need) {
			missing = append(missing, need)
		}
	}
	switch {
	case !info.Valid || info.Expires != 0 && info.Expires <= s.now():
		return nil, desk.Refuse(desk.CodeInvalid, "signUp", desk.Params{desk.ParamContext: "token"})
	case info.AppID != string(id):
		return nil, desk.Refuse(desk.CodeInvalid, "signUp", desk.Params{desk.ParamContext: "otherApp"})
	case len(missing) > 0:
		return nil, desk.Refuse(desk.CodeInvalid, "signUp", desk.Params{desk.ParamContext: "permission", "missing": strings.Join(missing, ", ")})
	}
	ids, err := granted(ctx, g, info, account, business)
	if err != nil {
		return nil, err
	}
	var list []channel.Account
	for _, each := range ids[:min(len(ids), mostGranted)] {
		if !p.IDs.MatchString(each) {
			continue
		}
		a, err := g.GetAccount(ctx, each)
		switch {
		case isKeptFrom(err):
			continue
		case err != nil:
			return nil, err
		}
		list = append(list, a)
	}
	return list, nil
}

// granted lists the ids of the accounts of a token. One that is limited names them; one
// that is not reaches those of its business.
func granted(ctx context.Context, g channel.Client, info channel.TokenInfo, account, business string) ([]string, error) {
	if info.Limited {
		return info.WABAs, nil
	}
	lister, can := g.(interface {
		AccountsOf(ctx context.Context, business string) ([]channel.Account, error)
	})
	var ids []string
	if can && business != "" {
		list, err := lister.AccountsOf(ctx, business)
		if err != nil && !isKeptFrom(err) {
			return nil, err
		}
		for _, a := range list {
			ids = append(ids, a.ID)
		}
	}
	if account != "" && !slices.Contains(ids, account) {
		ids = append(ids, account) // GetAccount says whether the token may read it
	}
	return ids, nil
}

// isKeptFrom says whether the provider refused to show something to a token. Then the token
// does not reach it: that is what was asked, and no fault of the asking.
func isKeptFrom(err error) bool {
	switch desk.CodeOf(err) {
	case desk.CodeInvalid, desk.CodeForbidden, desk.CodeNotFound:
		return true
	default: // a dead token, or trouble on the way
		return false
	}
}

// Integrate links an account that was granted in the provider's own window: the token
// is stored, the app gets the account's webhooks, and its templates are pulled. It may
// be repeated.
func (s *Service) Integrate(ctx context.Context, org desk.OrgID, app desk.AppID, account desk.WabaID, token desk.Secret) (wire.WabaVerified, error) {
	waba := &desk.Waba{ID: account, AppID: app}
	p, err := s.providerOfApp(ctx, org, waba)
	if err != nil {
		return wire.WabaVerified{}, err
	}
	out, err := s.prove(ctx, p, waba, token)
	if err == nil {
		err = waba.Said.Err()
	}
	if err != nil {
		return out, err
	}
	g := p.Open(token)
	if err := subscribe(ctx, g, app, account); err != nil {
		return out, err
	}
	if err := s.keepWaba(ctx, org, waba, token, false); err != nil {
		return out, err
	}
	return out, s.PullTemplates(ctx, org, account)
}

// subscribe makes the provider send the account's webhooks to the app. A subscription
// that is there stays as it is: another one would remove an override.
func subscribe(ctx context.Context, g channel.Client, app desk.AppID, account desk.WabaID) error {
	apps, err := g.ListSubscribedApps(ctx, string(account))
	if err != nil {
		return err
	}
	if slices.ContainsFunc(apps, func(a channel.SubscribedApp) bool { return a.ID == string(app) }) {
		return nil
	}
	return g.SubscribeApp(ctx, string(account))
}

// connectURL is where the page of a sign-up is, "" when nobody can open it.
func (s *Service) connectURL(p Provider) string {
	if p.Exchange == nil || s.base() == "" {
		return ""
	}
	return s.base() + wire.PathConnect
}
