package provision

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/otp"
)

// smsEntry is the payload of EntrySMS. Text has no code in it.
type smsEntry struct {
	Provider   string           `json:"provider"`
	SetupID    desk.SetupID     `json:"setupId"`
	From       desk.PhoneNumber `json:"from"`
	To         desk.PhoneNumber `json:"to"`
	Text       string           `json:"text"`
	Outcome    otp.Outcome      `json:"outcome"`
	Parts      int              `json:"parts"` // 0 = it came whole
	SentAt     int64            `json:"sentAt"`
	ReceivedAt int64            `json:"receivedAt"`
}

// TakeSMS takes an SMS whose origin is proven by the keys of some organizations.
// It is that one's which sets the number up: a number is set up by one at a time.
// One for a number that is being set up is offered to the code gate, and recorded
// without its code and shown to the lease holder when it is about a verification.
// Whatever is not that set-up's code is passed on to where the number's SMS went
// before. What has nowhere to go is counted and not kept. One to a number that is an SMS
// channel here is a message of its thread, a code of the set-up too, without its code;
// it goes nowhere else. An error makes the carrier send it again.
//
// The parts of a long SMS are answered only when all of them are there: until then
// they are in memory, so that no half of a code lies on a disk, and the carrier sends
// again what was not answered. None is lost by a crash, and none waits longer for that.
func (s *Service) TakeSMS(ctx context.Context, proven []desk.OrgID, in channel.SMS) error {
	live, err := s.channelOf(ctx, proven, in.Provider, in.To)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(proven, func(org desk.OrgID) bool { return s.gate.Gated(org, in.To) })
	switch {
	case at >= 0:
		in.Org = proven[at]
	case live != nil:
		in.Org = live.org
	default:
		return s.takeOthers(ctx, proven, in)
	}
	release, err := s.holdSMS(ctx, in)
	if err != nil {
		return err
	}
	defer release()
	if r, known := s.records.of(recordKey{in.Org, in.Key()}); known {
		live.note(s.pulses, true)
		return s.submit(ctx, r) // sent again: the first try was recorded, or is now
	}
	if known, err := s.cfg.Store.OnwardKnown(ctx, in.Key()); err != nil || known {
		return desk.Wrap("look up sms", err)
	}
	whole, done, dropped := s.joiner.Add(in)
	s.incomplete(ctx, dropped)
	if !done {
		s.sms.WithLabelValues("part").Inc()
		return channel.ErrWaits
	}
	live.note(s.pulses, false)
	return s.takeWhole(ctx, whole, live)
}

// takeWhole takes an SMS that is about a set-up, or is a message of an SMS channel. Its
// caller holds it.
func (s *Service) takeWhole(ctx context.Context, whole channel.SMS, live *liveChannel) error {
	caught, gated := s.offer(whole, false)
	s.count(caught.Outcome)
	r, err := s.recordOf(ctx, whole, caught, gated, live)
	if err != nil {
		return err
	}
	s.records.keep(whole, r)
	return s.submit(ctx, r)
}

// offer shows an SMS to the gate.
func (s *Service) offer(in channel.SMS, listed bool) (otp.Caught, bool) {
	return s.gate.Offer(otp.SMS{
		Org: in.Org, To: in.To, From: in.From, Text: in.Text, SentAt: stamp(in.Timestamp), ReceivedAt: s.cfg.Clock(), Listed: listed,
	})
}

// takeOthers passes on an SMS to a number that nobody sets up, if its address at the
// carrier is ours for a set-up that has just ended. Parts go as they come.
func (s *Service) takeOthers(ctx context.Context, proven []desk.OrgID, in channel.SMS) error {
	s.count(otp.OutcomeNotGated)
	if known, err := s.cfg.Store.OnwardKnown(ctx, in.Key()); err != nil || known {
		return desk.Wrap("look up sms", err)
	}
	return s.passOnUnheard(ctx, proven, in)
}

// passOnUnheard keeps an SMS to be passed on that is about nothing here.
func (s *Service) passOnUnheard(ctx context.Context, proven []desk.OrgID, in channel.SMS) error {
	list, err := s.onwardOf(ctx, proven, in)
	if err != nil || len(list) == 0 {
		return err
	}
	return s.keepOnward(ctx, list)
}

func (s *Service) count(o otp.Outcome) { s.sms.WithLabelValues(string(o)).Inc() }

// stamp gives a carrier's time; zero = it gave none.
func stamp(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}

// arrival is what came for a holder's screen.
type arrival struct {
	org     desk.OrgID
	shown   desk.SetupID // "" = it is for no screen
	key     string       // names the SMS or the call
	expires int64        // when what is shown is over, Unix ms
}

// arrived notes when a code came and shows it. The record is safe by now, so
// trouble here is not the carrier's.
func (s *Service) arrived(ctx context.Context, a arrival) {
	st, err := s.edit(ctx, a.org, a.shown, func(st *setup) error {
		if st.CameBy != a.key { // else it is the same one: read again after a restart, or more of a call
			st.CameBy, st.CodeCameAt, st.ShownAt, st.CopiedAt = a.key, s.now(), 0, 0
		}
		st.CodeExpiresAt = a.expires
		return nil
	})
	if err != nil {
		s.cfg.Log.Warn("arrival of a code not noted", "setup_id", string(a.shown), "err", err)
		return
	}
	if s.push(st) {
		s.wasShown(ctx, st)
	}
}

