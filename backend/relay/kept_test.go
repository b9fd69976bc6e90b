package relay_test

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/engine"
	"github.com/parleydesk/parley/backend/relay"
	"github.com/parleydesk/parley/backend/routing"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/upkeep"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

// keepAs has TestWholeLine put its data directory into testdata/kept:
//
//	go test ./backend/relay -run 'TestWholeLine$' -keep-as 2026-12
//
// One is made at the last commit of an issue that changes what is stored, and
// never again: the later builds must open it as it is.
var keepAs = flag.String("keep-as", "", "name under which TestWholeLine keeps its data directory")

const keptFolder = "testdata/kept"

// keep packs the data directory of the relay, which stops.
func (tm *team) keep(name string) {
	tm.t.Helper()
	tm.stop()
	path := filepath.Join(keptFolder, name+".tar.gz")
	if _, err := os.Stat(path); !errors.Is(err, os.ErrNotExist) {
		tm.t.Fatalf("%s is there and is never made again", path)
	}
	var packed bytes.Buffer
	z, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	w := tar.NewWriter(z)
	if err := errors.Join(w.AddFS(os.DirFS(tm.dir)), w.Close(), z.Close()); err != nil {
		tm.t.Fatal(err)
	}
	if err := os.WriteFile(path, packed.Bytes(), 0o644); err != nil { //nolint:gosec // read by every later build
		tm.t.Fatal(err)
	}
}

// unpack gives a kept data directory.
func unpack(t *testing.T, path string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "data")
	packed, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer packed.Close()
	z, err := gzip.NewReader(packed)
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return dir
		}
		if err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(dir, filepath.FromSlash(h.Name))
		if h.Typeflag == tar.TypeDir {
			continue
		}
		content, err := io.ReadAll(r)
		if err == nil {
			err = os.MkdirAll(filepath.Dir(to), 0o700)
		}
		if err == nil {
			err = os.WriteFile(to, content, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestKept_everyDataDirectoryEverMadeOpens starts a relay on the data directories
// of earlier builds, which brings them up to date, looks whether everything in
// them fits together, signs in with the password of then, reads what was
// written, opens a secret with the key of then, and goes on working.
func TestKept_everyDataDirectoryEverMadeOpens(t *testing.T) {
	t.Parallel()
	list, err := filepath.Glob(filepath.Join(keptFolder, "*.tar.gz"))
	if err != nil || len(list) == 0 {
		t.Fatalf("%d kept directories, %v", len(list), err)
	}
	for _, path := range list {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			dir := unpack(t, path)
			cards := cardsIn(t, dir)
			tm := newTeamIn(t, dir)
			ctx := t.Context()
			if v, err := tm.relay.Store().FoldVersion(ctx); err != nil || v != engine.FoldVersion {
				t.Errorf("the state is of version %d, %v, want %d", v, err, engine.FoldVersion)
			}
			tm.verified()
			tm.readsWhatWasWritten(cards)
			tm.worksOn()
			tm.verified()
		})
	}
}

func (tm *team) verified() {
	tm.t.Helper()
	var said bytes.Buffer
	if err := upkeep.Verify(tm.t.Context(), tm.dir, filepath.Join(tm.dir, "keys", "master.key"), &said); err != nil {
		tm.t.Errorf("%v\n%s", err, &said)
	}
}

// readsWhatWasWritten looks for the conversation of TestWholeLine, and for why it
// went where it went.
func (tm *team) readsWhatWasWritten(cards map[string]routing.Decision) {
	tm.t.Helper()
	var s wire.Session
	if refused := tm.post(wire.PathSignIn, wire.SignIn{Email: "olga@example.com", Password: password, Device: wire.Device{Name: "Later", Platform: "test"}}, &s); refused != nil {
		tm.t.Fatalf("sign in with the password of then: %+v", refused)
	}
	d := tm.desk(s, wire.Hello{})
	d.Until("the conversation", func() bool { return d.Count("message") >= 3 })
	var texts []string
	for key, row := range d.Rows {
		if strings.HasPrefix(key, "message") {
			texts = append(texts, string(row))
		}
	}
	shows(tm.t, d, cards)
	for _, want := range []string{"is anybody there?", "Yes, Ana here.", "one more thing"} {
		if !strings.Contains(strings.Join(texts, "\n"), want) {
			tm.t.Errorf("%q is not among %q", want, texts)
		}
	}
}

// worksOn has the customer of then write once more, through the app's secret.
func (tm *team) worksOn() {
	tm.t.Helper()
	ctx := tm.t.Context()
	numbers, err := desk.Find[*desk.Number](ctx, tm.relay.Store(), tm.relay.Org(), desk.Numbers.With())
	if err != nil || len(numbers) == 0 {
		tm.t.Fatalf("%d numbers, %v", len(numbers), err)
	}
	before := tm.head()
	body := `{"object":"whatsapp_business_account","entry":[{"id":"` + sandbox.DefaultWABA + `","changes":[{"field":"messages","value":{
		"messaging_product":"whatsapp","metadata":{"display_phone_number":"442079460958","phone_number_id":"` + numbers[0].PhoneID + `"},
		"contacts":[{"profile":{"name":"Later"},"wa_id":"16505550123"}],
		"messages":[{"from":"16505550123","id":"wamid.later","timestamp":"1800000000","type":"text","text":{"body":"years later"}}]}}]}]}`
	if status := tm.signed([]byte(body)); status != 200 {
		tm.t.Fatalf("a webhook signed with the secret of then: %d", status)
	}
	if tm.head() <= before {
		tm.t.Error("what came in was not recorded")
	}
	if _, err := tm.relay.Store().MessageByProviderID(ctx, tm.relay.Org(), "wamid.later"); err != nil {
		tm.t.Error("what came in was not understood:", desk.CodeOf(err), tm.unhandled())
	}
}

// What only looks at a data directory changes nothing there. In one that an earlier
// build has left it says what has to be done first, and does its work afterwards.
func TestKept_whatOnlyLooksSaysThatAStartIsNeededFirst(t *testing.T) {
	t.Parallel()
	dir := unpack(t, filepath.Join(keptFolder, "2026-11-before.tar.gz"))
	ctx, database := t.Context(), filepath.Join(dir, datadir.DatabaseFile)
	cfg, err := config.Defaults(dir)
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	looks := map[string]func() error{
		"verify":   func() error { return upkeep.Verify(ctx, dir, filepath.Join(dir, "keys", "master.key"), &out) },
		"check":    func() error { return datadir.Check(ctx, database) },
		"org list": func() error { return relay.ListOrgs(ctx, dir, &out) },
		"org seats": func() error {
			return relay.Seats(ctx, config.OrgSeats{Config: cfg, Name: cfg.Organization}, time.Now, &out)
		},
	}
	was, err := os.ReadFile(database)
	if err != nil {
		t.Fatal(err)
	}
	for name, look := range looks {
		if err := look(); desk.CodeOf(err) != desk.CodeInvalid || !strings.Contains(words.Of(err), "Start the relay once with this version") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if is, err := os.ReadFile(database); err != nil || !bytes.Equal(was, is) {
		t.Errorf("the database file was changed, %v", err)
	}
	newTeamIn(t, dir).stop()
	for name, look := range looks {
		if err := look(); err != nil {
			t.Errorf("%s, after a start: %v", name, err)
		}
	}
}
