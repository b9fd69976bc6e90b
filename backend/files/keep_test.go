package files_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/files"
	"github.com/parleydesk/parley/backend/filetype"
)

const id = desk.MediaID("med_0123456789")

// names gives everything that lies in a folder, half-written files too.
func names(t *testing.T, dir string) (all []string) {
	t.Helper()
	for _, pattern := range []string{"*", "partial/*"} {
		list, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, path := range list {
			if rel, _ := filepath.Rel(dir, path); rel != "partial" {
				all = append(all, rel)
			}
		}
	}
	return all
}

// Whatever ends a Put before its end, nothing of the file stays, and a file that
// was there under the name is as it was.
func TestPut_leavesNothingWhenItFails(t *testing.T) {
	t.Parallel()
	b, dir := open(t)
	if _, err := b.Put(t.Context(), id, strings.NewReader("the first"), 100); err != nil {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	refused := desk.Refuse(desk.CodeInvalid, "notThis")
	for name, put := range map[string]func() error{
		"the sender breaks off": func() error {
			_, err := b.Put(t.Context(), id, io.MultiReader(strings.NewReader("half"), iotest.ErrReader(io.ErrUnexpectedEOF)), 100)
			return err
		},
		"nobody waits any more": func() error {
			_, err := b.Put(ended, id, strings.NewReader("x"), 100)
			return err
		},
		"one byte too many": func() error {
			_, err := b.Put(t.Context(), id, strings.NewReader(strings.Repeat("x", 101)), 100)
			return err
		},
		"nothing in it": func() error {
			_, err := b.Put(t.Context(), id, strings.NewReader(""), 100)
			return err
		},
		"it is refused for what it is": func() error {
			_, err := b.PutChecked(t.Context(), id, strings.NewReader("x"), 100, func(filetype.Facts) error { return refused })
			if !errors.Is(err, refused) {
				t.Errorf("got %v, want what the check gave", err)
			}
			return err
		},
		"its name is no id": func() error {
			_, err := b.Put(t.Context(), "../x", strings.NewReader("x"), 100)
			return err
		},
	} {
		if err := put(); err == nil {
			t.Errorf("%s: it was stored", name)
		}
		if got := names(t, dir); !slices.Equal(got, []string{string(id)}) {
			t.Errorf("%s: there are %v", name, got)
		}
	}
	f, err := b.Get(id)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // read only
	if got, err := io.ReadAll(f); err != nil || string(got) != "the first" {
		t.Errorf("the file that was there is %q, %v", got, err)
	}
	if m, err := b.Put(t.Context(), id, strings.NewReader(strings.Repeat("x", 100)), 100); err != nil || m.Size != 100 {
		t.Errorf("exactly as much as is allowed: %+v, %v", m, err)
	}
}

// Files are for this account only.
func TestPut_isForThisAccountOnly(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("files have no such rights there")
	}
	b, dir := open(t)
	if _, err := b.Put(t.Context(), id, strings.NewReader("x"), 100); err != nil {
		t.Fatal(err)
	}
	if st, err := os.Stat(filepath.Join(dir, string(id))); err != nil || st.Mode().Perm()&0o077 != 0 {
		t.Errorf("others may read it: %v, %v", st.Mode(), err)
	}
}

// Old files are listed and taken away; what lies there besides is nobody's to list.
func TestBefore_listsOldFilesOfOursOnly(t *testing.T) {
	t.Parallel()
	b, dir := open(t)
	day := time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)
	for name, at := range map[string]time.Time{
		"med_aaaaaaaa01": day.Add(-time.Hour), "med_aaaaaaaa02": day, "med_aaaaaaaa03": day.Add(time.Hour), "README": day.Add(-time.Hour),
	} {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.WriteFile(path, []byte("x"), 0o600), os.Chtimes(path, at, at)); err != nil {
			t.Fatal(err)
		}
	}
	old, err := b.Before(day)
	if err != nil || !slices.Equal(old, []desk.MediaID{"med_aaaaaaaa01"}) {
		t.Fatalf("old are %v, %v", old, err)
	}
	if err := errors.Join(b.Remove(old[0]), b.Remove(old[0])); err != nil {
		t.Errorf("taking it away twice: %v", err)
	}
	if _, err := b.Get(old[0]); desk.CodeOf(err) != desk.CodeNotFound {
		t.Errorf("it is still there: %v", err)
	}
	for _, err := range []error{b.Remove("README"), b.Remove("../x")} {
		if desk.CodeOf(err) != desk.CodeInvalid {
			t.Errorf("what is no id of a file: %v", err)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "README")); err != nil {
		t.Error("a file of somebody else's is gone")
	}
}

// A stored file is described from its bytes, as when it was put.
func TestDescribe_givesTheFactsThatPutGave(t *testing.T) {
	t.Parallel()
	b, _ := open(t)
	put, err := b.Put(t.Context(), id, strings.NewReader(string(pngOf(t, 7, 9))), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	got, err := b.Describe(id)
	if err != nil || got.ID != put.ID || got.MIME != put.MIME || got.Width != 7 || got.Height != 9 || got.State != desk.MediaReady {
		t.Errorf("described as %+v, %v; was put as %+v", got, err, put)
	}
	if _, err := b.Describe("med_notthere01"); desk.CodeOf(err) != desk.CodeNotFound {
		t.Errorf("one that is not there: %v", err)
	}
}

// A folder that cannot be made is said to be that.
func TestOpen_refusesAFileForAFolder(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := files.Open(path); err == nil {
		t.Error("a file was taken for a folder")
	}
}
