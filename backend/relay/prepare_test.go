package relay_test

import (
	"bytes"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/relay"
	"github.com/parleydesk/parley/backend/upkeep"
	"github.com/parleydesk/parley/backend/wire"
)

func (tm *team) rows() string {
	tm.t.Helper()
	var b bytes.Buffer
	if err := tm.relay.Store().DumpRows(tm.t.Context(), tm.relay.Org(), &b); err != nil {
		tm.t.Fatal(err)
	}
	return b.String()
}

// A relay that finds a state of an older fold makes it anew before it serves,
// and people stay signed in.
func TestPrepare_anOlderStateIsBuiltAnewAtStart(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	olga := tm.owner()
	tm.number("106540352242922", appID)
	// The relay examines a new number by itself, which must not come between.
	if !eventually(func() bool { return strings.Contains(tm.rows(), string(desk.RowCheckup)+"\t") }) {
		t.Fatal("the number was not examined")
	}
	before := tm.rows()
	tm.stop()
	db := tm.database()
	if err := db.SetFoldVersion(t.Context(), 0); err != nil { // as a build before folds had versions left it
		t.Fatal(err)
	}
	if _, err := db.BeginRebuild(t.Context(), 1); err != nil { // and was killed
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	tm.start()
	if after := tm.rows(); after != before {
		t.Errorf("the rows are others:\n%s", difference(before, after))
	}
	tm.desk(olga, wire.Hello{})
	tm.stop()
	db = tm.database()
	if err := db.SetFoldVersion(t.Context(), 99); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if err := tm.tryStart(); desk.SubcodeOf(err) != upkeep.SubcodeNewer {
		t.Errorf("on a newer program's state: %v", err)
	}
	db = tm.database()
	if err := db.SetFoldVersion(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	tm.start() // for the end of the test
}

// While the state is made anew everybody who asks hears so, and that it is no
// failure; the computer's own desktops read it beside the data.
func TestPrepare_saysHowFarItIs(t *testing.T) {
	t.Parallel()
	cfg, err := config.Defaults(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	cfg.Public.Listen, cfg.Internal.Listen = "127.0.0.1:0", "127.0.0.1:0"
	public, internal, stop := relay.Prepares(t.Context(), relay.Options{Config: cfg, Log: slog.New(slog.DiscardHandler)}, upkeep.Progress{Done: 45, All: 100})
	for url, want := range map[string]string{
		public + wire.PathState:            wire.SubPreparing,
		public + "/webhooks/meta/" + appID: wire.SubPreparing,
		internal + "/readyz":               `"state":"unavailable"`,
	} {
		status, body := get(t, url)
		if status != http.StatusServiceUnavailable || !strings.Contains(body, want) {
			t.Errorf("%s answers %d %s", url, status, body)
		}
	}
	if status, body := get(t, internal+"/metrics"); status != http.StatusOK || !strings.Contains(body, "parley_preparing_percent 45") {
		t.Errorf("metrics answer %d %s", status, body)
	}
	if status, _ := get(t, internal+"/healthz"); status != http.StatusOK {
		t.Errorf("health answers %d: a relay that prepares is not dead", status)
	}
	if p, _, found := datadir.ReadPreparing(cfg.DataDir); !found || p.Percent != 45 {
		t.Errorf("noted is %+v, %t", p, found)
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if _, _, found := datadir.ReadPreparing(cfg.DataDir); found {
		t.Error("the note stays")
	}
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}
