package media

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// fetching answers with a table of so many rows.
func fetching(rows int64, table io.Reader) FetchTable {
	return func(context.Context, wire.RecordsExport) (int64, io.ReadCloser, error) {
		return rows, io.NopCloser(table), nil
	}
}

// over waits until the table is over, and gives what it came to.
func over(t *testing.T, s *Tables) wire.TableProgress {
	t.Helper()
	s.wg.Wait()
	return s.Progress()
}

func TestTables_saveAWholeTable_underTheNameThatWasChosen(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "out.csv")
	sys := &system{saveTo: path}
	const table = "\uFEFF\"A\",\"B\"\r\n\"1\",\"a \"\"word\"\"\r\nand another\"\r\n\"2\",\"\"\r\n" // two rows, one with a break in it
	s := NewTables(sys, fetching(2, strings.NewReader(table)))
	if s.Progress().State != wire.TableNone {
		t.Errorf("before anything: %+v", s.Progress())
	}
	began, err := s.Save(wire.RecordsExport{}, "records/2026")
	if !began || err != nil || len(sys.asked) != 1 || strings.ContainsAny(sys.asked[0], "/\\") || !strings.HasSuffix(sys.asked[0], ".csv") {
		t.Fatalf("began %v, %v, asked %q", began, err, sys.asked)
	}
	if got := over(t, s); got.State != wire.TableSaved || got.Rows != 2 || got.All != 2 || got.Path != path || got.Problem != nil {
		t.Errorf("%+v", got)
	}
	if b, err := os.ReadFile(path); err != nil || string(b) != table { //nolint:gosec // the test's
		t.Errorf("%q, %v", b, err)
	}
	if left, err := filepath.Glob(path + ".*"); err != nil || len(left) != 0 {
		t.Errorf("left over: %v", left)
	}
}

// Whatever goes wrong, no half table stands under the name, and one that stood there
// stays.
func TestTables_halfATable_isNone(t *testing.T) {
	t.Parallel()
	broke := desk.Refuse(desk.CodeUnavailable, "offline")
	for name, c := range map[string]struct {
		fetch FetchTable
		want  string
	}{
		"rows are missing":  {fetching(3, strings.NewReader("\"A\"\r\n\"1\"\r\n")), "recordTable"},
		"a row is half":     {fetching(2, strings.NewReader("\"A\"\r\n\"1\"\r\n\"2")), "recordTable"},
		"it breaks off":     {fetching(2, io.MultiReader(strings.NewReader("\"A\"\r\n\"1\"\r\n"), failing{broke})), "offline"},
		"the relay refuses": {func(context.Context, wire.RecordsExport) (int64, io.ReadCloser, error) { return 0, nil, broke }, "offline"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "out.csv")
			if err := os.WriteFile(path, []byte("yesterday's"), 0o600); err != nil {
				t.Fatal(err)
			}
			s := NewTables(&system{saveTo: path}, c.fetch)
			if began, err := s.Save(wire.RecordsExport{}, "r"); !began || err != nil {
				t.Fatal(began, err)
			}
			if got := over(t, s); got.State != wire.TableFailed || got.Problem == nil || got.Problem.Subcode != c.want || got.Path != "" {
				t.Errorf("%+v, %+v", got, got.Problem)
			}
			all, err := os.ReadDir(filepath.Dir(path))
			b, errRead := os.ReadFile(path) //nolint:gosec // the test's
			if err != nil || errRead != nil || len(all) != 1 || string(b) != "yesterday's" {
				t.Errorf("%v, %q, %v", all, b, errors.Join(err, errRead))
			}
		})
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestTables_oneAtATime_andCancelled(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "out.csv")
	began := make(chan struct{})
	s := NewTables(&system{saveTo: path}, func(ctx context.Context, _ wire.RecordsExport) (int64, io.ReadCloser, error) {
		close(began)
		<-ctx.Done()
		return 0, nil, ctx.Err()
	})
	s.Cancel() // nothing runs
	if ok, err := s.Save(wire.RecordsExport{}, ""); !ok || err != nil {
		t.Fatal(ok, err)
	}
	<-began
	if _, err := s.Save(wire.RecordsExport{}, ""); desk.CodeOf(err) != desk.CodeConflict {
		t.Errorf("a second one: %v", err)
	}
	s.Stop()
	s.Stop()
	if got := s.Progress(); got.State != wire.TableFailed || got.Problem.Subcode != "recordTable" || got.Problem.Params["context"] != "cancelled" {
		t.Errorf("%+v", got)
	}
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a file is there: %v", err)
	}
	none := NewTables(&system{}, nil)
	if ok, err := none.Save(wire.RecordsExport{}, ""); ok || err != nil || none.Progress().State != wire.TableNone {
		t.Errorf("without a name: %v, %v", ok, err)
	}
}