// incomplete passes on the parts of long SMS of which the rest did not come. They were
// not answered: when this fails, the carrier sends them again.
func (s *Service) incomplete(ctx context.Context, dropped []channel.Partial) {
	for _, p := range dropped {
		s.sms.WithLabelValues("incomplete").Inc()
		if s.incompleteMessage(ctx, p.SMS) {
			continue
		}
		list, err := s.onwardOf(ctx, []desk.OrgID{p.SMS.Org}, p.SMS)
		if err == nil && len(list) > 0 {
			err = s.keepOnward(ctx, list)
		}
		if err != nil && !errors.Is(err, channel.ErrWaits) {
			s.cfg.Log.Warn("parts of an sms not passed on", "err", err)
		}
	}
}

// smsRecord is what is to be kept of an SMS, whose screen it changes, and whether all
// of it was kept.
type smsRecord struct {
	arrival
	proposals []desk.Proposal // none = it is not recorded
	mu        sync.Mutex      // guards what follows
	onward    []desk.Onward
	kept      bool
}

// records knows the SMS of the last while by the keys of their parts. A part
// that the carrier sends again, because the ledger failed after the joiner had
// given the whole away, finds its record here. It holds no code.
type records struct {
	mu    sync.Mutex // guards what follows
	byKey map[recordKey]*smsRecord
}

type recordKey struct {
	org desk.OrgID
	key string
}

// maxRecords bounds what is remembered; only SMS to numbers being set up are.
const maxRecords = 1000

func newRecords() *records { return &records{byKey: map[recordKey]*smsRecord{}} }

func (r *records) of(key recordKey) (*smsRecord, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	rec, ok := r.byKey[key]
	return rec, ok
}

// keep remembers what is kept of an SMS.
func (r *records) keep(in channel.SMS, rec *smsRecord) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.byKey) >= maxRecords {
		clear(r.byKey) // the ledger's keys still stand behind it
	}
	for _, key := range keysOf(in) {
		r.byKey[recordKey{in.Org, key}] = rec
	}
}

// recordOf prepares what is to be kept of an SMS: the entry when the gate took it, its
// message when the number is an SMS channel, else what is passed on unless it is the
// set-up's code.
func (s *Service) recordOf(ctx context.Context, in channel.SMS, c otp.Caught, gated bool, live *liveChannel) (*smsRecord, error) {
	rec := &smsRecord{arrival: arrival{org: in.Org, key: in.Key()}}
	if gated {
		payload, err := json.Marshal(smsEntry{
			Provider: in.Provider, SetupID: desk.SetupID(c.NumberID), From: in.From, To: in.To, Text: c.Redacted,
			Outcome: c.Outcome, Parts: len(in.PartKeys), SentAt: in.Timestamp, ReceivedAt: s.now(),
		})
		if err != nil {
			return nil, desk.Wrap("encode sms", err)
		}
		rec.proposals = append(rec.proposals, desk.Proposal{Org: in.Org, Kind: desk.EntrySMS, Key: in.Key(), Payload: payload})
	}
	if c.Shown() {
		rec.shown, rec.expires = desk.SetupID(c.NumberID), c.Expires.UnixMilli()
	}
	var err error
	if live != nil {
		rec.onward = s.answered(in)
		messages, err := live.messages(in, messageText(in.Text, c))
		if err != nil {
			return nil, err
		}
		rec.proposals = append(rec.proposals, messages...)
	} else if isCode(c) {
		rec.onward = s.done(in, keysOf(in)) // after the set-up it is nobody else's either
	} else if rec.onward, err = s.onwardOf(ctx, []desk.OrgID{in.Org}, in); err != nil {
		return nil, err
	}
	return rec, nil
}

// isCode says whether an SMS is the code of the set-up, or was: that one is its
// holder's alone. A code from before the lease was asked for by somebody else.
func isCode(c otp.Caught) bool {
	return c.Found && (c.Outcome == otp.OutcomeCode || c.Outcome == otp.OutcomeSuperseded || c.Outcome == otp.OutcomeExpired)
}

// keysOf gives the keys of the webhooks that an SMS came by.
func keysOf(in channel.SMS) []string {
	if len(in.PartKeys) > 0 {
		return in.PartKeys
	}
	return []string{in.Key()}
}

// submit keeps all that is to be kept unless it is, then shows what came. The order is
// the flow's: nothing is acted on that might be lost. What is passed on comes last: a
// key that is known there says that all of it was kept.
func (s *Service) submit(ctx context.Context, r *smsRecord) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.kept {
		return nil
	}
	if len(r.proposals) > 0 {
		if _, err := s.cfg.Recorder.Submit(ctx, desk.Submission{Proposals: r.proposals}); err != nil {
			return desk.Wrap("record sms", err)
		}
	}
	if len(r.onward) > 0 {
		if err := s.keepOnward(ctx, r.onward); err != nil {
			return err
		}
	}
	r.kept, r.onward = true, nil
	if r.shown != "" {
		s.arrived(ctx, r.arrival)
	}
	return nil
}
