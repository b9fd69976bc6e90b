package engine_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/engine"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/store/storetest"
	"github.com/parleydesk/parley/backend/wire"
)

// Both halves of the real database are a State.
var (
	_ engine.State = (*store.Tx)(nil)
	_ engine.State = (*store.DB)(nil)
)

// TestStore_givesTheSameBatchesAsTheMapsOfTheTests folds the same records on
// the maps that the other tests use and on the real database, in transactions of
// several entries, and wants the same batches.
func TestStore_givesTheSameBatchesAsTheMapsOfTheTests(t *testing.T) {
	t.Parallel()
	days := map[string]func() []desk.Entry{"a planned day": func() []desk.Entry { return plannedDay(t) }}
	for seed := range 4 {
		days[fmt.Sprintf("random day %d", seed)] = func() []desk.Entry {
			return rapid.Custom(randomDay).Example(seed)
		}
	}
	for name, record := range days {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sameOnBoth(t, record())
		})
	}
}

func sameOnBoth(t *testing.T, entries []desk.Entry) {
	t.Helper()
	ctx := t.Context()
	db, err := store.Open(ctx, storetest.Empty(t), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	m := newMemory()
	const together = 7
	for len(entries) > 0 {
		some := entries[:min(together, len(entries))]
		entries = entries[len(some):]
		err := db.WriteTx(ctx, func(tx *store.Tx) error {
			for _, e := range some {
				if err := foldOnBoth(ctx, t, tx, m, e); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func foldOnBoth(ctx context.Context, t *testing.T, tx *store.Tx, m *memory, e desk.Entry) error {
	t.Helper()
	want, err := folding.Fold(ctx, m, e)
	if err != nil {
		return err
	}
	e.Hash = make([]byte, 32)
	if err := tx.PutEntry(ctx, e); err != nil {
		return err
	}
	got, err := folding.Fold(ctx, keyed{tx, m}, e)
	if err != nil {
		return err
	}
	if d := cmp.Diff(want, got, cmpopts.EquateEmpty()); d != "" {
		t.Fatalf("entry %d of kind %s (- maps, + database):\n%s", e.Seq, e.Kind, d)
	}
	m.entries = append(m.entries, e)
	m.apply(e.Seq, want)
	return tx.Apply(ctx, e.Org, e.Seq, got)
}

// keyed is the database with the key of ids that the record was made with.
type keyed struct {
	*store.Tx
	m *memory
}

func (k keyed) IDKey(ctx context.Context, o org) (desk.IDKey, error) { return k.m.IDKey(ctx, o) }

func randomDay(rt *rapid.T) []desk.Entry { return afterRandomDay(rt).m.entries }

// afterRandomDay is the world when a random day is over.
func afterRandomDay(rt *rapid.T) *world {
	w := newWorld(rt)
	p := &player{world: w, rt: rt, was: map[desk.MessageID]desk.Status{}}
	for i := range 60 {
		switch i {
		case 30:
			w.wrongClock(25 * hour)
		case 45:
			w.rightClock()
		}
		p.step()
	}
	return w
}

// plannedDay goes through sequences of events that a random day seldom has.
func plannedDay(t *testing.T) []desk.Entry {
	w := newWorld(t)
	w.says("wamid.1", "hello")
	w.ok("ana", wire.CmdDeclineOffer.Name, wire.OfferRef{OfferID: string(w.offer().ID)})
	w.accept()
	id := w.send("ben", w.text("hi"))
	w.posting(id)
	w.must(desk.EntrySendUnknown, desk.SendEntry{MessageID: desk.MessageID(id)})
	w.status("wamid.o1", "delivered", `,"biz_opaque_callback_data":"`+id+`"`)
	w.wrote("wamid.2", customer, w.now, `"from_user_id":"US.1","type":"text","text":{"body":"x"},"context":{"id":"wamid.o1"}`)
	w.wrote("wamid.3", customer, w.now, `"type":"reaction","reaction":{"message_id":"wamid.o1","emoji":"👍"}`)
	w.wrote("wamid.4", customer, w.now, `"type":"system","system":{"type":"user_changed_number","body":"changed","wa_id":"16505559999"}`)
	w.wrote("wamid.5", "16505559999", w.now, `"type":"image","image":{"id":"777","mime_type":"image/jpeg"}`)
	th := w.thread()
	w.ok("ben", wire.CmdRead.Name, wire.ReadUpTo{ThreadID: string(th.ID), UpToSeq: th.LastSeq})
	r := w.ref()
	w.ok("ben", wire.CmdTransfer.Name, wire.Transfer{InteractionID: r.InteractionID, Epoch: r.Epoch, To: "ana"})
	w.ok("ana", wire.CmdRequeue.Name, w.ref())
	box := w.interaction().InboxID
	w.ok("olga", wire.CmdPutInbox.Name, wire.PutInbox{ID: string(box), Name: "Support", Mode: "manual", NumberID: "num1", Members: []string{"ana"}})
	w.ok("olga", wire.CmdTake.Name, w.ref())
	w.ok("olga", wire.CmdReadNotices.Name, wire.ReadNotices{All: true})
	w.ok("olga", wire.CmdClose.Name, w.ref())
	w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1"})
	w.wrote("wamid.6", "16505559999", w.now, `"type":"text","text":{"body":"again"}`)
	w.ok("olga", wire.CmdMapNumber.Name, wire.MapNumber{NumberID: "num1", InboxID: string(box)})
	w.pass(25 * hour)
	w.startWith("ana", "+16505559999")
	w.hook(`{"entry":[{"id":"waba9","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"999"},
		"messages":[{"from":"4912345678","id":"wamid.x","timestamp":"1790000000","type":"text","text":{"body":"early"}}]}}]}]}`)
	w.must(desk.EntryNumberPut, desk.Number{ID: "num9", Provider: "meta", AppID: "app1", WabaID: "waba9", PhoneID: "999", Name: "Nine"})
	return w.m.entries
}
