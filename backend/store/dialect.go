package store

import (
	"context"
	"database/sql"
	"io"
	"log/slog"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/terms"
)

// Dialect is a database engine as this package needs it: opening, transactions,
// what errors mean, upkeep and search, which every engine does in its own way.
// Everything else of the package (the core) is written once, in statements that
// engines share:
//
//   - Parameters are $1, $2, …; see Statement.
//   - A row is replaced by INSERT … ON CONFLICT (key) DO UPDATE SET c = excluded.c.
//   - Places in a list are compared as rows: (a, b) < ($2, $3).
//   - Texts compare and sort by their bytes, in every column, list and index:
//     COLLATE BINARY to SQLite, COLLATE "C" to PostgreSQL. The core looks things up
//     by halving in what was sorted by a statement, and a rebuild promises the same
//     bytes, so an engine that cannot must refuse to open.
//   - No text that is stored or asked for holds a NUL. Documents are texts, whose
//     JSON escapes it, and come back as the bytes that were put.
//   - Ids of raw bodies are given by the core, in blocks, and numbers of
//     organizations by the table; no statement takes the largest there is plus one.
//
// The suite in storetest is what an implementation is held against.
type Dialect interface {
	// Statement gives a statement of the core as the engine takes it. Parameters
	// are numbered from $1, which may occur more than once. It is called once for
	// each statement that is prepared, by many goroutines.
	Statement(text string) string

	// Classify says what an error of the driver means. Errors that are not the
	// driver's, and those that it cannot place, are ClassPassing: nothing is known
	// of what was to be written, and the caller may try again.
	Classify(err error) Class

	// Open opens the database at source, makes it when there is none, and brings
	// its tables up to date, each migration all or nothing. It refuses with
	// CodeInvalid and a subcode for the operator what is no database, another
	// program's, of a newer Parley, or damaged, and with CodeInternal settings that
	// would lose what was committed. The caller holds the data directory's lock.
	Open(ctx context.Context, source string, o Options, h Host) (Engine, error)

	// OpenMoment opens the database at source for looking at it as it is at this
	// moment, while another process may write to it. It changes nothing. Its
	// refusals are Open's, also of an earlier Parley, whose tables Open would bring up
	// to date; and CodeNotFound when there is no database.
	OpenMoment(ctx context.Context, source string) (Moment, error)

	// Settle has the engine put everything where it belongs, as far as others who
	// use the database let it, so that a copy made afterwards is small and has no
	// text in it that was erased long ago.
	Settle(ctx context.Context, source string) error
}

// Host is what an engine may ask of the core that it serves.
type Host struct {
	// Hold waits for the writer's turn. Nobody writes until release is called.
	Hold func(ctx context.Context) (release func(), err error)
	// Noticed hears of failures that came up outside of a transaction. After a
	// ClassFatal one nothing is written any more. It gives the error back.
	Noticed func(err error) error
	// Logger is never nil.
	Logger *slog.Logger
}

// Engine is one open database.
type Engine interface {
	// Writer gives the connection on which everything is written. There is one,
	// always the same, used by one goroutine at a time: whoever has the turn.
	Writer() *sql.Conn

	// Begin begins a write transaction on the Writer. From here on nobody else
	// writes, in this process or another; when that cannot be had within the
	// engine's own patience, the error is of ClassBusy and nothing has begun.
	Begin(ctx context.Context) error

	// Commit makes the transaction's writes visible, all at once, and durable: when
	// it gives nil, a loss of power takes nothing of it back. When it fails, it is
	// not known whether they are there, unless the error's class says so, and
	// Rollback follows.
	Commit(ctx context.Context) error

	// Rollback ends the transaction and leaves nothing of it. That the engine has
	// ended it already after a failure is no error.
	Rollback(ctx context.Context) error

	// Committed hears of each commit, before the turn is given. It must not wait.
	Committed()

	// Readers opens a pool of so many connections that cannot write. A statement
	// on one sees everything that was committed before it began, nothing of what
	// is not, and stays with that until its last row was read. Neither it nor a
	// write waits for the other. The caller closes the pool.
	Readers(ctx context.Context, size int) (*sql.DB, error)

	// Free says how many bytes may still be written, math.MaxInt64 when the engine
	// does not know.
	Free() (int64, error)

	// Check reads the whole database, beside everybody else, and gives what is
	// damaged in it, none when nothing is. A quick check does not compare indexes
	// with their tables.
	Check(ctx context.Context, quick bool) (damages []string, err error)

	// OpenFinder opens the index of the messages' words, or makes it. With follow
	// it is kept up to date until its Close, else by CatchUp only.
	OpenFinder(ctx context.Context, db *DB, log *slog.Logger, follow bool) (Finder, error)

	// Close closes what is left: all pools of Readers and the Finder are closed
	// before, and nobody has the turn.
	Close() error
}

// Moment is a database at one moment. Used by one goroutine.
type Moment interface {
	// Conn gives the connection that sees this moment, whatever is committed
	// meanwhile.
	Conn() *sql.Conn
	// Check is Engine's, of this moment.
	Check(ctx context.Context) (damages []string, err error)
	// Copy gives the bytes of what makes the database, each part with what its
	// name has more than the source's. All together they open as the database at
	// this moment or a little later.
	Copy(each func(suffix string, size int64, content io.Reader) error) error
	Close() error
}

// Finder is the engine's index of the messages' words. It may lag behind what is
// committed, in which case it says so, and it may offer what does not match:
// whatever it offers is read again and looked at.
type Finder interface {
	// Covers gives from which entry to which, both included, Find knows the
	// messages; from is larger when it knows none.
	Covers(ctx context.Context, org desk.OrgID) (from, to int64, err error)

	// Find gives each message of the entries in [from, to) that may match,
	// newest first, until each says that it is enough. It leaves out none that was
	// committed, matches, and is covered.
	Find(ctx context.Context, org desk.OrgID, w Wanted, from, to int64, each func(Candidate) (more bool, err error)) error

	// CatchUp brings it up to what is committed, at once, when it does not follow.
	CatchUp(ctx context.Context) error

	// Nudge says that there is something new. It never blocks.
	Nudge()

	// Progress gives how much of what was there when it was begun is in it, in
	// percent.
	Progress() int

	// Close ends it. Closing twice does nothing.
	Close() error
}

// Wanted is what a search is for.
type Wanted struct {
	Query  terms.Query
	Thread desk.ThreadID // "" = in all
	// Everybody means that all messages may be found; else only those of
	// interactions that By has owned, and those of the threads Open.
	Everybody bool
	By        desk.UserID
	Open      []string
	Filter    desk.MessageFilter
}

// Candidate is a message that may be what was asked for.
type Candidate struct {
	ID  desk.MessageID
	Seq int64
}

// Class is what a failure of the database means.
type Class int

// The classes of failures.
const (
	// ClassPassing is everything that has no class of its own: whether it was
	// written is not known; try again.
	ClassPassing Class = iota
	// ClassBusy: somebody else was in the way, or came first (a lock, a transaction
	// that could not be put in an order). Nothing was written; the same again may
	// succeed.
	ClassBusy
	// ClassFull: there is no room. Nothing was written; reads go on.
	ClassFull
	// ClassConflict: a key is taken or another promise of the tables would be
	// broken. Nothing was written; the same again fails again.
	ClassConflict
	// ClassFatal: the disk or the file cannot be trusted any more: the process
	// must end, and start again from what is really there.
	ClassFatal
	// ClassDamaged is ClassFatal for a page that holds what it should not: whatever
	// needs that page fails, now and after each new start.
	ClassDamaged
)
