package integration

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// carrierSecret names the secret that is the account at a carrier.
func carrierSecret(carrier string) string { return "carrier/" + carrier }

// carrierAccount is the account at a carrier; as a whole it is one secret.
type carrierAccount struct {
	Account      string `json:"account,omitempty"`
	APIKey       string `json:"apiKey"`
	APISecret    string `json:"apiSecret"`
	Signature    string `json:"signature"`
	Method       string `json:"method"`
	OldSignature string `json:"oldSignature"`
	OldUntil     int64  `json:"oldUntil"`
	Since        int64  `json:"since,omitempty"` // linked as it is, Unix ms; 0 = by an older relay
}

// linkCarrier proves the account and stores it.
func (s *Service) linkCarrier(ctx context.Context, org desk.OrgID, in wire.CarrierLink) (wire.CarrierState, error) {
	a := carrierAccount{
		Account: desk.Pasted(in.Account), APIKey: desk.Pasted(in.APIKey), APISecret: desk.Pasted(in.APISecret),
		Signature: desk.Pasted(in.SignatureSecret), Method: in.SignatureMethod,
	}
	at, err := s.carrierBy(in.Provider)
	if err != nil {
		return wire.CarrierState{}, err
	}
	if a.Method == "" {
		a.Method = at.Methods()[0]
	}
	switch {
	case !slices.Contains(at.Methods(), a.Method):
		return wire.CarrierState{}, desk.Refuse(desk.CodeInvalid, "method")
	case !desk.Printable(a.Account + a.APIKey + a.APISecret + a.Signature):
		return wire.CarrierState{}, desk.Refuse(desk.CodeInvalid, "credentials")
	}
	if err := at.Check(a.login()); err != nil {
		return wire.CarrierState{}, err
	}
	if _, err := a.open(at).Numbers(ctx); err != nil {
		return wire.CarrierState{}, err
	}
	if m, also := at.(MessageCarrier); also {
		if err := s.linkMessages(ctx, org, m, a.login()); err != nil {
			return wire.CarrierState{}, err
		}
	}
	before, err := s.carrier(ctx, org, at)
	if err != nil && desk.CodeOf(err) != desk.CodeNotFound {
		return wire.CarrierState{}, err
	}
	if !a.follow(before, s.cfg.Clock(), at.RetryHorizon()) {
		// First, so that after a crash before the secret is stored the numbers are unproven
		// for nothing, and not proven by a secret that is gone.
		if err := s.record(ctx, org, desk.EntryCarrierSet, desk.CarrierSet{Provider: at.Provider(), At: a.Since}); err != nil {
			return wire.CarrierState{}, err
		}
	}
	raw, err := json.Marshal(a) //nolint:gosec // on its way into the encrypted store
	if err != nil {
		return wire.CarrierState{}, desk.Wrap("encode carrier account", err)
	}
	defer s.forgetCarrier(linkAt{org, at.Provider()})
	if err := s.cfg.Secrets.Put(ctx, org, carrierSecret(at.Provider()), desk.Secret(raw)); err != nil {
		return wire.CarrierState{}, err
	}
	return s.stateOf(at, &a), s.proved(ctx, org, carrierUse(at.Provider()), true, nil)
}

// follow takes over from what was linked before, nil for nothing, whose signature proves
// webhooks as long as they are sent again. It says whether the account is the same as before.
func (a *carrierAccount) follow(before *carrierAccount, now time.Time, retries time.Duration) (same bool) {
	a.Since = now.UnixMilli()
	if before == nil {
		return false
	}
	if before.Signature != "" && before.Signature != a.Signature {
		a.OldSignature, a.OldUntil = before.Signature, now.Add(retries).UnixMilli()
		return false
	}
	a.OldSignature, a.OldUntil = before.OldSignature, before.OldUntil
	if same = a.login() == before.login(); same {
		a.Since = before.Since
	}
	return same
}

func (s *Service) forgetCarrier(at linkAt) {
	s.keys.mu.Lock()
	defer s.keys.mu.Unlock()
	delete(s.keys.carriers, at)
}

// carrier reads the account that is linked at a carrier. CodeNotFound when there is
// none.
func (s *Service) carrier(ctx context.Context, org desk.OrgID, at Carrier) (*carrierAccount, error) {
	s.keys.mu.Lock()
	defer s.keys.mu.Unlock()
	link := linkAt{org, at.Provider()}
	a, known := s.keys.carriers[link]
	if !known {
		raw, err := s.secret(ctx, org, carrierSecret(at.Provider()))
		if err != nil {
			return nil, err
		}
		if raw != "" {
			a = &carrierAccount{}
			if json.Unmarshal([]byte(raw), a) != nil { // the error may quote it
				return nil, &desk.Error{Code: desk.CodeInternal, Op: "read carrier account"}
			}
		}
		if s.keys.carriers == nil {
			s.keys.carriers = map[linkAt]*carrierAccount{}
		}
		s.keys.carriers[link] = a
	}
	if a == nil {
		return nil, desk.Refuse(desk.CodeNotFound, "noCarrier")
	}
	return a, nil
}

