package store

import (
	"context"
	"database/sql"
	"log/slog"
	"os"
	"sync"
)

// checkpointer copies the write-ahead log back into the database file on a
// connection of its own, so that no commit has to. Beside the writer it can
// always copy but not always empty the log; when that has grown too far, the
// writer's turn is taken for the moment that it needs.
type checkpointer struct {
	db              *DB
	pool            *sql.DB
	logPath         string
	passive, truncs int64 // bytes of log
	logger          *slog.Logger

	wake chan struct{} // one slot: "look again" is all it says
	stop context.CancelFunc
	once sync.Once
	done chan struct{}

	mu     sync.Mutex // one look at a time; guards copied
	copied int64      // size of the log when it was last copied
}

func openCheckpointer(ctx context.Context, db *DB, o Options) (*checkpointer, error) {
	pool, err := openPool(db.path, checkpointPragmas, 1)
	if err != nil {
		return nil, err
	}
	conn, err := pool.Conn(ctx)
	if err == nil {
		err = checkPragmas(ctx, conn, checkpointPragmas)
		_ = conn.Close()
	}
	if err != nil {
		_ = pool.Close()
		return nil, storageError("open the checkpointer", err)
	}
	run, stop := context.WithCancel(context.WithoutCancel(ctx))
	c := &checkpointer{
		db: db, pool: pool, logPath: db.path + "-wal", passive: o.CheckpointBytes, truncs: o.TruncateBytes,
		logger: o.Logger, wake: make(chan struct{}, 1), stop: stop, done: make(chan struct{}),
	}
	go c.run(run)
	return c, nil
}

// nudge asks for a look at the log's size.
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
			if err := c.look(ctx); err != nil && ctx.Err() == nil {
				c.logger.Warn("checkpoint", "error", c.db.noticed(err))
			}
		}
	}
}

// look copies the log back when it has grown enough.
func (c *checkpointer) look(ctx context.Context) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	size := c.logSize()
	if size < c.copied {
		c.copied = 0 // the log was emptied or begun anew
	}
	if size >= c.truncs {
		return c.truncate(ctx)
	}
	if size-c.copied < c.passive {
		return nil
	}
	c.copied = size
	_, err := c.pool.ExecContext(ctx, sqlCopyLog)
	return storageError("checkpoint", err)
}

// truncate empties the log. Most of it is copied beside the writer first, then
// what was written meanwhile, so that the writer's turn is held for little.
func (c *checkpointer) truncate(ctx context.Context) error {
	for range 2 {
		if _, err := c.pool.ExecContext(ctx, sqlCopyLog); err != nil {
			return storageError("checkpoint", err)
		}
	}
	if err := c.db.w.take(ctx); err != nil {
		return err
	}
	defer c.db.w.give()
	// A reader that stays in an old snapshot keeps the log from being emptied;
	// the next commit's look tries again.
	_, err := c.pool.ExecContext(ctx, sqlEmptyLog)
	c.copied = 0
	return storageError("empty the log", err)
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
