package provision

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/phone"
	"github.com/parleydesk/parley/backend/vonage"
	"github.com/parleydesk/parley/backend/wire"
)

// The one carrier that is spoken to, and the name of its secret.
const (
	carrierName   = "vonage"
	carrierSecret = "carrier/vonage"
)

// carrierPatience bounds looking at the carrier while a person waits for the
// wizard to open: without an answer the set-up begins all the same.
const carrierPatience = 6 * time.Second

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
func (s *Service) linkCarrier(ctx context.Context, _ Caller, in wire.CarrierLink) (wire.CarrierState, error) {
	a := carrierAccount{
		APIKey: strings.TrimSpace(in.APIKey), APISecret: strings.TrimSpace(in.APISecret),
		Signature: strings.TrimSpace(in.SignatureSecret), Method: in.SignatureMethod,
	}
	if a.Method == "" {
		a.Method = string(vonage.MethodMD5Hash) // the account's default
	}
	switch {
	case in.Provider != carrierName:
		return wire.CarrierState{}, desk.Errorf(desk.CodeInvalid, "provider", "Only Vonage can be linked as a carrier for now.")
	case !slices.Contains(vonage.Methods, vonage.Method(a.Method)):
		return wire.CarrierState{}, desk.Errorf(desk.CodeInvalid, "method", "Choose how Vonage signs: md5hash, md5, sha1, sha256 or sha512, as in its settings.")
	case a.APIKey == "" || a.APISecret == "" || !printable(a.APIKey+a.APISecret+a.Signature):
		return wire.CarrierState{}, desk.Errorf(desk.CodeInvalid, "credentials", "Enter API key and API secret as the Vonage dashboard shows them.")
	}
	if _, err := s.carrierClient(&a).ListNumbers(ctx); err != nil {
		return wire.CarrierState{}, err
	}
	if before, err := s.carrier(ctx); err == nil && before.Signature != "" && before.Signature != a.Signature {
		a.OldSignature, a.OldUntil = before.Signature, s.cfg.Clock().Add(vonage.RetryHorizon).UnixMilli()
	} else if err != nil && desk.CodeOf(err) != desk.CodeNotFound {
		return wire.CarrierState{}, err
	}
	raw, err := json.Marshal(a) //nolint:gosec // on its way into the encrypted store
	if err != nil {
		return wire.CarrierState{}, desk.Wrap("encode carrier account", err)
	}
	defer s.forgetCarrier()
	if err := s.cfg.Secrets.Put(ctx, s.cfg.Org, carrierSecret, desk.Secret(raw)); err != nil {
		return wire.CarrierState{}, err
	}
	return s.stateOf(&a), nil
}

func (s *Service) forgetCarrier() {
	s.keys.mu.Lock()
	defer s.keys.mu.Unlock()
	s.keys.carrier, s.keys.known = nil, false
}

// carrier gives the linked account. CodeNotFound when there is none.
func (s *Service) carrier(ctx context.Context) (*carrierAccount, error) {
	s.keys.mu.Lock()
	defer s.keys.mu.Unlock()
	if !s.keys.known {
		raw, err := s.secret(ctx, carrierSecret)
		if err != nil {
			return nil, err
		}
		var a carrierAccount
		if raw != "" {
			if json.Unmarshal([]byte(raw), &a) != nil { // the error may quote it
				return nil, &desk.Error{Code: desk.CodeInternal, Op: "read carrier account"}
			}
			s.keys.carrier = &a
		}
		s.keys.known = true
	}
	if s.keys.carrier == nil {
		return nil, desk.Errorf(desk.CodeNotFound, "noCarrier", "No carrier is linked. Link the Vonage account, or type the number and its code by hand.")
	}
	return s.keys.carrier, nil
}

func (s *Service) carrierClient(a *carrierAccount) *vonage.Client {
	return vonage.NewClient(vonage.ClientConfig{
		BaseURL: s.cfg.VonageURL, APIKey: a.APIKey, APISecret: desk.Secret(a.APISecret), HTTP: s.cfg.VonageHTTP,
	})
}

// CarrierKeys gives what proves the carrier's webhooks. CodeNotFound when no
// carrier is linked.
func (s *Service) CarrierKeys(ctx context.Context) (channel.CarrierKeys, error) {
	a, err := s.carrier(ctx)
	if err != nil {
		return channel.CarrierKeys{}, err
	}
	k := channel.CarrierKeys{Account: a.APIKey, Method: a.Method, Secrets: []desk.Secret{}}
	if a.Signature != "" {
		k.Secrets = append(k.Secrets, desk.Secret(a.Signature))
	}
	if a.OldSignature != "" && s.now() < a.OldUntil {
		k.Secrets = append(k.Secrets, desk.Secret(a.OldSignature))
	}
	return k, nil
}

// smsURL is where the carrier's webhooks come in, "" when nobody outside can
// reach this relay.
func (s *Service) smsURL() string {
	if s.cfg.PublicURL == "" {
		return ""
	}
	return s.cfg.PublicURL + "/webhooks/vonage/sms"
}

func (s *Service) stateOf(a *carrierAccount) wire.CarrierState {
	return wire.CarrierState{Provider: carrierName, Linked: true, Signed: a.Signature != "", WebhookURL: s.smsURL()}
}

