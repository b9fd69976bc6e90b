package integration

import (
	"context"
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// proveNumber links the account of a number that is known by its id at the provider: the
// token is inspected, the number read with it, and the account that has it is found, or
// asked for. It is stored as by verifyWaba; on any doubt nothing is.
func (s *Service) proveNumber(ctx context.Context, org desk.OrgID, in wire.NumberProve) (wire.NumberProven, error) {
	app, p, err := s.signUpApp(ctx, org, desk.AppID(desk.Pasted(in.AppID)))
	if err != nil {
		return wire.NumberProven{}, err
	}
	phoneID, account := desk.Pasted(in.PhoneID), desk.Pasted(in.WabaID)
	token := desk.Secret(desk.Pasted(in.Token))
	switch {
	case !p.IDs.MatchString(phoneID):
		return wire.NumberProven{}, desk.Refuse(desk.CodeInvalid, "phoneId")
	case account != "" && !p.IDs.MatchString(account):
		return wire.NumberProven{}, desk.Refuse(desk.CodeInvalid, "wabaId")
	case token == "" || !desk.Printable(token.Reveal()) || len(token) > 1024:
		return wire.NumberProven{}, desk.Refuse(desk.CodeInvalid, "token")
	}
	g := p.Open(token)
	number, info, err := s.readNumber(ctx, p, g, app.ID, phoneID, token)
	if err != nil {
		return wire.NumberProven{}, err
	}
	if account, err = s.accountOf(ctx, org, g, app.ID, info, account, phoneID); err != nil {
		return wire.NumberProven{}, err
	}
	out := wire.NumberProven{
		PhoneID: number.ID, Phone: "+" + digits(string(number.DisplayPhone)), VerifiedName: number.VerifiedName,
		Verified: number.Verified || number.Registered, Registered: number.Registered,
	}
	if out.Waba, err = s.verifyWaba(ctx, org, wire.WabaVerify{AppID: string(app.ID), WabaID: account, Token: token.Reveal()}); err != nil {
		return wire.NumberProven{}, err
	}
	return out, out.Waba.Said.Err()
}

// readNumber inspects a token and reads a number with it. What is wrong with either is a
// refusal in words.
func (s *Service) readNumber(
	ctx context.Context, p Provider, g channel.Client, app desk.AppID, phoneID string, token desk.Secret,
) (channel.Number, channel.TokenInfo, error) {
	info, err := g.DebugToken(ctx, token)
	if err != nil {
		return channel.Number{}, info, refusedAs(err, badToken("rejected", nil).Err())
	}
	missing := slices.DeleteFunc(slices.Clone(p.Scopes), func(need string) bool { return slices.Contains(info.Scopes, need) })
	anyAccount := info
	anyAccount.Limited = false // which account it is, is to be found out
	if said := s.tokenProblem(&desk.Waba{AppID: app}, anyAccount, missing); said != nil {
		return channel.Number{}, info, said.Err()
	}
	n, err := g.GetPhoneNumber(ctx, phoneID)
	if err != nil {
		return n, info, refusedAs(err, desk.Refuse(desk.CodeInvalid, "phoneId", desk.Params{desk.ParamContext: "unknown"}))
	}
	return n, info, nil
}

// refusedAs gives a refusal for what the provider refused for good, and the trouble itself
// for what may pass.
func refusedAs(err, refusal error) error {
	if f, ok := channel.FailureOf(err); ok && f.Source == channel.FromProvider && (f.Retry == channel.RetryFix || f.Retry == channel.RetryNever) {
		return refusal
	}
	return err
}

// accountOf finds the account that has a number: the one that was typed, or one of those
// that the token names or that are linked through the app. CodeInvalid when it has to be
// typed, or the typed one does not have the number.
func (s *Service) accountOf(
	ctx context.Context, org desk.OrgID, g channel.Client, app desk.AppID, info channel.TokenInfo, typed, phoneID string,
) (string, error) {
	if typed != "" {
		has, err := hasNumber(ctx, g, typed, phoneID)
		switch {
		case err != nil:
			return "", refusedAs(err, badToken("account", desk.Params{"account": typed}).Err())
		case !has:
			return "", desk.Refuse(desk.CodeInvalid, "phoneId", desk.Params{desk.ParamContext: "account", "account": typed})
		}
		return typed, nil
	}
	ids := slices.Clone(info.WABAs)
	linked, err := desk.Find[*desk.Waba](ctx, s.cfg.Rows, org, desk.Wabas.With())
	if err != nil {
		return "", desk.Wrap("list accounts", err)
	}
	for _, w := range linked {
		if w.AppID == app && !slices.Contains(ids, string(w.ID)) {
			ids = append(ids, string(w.ID))
		}
	}
	for _, id := range ids[:min(len(ids), mostGranted)] {
		has, err := hasNumber(ctx, g, id, phoneID)
		if refusedAs(err, nil) != nil {
			return "", err
		}
		if has {
			return id, nil
		}
	}
	return "", desk.Refuse(desk.CodeInvalid, "wabaId", desk.Params{desk.ParamContext: "needed"})
}

func hasNumber(ctx context.Context, g channel.Client, account, phoneID string) (bool, error) {
	list, err := g.ListPhoneNumbers(ctx, account)
	return slices.ContainsFunc(list, func(n channel.Number) bool { return n.ID == phoneID }), err
}

// digits gives a number without what is written for reading only.
func digits(number string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number)
}
