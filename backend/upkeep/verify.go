package upkeep

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/secrets"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/words"
)

// SubcodeMisfit marks a database of which parts do not fit together.
const SubcodeMisfit = "misfit"

// mostSaid is how many misfits of one sort are listed; the rest is counted.
const mostSaid = 5

// Verify reads a data directory from end to end and writes what it finds to out:
// the pages of the file, the chain of every record, the counts of entries, keys
// and feed, every reference from one row to another, whether each decision is in
// its entry, the timers and the jobs,
// and whether the master key opens every secret. A relay may be working there. It
// changes nothing. A record that was changed outside Parley is an error with
// ledger.SubcodeChain, a damaged file one with store.SubcodeDamaged, anything
// else that does not fit one with SubcodeMisfit.
func Verify(ctx context.Context, dir, keyFile string, out io.Writer) (err error) {
	s, err := store.OpenSnapshot(ctx, filepath.Join(dir, datadir.DatabaseFile))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	v := &verification{s: s, out: out}
	if err := s.Check(ctx); err != nil {
		return err
	}
	v.say("the database file is whole")
	orgs, err := s.Orgs(ctx)
	if err != nil {
		return desk.Wrap("list organizations", err)
	}
	for _, org := range orgs {
		if err := v.organization(ctx, org); err != nil {
			return err
		}
	}
	if err := v.secrets(ctx, keyFile); err != nil {
		return err
	}
	return v.verdict(ctx)
}

// verification is one run.
type verification struct {
	s       *store.Snapshot
	out     io.Writer
	misfits int
}

func (v *verification) say(format string, args ...any) {
	fmt.Fprintf(v.out, format+"\n", args...) //nolint:errcheck // nowhere left to tell
}

// misfit says that something does not fit.
func (v *verification) misfit(format string, args ...any) {
	v.misfits++
	v.say("MISFIT: "+format, args...)
}

func (v *verification) verdict(ctx context.Context) error {
	unfinished, err := v.s.Unfinished(ctx)
	if err != nil {
		return err
	}
	if unfinished {
		v.misfit("a rebuild has not come to its end: run parley-relay rebuild, or start the relay, and it goes on")
	}
	if v.misfits > 0 {
		return &desk.Error{
			Code: desk.CodeInvalid, Subcode: SubcodeMisfit, Op: "verify", Err: fmt.Errorf("%d misfits", v.misfits),
		}
	}
	v.say("everything fits together")
	return nil
}

func (v *verification) organization(ctx context.Context, org desk.OrgID) error {
	if err := ledger.Verify(ctx, org, v.s); err != nil {
		return err
	}
	f, err := v.s.Facts(ctx, org)
	if err != nil {
		return err
	}
	v.say("organization %s: %d entries, chained without a gap; %d keys, %d entries not understood", org, f.Entries, f.Keys, f.Quarantined)
	if f.Entries != f.Head {
		v.misfit("there are %d entries, and the head says %d", f.Entries, f.Head)
	}
	if f.KeysAhead > 0 {
		v.misfit("%d keys are of entries that are not there", f.KeysAhead)
	}
	v.say("organization %s: the feed has lines of %d entries, from %d to %d, and begins behind %d", org, f.FeedEntries, f.FeedFirst, f.FeedLast, f.FeedFloor)
	if f.FeedFloor > f.Head || f.FeedLast > f.Head {
		v.misfit("the feed goes beyond the last entry, %d", f.Head)
	}
	if f.FeedEntries > 0 && f.FeedFirst <= f.FeedFloor {
		v.misfit("the feed has lines before its beginning")
	}
	return v.rows(ctx, org)
}

// rows reads all rows: first the ids of what others refer to, then what refers.
func (v *verification) rows(ctx context.Context, org desk.OrgID) error {
	ids := map[desk.Kind]map[string]bool{}
	for _, kind := range referredTo {
		ids[kind] = map[string]bool{}
		err := v.s.EachRow(ctx, org, kind, func(id string, _ desk.Row) error {
			ids[kind][id] = true
			return nil
		})
		if err != nil {
			return desk.Wrap("read rows of "+string(kind), err)
		}
	}
	misses := &misses{v: v}
	counts := ""
	for _, k := range desk.Kinds {
		n := 0
		err := v.s.EachRow(ctx, org, k.Kind, func(id string, r desk.Row) error {
			n++
			if own := r.RowKey().ID; own != id {
				misses.add(string(k.Kind)+" under another name", "%s %s is kept as %s", k.Kind, own, id)
			}
			for _, ref := range references(r) {
				if ref.ID != "" && !ids[ref.Kind][ref.ID] {
					misses.add(string(k.Kind)+" to "+string(ref.Kind), "%s %s refers to %s %s, which is not there", k.Kind, id, ref.Kind, ref.ID)
				}
			}
			return nil
		})
		if err != nil {
			return desk.Wrap("read rows of "+string(k.Kind), err)
		}
		if n > 0 {
			counts += fmt.Sprintf(" %d %s,", n, k.Kind)
		}
	}
	if err := v.due(ctx, org, ids, misses); err != nil {
		return err
	}
	if err := v.decisions(ctx, org, misses); err != nil {
		return err
	}
	misses.rest()
	v.say("organization %s: rows:%s", org, counts)
	return nil
}