// carrierState says whether a carrier is linked.
func (s *Service) carrierState(ctx context.Context, _ Caller, _ wire.None) (wire.CarrierState, error) {
	a, err := s.carrier(ctx)
	if desk.CodeOf(err) == desk.CodeNotFound {
		return wire.CarrierState{WebhookURL: s.smsURL()}, nil
	}
	if err != nil {
		return wire.CarrierState{}, err
	}
	return s.stateOf(a), nil
}

// carrierNumbers lists the numbers owned at the carrier.
func (s *Service) carrierNumbers(ctx context.Context, _ Caller, _ wire.None) (wire.CarrierNumbers, error) {
	out := wire.CarrierNumbers{Numbers: []wire.CarrierNumber{}}
	a, err := s.carrier(ctx)
	if err != nil {
		return out, err
	}
	numbers, err := s.carrierClient(a).ListNumbers(ctx)
	if err != nil {
		return out, err
	}
	used, err := s.usedBy(ctx, "")
	if err != nil {
		return out, err
	}
	for _, n := range numbers {
		out.Numbers = append(out.Numbers, wire.CarrierNumber{
			Phone: string(n.E164), Country: n.Country, Kind: n.Type, SMS: n.HasSMS(), Voice: n.HasVoice(),
			Used: used(digitsOf(string(n.E164))),
		})
	}
	return out, nil
}

// checkNumber says why a typed number will not do, or what it is.
func (s *Service) checkNumber(ctx context.Context, _ Caller, in wire.CheckNumber) (wire.CheckedNumber, error) {
	out := wire.CheckedNumber{Notes: []string{}}
	n, err := phone.Parse(in.Phone)
	if err != nil {
		var e *phone.Error
		if !errors.As(err, &e) {
			return out, desk.Wrap("check number", err)
		}
		out.Reason, out.Message = string(e.Reason), e.Message
		out.Phone, out.Display = string(e.Suggestion), phone.Format(e.Suggestion)
		return out, nil
	}
	out.Phone, out.Display = string(n.E164), phone.Format(n.E164)
	for _, note := range n.Notes {
		out.Notes = append(out.Notes, note.Message)
	}
	used, err := s.usedBy(ctx, "")
	if err != nil {
		return out, err
	}
	out.InUse = used(digitsOf(out.Phone))
	out.OK = true
	return out, nil
}

// lookAtCarrier finds out whether the code can be caught, and points the
// number's SMS here when they went nowhere. Trouble there never stops a set-up:
// the code can be typed.
func (s *Service) lookAtCarrier(ctx context.Context, st *setup) (*setup, error) {
	if st.VerifiedAt != 0 {
		return st, nil
	}
	a, err := s.carrier(ctx)
	if desk.CodeOf(err) == desk.CodeNotFound {
		return st, nil
	}
	if err != nil {
		return nil, err
	}
	look, cancel := context.WithTimeout(ctx, carrierPatience)
	defer cancel()
	client := s.carrierClient(a)
	number, problem := findAtCarrier(look, client, st.Phone)
	ours := s.smsURL()
	owned := number != nil && number.HasSMS()
	hook := owned && ours != "" && number.MOHTTPURL == ""
	switch {
	case hook:
		// Written down first: after a crash in between it is known whose it is.
		if st, err = s.edit(ctx, st.ID, func(st *setup) error { st.HookSet, st.CarrierCountry = true, number.Country; return nil }); err != nil {
			return nil, err
		}
		if err := client.UpdateNumber(look, vonage.NumberUpdate{E164: st.Phone, Country: number.Country, MOHTTPURL: ours}); err != nil {
			owned, problem = false, desk.MessageOf(err)+" Until then the code has to be typed by hand."
		}
	case owned && number.MOHTTPURL != "" && number.MOHTTPURL != ours:
		owned, problem = false, "SMS to this number go to another address, which is set at Vonage. The code cannot be caught here: look it up there and type it."
	}
	return s.edit(ctx, st.ID, func(st *setup) error {
		st.CarrierOwned = owned
		if problem != "" { // else what an earlier step came to stays
			st.Problem, st.ProblemCode = problem, 0
		}
		return nil
	})
}

// findAtCarrier gives the number in the carrier's list, nil if it is not there,
// and in words why it could not be looked up.
func findAtCarrier(ctx context.Context, client *vonage.Client, e164 desk.PhoneNumber) (found *vonage.Number, problem string) {
	list, err := client.ListNumbers(ctx)
	if err != nil {
		return nil, desk.MessageOf(err)
	}
	for i := range list {
		if list[i].E164 == e164 {
			return &list[i], ""
		}
	}
	return nil, ""
}

// unhook empties the address that lookAtCarrier filled. It is tried once: the
// set-up's end must not hang on the carrier.
func (s *Service) unhook(ctx context.Context, st *setup) {
	if !st.HookSet {
		return
	}
	a, err := s.carrier(ctx)
	if err == nil {
		look, cancel := context.WithTimeout(ctx, carrierPatience)
		defer cancel()
		client := s.carrierClient(a)
		number, problem := findAtCarrier(look, client, st.Phone)
		if problem != "" {
			err = errors.New("carrier not reached")
		} else if number != nil && number.MOHTTPURL == s.smsURL() {
			err = client.UpdateNumber(look, vonage.NumberUpdate{E164: st.Phone, Country: number.Country})
		}
	}
	if err != nil {
		s.cfg.Log.Warn("sms address at the carrier not put back", "setup_id", string(st.ID), "err", err)
	}
}
