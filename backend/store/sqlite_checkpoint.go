package store

import (
	"context"
	"database/sql"
	"os"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/clock"
)

// checkpointer copies the write-ahead log back into the database file on a
// connection of its own, so that no commit has to. It does so in small steps and
// rests after each, so that the disk is mostly the commits'. The log begins anew
// by itself with a commit that finds all of it copied; when commits come so fast
// that none does, the writer's turn is taken for the little that is left.
type checkpointer struct {
	host       Host
	pool       *sql.DB
	logPath    string
	step, most int64 // pages of log
	now        func() time.Time

	wake chan struct{} // one slot: "look again" is all it says
	stop context.CancelFunc
	once sync.Once
	done chan struct{}

	mu      sync.Mutex // one look at a time
	stepped func()     // of a test: what happens right behind a step; nil = nothing
}

// restsAfterStep: after a step the disk is left alone for so many times what the step
// took.
const restsAfterStep = 1

// restsAfterLook is how long nobody looks again when there was not enough to copy: a
// look after each commit costs as much as a few pages, and few come meanwhile.
const restsAfterLook = 10 * time.Millisecond

func openCheckpointer(ctx context.Context, path string, o Options, h Host) (*checkpointer, error) {
	pool, err := openReaders(ctx, path, checkpointPragmas, 1)
	if err != nil {
		return nil, err
	}
	run, stop := context.WithCancel(context.WithoutCancel(ctx))
	c := &checkpointer{
		host: h, pool: pool, logPath: path + logSuffix, step: max(o.CheckpointBytes/pageSize, 1), most: o.LogBytes / pageSize, now: time.Now,
		wake: make(chan struct{}, 1), stop: stop, done: make(chan struct{}),
	}
	go c.run(run)
	return c, nil
}

// nudge asks for a look at the log.
func (c *checkpointer) nudge() {
	select {
	case c.wake <- struct{}{}:
	default:
	}
}

func (c *checkpointer) run(ctx context.Context) {
	defer close(c.done)
	for {
		select {
		case <-ctx.Done():
			return
		case <-c.wake:
			began := c.now()
			copied, err := c.look(ctx)
			if err != nil && ctx.Err() == nil {
				c.host.Logger.Warn("checkpoint", "error", c.host.Noticed(err))
			}
			if !copied {
				clock.Sleep(ctx, restsAfterLook)
				continue
			}
			clock.Sleep(ctx, restsAfterStep*c.now().Sub(began))
			c.nudge() // more may have come meanwhile
		}
	}
}

// logState is how long the log is and how much of it is copied, in pages.
type logState struct{ pages, copied int64 }

func (l logState) left() int64 { return l.pages - l.copied }

// look copies the log back when a step's worth is to be copied, and says whether
// it did.
func (c *checkpointer) look(ctx context.Context) (copied bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	before, err := c.log(ctx, sqlLookAtLog)
	if err != nil || before.left() < c.step {
		return false, err
	}
	after, err := c.log(ctx, sqlCopyLog)
	if err != nil || after.copied <= before.copied {
		// Somebody reads in an old snapshot: the next commit's look tries again.
		return false, err
	}
	if c.stepped != nil {
		c.stepped()
	}
	if after.pages >= c.most && after.left() <= c.step {
		err = c.finish(ctx)
	}
	return true, err
}

// While more than few pages have come during a step, finish makes another beside
// the writer before it takes the turn, but not for ever.
const (
	few        = 64
	moreAtMost = 4
)

// finish copies the last of the log while nobody writes, and waits a moment for
// those who read in it, so that the next commit begins it anew. Whoever waits for
// the turn waits for what is left: a batch's pages or two, if the steps before that
// kept up.
func (c *checkpointer) finish(ctx context.Context) error {
	for range moreAtMost {
		now, err := c.log(ctx, sqlLookAtLog)
		if err != nil {
			return err
		}
		if now.left() <= few {
			break
		}
		if _, err := c.log(ctx, sqlCopyLog); err != nil {
			return err
		}
	}
	release, err := c.host.Hold(ctx)
	if err != nil {
		return err
	}
	defer release()
	_, err = c.log(ctx, sqlFinishLog)
	return err
}

// log runs a checkpoint of a kind, which says how things stand after it.
func (c *checkpointer) log(ctx context.Context, query string) (l logState, err error) {
	var busy int
	err = c.pool.QueryRowContext(ctx, query).Scan(&busy, &l.pages, &l.copied)
	return l, storageError("checkpoint", err)
}

func (c *checkpointer) logSize() int64 {
	info, err := os.Stat(c.logPath)
	if err != nil {
		return 0
	}
	return info.Size()
}

func (c *checkpointer) close() error {
	c.once.Do(func() {
		c.stop()
		<-c.done
	})
	return c.pool.Close()
}
