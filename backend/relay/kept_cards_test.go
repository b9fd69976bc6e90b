package relay_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/routing"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// cardsIn gives what the rows of a directory say that was decided, by the decisions'
// ids: builds of then kept all of it there.
func cardsIn(t *testing.T, dir string) map[string]routing.Decision {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(dir, datadir.DatabaseFile))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.QueryContext(t.Context(), `SELECT id, COALESCE(json_extract(doc, '$.output'), (SELECT json_extract(CAST(e.payload AS TEXT), '$.output')
		FROM entry e WHERE e.kind = 'decision' AND json_extract(CAST(e.payload AS TEXT), '$.id') = decision.id)) FROM decision`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	cards := map[string]routing.Decision{}
	for rows.Next() {
		var id, output string
		if err := rows.Scan(&id, &output); err != nil {
			t.Fatal(err)
		}
		if cards[id], err = routing.DecodeDecision([]byte(output)); err != nil {
			t.Fatalf("decision %s: %v", id, err)
		}
	}
	if err := rows.Err(); err != nil || len(cards) == 0 {
		t.Fatalf("%d decisions, %v", len(cards), err)
	}
	return cards
}

// shows wants each card to say on a desktop what was decided then.
func shows(t *testing.T, d *wiretest.Desktop, cards map[string]routing.Decision) {
	t.Helper()
	for id, was := range cards {
		is, there := wiretest.Row[wire.Decision](d, "decision", id)
		switch {
		case !there, len(is.Candidates) != len(was.Candidates), len(is.Candidates) == 0,
			is.Winner != string(was.Winner), is.Reason != string(was.WinnerReason), is.Outcome != string(was.Outcome),
			is.Cause != string(was.Cause), is.Mode != string(was.Mode), is.Version != was.Version, is.InteractionID != string(was.InteractionID):
			t.Errorf("decision %s was %+v and is shown as %+v, %t", id, was, is, there)
			continue
		}
		for i, c := range was.Candidates {
			want := wire.Candidate{UserID: string(c.UserID), Reason: string(c.Reason), Since: c.PresenceSince, Open: c.OpenThreads, Limit: c.Capacity}
			if is.Candidates[i] != want {
				t.Errorf("decision %s says %+v of %s, want %+v", id, is.Candidates[i], c.UserID, want)
			}
		}
	}
}
