package relay

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/parleydesk/parley/backend/clock"
	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/hub"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/wire"
)

// correctFunc puts right what is stamped ahead of the time.
type correctFunc func(ctx context.Context, e desk.ClockEntry) error

// mostCorrections bounds how many entries put one record right, so that a row
// that cannot be put right does not fill the record.
const mostCorrections = 10_000

// correct puts right what is stamped ahead of the time, which is sure now, in the
// record of every organization, and records that. One entry does a bounded part.
func (r *Relay) correct(ctx context.Context, e desk.ClockEntry) error {
	return r.correctFor(ctx, "", e)
}

// correctFor is correct when somebody of an organization asked for it: the others'
// records do not name them.
func (r *Relay) correctFor(ctx context.Context, by desk.OrgID, e desk.ClockEntry) error {
	orgs, err := r.db.Orgs(ctx)
	if err != nil {
		return desk.Wrap("list organizations", err)
	}
	was, behind := r.time.Behind()
	for _, org := range orgs {
		said := e
		if e.By != "" && org != by {
			said.By, said.Operator = "", true
		}
		if behind { // first: it is about what is under way
			forward := desk.ClockEntry{Was: was.UnixMilli(), Behind: true, By: said.By, Operator: said.Operator}
			if err := r.recordIn(ctx, org, desk.EntryClockSet, forward); err != nil {
				return err
			}
			if e == (desk.ClockEntry{}) { // that was all
				continue
			}
		}
		if err := r.correctIn(ctx, org, said); err != nil {
			return err
		}
	}
	r.time.Settled()
	return nil
}

func (r *Relay) correctIn(ctx context.Context, org desk.OrgID, e desk.ClockEntry) error {
	for range mostCorrections {
		if err := r.recordIn(ctx, org, desk.EntryClockSet, e); err != nil {
			return err
		}
		left, err := r.db.StampedAfter(ctx, org, r.time.Now().UnixMilli()+desk.ClockSlack, 1)
		if err != nil {
			return desk.Wrap("read what is stamped ahead", err)
		}
		if left.Most() == 0 {
			break
		}
	}
	return nil
}

// clockState is how it stands with the time.
func (r *Relay) clockState() wire.ClockState {
	s := wire.ClockState{Sure: r.time.Sure(), Computer: r.time.Computer().UnixMilli()}
	if latest := r.time.Latest(); latest.Sub(r.time.Computer()) > clock.Tolerance {
		s.Ahead = latest.UnixMilli()
	}
	return s
}

// setClock takes a supervisor's word that the clock of the relay's computer is
// right, and puts right what is stamped later. The record says who said so.
func (r *Relay) setClock(ctx context.Context, c hub.Caller, in wire.SetClock) (wire.ClockState, error) {
	if err := desk.Supervise(c.User); err != nil {
		return wire.ClockState{}, err
	}
	was := r.time.Latest()
	if err := refused(r.time.Confirm(time.UnixMilli(in.Now))); err != nil {
		return wire.ClockState{}, err
	}
	if err := r.correctFor(ctx, c.Session.Org, desk.ClockEntry{Was: was.UnixMilli(), By: c.User.ID}); err != nil {
		return wire.ClockState{}, err
	}
	if !r.time.Wrong() {
		r.health.over(desk.AlarmClock)
	}
	return r.clockState(), nil
}

func refused(why clock.Refusal) error {
	switch why {
	case clock.Differs:
		return desk.Refuse(desk.CodeConflict, "clockDiffers")
	case clock.Against:
		return desk.Refuse(desk.CodeConflict, "clockAgainst")
	default:
		return nil
	}
}

// CorrectClock is for the operator at the relay's computer while the relay is stopped.
// It says what the clock and the record show; when the operator has said that the clock
// is right, it puts right what is stamped later, and the next start goes by that clock.
func CorrectClock(ctx context.Context, c config.Clock, out io.Writer) error {
	return offline(ctx, c.Config, func(r *Relay) error {
		show(out, r.time)
		if !c.Right {
			return nil
		}
		return r.correctOffline(ctx, out)
	})
}

// offline does something with the data of a relay that is stopped: it holds the
// data directory, and has the database and the clock.
func offline(ctx context.Context, cfg config.Config, do func(*Relay) error) (err error) {
	lock, err := datadir.Lock(cfg.DataDir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, lock.Unlock()) }()
	db, err := datadir.Open(ctx, cfg.DataDir, store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	r := &Relay{opts: Options{Config: cfg, Clock: time.Now}, db: db}
	if err := r.openClock(ctx); err != nil {
		return err
	}
	return do(r)
}

// recording runs do with a ledger, in a relay that is stopped otherwise.
func (r *Relay) recording(ctx context.Context, do func() error) error {
	r.ledger = NewLedger(r.db, ledger.Config{Clock: r.time.Now})
	if err := r.ledger.Start(ctx); err != nil {
		return err
	}
	defer r.ledger.Stop()
	return do()
}

func show(out io.Writer, c *clock.Clock) {
	say := func(format string, args ...any) { fmt.Fprintf(out, format+"\n", args...) } //nolint:errcheck // nowhere left to tell
	now, latest := c.Computer(), c.Latest()
	say("the clock of this computer says %s", now.Format(time.RFC1123))
	switch ahead := latest.Sub(now).Round(time.Second); {
	case latest.IsZero():
		say("the record is empty")
	case ahead > clock.Tolerance:
		say("the record goes as far as   %s, which is %s later", latest.Local().Format(time.RFC1123), ahead)
	default:
		say("the record ends before that, at %s", latest.Local().Format(time.RFC1123))
	}
	say("if the clock is right, say so with: parley-relay clock --right")
}

func (r *Relay) correctOffline(ctx context.Context, out io.Writer) error {
	was := r.time.Latest()
	if err := refused(r.time.Confirm(r.time.Computer())); err != nil {
		return err
	}
	if err := r.recording(ctx, func() error {
		return r.correct(ctx, desk.ClockEntry{Was: was.UnixMilli(), Operator: true})
	}); err != nil {
		return err
	}
	fmt.Fprintln(out, "done: the record goes by this computer's clock, and what was stamped later is put right") //nolint:errcheck // nowhere left to tell
	return nil
}
