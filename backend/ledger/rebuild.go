package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/parleydesk/parley/backend/desk"
)

// Entries reads the record back.
type Entries interface {
	// EntriesAfter calls each for the entries after seq, in order, at most limit.
	// quarantined is the reason why the entry's fold failed, "" when it did not.
	// What each is given is its own to keep.
	EntriesAfter(ctx context.Context, org desk.OrgID, seq int64, limit int,
		each func(e desk.Entry, payloadHash []byte, quarantined string) error) error
}

// rebuildPage is how many entries one transaction of a rebuild folds.
const rebuildPage = 256

// Rebuild folds an organization's record into its emptied state. Entries that
// followed others are in the record, so what folds ask for is not appended again;
// an entry that was quarantined stays so, since what came after was folded
// without it (a replay entry is how it is taken up). The ledger must not be
// running. When it fails, the state is half built: empty it and begin again.
func Rebuild(ctx context.Context, org desk.OrgID, src Entries,
	begin func(ctx context.Context) (Tx, error),
	fold func(ctx context.Context, tx Tx, e desk.Entry) (desk.Batch, error),
) error {
	return Rebuilder{Entries: src, Begin: begin, Fold: fold}.Run(ctx, org, 0)
}

// Rebuilder folds records again, in pages of which each is one transaction.
type Rebuilder struct {
	Entries Entries
	Begin   func(ctx context.Context) (Tx, error)
	Fold    func(ctx context.Context, tx Tx, e desk.Entry) (desk.Batch, error)
	// Page is how many entries one transaction folds, 0 = 256.
	Page int
	// About gives the provider's id of the message that an entry is about, "" = none
	// or not known, so that those of several entries are looked up together. What it
	// reads for that it may leave in the entry's Read. nil = each fold looks for itself.
	About func(e *desk.Entry) string
	// Done is told in the page's transaction, before its commit, which entry was
	// the last: what it writes holds exactly when the page does. nil = nobody.
	Done func(ctx context.Context, tx Tx, org desk.OrgID, seq int64) error
	// Failed hears of an entry that this fold cannot fold though an earlier one
	// could. It is quarantined then, and the rebuild goes on. nil = the rebuild
	// fails.
	Failed func(e desk.Entry, cause error)
}

// Run folds the entries of an organization after one.
func (r Rebuilder) Run(ctx context.Context, org desk.OrgID, after int64) error {
	if r.Page <= 0 {
		r.Page = rebuildPage
	}
	for {
		next, err := r.page(ctx, org, after)
		if err != nil {
			return desk.Wrap("rebuild "+string(org), err)
		}
		if next == after {
			return nil
		}
		after = next
	}
}

func (r Rebuilder) page(ctx context.Context, org desk.OrgID, after int64) (int64, error) {
	if err := ctx.Err(); err != nil {
		return after, desk.Wrap("stop between two pages", err)
	}
	tx, err := r.Begin(ctx)
	if err != nil {
		return after, err
	}
	defer func() { _ = tx.Rollback() }()
	from := after
	var some []kept
	err = r.Entries.EntriesAfter(ctx, org, after, r.Page, func(e desk.Entry, _ []byte, quarantined string) error {
		after = e.Seq
		if some = append(some, kept{e, quarantined}); len(some) < together {
			return nil
		}
		err := r.fold(ctx, tx, some)
		some = some[:0]
		return err
	})
	if err == nil {
		err = r.fold(ctx, tx, some)
	}
	if err == nil && r.Done != nil && after > from {
		err = r.Done(ctx, tx, org, after)
	}
	if err != nil {
		return after, err
	}
	return after, tx.Commit()
}

// together is how many entries of a page are looked at before the first of them is
// folded: as many messages as one statement looks for.
const together = 32

// kept is an entry of the record, and why its fold failed.
type kept struct {
	desk.Entry
	quarantined string
}

// fold folds entries that follow each other.
func (r Rebuilder) fold(ctx context.Context, tx Tx, some []kept) error {
	if r.About != nil {
		about := make([]desk.Proposal, 0, len(some))
		for i := range some {
			if e := &some[i]; e.quarantined == "" {
				if id := r.About(&e.Entry); id != "" {
					about = append(about, desk.Proposal{Org: e.Org, About: id})
				}
			}
		}
		if err := announce(ctx, tx, about); err != nil {
			return err
		}
	}
	for _, e := range some {
		if e.quarantined != "" {
			if err := quarantine(ctx, tx, e.Entry, e.quarantined); err != nil {
				return err
			}
			continue
		}
		if err := r.entry(ctx, tx, e.Entry); err != nil {
			return err
		}
	}
	return nil
}

