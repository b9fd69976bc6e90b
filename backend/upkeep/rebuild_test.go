package upkeep_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/relay"
	"github.com/parleydesk/parley/backend/relay/spinetest"
	"github.com/parleydesk/parley/backend/upkeep"
	"github.com/parleydesk/parley/backend/wire"
)

var entries = flag.Int("entries", 1_500, "messages in the record that is folded again")

var quiet = slog.New(slog.DiscardHandler)

// fold is the engine's, called version v.
func fold(v int) upkeep.Fold {
	return upkeep.Fold{Version: v, Do: relay.Engine.FoldTx, About: relay.Engine.About}
}

// busy is a day with n messages of a few hundred customers, to half of which
// somebody replies.
func busy(t testing.TB, n int) *spinetest.Spine {
	t.Helper()
	s := spinetest.Open(t, func() {})
	s.Person("usr_olga", desk.RoleOwner)
	s.Person("usr_ana", desk.RoleAgent)
	s.Inbox("usr_olga", "usr_ana")
	s.Put(desk.EntryPresence, desk.PresenceEntry{UserID: "usr_ana", Connected: true})
	customers := max(n/5, 1)
	proposals := make([]desk.Proposal, 0, n)
	for i := range n {
		proposals = append(proposals, written(t, i, fmt.Sprintf("4915200%06d", i%customers)))
	}
	for len(proposals) > 0 {
		some := proposals[:min(200, len(proposals))]
		proposals = proposals[len(some):]
		if _, err := s.Ledger.Submit(t.Context(), desk.Submission{Proposals: some}); err != nil {
			t.Fatal(err)
		}
	}
	ref := s.Waiting()
	s.Command("usr_ana", wire.CmdTake.Name, ref, nil)
	it, err := desk.Get[*desk.Interaction](t.Context(), s.DB, spinetest.Org, desk.RowInteraction, ref.InteractionID)
	if err != nil {
		t.Fatal(err)
	}
	for i := range max(n/100, 1) {
		var r wire.SendResult
		s.Command("usr_ana", wire.CmdSend.Name, wire.Send{
			ThreadID: string(it.ThreadID), InteractionID: ref.InteractionID, Epoch: it.Epoch, Content: wire.SendContent{Kind: "text", Text: "hi"},
		}, &r)
		s.Put(desk.EntrySendPosting, desk.SendEntry{MessageID: desk.MessageID(r.MessageID)})
		s.Put(desk.EntrySendAccepted, desk.SendEntry{MessageID: desk.MessageID(r.MessageID), ProviderID: fmt.Sprintf("wamid.out.%d", i)})
	}
	return s
}

func written(t testing.TB, i int, from string) desk.Proposal {
	t.Helper()
	now := time.Now().Unix()
	item := fmt.Sprintf(`{"entry":"1","field":"messages","metadata":{"display_phone_number":"493023125014","phone_number_id":%q},
		"contacts":[{"profile":{"name":"Customer %s"},"wa_id":%q}],
		"message":{"from":%q,"id":"wamid.%d","timestamp":"%d","type":"text","text":{"body":"message number %d of this day"}}}`,
		spinetest.Phone, from, from, from, i, now, i)
	payload, err := json.Marshal(desk.ItemEntry{
		AppID: spinetest.App, NumberID: spinetest.Line, PhoneID: spinetest.Phone, Field: "messages", Item: json.RawMessage(item),
	})
	if err != nil {
		t.Fatal(err)
	}
	return desk.Proposal{Org: spinetest.Org, Kind: desk.EntryMetaMessage, Key: fmt.Sprintf("wamid.%d", i), Payload: payload}
}

