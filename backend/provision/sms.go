package provision

import (
	"context"
	"encoding/json"
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

// incompleteText stands for the text of a long SMS that never became whole:
// what is left of a code that was cut in two cannot be recognised and taken out.
const incompleteText = "[part of a long SMS; the rest never came]"

// TakeSMS takes an SMS whose origin is proven by the keys of some organizations.
// It is that one's which sets the number up: a number is set up by one at a time.
// One for a number that is being
// set up is offered to the code gate, recorded without its code, and shown to
// the lease holder; every other is counted and not kept. An error makes the
// carrier send it again.
func (s *Service) TakeSMS(ctx context.Context, proven []desk.OrgID, in channel.SMS) error {
	at := slices.IndexFunc(proven, func(org desk.OrgID) bool { return s.gate.Gated(org, in.To) })
	if at < 0 {
		s.count(otp.OutcomeNotGated)
		return nil
	}
	in.Org = proven[at]
	if r, known := s.records.of(recordKey{in.Org, in.Key()}); known {
		return s.submit(ctx, r) // sent again: the first try was recorded, or is now
	}
	whole, done, dropped := s.joiner.Add(in)
	s.incomplete(ctx, dropped)
	if !done {
		s.sms.WithLabelValues("part").Inc()
		return nil
	}
	caught, gated := s.gate.Offer(otp.SMS{
		Org: whole.Org, To: whole.To, From: whole.From, Text: whole.Text, SentAt: stamp(whole.Timestamp), ReceivedAt: s.cfg.Clock(),
	})
	s.count(caught.Outcome)
	if !gated {
		return nil
	}
	r, err := s.remember(whole, caught)
	if err != nil {
		return err
	}
	return s.submit(ctx, r)
}

func (s *Service) count(o otp.Outcome) { s.sms.WithLabelValues(string(o)).Inc() }

// stamp gives a carrier's time; zero = it gave none.
func stamp(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}

// arrived notes when a code came and shows it. The record is safe by now, so
// trouble here is not the carrier's.
func (s *Service) arrived(ctx context.Context, org desk.OrgID, id desk.SetupID) {
	st, err := s.edit(ctx, org, id, func(st *setup) error {
		st.CodeCameAt, st.CopiedAt = s.now(), 0
		return nil
	})
	if err != nil {
		s.cfg.Log.Warn("arrival of a code not noted", "setup_id", string(id), "err", err)
		return
	}
	s.push(st)
}

// incomplete records long SMS whose parts did not all come.
func (s *Service) incomplete(ctx context.Context, dropped []channel.Partial) {
	for _, p := range dropped {
		s.sms.WithLabelValues("incomplete").Inc()
		r, err := s.remember(p.SMS, otp.Caught{Outcome: "incomplete", Redacted: incompleteText})
		if err == nil {
			err = s.submit(ctx, r)
		}
		if err != nil {
			s.cfg.Log.Warn("incomplete sms not recorded", "err", err)
		}
	}
}

// smsRecord is an entry to be, whose screen it changes, and whether the ledger
// has it.
type smsRecord struct {
	proposal desk.Proposal
	shown    desk.SetupID // "" = the SMS is for no screen
	mu       sync.Mutex   // guards kept
	kept     bool
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

// remember prepares the entry of an SMS.
func (s *Service) remember(in channel.SMS, c otp.Caught) (*smsRecord, error) {
	payload, err := json.Marshal(smsEntry{
		Provider: in.Provider, SetupID: desk.SetupID(c.NumberID), From: in.From, To: in.To, Text: c.Redacted,
		Outcome: c.Outcome, Parts: len(in.PartKeys), SentAt: in.Timestamp, ReceivedAt: s.now(),
	})
	if err != nil {
		return nil, desk.Wrap("encode sms", err)
	}
	rec := &smsRecord{proposal: desk.Proposal{Org: in.Org, Kind: desk.EntrySMS, Key: in.Key(), Payload: payload}}
	if c.Shown() {
		rec.shown = desk.SetupID(c.NumberID)
	}
	s.records.mu.Lock()
	defer s.records.mu.Unlock()
	if len(s.records.byKey) >= maxRecords {
		clear(s.records.byKey) // the ledger's keys still stand behind it
	}
	for _, key := range in.PartKeys {
		s.records.byKey[recordKey{in.Org, key}] = rec
	}
	return rec, nil
}

// submit appends the record unless it is there, then shows what came. The order
// is the flow's: nothing is acted on that might be lost.
func (s *Service) submit(ctx context.Context, r *smsRecord) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.kept {
		return nil
	}
	if _, err := s.cfg.Recorder.Submit(ctx, desk.Submission{Proposals: []desk.Proposal{r.proposal}}); err != nil {
		return desk.Wrap("record sms", err)
	}
	r.kept = true
	if r.shown != "" {
		s.arrived(ctx, r.proposal.Org, r.shown)
	}
	return nil
}
