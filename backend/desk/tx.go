package desk

import "context"

// Tx is one write transaction of the storage, on which the ledger appends and the
// engine folds. It is used by one goroutine. An
// error that has a method Fatal() bool is a failure of the storage and fails the
// batch; with true the process must end. Any other error from Apply is the
// fold's fault and quarantines its entry.
type Tx interface {
	// Savepoint, RollbackTo and Release are SQL's: RollbackTo takes back all that
	// was done since the last open savepoint and leaves it open.
	Savepoint(ctx context.Context) error
	RollbackTo(ctx context.Context) error
	Release(ctx context.Context) error

	// PutIntake keeps a raw body and gives its id.
	PutIntake(ctx context.Context, in Intake, at int64) (int64, error)
	// ClaimKey takes a key for seq. When it is taken, fresh is false and first is
	// what the first entry came to.
	ClaimKey(ctx context.Context, org OrgID, key string, expires bool, seq, at int64) (first Outcome, fresh bool, err error)
	// Head gives the last entry's sequence, hash and time.
	Head(ctx context.Context, org OrgID) (seq int64, hash []byte, at int64, err error)
	// PutEntry appends the entry after the head.
	PutEntry(ctx context.Context, e Entry) error
	// SetAnswer keeps an answer for whoever sends the same key again.
	SetAnswer(ctx context.Context, org OrgID, key string, answer []byte) error
	// Quarantine marks the entry as not understood and shows it to the admins.
	Quarantine(ctx context.Context, org OrgID, seq int64, reason string) error
	// Apply writes what folding the entry changed.
	Apply(ctx context.Context, org OrgID, seq int64, b Batch) error

	// Commit makes all of it durable. Rollback after Commit does nothing.
	Commit() error
	Rollback() error
}
