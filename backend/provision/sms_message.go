package provision

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/otp"
)

// liveChannel is a number that is an SMS channel of an organization.
type liveChannel struct {
	org    desk.OrgID
	number *desk.Number
}

// channelOf gives the SMS channel of a number that is rented from a carrier, nil when it
// is none of those organizations. A number has one channel for SMS in the whole relay.
func (s *Service) channelOf(ctx context.Context, proven []desk.OrgID, carrier string, to desk.PhoneNumber) (*liveChannel, error) {
	id := phoneIDOf(to)
	for _, org := range proven {
		n, err := s.cfg.Rows.NumberByPhoneID(ctx, org, id)
		switch {
		case desk.CodeOf(err) == desk.CodeNotFound:
		case err != nil:
			return nil, desk.Wrap("look up number", err)
		case n.Provider == carrier && n.Channel.Named() == desk.SMS && !n.Deleted:
			return &liveChannel{org, n}, nil
		}
	}
	return nil, nil // that it is none is an answer here
}

// phoneIDOf is how a carrier's number is named where a provider's id stands: +E164.
func phoneIDOf(number desk.PhoneNumber) string { return "+" + strings.TrimPrefix(string(number), "+") }

// messageText is what is kept of the text of a message. While the number is set up no
// code may be in it, in whatever company; else what any message loses, see
// otp.RedactMessage.
func messageText(text string, c otp.Caught) string {
	if c.Outcome == otp.OutcomeNotGated {
		return otp.RedactMessage(text)
	}
	return otp.RedactMessage(c.Redacted)
}

// messages gives the entries by which an SMS becomes a message of its thread.
func (l liveChannel) messages(in channel.SMS, text string) ([]desk.Proposal, error) {
	if in.Items == nil {
		return nil, nil
	}
	items, err := in.Items(text)
	if err != nil {
		return nil, err
	}
	out := make([]desk.Proposal, 0, len(items))
	for _, it := range items {
		p, err := l.proposal(it)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// sorts says which sort of entry an item becomes; any other is not understood.
var sorts = map[channel.Kind]string{channel.KindMessage: desk.ItemMessage, channel.KindStatus: desk.ItemStatus}

// proposal gives the entry of an item that is the number's.
func (l liveChannel) proposal(it channel.Item) (desk.Proposal, error) {
	n := l.number
	sort, known := sorts[it.Kind]
	if !known {
		sort = desk.ItemUnknown
	}
	payload, err := json.Marshal(desk.ItemEntry{
		AppID: n.AppID, NumberID: n.ID, PhoneID: n.PhoneID, Field: it.Field, Time: it.Time, Reason: it.Reason, Item: it.Payload,
	})
	if err != nil {
		return desk.Proposal{}, &desk.Error{Code: desk.CodeInternal, Op: "encode sms"} // the cause may quote it
	}
	return desk.Proposal{
		Org: l.org, Kind: desk.ItemKind(n.Provider, sort), Payload: payload, Expires: it.Expiring, About: it.ID,
		Key: desk.FitKey(channel.EntryKey(n.Provider, n.AppID, it.Field, it.Key)),
	}, nil
}

// incompleteMessage keeps what came of a long SMS to an SMS channel, and tells whether it
// is one. The customer wrote it, and what is missing does not come any more.
func (s *Service) incompleteMessage(ctx context.Context, in channel.SMS) bool {
	live, err := s.channelOf(ctx, []desk.OrgID{in.Org}, in.Provider, in.To)
	if err != nil || live == nil {
		return false
	}
	text := otp.RedactMessage(in.Text)
	if s.gate.Gated(in.Org, in.To) {
		text = otp.RedactAll(in.Text) // half a code is none that is recognized
	}
	proposals, err := live.messages(in, text)
	if err == nil {
		err = s.submit(ctx, &smsRecord{arrival: arrival{org: in.Org}, proposals: proposals, onward: s.answered(in)})
	}
	if err != nil {
		s.cfg.Log.Warn("parts of an sms not kept", "err", err)
	}
	return true
}

// TakeReceipt takes how far an SMS has come that left from one of our numbers. The
// organizations are those by whose keys it is proven. One of a number that is no SMS
// channel is counted and not kept: another system sent it.
func (s *Service) TakeReceipt(ctx context.Context, proven []desk.OrgID, carrier string, it channel.Item) error {
	live, err := s.channelOf(ctx, proven, carrier, desk.PhoneNumber(it.PhoneNumberID))
	if err != nil || live == nil {
		return err
	}
	p, err := live.proposal(it)
	if err != nil {
		return err
	}
	out, err := s.cfg.Recorder.Submit(ctx, desk.Submission{Proposals: []desk.Proposal{p}})
	if err != nil {
		return desk.Wrap("record receipt", err)
	}
	live.note(s.pulses, len(out) > 0 && out[0].Duplicate)
	return nil
}

// note counts a webhook for the number, if it is one of ours.
func (l *liveChannel) note(in *channel.Pulses, duplicate bool) {
	if l != nil {
		in.Note(l.number.ID, duplicate)
	}
}

// Pulse tells what webhooks have brought for an SMS channel since the relay started.
func (s *Service) Pulse(n desk.NumberID) channel.Pulse { return s.pulses.Of(n) }
