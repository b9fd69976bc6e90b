package provision

import (
	"context"
	"time"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// askFor is how long after a number was connected its phone may be asked.
const askFor = 24 * time.Hour

// askPhone asks the phone of a number for what is next: the names of its contacts, then its
// old messages. Each is taken once, so one that was asked for before a crash counts as asked
// for. Whatever may help is tried again, for a day.
func (s *Service) askPhone(ctx context.Context, j desk.OrgJob, _ int) error {
	n, err := desk.Get[*desk.Number](ctx, s.cfg.Rows, j.Org, desk.RowNumber, desk.NumberID(j.Subject))
	if err != nil {
		return desk.Wrap("read number", err)
	}
	done := desk.NumberSynced{NumberID: n.ID, What: n.OnPhone.Wants()}
	switch {
	case n.Deleted || done.What == "": // the entry takes the job away
	case s.now()-n.OnPhone.Since > askFor.Milliseconds():
		done.Said = desk.SaidOf(desk.Refuse(desk.CodeConflict, "onPhone", desk.Params{desk.ParamContext: "late"}))
	default:
		var final bool
		if done.Said, final, err = s.askOnce(ctx, j.Org, n, done.What); !final {
			return err
		}
	}
	return s.record(ctx, j.Org, desk.EntryNumberSynced, done, nil)
}

// askOnce asks the phone; said is why it gives nothing, and final is false when another try
// may help.
func (s *Service) askOnce(ctx context.Context, org desk.OrgID, n *desk.Number, what desk.PhoneSync) (said *desk.Said, final bool, err error) {
	g, err := s.cfg.Accounts.Client(ctx, org, n.WabaID)
	if err != nil {
		return nil, false, err
	}
	err = errNoPhone()
	if phone, can := g.(channel.PhoneClient); can {
		err = phone.SyncPhone(ctx, n.PhoneID, what)
	}
	f, providers := channel.FailureOf(err)
	switch {
	case desk.SubcodeOf(err) == desk.SubcodeOf(errNoPhone()):
		return desk.SaidOf(err), true, nil
	case err == nil || providers && f.Reason == channel.ReasonAskedBefore:
		return nil, true, nil
	case providers && f.Source == channel.FromProvider && f.Retry == channel.RetryNever:
		return f.Full, true, nil
	}
	return nil, false, err
}

// errNoPhone is of a provider that asks no phone.
func errNoPhone() error { return desk.Refuse(desk.CodeConflict, "onPhone") }