// CarrierKeys gives what proves a carrier's webhooks to each organization that has
// linked an account there, oldest organization first.
func (s *Service) CarrierKeys(ctx context.Context, carrier string) ([]channel.CarrierKeys, error) {
	at, err := s.carrierBy(carrier)
	if err != nil {
		return nil, err
	}
	orgs, err := s.cfg.Rows.Orgs(ctx)
	if err != nil {
		return nil, desk.Wrap("list organizations", err)
	}
	var out []channel.CarrierKeys
	for _, org := range orgs {
		a, err := s.carrier(ctx, org, at)
		if desk.CodeOf(err) == desk.CodeNotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, s.keysOf(org, a))
	}
	return out, nil
}

func (s *Service) keysOf(org desk.OrgID, a *carrierAccount) channel.CarrierKeys {
	k := channel.CarrierKeys{Org: org, Account: a.names(), Method: a.Method, Secrets: []desk.Secret{}}
	if a.Signature != "" {
		k.Secrets = append(k.Secrets, desk.Secret(a.Signature))
	}
	if a.OldSignature != "" && s.now() < a.OldUntil {
		k.Secrets = append(k.Secrets, desk.Secret(a.OldSignature))
	}
	return k
}

// smsURL is where a carrier's webhooks come in, "" when nobody outside can reach this
// relay.
func (s *Service) smsURL(at Carrier) string {
	base := s.base()
	if base == "" {
		return ""
	}
	return base + "/webhooks/" + at.Provider() + "/sms"
}

// callsURL is where a carrier asks what to do with a call. In practice the pretend carrier
// is on the same computer.
func (s *Service) callsURL(at Carrier) string {
	base := s.base()
	if base == "" {
		return ""
	}
	return base + "/webhooks/" + at.Provider() + "/voice"
}

// stateOf says how it stands with a carrier; a is nil when no account there is linked.
func (s *Service) stateOf(at Carrier, a *carrierAccount) wire.CarrierState {
	return wire.CarrierState{
		Provider: at.Provider(), Linked: a != nil, Signed: a != nil && a.Signature != "", WebhookURL: s.smsURL(at),
		Methods: append([]string{}, at.Methods()...),
	}
}

// listCarriers says of each carrier whether an account there is linked.
func (s *Service) listCarriers(ctx context.Context, org desk.OrgID, _ wire.None) (wire.Carriers, error) {
	out := wire.Carriers{Carriers: []wire.CarrierState{}}
	for _, at := range s.cfg.Carriers {
		a, err := s.carrier(ctx, org, at)
		if err != nil && desk.CodeOf(err) != desk.CodeNotFound {
			return out, err
		}
		out.Carriers = append(out.Carriers, s.stateOf(at, a))
	}
	return out, nil
}

// carrierState is listCarriers' first.
func (s *Service) carrierState(ctx context.Context, org desk.OrgID, in wire.None) (wire.CarrierState, error) {
	all, err := s.listCarriers(ctx, org, in)
	if err != nil || len(all.Carriers) == 0 {
		return wire.CarrierState{Methods: []string{}}, err
	}
	return all.Carriers[0], nil
}

// Carriers gives a client of each account that is linked at a carrier, in the order
// in which they are offered.
func (s *Service) Carriers(ctx context.Context, org desk.OrgID) ([]channel.LinkedCarrier, error) {
	var out []channel.LinkedCarrier
	for _, at := range s.cfg.Carriers {
		a, err := s.carrier(ctx, org, at)
		if desk.CodeOf(err) == desk.CodeNotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, s.linkedCarrier(org, at, a))
	}
	return out, nil
}

func (s *Service) linkedCarrier(org desk.OrgID, at Carrier, a *carrierAccount) channel.LinkedCarrier {
	linked := channel.LinkedCarrier{Carrier: s.openCarrier(org, at, a), Name: at.Provider(), Account: a.names(), SMSURL: s.smsURL(at)}
	if _, speaks := linked.Carrier.(channel.VoiceCarrier); speaks {
		linked.CallsURL = s.callsURL(at)
	}
	return linked
}

// openCarrier gives a client of the account that is linked, whose uses are noted.
func (s *Service) openCarrier(org desk.OrgID, at Carrier, a *carrierAccount) channel.Carrier {
	c := a.open(at)
	s.watchUse(org, carrierUse(at.Provider()), c)
	return c
}

func (a *carrierAccount) open(at Carrier) channel.Carrier {
	return at.Open(a.login())
}

func (a *carrierAccount) login() channel.Login {
	return channel.Login{Account: a.Account, Key: a.APIKey, Secret: desk.Secret(a.APISecret), Signature: desk.Secret(a.Signature), Method: a.Method}
}

// names is how the carrier names the account in its webhooks.
func (a *carrierAccount) names() string { return cmp.Or(a.Account, a.APIKey) }
