package integration

import (
	"context"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// maxAppName is how long the name of an app may be, in characters.
const maxAppName = 80

// linkMessages links an account of a carrier as one that carries messages too: it is the
// app whose webhooks are signed, and the account whose numbers send. Nothing is kept
// unless the provider says that the login is good.
func (s *Service) linkMessages(ctx context.Context, org desk.OrgID, at MessageCarrier, l channel.Login) error {
	p, err := s.providerOf(at.Provider())
	if err != nil {
		return err
	}
	waba := &desk.Waba{ID: desk.WabaID(l.Account), AppID: desk.AppID(l.Account), Provider: p.Name}
	if !p.IDs.MatchString(l.Account) {
		return desk.Refuse(desk.CodeInvalid, "wabaId")
	}
	token := at.Token(l)
	if _, err := s.prove(ctx, p, waba, token); err != nil {
		return err
	}
	if waba.Said != nil {
		return waba.Said.Err()
	}
	name := waba.Name
	if name == "" {
		name = l.Account
	}
	if _, err := s.putApp(ctx, org, wire.AppPut{
		ID: l.Account, Provider: p.Name, Name: desk.PlainLine(clip(name, maxAppName)), Secret: l.Signature.Reveal(),
	}); err != nil {
		return err
	}
	return s.keepWaba(ctx, org, waba, token, false)
}

// clip cuts a text to a number of characters.
func clip(text string, most int) string {
	if r := []rune(text); len(r) > most {
		return string(r[:most])
	}
	return text
}
