package integration

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// carrierSecret names the secret that is the account at the carrier.
func (s *Service) carrierSecret() string { return "carrier/" + s.cfg.Carrier.Provider() }

// carrierAccount is the account at the carrier; as a whole it is one secret.
type carrierAccount struct {
	APIKey       string `json:"apiKey"`
	APISecret    string `json:"apiSecret"`
	Signature    string `json:"signature"`
	Method       string `json:"method"`
	OldSignature string `json:"oldSignature"`
	OldUntil     int64  `json:"oldUntil"`
}

// linkCarrier proves the account and stores it.
func (s *Service) linkCarrier(ctx context.Context, org desk.OrgID, in wire.CarrierLink) (wire.CarrierState, error) {
	a := carrierAccount{
		APIKey: strings.TrimSpace(in.APIKey), APISecret: strings.TrimSpace(in.APISecret),
		Signature: strings.TrimSpace(in.SignatureSecret), Method: in.SignatureMethod,
	}
	if a.Method == "" {
		a.Method = s.cfg.Carrier.Methods()[0]
	}
	switch {
	case in.Provider != s.cfg.Carrier.Provider():
		return wire.CarrierState{}, desk.Refuse(desk.CodeInvalid, "provider")
	case !slices.Contains(s.cfg.Carrier.Methods(), a.Method):
		return wire.CarrierState{}, desk.Refuse(desk.CodeInvalid, "method")
	case a.APIKey == "" || a.APISecret == "" || !desk.Printable(a.APIKey+a.APISecret+a.Signature):
		return wire.CarrierState{}, desk.Refuse(desk.CodeInvalid, "credentials")
	}
	if _, err := s.open(&a).Numbers(ctx); err != nil {
		return wire.CarrierState{}, err
	}
	if before, err := s.carrier(ctx, org); err == nil && before.Signature != "" && before.Signature != a.Signature {
		a.OldSignature, a.OldUntil = before.Signature, s.cfg.Clock().Add(s.cfg.Carrier.RetryHorizon()).UnixMilli()
	} else if err != nil && desk.CodeOf(err) != desk.CodeNotFound {
		return wire.CarrierState{}, err
	}
	raw, err := json.Marshal(a) //nolint:gosec // on its way into the encrypted store
	if err != nil {
		return wire.CarrierState{}, desk.Wrap("encode carrier account", err)
	}
	defer s.forgetCarrier(org)
	if err := s.cfg.Secrets.Put(ctx, org, s.carrierSecret(), desk.Secret(raw)); err != nil {
		return wire.CarrierState{}, err
	}
	return s.stateOf(&a), nil
}

func (s *Service) forgetCarrier(org desk.OrgID) {
	s.keys.mu.Lock()
	defer s.keys.mu.Unlock()
	delete(s.keys.carriers, org)
}

// carrier reads the linked account. CodeNotFound when there is none.
func (s *Service) carrier(ctx context.Context, org desk.OrgID) (*carrierAccount, error) {
	s.keys.mu.Lock()
	defer s.keys.mu.Unlock()
	a, known := s.keys.carriers[org]
	if !known {
		raw, err := s.secret(ctx, org, s.carrierSecret())
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
			s.keys.carriers = map[desk.OrgID]*carrierAccount{}
		}
		s.keys.carriers[org] = a
	}
	if a == nil {
		return nil, desk.Refuse(desk.CodeNotFound, "noCarrier")
	}
	return a, nil
}

// CarrierKeys gives what proves the carrier's webhooks to each organization that
// has linked an account there, oldest organization first.
func (s *Service) CarrierKeys(ctx context.Context) ([]channel.CarrierKeys, error) {
	orgs, err := s.cfg.Rows.Orgs(ctx)
	if err != nil {
		return nil, desk.Wrap("list organizations", err)
	}
	var out []channel.CarrierKeys
	for _, org := range orgs {
		a, err := s.carrier(ctx, org)
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
	k := channel.CarrierKeys{Org: org, Account: a.APIKey, Method: a.Method, Secrets: []desk.Secret{}}
	if a.Signature != "" {
		k.Secrets = append(k.Secrets, desk.Secret(a.Signature))
	}
	if a.OldSignature != "" && s.now() < a.OldUntil {
		k.Secrets = append(k.Secrets, desk.Secret(a.OldSignature))
	}
	return k
}

// SMSURL is where the carrier's webhooks come in, "" when nobody outside can
// reach this relay.
func (s *Service) SMSURL() string {
	if s.cfg.PublicURL == "" {
		return ""
	}
	return s.cfg.PublicURL + "/webhooks/" + s.cfg.Carrier.Provider() + "/sms"
}

func (s *Service) stateOf(a *carrierAccount) wire.CarrierState {
	return wire.CarrierState{Provider: s.cfg.Carrier.Provider(), Linked: true, Signed: a.Signature != "", WebhookURL: s.SMSURL()}
}

// carrierState says whether a carrier is linked.
func (s *Service) carrierState(ctx context.Context, org desk.OrgID, _ wire.None) (wire.CarrierState, error) {
	a, err := s.carrier(ctx, org)
	if desk.CodeOf(err) == desk.CodeNotFound {
		return wire.CarrierState{WebhookURL: s.SMSURL()}, nil
	}
	if err != nil {
		return wire.CarrierState{}, err
	}
	return s.stateOf(a), nil
}

// Carrier gives a client of the linked account. CodeNotFound when there is none.
func (s *Service) Carrier(ctx context.Context, org desk.OrgID) (channel.Carrier, error) {
	a, err := s.carrier(ctx, org)
	if err != nil {
		return nil, err
	}
	return s.open(a), nil
}

func (s *Service) open(a *carrierAccount) channel.Carrier {
	return s.cfg.Carrier.Open(a.APIKey, desk.Secret(a.APISecret))
}
