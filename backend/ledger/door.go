package ledger

import (
	"context"

	"github.com/parleydesk/parley/backend/desk"
)

// pieceOrDoor keeps a piece and, if its submission also changes who may sign in
// (desk.DoorTx), both or neither. A refusal takes the piece back and is its caller's
// answer; an error fails the batch.
func (b *batch) pieceOrDoor(ctx context.Context, p *piece) (err error) {
	if p.sub.Door == nil {
		p.kept, err = b.piece(ctx, p)
		return err
	}
	before := b.counts
	if err := b.tx.Savepoint(ctx); err != nil {
		return err
	}
	p.kept, p.refused = b.pieceAndDoor(ctx, p)
	if _, failed := storageFailed(p.refused); failed {
		return p.refused
	}
	if p.refused != nil {
		b.counts = before
		if err := b.tx.RollbackTo(ctx); err != nil {
			return err
		}
	}
	return b.tx.Release(ctx)
}

// pieceAndDoor has the proposals kept and then changes who may sign in.
func (b *batch) pieceAndDoor(ctx context.Context, p *piece) ([]desk.Outcome, error) {
	keeper, ok := b.tx.(Doorkeeper)
	if !ok {
		return nil, desk.Refuse(desk.CodeInternal, "door")
	}
	out, err := b.piece(ctx, p)
	if err != nil {
		return nil, err
	}
	for _, o := range out {
		if o.Quarantined {
			return nil, desk.Refuse(desk.CodeInternal, "quarantined")
		}
	}
	err = keeper.Door(ctx, func(ctx context.Context, tx desk.DoorTx) error { return p.sub.Door(ctx, tx, out) })
	if err != nil {
		return nil, err
	}
	return out, nil
}
