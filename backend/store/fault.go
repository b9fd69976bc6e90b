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
	cause error
	class Class
}

// Error gives the driver's words, which name tables and columns, never values.
func (f *fault) Error() string { return f.cause.Error() }

// Unwrap gives the driver's error.
func (f *fault) Unwrap() error { return f.cause }

// Fatal says that the disk or the file can no longer be trusted: pages may be
// marked clean although they never reached the disk, so the process must end
// and start again from what is really there.
func (f *fault) Fatal() bool { return f.class == ClassFatal || f.class == ClassDamaged }

// Damaged says that a page of the file holds what it should not: whatever needs
// that page fails, now and after each new start.
func (f *fault) Damaged() bool { return f.class == ClassDamaged }

// isFatal says whether an error means that the file cannot be trusted.
func isFatal(err error) bool {
	var f *fault
	return errors.As(err, &f) && f.Fatal()
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
	return &desk.Error{
		Code: desk.CodeUnavailable, Op: op, Err: &fault{cause: err, class: classify(err)},
		Subcode: "database",
	}
}

// dialects are the engines that this program knows.
var dialects = []Dialect{SQLite}

// classify asks each engine: an error is placed by the one whose driver made it.
func classify(err error) Class {
	for _, d := range dialects {
		if c := d.Classify(err); c != ClassPassing {
			return c
		}
	}
	return ClassPassing
}

// ClassOf says what a failure of the database means; ClassPassing for every other
// error too.
func ClassOf(err error) Class {
	var f *fault
	if errors.As(err, &f) {
		return f.class
	}
	return ClassPassing
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
	if err := notThere[kind]; err != nil {
		return err
	}
	return &desk.Error{Code: desk.CodeNotFound, Op: "read " + string(kind)}
}

// notThere has that for the kinds of rows: folds ask for much that is not there.
var notThere = func() map[desk.Kind]error {
	m := make(map[desk.Kind]error, len(desk.Kinds))
	for _, k := range desk.Kinds {
		m[k.Kind] = &desk.Error{Code: desk.CodeNotFound, Op: "read " + string(k.Kind)}
	}
	return m
}()

// isNoRows tells an empty result from a failure.
func isNoRows(err error) bool { return errors.Is(err, sql.ErrNoRows) }
