package provision

import (
	"context"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/phone"
	"github.com/parleydesk/parley/backend/wire"
)

// rentedNumber is a number with the account at the carrier that rents it.
type rentedNumber struct {
	channel.CarrierNumber
	at channel.LinkedCarrier
}

// rented finds the number that is to be an SMS channel, or says why it cannot be one.
func (s *Service) rented(ctx context.Context, org desk.OrgID, carrier, typed string) (rentedNumber, error) {
	var out rentedNumber
	n, err := phone.ParseInsisted(typed)
	if err != nil {
		return out, err
	}
	linked, err := s.cfg.Accounts.Carriers(ctx, org)
	if err != nil {
		return out, err
	}
	for _, at := range linked {
		if at.Name != carrier {
			continue
		}
		look, cancel := context.WithTimeout(ctx, carrierPatience)
		_, found, err := numberAt(look, []channel.LinkedCarrier{at}, n.E164)
		cancel()
		switch {
		case err != nil:
			return out, err
		case found == nil:
			return out, desk.Refuse(desk.CodeNotFound, "smsNumber", desk.Params{desk.ParamContext: "gone"})
		case !found.SMS:
			return out, desk.Refuse(desk.CodeInvalid, "smsNumber", desk.Params{desk.ParamContext: "noSMS"})
		}
		return rentedNumber{*found, at}, nil
	}
	return out, desk.Refuse(desk.CodeNotFound, "noCarrier")
}

// lookSMS says where the SMS of a number go now, before anything is changed.
func (s *Service) lookSMS(ctx context.Context, c Caller, in wire.SMSNumber) (wire.SMSRoute, error) {
	r, err := s.rented(ctx, c.Org, in.Carrier, in.Phone)
	if err != nil {
		return wire.SMSRoute{}, err
	}
	look, cancel := context.WithTimeout(ctx, carrierPatience)
	defer cancel()
	where, err := r.at.WhereSMS(look, r.CarrierNumber)
	if err != nil {
		return wire.SMSRoute{}, err
	}
	if h, err := s.hookOf(ctx, place{r.at.Name, lineSMS, r.E164}); err == nil && h != nil && h.PutBack == 0 && h.Ours == where {
		where = h.Where // it is ours for a set-up at the moment
	}
	return wire.SMSRoute{Address: where, Here: r.at.SMSURL != "" && where == r.at.SMSURL, Reached: r.at.SMSURL != ""}, nil
}

// addSMS makes a number an SMS channel: its SMS come here from now on, and are messages.
// Where they went before is noted, and is put back when the channel is deleted. A crash
// in between leaves the note without a channel, and it is put back.
func (s *Service) addSMS(ctx context.Context, c Caller, in wire.SMSAdd) (wire.IDResult, error) {
	var none wire.IDResult
	name, err := desk.Typed(desk.Visible(in.Name), "name", maxName, true)
	if err != nil {
		return none, err
	}
	if err := s.checkName(ctx, c.Org, name, ""); err != nil {
		return none, err
	}
	if err := s.checkSMSInbox(ctx, c.Org, desk.InboxID(in.InboxID)); err != nil {
		return none, err
	}
	r, err := s.rented(ctx, c.Org, in.Carrier, in.Phone)
	if err != nil {
		return none, err
	}
	if r.at.SMSURL == "" {
		return none, desk.Refuse(desk.CodeConflict, "smsNumber", desk.Params{desk.ParamContext: "noAddress"})
	}
	if _, sends := r.at.Carrier.(channel.TextCarrier); !sends {
		return none, desk.Refuse(desk.CodeInvalid, "smsNumber", desk.Params{desk.ParamContext: "noSMS"})
	}
	release, err := s.holdHook(ctx, place{r.at.Name, lineSMS, r.E164})
	if err != nil {
		return none, err
	}
	defer release()
	return s.makeChannel(ctx, c, r, name, desk.InboxID(in.InboxID))
}

// makeChannel does what addSMS has checked; its caller holds the hook.
func (s *Service) makeChannel(ctx context.Context, c Caller, r rentedNumber, name string, inbox desk.InboxID) (wire.IDResult, error) {
	var none wire.IDResult
	if err := s.freeForSMS(ctx, c.Org, r); err != nil {
		return none, err
	}
	phoneID := phoneIDOf(r.E164)
	id, err := s.numberID(ctx, c.Org, phoneID)
	if err != nil {
		return none, err
	}
	turn, cancel := context.WithTimeout(ctx, carrierPatience)
	defer cancel()
	sms, _ := lineOf(r.at, lineSMS) // every carrier has it
	if err := s.turn(turn, claim{org: c.Org, number: id}, sms, r.E164); err != nil {
		return none, err
	}
	entry := desk.NumberEntry{InboxID: inbox, Number: desk.Number{
		ID: id, Provider: r.at.Name, Channel: desk.SMS, AppID: desk.AppID(r.at.Account), PhoneID: phoneID, Phone: r.E164, Name: name,
		DataSource: []desk.KV{}, Profile: desk.BusinessProfile{Websites: []string{}}, State: desk.NumberReady, Quality: desk.QualityUnknown,
		CreatedAt: s.now(),
	}}
	if err := s.record(ctx, c.Org, desk.EntryNumberPut, entry, desk.Refuse(desk.CodeConflict, "numberElsewhere")); err != nil {
		return none, err
	}
	return wire.IDResult{ID: string(id)}, nil
}

// freeForSMS refuses a number that is an SMS channel already, of whoever: nobody is told
// of another organization's.
func (s *Service) freeForSMS(ctx context.Context, org desk.OrgID, r rentedNumber) error {
	orgs, err := s.cfg.Store.Orgs(ctx)
	if err != nil {
		return desk.Wrap("list organizations", err)
	}
	live, err := s.channelOf(ctx, orgs, r.at.Name, r.E164)
	switch {
	case err != nil || live == nil:
		return err
	case live.org == org:
		return desk.Refuse(desk.CodeConflict, "numberUsed", desk.Params{"name": live.number.Name})
	}
	return desk.Refuse(desk.CodeConflict, "numberElsewhere")
}

// checkSMSInbox refuses an inbox that cannot get the number: it is for another channel,
// or has a number.
func (s *Service) checkSMSInbox(ctx context.Context, org desk.OrgID, id desk.InboxID) error {
	if id == "" {
		return nil
	}
	in, err := s.inboxFor(ctx, org, id, desk.SMS)
	if err != nil {
		return err
	}
	m, err := desk.MappingOf(ctx, s.cfg.Rows, org)
	if err != nil {
		return err
	}
	if m.Numbers[in.ID] != "" {
		return desk.Refuse(desk.CodeConflict, "inboxMapped", desk.Params{"inbox": in.Name})
	}
	return nil
}

// inboxFor gives an inbox that takes numbers of a channel.
func (s *Service) inboxFor(ctx context.Context, org desk.OrgID, id desk.InboxID, ch desk.Channel) (*desk.Inbox, error) {
	in, err := desk.Get[*desk.Inbox](ctx, s.cfg.Rows, org, desk.RowInbox, id)
	switch {
	case desk.CodeOf(err) == desk.CodeNotFound || (err == nil && in.Deleted):
		return nil, desk.Refuse(desk.CodeInvalid, "inbox")
	case err != nil:
		return nil, desk.Wrap("read inbox", err)
	case in.Channel.Named() != ch:
		return nil, desk.Refuse(desk.CodeInvalid, "inbox", desk.Params{
			desk.ParamContext: "channel", "inbox": in.Name, "channel": channel.RulesOf(ch).Name,
		})
	}
	return in, nil
}
