package integration

import (
	"regexp"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Provider is a provider of messages that can be linked.
type Provider struct {
	Name    string         // in stored rows, keys and addresses; it never changes
	Channel desk.Channel   // what its numbers are reached by
	IDs     *regexp.Regexp // the form of the ids of its apps and accounts
	Scopes  []string       // the permissions that its tokens need
	Open    func(token desk.Secret) channel.Client
	// Exchange is for accounts that are granted in the provider's own window; nil = it has none.
	Exchange ExchangeFunc
	// Hosted says whether an address is the provider's own page of such a sign-up, and Fetch
	// gets the token of what was granted there; nil = it has no such page.
	Hosted func(address string) bool
	Fetch  FetchFunc

	// Checks are the checks of a connected number that it can answer, nil = none.
	Checks []desk.CheckName
	// Templates is what of a template it cannot be given from here.
	Templates desk.TemplateLimits
	Fields    channel.Fields // what an app has to ask for
	// OpenApp speaks for an app by its secret; nil = the provider has no such thing.
	OpenApp func(app desk.AppID, secret desk.Secret) channel.AppClient
}

// Carrier opens accounts at a carrier that can be linked.
type Carrier interface {
	Provider() string            // as Provider.Name
	Methods() []string           // ways of signing; the first is the usual one
	RetryHorizon() time.Duration // how long it sends again what was not answered
	// Check says why a login cannot be one, before anything is asked; nil = it may be.
	Check(l channel.Login) error
	Open(l channel.Login) channel.Carrier
}

// MessageCarrier is a Carrier whose accounts carry messages too, as those of the
// provider of the same name. One link opens both.
type MessageCarrier interface {
	Carrier
	Token(l channel.Login) desk.Secret // what Provider.Open takes
}

// provider finds a provider by its name. An app, account or number that names none
// is from before there were several, and the first one's.
func (s *Service) provider(name string) (Provider, bool) {
	for i, p := range s.cfg.Providers {
		if p.Name == name || name == "" && i == 0 {
			return p, true
		}
	}
	return Provider{}, false
}

// providerOf gives the provider of an account. CodeInvalid when this relay speaks to
// it no more: what is the account's waits, and nothing of it goes to another one's
// address.
func (s *Service) providerOf(name string) (Provider, error) {
	p, ok := s.provider(name)
	if !ok {
		return p, desk.Refuse(desk.CodeInvalid, "provider", desk.Params{desk.ParamContext: "number"})
	}
	return p, nil
}

// same says whether two names are of one provider.
func (s *Service) same(a, b string) bool {
	pa, known := s.provider(a)
	pb, _ := s.provider(b)
	return known && pa.Name == pb.Name
}

// carrierBy finds a carrier by its name; "" = the first.
func (s *Service) carrierBy(name string) (Carrier, error) {
	for i, c := range s.cfg.Carriers {
		if c.Provider() == name || name == "" && i == 0 {
			return c, nil
		}
	}
	return nil, desk.Refuse(desk.CodeInvalid, "provider")
}

// offered lists the providers at which an organization can have an app.
func (s *Service) offered() []wire.OfferedProvider {
	out := make([]wire.OfferedProvider, 0, len(s.cfg.Providers))
	for _, p := range s.cfg.Providers {
		out = append(out, wire.OfferedProvider{Name: p.Name, Channel: string(p.Channel.Named()), SignUp: p.Exchange != nil})
	}
	return out
}

// Serves says which provider carries the messages of an account's numbers, and on
// which channel.
func (s *Service) Serves(account *desk.Waba) (provider string, ch desk.Channel, err error) {
	p, err := s.providerOf(account.Provider)
	return p.Name, p.Channel, err
}
