package media

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// coming is a store whose one file comes as the test says.
func coming(t *testing.T, fetch func(ctx context.Context) (io.ReadCloser, error)) (*Store, func() (int, []byte)) {
	t.Helper()
	s, err := Open(Config{
		Dir: t.TempDir(), Opened: t.TempDir(), Clock: time.Now, Log: silent,
		Rows: messages(func(_ context.Context, id string) (wire.Message, error) {
			return wire.Message{ID: id, Media: &wire.Media{ID: "med_1", MIME: "image/png"}}, nil
		}),
		Fetch: func(ctx context.Context, _, _ string) (io.ReadCloser, error) { return fetch(ctx) },
	})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /media/{message}/{media}", s)
	return s, func() (int, []byte) {
		rec := get(t, mux, "/media/m1/med_1")
		return rec.Code, rec.Body.Bytes()
	}
}

func (s *Store) names(t *testing.T) (names []string) {
	t.Helper()
	list, err := os.ReadDir(s.cfg.Dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		names = append(names, e.Name())
	}
	return names
}

// breaking gives some bytes and then an error.
func breaking(b []byte) io.ReadCloser {
	return io.NopCloser(io.MultiReader(bytes.NewReader(b), broken{}))
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, errors.New("the network is gone") }

// Half a file is no file: it is not shown, nothing of it stays, and the next who
// asks gets the whole one.
func TestMedia_thatBreaksOffIsFetchedAgain(t *testing.T) {
	t.Parallel()
	ways := []io.ReadCloser{breaking(pngBytes[:20]), breaking(pngBytes), breaking(nil), io.NopCloser(bytes.NewReader(pngBytes))}
	s, ask := coming(t, func(context.Context) (io.ReadCloser, error) {
		next := ways[0]
		ways = ways[1:]
		return next, nil
	})
	for len(ways) > 1 {
		if code, _ := ask(); code != http.StatusServiceUnavailable || len(s.names(t)) != 0 {
			t.Errorf("it broke off: %d, and left %v", code, s.names(t))
		}
	}
	if code, body := ask(); code != http.StatusOK || !bytes.Equal(body, pngBytes) {
		t.Errorf("the next time: %d with %d bytes", code, len(body))
	}
}

func TestMedia_saysWhyItCannotBeHad(t *testing.T) {
	t.Parallel()
	for code, err := range map[int]error{
		http.StatusForbidden: desk.Refuse(desk.CodeForbidden, "refused"), http.StatusUnauthorized: desk.Refuse(desk.CodeUnauthorized, "signedOut"),
		http.StatusNotFound: desk.Refuse(desk.CodeNotFound, "media"), http.StatusServiceUnavailable: desk.Refuse(desk.CodeTooMany, "share"),
		http.StatusInternalServerError: errors.New("anything else"),
	} {
		s, ask := coming(t, func(context.Context) (io.ReadCloser, error) { return nil, err })
		if got, _ := ask(); got != code || len(s.names(t)) != 0 {
			t.Errorf("%v: %d, want %d; left %v", err, got, code, s.names(t))
		}
	}
}

// A relay that sends without end fills no disk.
func TestMedia_thatNeverEndsIsCut(t *testing.T) {
	t.Parallel()
	s, ask := coming(t, func(context.Context) (io.ReadCloser, error) { return io.NopCloser(endless{}), nil })
	if code, _ := ask(); code != http.StatusUnsupportedMediaType || len(s.names(t)) != 0 {
		t.Errorf("%d, and left %v", code, s.names(t))
	}
}

type endless struct{}

func (endless) Read(p []byte) (int, error) { return len(p), nil }

// What an app that was killed had begun is gone at the next start, and what it
// had is still there.
func TestOpen_dropsWhatWasBegun(t *testing.T) {
	t.Parallel()
	s, ask := coming(t, func(context.Context) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(pngBytes)), nil })
	ask()
	for _, name := range []string{"new-1", "new-22"} {
		if err := os.WriteFile(filepath.Join(s.cfg.Dir, name), pngBytes[:9], 0o600); err != nil {
			t.Fatal(err)
		}
	}
	shown := filepath.Join(s.cfg.Opened, "photo.png")
	if err := os.WriteFile(shown, pngBytes, 0o600); err != nil {
		t.Fatal(err)
	}
	again, err := Open(s.cfg)
	if err != nil {
		t.Fatal(err)
	}
	if got := again.names(t); len(got) != 1 || got[0] != filepath.Base(s.path("med_1")) {
		t.Errorf("after the start: %v", got)
	}
	if _, err := os.Stat(shown); err == nil {
		t.Error("a file that another program showed is still there")
	}
}

// Who signs out while a file comes leaves nothing of it, whenever it ends; a file
// that breaks off at that moment is no reason not to sign out.
func TestClear_keepsNothingThatIsStillComing(t *testing.T) {
	t.Parallel()
	for _, breaks := range []bool{false, true} {
		began, letGo := make(chan struct{}), make(chan struct{})
		s, ask := coming(t, func(context.Context) (io.ReadCloser, error) {
			close(began)
			<-letGo
			if breaks {
				return breaking(pngBytes), nil
			}
			return io.NopCloser(bytes.NewReader(pngBytes)), nil
		})
		got := make(chan int)
		go func() {
			code, _ := ask()
			got <- code
		}()
		<-began
		if err := s.Clear(); err != nil {
			t.Error(err)
		}
		close(letGo)
		if code := <-got; code == http.StatusOK || len(s.names(t)) != 0 {
			t.Errorf("breaks off %v: the page got %d, and %v is kept", breaks, code, s.names(t))
		}
	}
}
