package relay_test

import (
	"bytes"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
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
