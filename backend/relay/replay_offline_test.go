package relay_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/relay"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/upkeep"
	"github.com/parleydesk/parley/backend/wire"
)

// A whole record is made again beside the relay that works there. What is planted is found:
// a row that nothing made, then a decision that its rules do not make.
func TestReplay_namesTheFirstDifference(t *testing.T) {
	t.Parallel()
	o := newParties(t)
	have := o.conversation(o.ana, "1", "16505550001")
	replay := func(c config.Replay) (string, error) {
		t.Helper()
		var out bytes.Buffer
		c.Config.DataDir = o.dir
		err := relay.Replay(t.Context(), c, &out)
		for _, secret := range []string{"my secret is tulip", "16505550001"} {
			if strings.Contains(out.String(), secret) {
				t.Errorf("it tells of a customer:\n%s", out.String())
			}
		}
		return out.String(), err
	}
	said, err := replay(config.Replay{})
	if err != nil || !strings.Contains(said, ": 1 decisions, each with the same answer") || !strings.Contains(said, "rows, each as the record makes it") {
		t.Fatalf("nothing was planted: %v\n%s", err, said)
	}

	db, org := o.relay.Store(), o.relay.Org()
	th, err := desk.Get[*desk.Thread](t.Context(), db, org, desk.RowThread, have[wire.AskThread])
	if err != nil {
		t.Fatal(err)
	}
	was := th.Clone().(*desk.Thread) //nolint:errcheck // a copy of a thread is one
	put := func(row desk.Row) {
		t.Helper()
		if err := db.WriteTx(context.Background(), func(tx *store.Tx) error {
			return tx.Apply(context.Background(), org, 1, desk.Batch{Rows: []desk.Row{row}})
		}); err != nil {
			t.Fatal(err)
		}
	}
	th.LastAt++
	put(th)
	if said, err = replay(config.Replay{}); desk.SubcodeOf(err) != upkeep.SubcodeMisfit ||
		!strings.Contains(said, "thread "+string(th.ID)) || !strings.Contains(said, "the record makes it otherwise; 1 rows differ") {
		t.Errorf("a row was planted: %v\n%s", err, said)
	}
	put(was)

	d := o.planted(have[wire.AskDecision])
	said, err = replay(config.Replay{})
	if desk.SubcodeOf(err) != upkeep.SubcodeMisfit || !strings.Contains(said, "thread "+string(d.ThreadID)) || !strings.Contains(said, "stored: "+d.Output) ||
		!strings.Contains(said, "\nagain:  {\"version\":2") {
		t.Errorf("a decision was planted: %v\n%s", err, said)
	}
	head, err := db.Marks(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if said, err = replay(config.Replay{To: head[org].Seq - 1}); err != nil || strings.Contains(said, "rows") {
		t.Errorf("before it: %v\n%s", err, said)
	}
	if said, err = replay(config.Replay{From: head[org].Seq}); err == nil {
		t.Errorf("from it on nothing differs:\n%s", said)
	}
}

// planted records a decision once more, with another answer than its rules give.
func (o *parties) planted(id string) desk.DecisionEntry {
	o.t.Helper()
	ctx, db, org := context.Background(), o.relay.Store(), o.relay.Org()
	row, err := desk.Get[*desk.Decision](ctx, db, org, desk.RowDecision, id)
	if err != nil {
		o.t.Fatal(err)
	}
	e, err := db.Entry(ctx, org, row.Seq)
	if err != nil {
		o.t.Fatal(err)
	}
	var d desk.DecisionEntry
	if err := json.Unmarshal(e.Payload, &d); err != nil {
		o.t.Fatal(err)
	}
	d.ID = "dec_planted"
	d.Output = strings.Replace(d.Output, `"offerSeconds":30`, `"offerSeconds":31`, 1)
	if err := o.relay.Record(ctx, desk.EntryDecision, d); err != nil {
		o.t.Fatal(err)
	}
	return d
}
