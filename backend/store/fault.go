package store

import (
	"context"
	"database/sql"
	"errors"

	"github.com/parleydesk/parley/backend/desk"
)

// fault is a failure of the database itself, as against something not found or
// refused. The ledger recognises it by its Fatal method.
type fault struct {
	cause   error
	fatal   bool
	damaged bool
}

// Error gives the driver's words, which name tables and columns, never values.
func (f *fault) Error() string { return f.cause.Error() }

// Unwrap gives the driver's error.
func (f *fault) Unwrap() error { return f.cause }

// Fatal says that the disk or the file can no longer be trusted: pages may be
// marked clean although they never reached the disk, so the process must end
// and start again from what is really there.
func (f *fault) Fatal() bool { return f.fatal }

// Damaged says that a page of the file holds what it should not: whatever needs
// that page fails, now and after each new start.
func (f *fault) Damaged() bool { return f.damaged }

// isFatal says whether an error means that the file cannot be trusted.
func isFatal(err error) bool {
	var f *fault
	return errors.As(err, &f) && f.fatal
}

// storageError wraps what the driver said: try again later, and Fatal or not.
func storageError(op string, err error) error {
	if err == nil {
		return nil
	}
	var already *desk.Error
	if errors.As(err, &already) {
		return desk.Wrap(op, err)
	}
	fatal, damaged := classify(err)
	f := &fault{cause: err, fatal: fatal, damaged: damaged}
	return &desk.Error{
		Code: desk.CodeUnavailable, Op: op, Err: f,
		Subcode: "database",
	}
}

// readError is storageError for reads, where the caller's context may have
// ended: that is no fault of the database.
func readError(ctx context.Context, op string, err error) error {
	if err != nil && ctx.Err() != nil {
		return &desk.Error{Code: desk.CodeUnavailable, Op: op, Subcode: "givenUp", Err: ctx.Err()}
	}
	return storageError(op, err)
}

// notFound says that there is no such row. It names the kind only: what was
// asked for may be a customer's number.
func notFound(kind desk.Kind) error {
	return &desk.Error{Code: desk.CodeNotFound, Op: "read " + string(kind)}
}

// isNoRows tells an empty result from a failure.
func isNoRows(err error) bool { return errors.Is(err, sql.ErrNoRows) }
