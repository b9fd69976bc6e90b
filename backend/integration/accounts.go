package integration

import (
	"context"
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func wabaToken(id desk.WabaID) string { return "waba/" + string(id) + "/token" }

// Token gives the access token of an account, for sender and media.
// CodeInvalid when none is stored.
func (s *Service) Token(ctx context.Context, org desk.OrgID, id desk.WabaID) (desk.Secret, error) {
	token, err := s.secret(ctx, org, wabaToken(id))
	if err == nil && token == "" {
		err = desk.Refuse(desk.CodeInvalid, "noToken")
	}
	return desk.Secret(token), err
}

// verifyWaba proves an account's id and token, and stores them when they are
// good. A bad token never takes the place of a good one.
func (s *Service) verifyWaba(ctx context.Context, org desk.OrgID, in wire.WabaVerify) (wire.WabaVerified, error) {
	waba := &desk.Waba{ID: desk.WabaID(desk.Pasted(in.WabaID)), AppID: desk.AppID(desk.Pasted(in.AppID))}
	token, stored := desk.Secret(desk.Pasted(in.Token)), in.Token == ""
	p, err := s.providerOfApp(ctx, org, waba)
	if err != nil {
		return wire.WabaVerified{}, err
	}
	if stored {
		var err error
		if token, err = s.Token(ctx, org, waba.ID); err != nil {
			return wire.WabaVerified{}, err
		}
	} else if !desk.Printable(token.Reveal()) || len(token) > 1024 {
		return wire.WabaVerified{}, desk.Refuse(desk.CodeInvalid, "token")
	}
	out, err := s.prove(ctx, p, waba, token)
	if err != nil {
		return wire.WabaVerified{}, err
	}
	return out, s.keepWaba(ctx, org, waba, token, stored)
}

// providerOfApp gives the provider of the app that an account is linked through, and
// names it on the account.
func (s *Service) providerOfApp(ctx context.Context, org desk.OrgID, waba *desk.Waba) (Provider, error) {
	app, err := desk.Get[*desk.App](ctx, s.cfg.Rows, org, desk.RowApp, waba.AppID)
	if desk.CodeOf(err) == desk.CodeNotFound || err == nil && app.Unlinked {
		err = desk.Refuse(desk.CodeInvalid, "noApp")
	}
	if err != nil {
		return Provider{}, err
	}
	p, err := s.providerOf(app.Provider)
	if err != nil {
		return p, err
	}
	if !p.IDs.MatchString(string(waba.ID)) {
		return p, desk.Refuse(desk.CodeInvalid, "wabaId")
	}
	before, err := desk.Get[*desk.Waba](ctx, s.cfg.Rows, org, desk.RowWaba, waba.ID)
	switch {
	case desk.CodeOf(err) == desk.CodeNotFound:
	case err != nil:
		return p, desk.Wrap("read account", err)
	case !s.same(before.Provider, p.Name): // its token would go to another provider
		return p, desk.Refuse(desk.CodeConflict, "otherProvider")
	}
	waba.Provider = p.Name
	return p, nil
}

// prove asks the provider about a token and fills waba with what it says. Only trouble
// on the way is an error; what is wrong with the token is waba.Said.
func (s *Service) prove(ctx context.Context, p Provider, waba *desk.Waba, token desk.Secret) (wire.WabaVerified, error) {
	out := wire.WabaVerified{WabaID: string(waba.ID), Scopes: []string{}, Missing: []string{}}
	g := p.Open(token)
	info, err := g.DebugToken(ctx, token)
	if err == nil {
		out.Scopes, out.ExpiresAt = append(out.Scopes, info.Scopes...), info.Expires
		for _, need := range p.Scopes {
			if !slices.Contains(info.Scopes, need) {
				out.Missing = append(out.Missing, need)
			}
		}
		waba.Said = s.tokenProblem(waba, info, out.Missing)
	}
	if err == nil && waba.Said == nil {
		var account channel.Account
		if account, err = g.GetAccount(ctx, string(waba.ID)); err == nil {
			out.Name = account.Name
		}
	}
	if f, ok := channel.FailureOf(err); ok && f.Source == channel.FromProvider && f.Retry == channel.RetryFix {
		waba.Said, err = f.Full, nil
		// Of a login without permissions the provider's own word says what to look at.
		if f.Reason == channel.ReasonDeadToken && len(p.Scopes) > 0 {
			waba.Said = badToken("rejected", nil)
		}
	}
	waba.Name, waba.Scopes, waba.ExpiresAt, out.Said = out.Name, out.Scopes, out.ExpiresAt, wire.ErrorOf(waba.Said.Err())
	if err == nil && waba.Said == nil {
		waba.VerifiedAt = s.now()
	}
	return out, err
}

// tokenProblem names the sentence of what is wrong with a token, nil = nothing.
func (s *Service) tokenProblem(waba *desk.Waba, info channel.TokenInfo, missing []string) *desk.Said {
	switch {
	case !info.Valid:
		return badToken("rejected", nil)
	case info.Expires != 0 && info.Expires <= s.now():
		return badToken("expired", nil)
	case info.AppID != string(waba.AppID):
		return badToken("otherApp", nil)
	case len(missing) > 0:
		return badToken("lacks", desk.Params{"missing": strings.Join(missing, ", ")})
	case info.Limited && !slices.Contains(info.WABAs, string(waba.ID)):
		return badToken("account", desk.Params{"account": string(waba.ID)})
	}
	return nil
}

func badToken(context string, params desk.Params) *desk.Said {
	return desk.SaidOf(desk.Refuse(desk.CodeInvalid, "token", params, desk.Params{desk.ParamContext: context}))
}

// keepWaba stores what was found: a good account with its token, or the problem
// of an account that is linked already.
func (s *Service) keepWaba(ctx context.Context, org desk.OrgID, waba *desk.Waba, token desk.Secret, stored bool) error {
	before, err := desk.Get[*desk.Waba](ctx, s.cfg.Rows, org, desk.RowWaba, waba.ID)
	if err != nil && desk.CodeOf(err) != desk.CodeNotFound {
		return desk.Wrap("read account", err)
	}
	if waba.Said != nil {
		if before == nil || !stored {
			return nil
		}
		if err := s.proved(ctx, org, s.accountUse(waba.Provider, waba.ID), false, waba.Said.Err()); err != nil {
			return err
		}
		before.Problem, before.Said = "", waba.Said
		return s.record(ctx, org, desk.EntryWabaPut, before)
	}
	if before != nil {
		waba.ChangedAt = before.ChangedAt
	}
	if !stored {
		waba.ChangedAt = s.now()
		if err := s.cfg.Secrets.Put(ctx, org, wabaToken(waba.ID), token); err != nil {
			return err
		}
	}
	if err := s.proved(ctx, org, s.accountUse(waba.Provider, waba.ID), !stored, nil); err != nil {
		return err
	}
	return s.record(ctx, org, desk.EntryWabaPut, waba)
}

// Linked gives an account that was verified here.
func (s *Service) Linked(ctx context.Context, org desk.OrgID, id string) (*desk.Waba, error) {
	waba, err := desk.Get[*desk.Waba](ctx, s.cfg.Rows, org, desk.RowWaba, id)
	if desk.CodeOf(err) == desk.CodeNotFound || err == nil && waba.Unlinked {
		return nil, desk.Refuse(desk.CodeInvalid, "noWaba")
	}
	return waba, desk.Wrap("read account", err)
}

// Client speaks for an account that is linked, with its token. CodeInvalid when it is
// not, or none is stored.
func (s *Service) Client(ctx context.Context, org desk.OrgID, waba desk.WabaID) (channel.Client, error) {
	account, err := s.Linked(ctx, org, string(waba))
	if err != nil {
		return nil, err
	}
	return s.clientAt(ctx, org, account.Provider, waba)
}

func (s *Service) clientAt(ctx context.Context, org desk.OrgID, provider string, waba desk.WabaID) (channel.Client, error) {
	p, err := s.providerOf(provider)
	if err != nil {
		return nil, err
	}
	account, err := optional[*desk.Waba](ctx, s, org, desk.RowWaba, string(waba))
	switch {
	case err != nil:
		return nil, desk.Wrap("read account", err)
	case isDead(account):
		return nil, account.Said.Err()
	}
	token, err := s.Token(ctx, org, waba)
	if err != nil {
		return nil, err
	}
	return watch(&watched{Client: s.openAccount(org, p, waba, token), s: s, org: org, waba: waba, token: token}), nil
}

// openAccount speaks for an account with its stored token; its uses are noted.
func (s *Service) openAccount(org desk.OrgID, p Provider, id desk.WabaID, token desk.Secret) channel.Client {
	c := p.Open(token)
	s.watchUse(org, s.accountUse(p.Name, id), c)
	return c
}

// Messenger gives what sends and fetches for a number. CodeInvalid for one of a
// provider that this relay does not speak to: its messages wait.
func (s *Service) Messenger(ctx context.Context, org desk.OrgID, n *desk.Number) (channel.Messenger, error) {
	if rentedFrom(n) {
		return s.texts(ctx, org, n)
	}
	return s.clientAt(ctx, org, n.Provider, n.WabaID)
}
