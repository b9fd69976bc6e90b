package media

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"sync"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/filetype"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

// FetchTable asks the relay for a table of records, and tells how many rows it is going
// to have. The caller closes it.
type FetchTable func(ctx context.Context, in wire.RecordsExport) (rows int64, table io.ReadCloser, err error)

// Tables saves tables of records, one at a time, in the background. A table stands
// under its name once it is whole, and nothing of one that broke off is left.
type Tables struct {
	system System
	fetch  FetchTable

	mu     sync.Mutex // guards below
	now    wire.TableProgress
	cancel context.CancelFunc // of the one that runs, nil = none does
	wg     sync.WaitGroup
}

// NewTables makes it.
func NewTables(system System, fetch FetchTable) *Tables {
	return &Tables{system: system, fetch: fetch, now: wire.TableProgress{State: wire.TableNone}}
}

// Save asks where to, under a name without an ending, and begins; false = the person
// cancelled. CodeConflict while another one runs.
func (s *Tables) Save(in wire.RecordsExport, name string) (bool, error) {
	if s.Progress().State == wire.TableRunning {
		return false, desk.Refuse(desk.CodeConflict, "recordTable")
	}
	if name = filetype.CleanName(name); name == "" {
		name = "records"
	}
	path, err := s.system.AskSave(words.Sentence(words.Alerts+":saveTitle", nil), name+".csv")
	if err != nil || path == "" {
		return false, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cancel != nil {
		return false, desk.Refuse(desk.CodeConflict, "recordTable")
	}
	ctx, cancel := context.WithCancel(context.Background())
	s.cancel, s.now = cancel, wire.TableProgress{State: wire.TableRunning, Path: path}
	s.wg.Go(func() {
		err := s.run(ctx, in, path)
		s.mu.Lock()
		defer s.mu.Unlock()
		cancel()
		s.cancel, s.now.State = nil, wire.TableSaved
		if err != nil {
			s.now.State, s.now.Path, s.now.Problem = wire.TableFailed, "", wire.ErrorOf(err)
		}
	})
	return true, nil
}

// Progress tells how far the last table is.
func (s *Tables) Progress() wire.TableProgress {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// Cancel ends the one that runs, if one does.
func (s *Tables) Cancel() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cancel != nil {
		s.cancel()
	}
}

// Stop ends the one that runs and waits for that. Safe to call twice.
func (s *Tables) Stop() {
	s.Cancel()
	s.wg.Wait()
}

func (s *Tables) run(ctx context.Context, in wire.RecordsExport, path string) error {
	rows, table, err := s.fetch(ctx, in)
	if err != nil {
		return cancelled(ctx, err)
	}
	defer table.Close() //nolint:errcheck // only read
	s.note(0, rows)
	part := path + ".part"
	out, err := os.OpenFile(part, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600) //nolint:gosec // where the person wants it
	if err != nil {
		return errNoRoom(err)
	}
	got, err := s.copy(out, table, rows)
	if cerr := out.Close(); err == nil && cerr != nil {
		err = errNoRoom(cerr)
	}
	switch {
	case err != nil:
		err = cancelled(ctx, err)
	case got != rows:
		err = desk.Refuse(desk.CodeUnavailable, "recordTable", desk.Params{desk.ParamContext: "broke", "rows": got, "all": rows})
	default:
		if err = os.Rename(part, path); err != nil {
			err = errNoRoom(err)
		}
	}
	if err != nil {
		return errors.Join(err, os.Remove(part))
	}
	return nil
}

func cancelled(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return desk.Refuse(desk.CodeConflict, "recordTable", desk.Params{desk.ParamContext: "cancelled"})
	}
	return err
}

func (s *Tables) note(rows, all int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now.Rows, s.now.All = rows, all
}

// copy writes the table and counts its rows, those behind the headings.
func (s *Tables) copy(out io.Writer, table io.Reader, all int64) (rows int64, err error) {
	to := bufio.NewWriterSize(out, 1<<16)
	quoted := false
	rows = -1 // the headings
	room := make([]byte, 1<<16)
	for {
		n, err := table.Read(room)
		for _, b := range room[:n] {
			switch {
			case b == '"':
				quoted = !quoted
			case b == '\n' && !quoted: // one within a cell belongs to it
				rows++
			}
		}
		if _, werr := to.Write(room[:n]); werr != nil {
			return rows, errNoRoom(werr)
		}
		s.note(max(rows, 0), all)
		if errors.Is(err, io.EOF) {
			if werr := to.Flush(); werr != nil {
				return rows, errNoRoom(werr)
			}
			return rows, nil
		}
		if err != nil {
			return rows, err
		}
	}
}
