package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"log/slog"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/parleydesk/parley/backend/desk"
)

// sqliteFinder is the index of SQLite's databases. It is a file of its own beside the
// database, so that filling it takes nothing from the one writer of the
// ledger, and it can be thrown away: what it lacks is found by looking through
// the messages, and it fills itself from them.
//
// It follows the feed. Each message is one document: its words and pairs, its
// thread, its interaction, and everybody who has owned that interaction. So what
// a person may see is part of what is asked, and not of what is done with the
// answer. It may lag behind the rights and the texts of this moment; therefore
// whatever it finds is read again from the database.
type sqliteFinder struct {
	db      *DB
	log     *slog.Logger
	path    string
	write   *sql.DB // one connection
	read    *readPool
	handled map[string]string // handlers by interaction, a cache of the table; the filler's alone
	words   map[string]bool   // words that are in the table; the filler's alone
	pace    Pace
	now     func() time.Time
	puts    fillStatements

	wake chan struct{} // one slot: "look again" is all it says
	stop context.CancelFunc
	done chan struct{}
	once sync.Once

	left, all atomic.Int64 // sequences still to be indexed at first, and how many those were
}

// Pace says how the index yields to other work: after each step it rests for so
// many times what the step took, and after one that follows the feed for Gather at
// least. Far is how many sequences the index may lag before it follows without a rest.
type Pace struct {
	Follow, Fill int
	Gather       time.Duration
	Far          int64
}

// indexPace leaves most of the machine to what is more urgent: while messages come
// in fast, the index may lag, and takes in many of them at a time, which costs less
// for each. What it lacks meanwhile is found by looking through those messages,
// Far of them in a tenth of a second.
var indexPace = Pace{Follow: 6, Fill: 3, Gather: 500 * time.Millisecond, Far: 10_000}

const (
	indexReaders = 2
	indexLayout  = 2 // raised when the tables, or what terms makes of a text, change

	// slots is how many messages of one entry there is room for.
	slotBits = 8
	slots    = 1 << slotBits

	indexBatch  = 500                    // messages of a page of what was there before
	followBatch = 2_000                  // lines of the feed
	indexDelay  = 200 * time.Millisecond // gathers what comes close together
)

// OpenFinder implements Engine. A file that is damaged or of another layout is
// made anew.
func (e *sqliteEngine) OpenFinder(ctx context.Context, db *DB, log *slog.Logger, follow bool) (Finder, error) {
	x := &sqliteFinder{
		db: db, log: log, path: e.path + "-search", handled: map[string]string{}, words: map[string]bool{}, pace: indexPace, now: time.Now,
		wake: make(chan struct{}, 1), done: make(chan struct{}),
	}
	err := x.open(ctx)
	if err != nil && ctx.Err() == nil {
		x.log.WarnContext(ctx, "search index is made anew", "err", err)
		err = errors.Join(x.closeFiles(), x.remove())
		if err == nil {
			err = x.open(ctx)
		}
	}
	if err != nil {
		return nil, errors.Join(err, x.closeFiles())
	}
	if follow {
		run, stop := context.WithCancel(context.WithoutCancel(ctx))
		x.stop = stop
		go x.run(run)
	}
	return x, nil
}

func (x *sqliteFinder) open(ctx context.Context) error {
	f, err := os.OpenFile(x.path, os.O_CREATE|os.O_RDWR, 0o600) // customers' words are in it
	if err != nil {
		return desk.Wrap("open search index", err)
	}
	if err := f.Close(); err != nil {
		return desk.Wrap("open search index", err)
	}
	if x.write, err = openPool(x.path, indexPragmas, 1); err != nil {
		return err
	}
	var layout, tables int
	if err := x.write.QueryRowContext(ctx, idxLayout).Scan(&layout); err != nil {
		return storageError("read layout of the search index", err)
	}
	if err := x.write.QueryRowContext(ctx, sqlTables).Scan(&tables); err != nil {
		return storageError("read layout of the search index", err)
	}
	switch {
	case layout == 0 && tables == 0:
		if _, err := x.write.ExecContext(ctx, idxTables+fmt.Sprintf(idxSetLayout, indexLayout)); err != nil {
			return storageError("make search index", err)
		}
	case layout != indexLayout:
		return desk.Refuse(desk.CodeConflict, "layout", desk.Params{"layout": layout})
	}
	read, err := openReaders(ctx, x.path, indexReadPragmas, indexReaders)
	if err != nil {
		return err
	}
	x.read = newReadPool(read, SQLite, nil)
	return nil
}

func (x *sqliteFinder) remove() error {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(x.path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return desk.Wrap("remove search index", err)
		}
	}
	return nil
}

func (x *sqliteFinder) closeFiles() error {
	var errs []error
	errs = append(errs, x.puts.close())
	if x.read != nil {
		errs = append(errs, x.read.close())
	}
	if x.write != nil {
		errs = append(errs, x.write.Close())
	}
	return errors.Join(errs...)
}

// Close implements Finder.
func (x *sqliteFinder) Close() error {
	var err error
	x.once.Do(func() {
		if x.stop != nil {
			x.stop()
			<-x.done
		}
		err = x.closeFiles()
	})
	return err
}

// Nudge implements Finder.
func (x *sqliteFinder) Nudge() {
	select {
	case x.wake <- struct{}{}:
	default:
	}
}

// Progress implements Finder.
func (x *sqliteFinder) Progress() int {
	all := x.all.Load()
	if all == 0 {
		return 100
	}
	return int(100 * (all - x.left.Load()) / all)
}

// token names something in a document. It is short, not unique for certain: who
// searches looks at what was found.
func token(what byte, id string) string {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id)) // never fails
	return string(what) + strconv.FormatUint(h.Sum64(), 36)
}

// Kinds of tokens beside words and pairs.
const (
	tokenThread      = 't'
	tokenInteraction = 'i'
	tokenUser        = 'u'
	tokenNumber      = 'm'
	tokenFile        = "file" // the message has one
	tokenMonth       = "d"
)
