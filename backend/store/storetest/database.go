package storetest

import (
	"context"
	"io"

	"github.com/parleydesk/parley/backend/desk"
)

// DB is what the suite asks of a database. Each implementation says in its own
// package what its methods promise; the suite is that they all promise the same.
type DB interface {
	reads
	WriteTx(ctx context.Context, f func(Tx) error) error
	Begin(ctx context.Context) (Tx, error)

	AddEventReader(ctx context.Context, org desk.OrgID, name string) error
	DropEventReader(ctx context.Context, org desk.OrgID, name string) error
	EventReaders(ctx context.Context, org desk.OrgID) ([]desk.EventReader, error)
	EventsFor(ctx context.Context, org desk.OrgID, name string, limit int) (events []desk.Event, upTo, lost int64, err error)
	EventsRead(ctx context.Context, org desk.OrgID, name string, upTo int64) error

	Head(ctx context.Context, org desk.OrgID) (int64, error)
	NumberElsewhere(ctx context.Context, org desk.OrgID, provider, phoneID string) (bool, error)
	EntriesAfter(ctx context.Context, org desk.OrgID, seq int64, limit int, each func(e desk.Entry, payloadHash []byte, quarantined string) error) error
	FeedFloor(ctx context.Context, org desk.OrgID) (int64, error)
	FeedSince(ctx context.Context, org desk.OrgID, from int64, limit int) (changes []desk.Change, to int64, err error)
	DueJobs(ctx context.Context, kind desk.JobKind, now int64, limit int) ([]desk.OrgJob, error)
	DueTimers(ctx context.Context, now int64, limit int) ([]desk.OrgTimer, error)
	NextJob(ctx context.Context, kind desk.JobKind) (int64, error)
	NextTimer(ctx context.Context) (int64, error)

	CountThreads(ctx context.Context, org desk.OrgID) (int64, error)
	CountThreadsBefore(ctx context.Context, org desk.OrgID, lastAt int64, id desk.ThreadID) (int64, error)
	ThreadsBefore(ctx context.Context, org desk.OrgID, lastAt int64, id desk.ThreadID, limit int) ([]*desk.Thread, error)
	ThreadsHandledBy(ctx context.Context, org desk.OrgID, user desk.UserID) ([]*desk.Thread, error)
	MessagesBefore(ctx context.Context, org desk.OrgID, thread desk.ThreadID, at, seq int64, limit int) ([]*desk.Message, error)
	SearchMessages(ctx context.Context, org desk.OrgID, q desk.MessageSearch) ([]*desk.Message, error)
	OpenInteractions(ctx context.Context, org desk.OrgID) ([]*desk.Interaction, error)

	DumpRows(ctx context.Context, org desk.OrgID, w io.Writer) error
	WipeState(ctx context.Context, org desk.OrgID) error
	Housekeep(ctx context.Context, now, feedBefore int64) error
	Life(ctx context.Context) (string, error)
	RenewLife(ctx context.Context) (string, error)
	Check(ctx context.Context) error
	Path() string
	Close() error
}

// Tx is what the suite asks of a write transaction.
type Tx interface {
	reads
	Apply(ctx context.Context, org desk.OrgID, seq int64, b desk.Batch) error
	ClaimKey(ctx context.Context, org desk.OrgID, key string, expires bool, seq, at int64) (first desk.Outcome, fresh bool, err error)
	Expect(ctx context.Context, proposals []desk.Proposal) error
	Head(ctx context.Context, org desk.OrgID) (seq int64, hash []byte, at int64, err error)
	KeysBetween(ctx context.Context, org desk.OrgID, from, to string, limit int) ([]int64, error)
	PutEntry(ctx context.Context, e desk.Entry) error
	PutIntake(ctx context.Context, in desk.Intake, at int64) (int64, error)
	Quarantine(ctx context.Context, org desk.OrgID, seq int64, reason string) error
	SetAnswer(ctx context.Context, org desk.OrgID, key string, answer []byte) error
	Savepoint(ctx context.Context) error
	RollbackTo(ctx context.Context) error
	Release(ctx context.Context) error
	Commit() error
	Rollback() error
}
