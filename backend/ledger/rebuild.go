package ledger

import (
	"bytes"
	"context"
	"errors"
	"fmt"

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
	for after := int64(0); ; {
		next, err := rebuildSome(ctx, org, after, src, begin, fold)
		if err != nil {
			return desk.Wrap("rebuild "+string(org), err)
		}
		if next == after {
			return nil
		}
		after = next
	}
}

func rebuildSome(ctx context.Context, org desk.OrgID, after int64, src Entries,
	begin func(ctx context.Context) (Tx, error),
	fold func(ctx context.Context, tx Tx, e desk.Entry) (desk.Batch, error),
) (int64, error) {
	tx, err := begin(ctx)
	if err != nil {
		return after, err
	}
	defer func() { _ = tx.Rollback() }()
	err = src.EntriesAfter(ctx, org, after, rebuildPage, func(e desk.Entry, _ []byte, quarantined string) error {
		after = e.Seq
		if quarantined != "" {
			return quarantine(ctx, tx, e, quarantined)
		}
		b, err := guarded(ctx, fold, tx, e)
		if err != nil {
			return fmt.Errorf("fold entry %d, which could be folded when it came: %w", e.Seq, err)
		}
		return tx.Apply(ctx, org, e.Seq, b)
	})
	if err != nil {
		return after, err
	}
	return after, tx.Commit()
}

// Verify walks an organization's record and reports the first entry that is
// missing, changed or out of place. Payloads that were erased are not looked at.
func Verify(ctx context.Context, org desk.OrgID, src Entries) error {
	var prev []byte
	for last := int64(0); ; {
		from := last
		err := src.EntriesAfter(ctx, org, last, rebuildPage, func(e desk.Entry, payloadHash []byte, _ string) error {
			if err := link(prev, last, e, payloadHash); err != nil {
				return err
			}
			prev, last = e.Hash, e.Seq
			return nil
		})
		if err != nil || last == from {
			return err
		}
	}
}

// SubcodeChain marks a record that is not as it was written.
const SubcodeChain = "chain"

func link(prev []byte, last int64, e desk.Entry, payloadHash []byte) error {
	broken := func(why string) error {
		return &desk.Error{
			Code: desk.CodeInternal, Subcode: SubcodeChain, Op: fmt.Sprintf("verify entry %d", e.Seq), Err: errors.New(why),
			Message: "The record of this organization was changed outside Parley, or is damaged.",
		}
	}
	switch {
	case e.Seq != last+1:
		return broken(fmt.Sprintf("it follows entry %d", last))
	case e.Payload != nil && !bytes.Equal(PayloadHash(e.Payload), payloadHash):
		return broken("its payload is not the one that was hashed")
	case !bytes.Equal(Hash(prev, e, payloadHash), e.Hash):
		return broken("its hash does not follow from the entry before")
	}
	return nil
}