func (r Rebuilder) entry(ctx context.Context, tx Tx, e desk.Entry) error {
	refused, known := wasRefused(e.Answer)
	if refused {
		return nil
	}
	b, err := guarded(ctx, r.Fold, tx, e)
	if err == nil && known {
		err = grantedStill(b.Answer)
	}
	if err == nil {
		return tx.Apply(ctx, e.Org, e.Seq, b)
	}
	if _, failed := storageFailed(err); failed || r.Failed == nil {
		return fmt.Errorf("fold entry %d, which could be folded when it came: %w", e.Seq, err)
	}
	r.Failed(e, err)
	return quarantine(ctx, tx, e, reasonOf(err))
}

// wasRefused says whether an answer is a refusal. A command that was refused did
// nothing, and does nothing at a rebuild, however a newer fold would judge it.
func wasRefused(answer []byte) (refused, known bool) {
	var said struct {
		Error json.RawMessage `json:"error"`
	}
	if len(answer) == 0 || json.Unmarshal(answer, &said) != nil {
		return false, false
	}
	return len(said.Error) > 0 && string(said.Error) != "null", true
}

// grantedStill wants a command granted by this fold that was granted when it came:
// what followed is in the record.
func grantedStill(answer any) error {
	raw, err := json.Marshal(answer)
	if err != nil {
		return fmt.Errorf("encode answer: %w", err)
	}
	if refused, _ := wasRefused(raw); refused {
		return desk.Refuse(desk.CodeConflict, "refusedNow")
	}
	return nil
}

// Verify walks an organization's record and reports the first entry that is
// missing, changed or out of place. Of a payload that was erased, what stays has to
// be what the entry says by which it was erased.
func Verify(ctx context.Context, org desk.OrgID, src Entries) error {
	var prev []byte
	erased := erasures{}
	for last := int64(0); ; {
		from := last
		err := src.EntriesAfter(ctx, org, last, rebuildPage, func(e desk.Entry, payloadHash []byte, _ string) error {
			if err := link(prev, last, e, payloadHash); err != nil {
				return err
			}
			prev, last = e.Hash, e.Seq
			return erased.note(e)
		})
		if err != nil {
			return err
		}
		if last == from {
			return erased.allSaid()
		}
	}
}

// erasures are the entries without their payload, by number, for which none has
// said so yet.
type erasures map[int64]erasure

type erasure struct {
	by   int64 // the entry that is to say it
	left []byte
}

func (s erasures) note(e desk.Entry) error {
	if e.Erased != 0 {
		s[e.Seq] = erasure{e.Erased, PayloadHash(e.Payload)}
	}
	if e.Kind != desk.EntryErase || len(s) == 0 {
		return nil
	}
	var said desk.EraseEntry
	if err := json.Unmarshal(e.Payload, &said); err != nil {
		return broken(e.Seq, "it does not say what was erased")
	}
	for _, one := range said.Entries {
		if was, ok := s[one.Seq]; ok && was.by == e.Seq && bytes.Equal(was.left, one.Left) {
			delete(s, one.Seq)
		}
	}
	return nil
}

func (s erasures) allSaid() error {
	for _, seq := range slices.Sorted(maps.Keys(s)) {
		return broken(seq, "its payload is not there, and no entry says that it was erased")
	}
	return nil
}

// SubcodeChain marks a record that is not as it was written.
const SubcodeChain = "chain"

func link(prev []byte, last int64, e desk.Entry, payloadHash []byte) error {
	switch {
	case e.Seq != last+1:
		return broken(e.Seq, fmt.Sprintf("it follows entry %d", last))
	case e.Erased == 0 && !bytes.Equal(PayloadHash(e.Payload), payloadHash):
		return broken(e.Seq, "its payload is not the one that was hashed")
	case !bytes.Equal(Hash(prev, e, payloadHash), e.Hash):
		return broken(e.Seq, "its hash does not follow from the entry before")
	}
	return nil
}

func broken(seq int64, why string) error {
	return &desk.Error{
		Code: desk.CodeInternal, Subcode: SubcodeChain, Op: fmt.Sprintf("verify entry %d", seq), Err: errors.New(why),
	}
}