// due looks whether timers and jobs are about something.
func (v *verification) due(ctx context.Context, org desk.OrgID, ids map[desk.Kind]map[string]bool, misses *misses) error {
	about := map[desk.TimerKind]desk.Kind{
		desk.TimerOfferExpires: desk.RowOffer, desk.TimerWindowMissed: desk.RowInteraction, desk.TimerArchive: desk.RowInteraction,
		desk.TimerExpire: desk.RowInteraction, desk.TimerUntaken: desk.RowInteraction, desk.TimerUnknownSettle: desk.RowMessage,
		desk.TimerOwnerGone: desk.RowInteraction, desk.TimerWindow: desk.RowInteraction,
		desk.TimerService: desk.RowInteraction, desk.TimerSnooze: desk.RowInteraction, desk.TimerRating: desk.RowInteraction,
	}
	err := v.s.EachTimer(ctx, org, func(t desk.Timer) error {
		kind, known := about[t.Kind]
		if known && ids[kind] != nil && !ids[kind][t.Subject] {
			misses.add("timers", "timer %s is about %s, which is not there", t.Kind, t.Subject)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return v.s.EachJob(ctx, org, func(j desk.Job) error {
		if j.ThreadID != "" && !ids[desk.RowThread][j.ThreadID] {
			misses.add("jobs", "job %s %s is of thread %s, which is not there", j.Kind, j.Subject, j.ThreadID)
		}
		return nil
	})
}

// referredTo are the kinds that rows refer to.
var referredTo = []desk.Kind{
	desk.RowUser, desk.RowNumber, desk.RowInbox, desk.RowPlan, desk.RowContact, desk.RowThread, desk.RowInteraction, desk.RowOffer,
}

// references gives what a row must find beside it. An empty id refers to nothing.
func references(r desk.Row) []desk.Ref {
	switch r := r.(type) {
	case *desk.Number:
		return []desk.Ref{{Kind: desk.RowPlan, ID: string(r.PlanID)}}
	case *desk.Reservation:
		return []desk.Ref{{Kind: desk.RowUser, ID: string(r.By)}}
	case *desk.Checkup:
		return []desk.Ref{{Kind: desk.RowNumber, ID: string(r.NumberID)}, {Kind: desk.RowUser, ID: string(r.By)}}
	case *desk.Plan:
		return []desk.Ref{{Kind: desk.RowInbox, ID: string(r.InboxID)}}
	case *desk.Inbox:
		refs := make([]desk.Ref, 0, len(r.Members))
		for _, m := range r.Members {
			refs = append(refs, desk.Ref{Kind: desk.RowUser, ID: string(m)})
		}
		return refs
	case *desk.Thread:
		return []desk.Ref{{Kind: desk.RowNumber, ID: string(r.NumberID)}, {Kind: desk.RowContact, ID: string(r.ContactID)}, {Kind: desk.RowInteraction, ID: string(r.InteractionID)}}
	case *desk.Interaction:
		return []desk.Ref{{Kind: desk.RowThread, ID: string(r.ThreadID)}, {Kind: desk.RowPlan, ID: string(r.PlanID)}, {Kind: desk.RowInbox, ID: string(r.InboxID)}}
	case *desk.Message:
		return []desk.Ref{{Kind: desk.RowThread, ID: string(r.ThreadID)}, {Kind: desk.RowInteraction, ID: string(r.InteractionID)}}
	case *desk.Offer:
		return []desk.Ref{{Kind: desk.RowThread, ID: string(r.ThreadID)}, {Kind: desk.RowInteraction, ID: string(r.InteractionID)}, {Kind: desk.RowUser, ID: string(r.UserID)}}
	case *desk.Decision:
		return []desk.Ref{{Kind: desk.RowThread, ID: string(r.ThreadID)}, {Kind: desk.RowInteraction, ID: string(r.InteractionID)}}
	case *desk.ReadMark:
		return []desk.Ref{{Kind: desk.RowThread, ID: string(r.ThreadID)}, {Kind: desk.RowUser, ID: string(r.UserID)}}
	case *desk.Notice:
		return []desk.Ref{{Kind: desk.RowUser, ID: string(r.UserID)}, {Kind: desk.RowThread, ID: string(r.ThreadID)}}
	}
	return nil
}

// misses lists the first misfits of each sort and counts the others.
type misses struct {
	v      *verification
	counts map[string]int
}

func (m *misses) add(sort, format string, args ...any) {
	if m.counts == nil {
		m.counts = map[string]int{}
	}
	if m.counts[sort]++; m.counts[sort] <= mostSaid {
		m.v.misfit(format, args...)
	}
}

func (m *misses) rest() {
	for sort, n := range m.counts {
		if n > mostSaid {
			m.v.misfit("%d more of the same (%s)", n-mostSaid, sort)
		}
	}
}

// secrets looks whether the master key opens every secret.
func (v *verification) secrets(ctx context.Context, keyFile string) error {
	opener, keyErr := secrets.OpenFile(keyFile)
	n := 0
	err := v.s.EachSecret(ctx, func(org desk.OrgID, name string, box []byte) error {
		n++
		if keyErr == nil && opener.Try(org, name, box) != nil {
			v.misfit("the master key does not open the secret %s of %s", name, org)
		}
		return nil
	})
	switch {
	case err != nil:
	case n == 0 && desk.CodeOf(keyErr) == desk.CodeNotFound: // it is made with the first start
		v.say("there are no secrets")
	case keyErr != nil:
		v.misfit("%s", words.Of(keyErr))
	default:
		v.say("the master key opens the secrets, %d of them", n)
	}
	return err
}
