package datadir

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/parleydesk/parley/backend/clock"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/store"
)

// headFile is the second place in which the ends of the records stand. A
// database that loses its log, or is put back to an earlier day beside Parley,
// is whole by itself; only something beside it can tell that entries which were
// confirmed are gone.
const headFile = "head.json"

// headPause is how long the file may be behind: what was confirmed within it is
// not noticed when it is lost.
const headPause = time.Second

// marks is what the file holds.
type marks map[desk.OrgID]store.Mark

// Heads keeps the file up to date.
type Heads struct {
	path string
	db   *store.DB
	log  *slog.Logger

	news   chan struct{} // one slot: "look again" is all it says
	cancel context.CancelFunc
	wg     sync.WaitGroup
}

// StartHeads begins to note the ends of the records in a data directory.
func StartHeads(dir string, db *store.DB, log *slog.Logger) *Heads {
	ctx, cancel := context.WithCancel(context.Background())
	h := &Heads{path: filepath.Join(dir, headFile), db: db, log: log, news: make(chan struct{}, 1), cancel: cancel}
	h.wg.Go(func() { h.run(ctx) })
	return h
}

// Nudge says that there is more in the record.
func (h *Heads) Nudge() {
	select {
	case h.news <- struct{}{}:
	default:
	}
}

func (h *Heads) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-h.news:
		}
		h.note(ctx)
		clock.Sleep(ctx, headPause)
	}
}

// Stop writes the file for the last time.
func (h *Heads) Stop(ctx context.Context) {
	h.cancel()
	h.wg.Wait()
	h.note(ctx)
}

// note writes the file: whole or not at all. It says nothing that is not committed, so
// it is never ahead of an intact database.
func (h *Heads) note(ctx context.Context) {
	now, err := h.db.Marks(ctx)
	if err == nil {
		err = writeMarks(h.path, now)
	}
	if err != nil && ctx.Err() == nil {
		h.log.Warn("the end of the record is not noted", "err", err)
	}
}

func writeMarks(path string, m marks) error {
	b, err := json.Marshal(m)
	if err != nil {
		return err
	}
	tmp := path + ".new"
	if err := os.WriteFile(tmp, b, 0o600); err != nil {
		return err
	}
	return os.Rename(tmp, path)
}

// readMarks gives what the file holds; nothing when there is none, or when it cannot be
// read: a broken note says nothing of the database.
func readMarks(path string, log *slog.Logger) marks {
	b, err := os.ReadFile(path) //nolint:gosec // our own file
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	var m marks
	if err == nil {
		err = json.Unmarshal(b, &m)
	}
	if err != nil {
		log.Warn("the noted end of the record cannot be read", "err", err)
		return nil
	}
	return m
}

// Missing compares the database of a data directory with what was noted beside
// it and says how many entries that were confirmed are gone, 0 when all are
// there. An entry that is another one than was noted counts as gone.
func Missing(ctx context.Context, dir string, db *store.DB, log *slog.Logger) (int64, error) {
	noted := readMarks(filepath.Join(dir, headFile), log)
	var gone int64
	have, err := db.Marks(ctx)
	if err != nil {
		return 0, err
	}
	for org, mark := range noted {
		hash, err := db.EntryHash(ctx, org, mark.Seq)
		if err != nil {
			return 0, err
		}
		if !bytes.Equal(hash, mark.Hash) {
			gone += max(1, mark.Seq-have[org].Seq)
		}
	}
	return gone, nil
}