func dump(t testing.TB, s *spinetest.Spine) string {
	t.Helper()
	var b bytes.Buffer
	if err := s.DB.DumpRows(context.Background(), spinetest.Org, &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// BenchmarkRebuild gives the entries that are folded again in a second.
func BenchmarkRebuild(b *testing.B) {
	s := busy(b, *entries)
	s.Ledger.Stop()
	var done int64
	b.ResetTimer()
	for v := 2; b.Loop(); v++ {
		p, err := upkeep.Rebuild(context.Background(), s.DB, fold(v), quiet, nil)
		if err != nil {
			b.Fatal(err)
		}
		done += p.Done
	}
	b.ReportMetric(float64(done)/b.Elapsed().Seconds(), "entries/s")
}

// A rebuild gives the same rows, whole, with a feed that begins behind the last
// entry in a life of its own.
func TestRebuild_givesTheSameRowsAndANewFeed(t *testing.T) {
	t.Parallel()
	s := busy(t, 300)
	s.Ledger.Stop()
	ctx := t.Context()
	before := dump(t, s)
	life, err := s.DB.Life(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var last upkeep.Progress
	if err := upkeep.Prepare(ctx, s.DB, fold(1), quiet, func(upkeep.Progress) { t.Error("a state of this version was built anew") }); err != nil {
		t.Fatal(err)
	}
	if err := upkeep.Prepare(ctx, s.DB, fold(2), quiet, func(p upkeep.Progress) { last = p }); err != nil {
		t.Fatal(err)
	}
	if after := dump(t, s); after != before {
		t.Error("the rows are others")
	}
	head, err := s.DB.Head(ctx, spinetest.Org)
	if err != nil {
		t.Fatal(err)
	}
	if last.Done != head || last.All != head || last.Failed != 0 || last.Percent() != 100 {
		t.Errorf("progress ended at %+v of %d entries", last, head)
	}
	if now, err := s.DB.Life(ctx); err != nil || now == life {
		t.Errorf("the feed goes on in the life %s, %v", now, err)
	}
	if floor, err := s.DB.FeedFloor(ctx, spinetest.Org); err != nil || floor != head {
		t.Errorf("the feed begins at %d, %v, want %d", floor, err, head)
	}
	if v, err := s.DB.FoldVersion(ctx); err != nil || v != 2 {
		t.Errorf("the state is of version %d, %v", v, err)
	}
	err = upkeep.Prepare(ctx, s.DB, fold(1), quiet, nil)
	if desk.SubcodeOf(err) != upkeep.SubcodeNewer {
		t.Errorf("an older program on it: %v", err)
	}
}

// The relay's rebuild reads each message once, when those of a page are looked up
// together: no fold reads its entry again.
func TestRebuild_readsMessagesBeforeTheyAreFolded(t *testing.T) {
	t.Parallel()
	s := busy(t, 100)
	s.Ledger.Stop()
	unread, messages := 0, 0
	reading := relay.Folds
	reading.Version++
	reading.Do = func(ctx context.Context, tx ledger.Tx, e desk.Entry) (desk.Batch, error) {
		if e.Kind == desk.EntryMetaMessage {
			if messages++; e.Read == nil {
				unread++
			}
		}
		return relay.Folds.Do(ctx, tx, e)
	}
	if _, err := upkeep.Rebuild(t.Context(), s.DB, reading, quiet, nil); err != nil {
		t.Fatal(err)
	}
	if messages != 100 || unread != 0 {
		t.Errorf("%d of %d messages were not read before", unread, messages)
	}
}

// A rebuild that ended anywhere goes on behind its last page, and not from the
// beginning; one for another version begins afresh.
func TestRebuild_goesOnWhereItWasKilled(t *testing.T) {
	t.Parallel()
	s := busy(t, 900)
	s.Ledger.Stop()
	ctx := t.Context()
	before := dump(t, s)
	killed := errors.New("killed")
	folded := 0
	dying := fold(2)
	dying.Do = func(ctx context.Context, tx ledger.Tx, e desk.Entry) (desk.Batch, error) {
		if folded++; folded > 1_060 {
			return desk.Batch{}, crash{killed}
		}
		return relay.Engine.FoldTx(ctx, tx, e)
	}
	if _, err := upkeep.Rebuild(ctx, s.DB, dying, quiet, nil); !errors.Is(err, killed) {
		t.Fatalf("the first run: %v", err)
	}
	if unfinished, err := s.DB.Rebuilding(ctx); err != nil || unfinished == nil || unfinished.Done[spinetest.Org] != 1024 {
		t.Fatalf("noted is %+v, %v: want one whole page", unfinished, err)
	}
	if dump(t, s) == before {
		t.Fatal("the state is whole after a run that was killed")
	}
	folded = 0
	counting := fold(2)
	counting.Do = func(ctx context.Context, tx ledger.Tx, e desk.Entry) (desk.Batch, error) {
		folded++
		return relay.Engine.FoldTx(ctx, tx, e)
	}
	p, err := upkeep.Rebuild(ctx, s.DB, counting, quiet, nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := int(p.All - 1024); folded != want {
		t.Errorf("the second run folded %d entries, want %d", folded, want)
	}
	if after := dump(t, s); after != before {
		t.Error("the rows are others")
	}
	folded = 0
	if _, err := upkeep.Rebuild(ctx, s.DB, dying, quiet, nil); err == nil { // for the same version, from the beginning
		t.Error("a rebuild that was whole was not begun anew")
	}
	if _, err := upkeep.Rebuild(ctx, s.DB, fold(3), quiet, nil); err != nil {
		t.Fatal(err)
	}
	if after := dump(t, s); after != before {
		t.Error("the rows are others after a rebuild for another version")
	}
}

// crash is a failure of the storage, which ends a rebuild.
type crash struct{ error }

func (c crash) Fatal() bool   { return false }
func (c crash) Unwrap() error { return c.error }

// An entry that a newer fold cannot fold is shown to the admins, and the others
// are folded.
func TestRebuild_whatCannotBeFoldedAnyMoreIsQuarantined(t *testing.T) {
	t.Parallel()
	s := busy(t, 50)
	s.Ledger.Stop()
	ctx := t.Context()
	strict := fold(2)
	strict.Do = func(ctx context.Context, tx ledger.Tx, e desk.Entry) (desk.Batch, error) {
		if e.Key == "wamid.17" {
			return desk.Batch{}, desk.Refuse(desk.CodeInvalid, "payload")
		}
		return relay.Engine.FoldTx(ctx, tx, e)
	}
	p, err := upkeep.Rebuild(ctx, s.DB, strict, quiet, nil)
	if err != nil || p.Failed != 1 {
		t.Fatalf("%+v, %v", p, err)
	}
	list, err := s.DB.UnhandledList(ctx, spinetest.Org, 10)
	if err != nil || len(list) != 1 {
		t.Fatalf("%d lines for the admins, %v", len(list), err)
	}
	if _, err := s.DB.MessageByProviderID(ctx, spinetest.Org, "wamid.18"); err != nil {
		t.Error("what came after it is not there:", err)
	}
}
