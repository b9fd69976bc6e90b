package sender

import (
	"context"
	"encoding/json"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// outgoing is a message with everything its call needs.
type outgoing struct {
	org     desk.OrgID
	message *desk.Message
	number  *desk.Number
	contact *desk.Contact
	account Provider
	held    bool // until somebody knows who the customer is
}

// send takes one message from queued to its outcome.
func (s *Sender) send(ctx context.Context, j desk.OrgJob) error {
	o, err := s.gather(ctx, j)
	if err != nil {
		return err
	}
	var may desk.PostingAnswer
	if o.held { // it is asked for many times: its file is not uploaded for each of them
		if may, err = s.allowed(ctx, o); err != nil || !may.Allowed {
			return err
		}
	}
	// Else whatever can fail without the message leaving is done before posting.
	body, err := s.prepare(ctx, o)
	if err != nil {
		return s.notSent(ctx, j, o, err)
	}
	if err := s.limiter(o.number).Wait(ctx); err != nil {
		return desk.Wrap("wait for pace", err)
	}
	if !may.Allowed {
		if may, err = s.allowed(ctx, o); err != nil || !may.Allowed {
			return err
		}
	}
	body.IdentityHash = may.Identity
	sent, err := o.account.Send(ctx, o.number.PhoneID, body)
	if err != nil {
		return s.failed(ctx, j, o, err)
	}
	_, err = s.record(ctx, o.org, desk.EntrySendAccepted, desk.SendEntry{
		MessageID: o.message.ID, ProviderID: sent.MessageID, WaID: string(sent.WaID), UserID: sent.UserID,
	})
	return err
}

func (s *Sender) gather(ctx context.Context, j desk.OrgJob) (outgoing, error) {
	o := outgoing{org: j.Org}
	var err error
	if o.message, err = desk.Get[*desk.Message](ctx, s.cfg.Rows, j.Org, desk.RowMessage, j.Subject); err != nil {
		return o, desk.Wrap("read message", err)
	}
	t, err := desk.Get[*desk.Thread](ctx, s.cfg.Rows, j.Org, desk.RowThread, o.message.ThreadID)
	if err != nil {
		return o, desk.Wrap("read thread", err)
	}
	o.held = t.Identity.Holds()
	if o.number, err = desk.Get[*desk.Number](ctx, s.cfg.Rows, j.Org, desk.RowNumber, t.NumberID); err != nil {
		return o, desk.Wrap("read number", err)
	}
	if o.contact, err = desk.Get[*desk.Contact](ctx, s.cfg.Rows, j.Org, desk.RowContact, t.ContactID); err != nil {
		return o, desk.Wrap("read contact", err)
	}
	if o.account, err = s.cfg.Account(ctx, j.Org, o.number); err != nil {
		return o, desk.Wrap("open account", err)
	}
	return o, nil
}

// allowed makes posting durable, unless the fold says no.
func (s *Sender) allowed(ctx context.Context, o outgoing) (desk.PostingAnswer, error) {
	out, err := s.record(ctx, o.org, desk.EntrySendPosting, desk.SendEntry{MessageID: o.message.ID})
	var a desk.PostingAnswer
	if err != nil {
		return a, err
	}
	err = json.Unmarshal(out.Answer, &a)
	return a, desk.Wrap("read answer of posting", err)
}

// failed records how a call ended that had posting before it.
func (s *Sender) failed(ctx context.Context, j desk.OrgJob, o outgoing, cause error) error {
	if f, ok := channel.FailureOf(cause); !ok || f.Outcome() == channel.OutcomeUnknown {
		_, err := s.record(ctx, o.org, desk.EntrySendUnknown, desk.SendEntry{MessageID: o.message.ID})
		return err
	}
	return s.notSent(ctx, j, o, cause)
}

// notSent records a failure after which nothing can have left: another try
// later where that may help, an end with its reason otherwise.
func (s *Sender) notSent(ctx context.Context, j desk.OrgJob, o outgoing, cause error) error {
	now := s.cfg.Clock()
	if wait, ok := again(cause, j.Attempts); ok {
		_, err := s.record(ctx, o.org, desk.EntrySendDeferred, desk.SendEntry{
			MessageID: o.message.ID, RetryAt: now.Add(wait).UnixMilli(), Attempts: j.Attempts + 1,
			Problem: problemOf(cause, now),
		})
		return err
	}
	_, err := s.record(ctx, o.org, desk.EntrySendRejected, desk.SendEntry{
		MessageID: o.message.ID, Problem: problemOf(cause, now),
	})
	return err
}

func problemOf(cause error, now time.Time) *desk.Problem {
	p := &desk.Problem{Said: desk.SaidOf(cause), Source: "relay", At: now.UnixMilli()}
	if f, ok := channel.FailureOf(cause); ok {
		p.Code, p.Title, p.Said, p.Source = f.Code, f.Title, f.Said, f.Provider
	}
	return p
}

// Tries after which a send is given up though another might have helped.
const maxTries = 8

// longestPause is the longest time between two tries.
const longestPause = 2 * time.Minute

// again says whether a failure that sent nothing is worth another try, and when. A rate
// limit for one customer asks for 4^n seconds.
func again(cause error, attempts int) (time.Duration, bool) {
	if attempts >= maxTries {
		return 0, false
	}
	f, ok := channel.FailureOf(cause)
	if !ok {
		return desk.Backoff(attempts, longestPause), desk.Retryable(cause)
	}
	switch f.Retry {
	case channel.RetryBackoff:
		return desk.Backoff(attempts, longestPause), true
	case channel.RetryWait:
		// After a day a person has to decide whether it is still to be sent.
		return max(f.Wait, desk.Backoff(attempts, longestPause)), f.Wait < time.Hour
	case channel.RetryPair:
		return desk.Backoff(2*attempts, 1024*time.Second), true
	default:
		return 0, false
	}
}
