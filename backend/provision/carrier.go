package provision

import (
	"context"
	"errors"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/phone"
	"github.com/parleydesk/parley/backend/wire"
)

// carrierPatience bounds looking at the carriers while a person waits for the
// wizard to open: without an answer the set-up begins all the same. Several share it.
const carrierPatience = 6 * time.Second

// carrierNumbers lists the numbers owned at the carriers.
func (s *Service) carrierNumbers(ctx context.Context, c Caller, _ wire.None) (wire.CarrierNumbers, error) {
	out := wire.CarrierNumbers{Numbers: []wire.CarrierNumber{}}
	linked, err := s.cfg.Accounts.Carriers(ctx, c.Org)
	if err != nil {
		return out, err
	}
	if len(linked) == 0 {
		return out, desk.Refuse(desk.CodeNotFound, "noCarrier")
	}
	used, err := s.usedBy(ctx, c.Org)
	if err != nil {
		return out, err
	}
	listed := map[desk.PhoneNumber]bool{}
	for _, carrier := range linked {
		numbers, err := carrier.Numbers(ctx)
		if err != nil {
			return out, err
		}
		for _, n := range numbers {
			if listed[n.E164] {
				continue // it moves from one carrier to the other, and is one number
			}
			listed[n.E164] = true
			u := used(phone.SameDigits(string(n.E164)))
			out.Numbers = append(out.Numbers, wire.CarrierNumber{
				Phone: string(n.E164), Carrier: carrier.Name, Country: n.Country, Kind: n.Type, SMS: n.SMS, Voice: n.Voice,
				Used: u.name, SetUp: u.setUp, SetUpBy: u.by, SMSUsed: u.sms,
			})
		}
	}
	return out, nil
}

// checkNumber says why a typed number will not do, or what it is.
func (s *Service) checkNumber(ctx context.Context, c Caller, in wire.CheckNumber) (wire.CheckedNumber, error) {
	out := wire.CheckedNumber{Notes: []string{}}
	n, err := phone.Parse(in.Phone)
	if err != nil {
		var e *phone.Error
		if !errors.As(err, &e) {
			return out, desk.Wrap("check number", err)
		}
		out.Reason = string(e.Reason)
		out.Phone, out.Display = string(e.Suggestion), phone.Format(e.Suggestion)
		return out, nil
	}
	out.Phone, out.Display = string(n.E164), phone.Format(n.E164)
	for _, note := range n.Notes {
		out.Notes = append(out.Notes, string(note))
	}
	used, err := s.usedBy(ctx, c.Org)
	if err != nil {
		return out, err
	}
	u := used(phone.SameDigits(out.Phone))
	out.InUse, out.SetUp, out.SetUpBy = u.name, u.setUp, u.by
	out.OK = true
	return out, nil
}

// lookAtCarrier finds out whether the code can be caught, and turns the number's SMS
// to this relay. Trouble there never stops a set-up: the code can be typed.
func (s *Service) lookAtCarrier(ctx context.Context, st *setup) (*setup, error) {
	if st.VerifiedAt != 0 {
		return st, nil
	}
	linked, err := s.cfg.Accounts.Carriers(ctx, st.Org)
	if err != nil || len(linked) == 0 {
		return st, err
	}
	look, cancel := context.WithTimeout(ctx, carrierPatience)
	defer cancel()
	carrier, number, err := numberAt(look, linked, st.Phone)
	var problem *desk.Said
	if err != nil {
		problem = desk.SaidOf(err)
	}
	owned := number != nil && number.SMS
	if sms, has := lineOf(carrier, lineSMS); has && owned && sms.ours != "" {
		if err := s.takeOver(look, st, sms, number.E164); err != nil {
			owned, problem = false, typeByHand(err)
		}
	}
	return s.edit(ctx, st.Org, st.ID, func(st *setup) error {
		st.CarrierOwned, st.Carrier = owned, carrier.Name
		calls, speaks := lineOf(carrier, lineCalls)
		st.CarrierCalls = speaks && number != nil && number.Voice && calls.ours != ""
		if problem != nil { // else what an earlier step came to stays
			st.Problem, st.Said, st.ProblemCode = "", problem, 0
		}
		return nil
	})
}

// typeByHand is why no code is caught, with what to do then.
func typeByHand(cause error) *desk.Said {
	said := desk.SaidOf(cause).Clone()
	if said.Params == nil {
		said.Params = desk.Params{}
	}
	said.Params[desk.ParamThen] = "typeByHand"
	return said
}

// numberAt gives the number with the carrier that has it, nil if none has, and why it
// could not be looked up. One carrier that does not answer takes no other one's time.
func numberAt(ctx context.Context, linked []channel.LinkedCarrier, e164 desk.PhoneNumber) (at channel.LinkedCarrier, found *channel.CarrierNumber, problem error) {
	for _, carrier := range linked {
		look, cancel := context.WithTimeout(ctx, carrierPatience/time.Duration(len(linked)))
		list, err := carrier.Numbers(look)
		cancel()
		if err != nil {
			problem = err
			continue
		}
		for i := range list {
			if list[i].E164 == e164 {
				return carrier, &list[i], nil
			}
		}
	}
	return at, nil, problem
}
