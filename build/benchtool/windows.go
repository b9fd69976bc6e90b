package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sort"
	"strconv"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/relay"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/build/benchtool/rig"
)

const (
	pendingWindows = 1_000_000
	firedWindows   = 10_000
	timerBatch     = 500 // as the relay fires them
	benchOrg       = desk.OrgID("org_bench")
)

// windows measures a million pending windows, and ten thousand that end.
func (b *bench) windows(ctx context.Context) error {
	dir, err := b.fresh("windows")
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, filepath.Join(dir, "parley.db"), store.Options{})
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // a temporary file
	now := time.Now()
	if err := b.pending(ctx, db, now, filepath.Join(dir, "parley.db")); err != nil {
		return err
	}
	return b.fire(ctx, db, now)
}

// plainTimer is the floor's window.
type plainTimer struct {
	subject string
	due     int64
}

// subjectOf and dueOf make windows as they come about: each is due a day after
// a message, so those made later are due later, give or take a minute. None of
// them is due for an hour.
func subjectOf(i int) string { return fmt.Sprintf("int_%020d", i) }

func dueOf(i int, now time.Time) int64 {
	return now.UnixMilli() + 3_600_000 + int64(i)*82 + int64(uint64(i)*2654435761%60_000) //nolint:gosec // i is never negative
}

// pending inserts the windows, and asks what is due.
func (b *bench) pending(ctx context.Context, db *store.DB, now time.Time, file string) error {
	before := residentMB(os.Getpid())
	began := time.Now()
	for i := 0; i < pendingWindows; i += 10_000 {
		batch := desk.Batch{}
		for n := i; n < i+10_000; n++ {
			batch.Timers = append(batch.Timers, desk.Timer{Kind: desk.TimerExpire, Subject: subjectOf(n), DueAt: dueOf(n, now)})
		}
		if err := db.WriteTx(ctx, func(tx *store.Tx) error { return tx.Apply(ctx, benchOrg, 0, batch) }); err != nil {
			return err
		}
	}
	inserted := sample{time.Since(began).Seconds()}
	after := residentMB(os.Getpid())
	plain, heap, sorting := plainWindows(now)
	b.table.add("1,000,000 pending windows: insert, durably", inserted.text(" s"), sorting.text(" s")+" map and sorted slice", ratio(inserted, sorting))
	b.table.add("  memory (theirs is on the disk)", fmt.Sprintf("%.0f MB and %.0f MB of file", max(0, after-before), fileMB(file)), fmt.Sprintf("%.0f MB", heap), "")

	due := now.Add(time.Hour).UnixMilli() + 10_000 // the first few seconds' worth
	var asked, searched sample
	for range b.repeat {
		var err error
		var found int
		rate := perSecond(b.phase/4, func() {
			var list []desk.OrgTimer
			list, err = db.DueTimers(ctx, due, timerBatch)
			found = len(list)
		})
		if err != nil {
			return err
		}
		asked = append(asked, 1e6/rate)
		rate = perSecond(b.phase/4, func() { searched = append(searched[:0:0], float64(len(dueIn(plain, due)))) })
		if int(searched[0]) != found {
			return fmt.Errorf("%d windows are due, the floor finds %.0f", found, searched[0])
		}
		searched = sample{1e6 / rate}
	}
	b.table.add("  finding what is due", asked.text(" µs"), searched.text(" µs")+" search in the slice", ratio(asked, searched))
	return nil
}

func dueIn(plain []plainTimer, due int64) []plainTimer {
	n := sort.Search(len(plain), func(i int) bool { return plain[i].due > due })
	return slices.Clone(plain[:min(n, timerBatch)])
}

// plainWindows is the floor: a map to move a window by its subject, and a
// sorted slice to see what is due.
func plainWindows(now time.Time) (list []plainTimer, heapMB float64, took sample) {
	heap := func() float64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return float64(m.HeapAlloc) / (1 << 20)
	}
	before, began := heap(), time.Now()
	byName := map[string]int64{}
	for i := range pendingWindows {
		t := plainTimer{subjectOf(i), dueOf(i, now)}
		byName[t.subject] = t.due
		list = append(list, t)
	}
	slices.SortFunc(list, func(a, b plainTimer) int { return int(a.due - b.due) })
	took = sample{time.Since(began).Seconds()}
	heapMB = heap() - before
	runtime.KeepAlive(byName)
	return list, heapMB, took
}

func fileMB(path string) float64 {
	total := 0.0
	for _, p := range []string{path, path + "-wal"} {
		if info, err := os.Stat(p); err == nil {
			total += float64(info.Size()) / (1 << 20)
		}
	}
	return total
}

// fire lets the windows of ten thousand real interactions end, durably, through
// the ledger as the relay does it, with the million still pending.
func (b *bench) fire(ctx context.Context, db *store.DB, now time.Time) error {
	clock := now.Add(-23*time.Hour - 40*time.Minute)
	l := relay.NewLedger(db, ledger.Config{Clock: func() time.Time { return clock }})
	if err := l.Start(ctx); err != nil {
		return err
	}
	defer l.Stop()
	if err := fill(ctx, l, clock); err != nil {
		return err
	}
	// Only theirs: the million are not due for an hour, theirs are made to be.
	clock = now.Add(30 * time.Minute)
	var fired int
	began := time.Now()
	for fired < firedWindows {
		due, err := db.DueTimers(ctx, clock.UnixMilli(), timerBatch)
		if err != nil {
			return err
		}
		if len(due) == 0 {
			return fmt.Errorf("only %d of %d windows came due", fired, firedWindows)
		}
		if err := submitTimers(ctx, l, due); err != nil {
			return err
		}
		fired += len(due)
	}
	took := sample{float64(fired) / time.Since(began).Seconds()}
	bare, err := b.bareInserts(ctx, fired)
	if err != nil {
		return err
	}
	b.table.add("  firing 10,000, durably: windows/s (each ends an interaction, nobody is told)", took.text(""), bare.text("")+" bare inserts", ratio(took, bare))
	return checkEnded(ctx, db)
}

// submitTimers hands what is due to the ledger, as backend/relay does.
func submitTimers(ctx context.Context, l *ledger.Ledger, due []desk.OrgTimer) error {
	proposals := make([]desk.Proposal, 0, len(due))
	for _, d := range due {
		payload, err := json.Marshal(d.Timer)
		if err != nil {
			return err
		}
		proposals = append(proposals, desk.Proposal{
			Org: d.Org, Kind: desk.EntryTimer, Payload: payload,
			Key: "timer/" + string(d.Kind) + "/" + d.Subject + "/" + strconv.FormatInt(d.DueAt, 10),
		})
	}
	_, err := l.Submit(ctx, desk.Submission{Proposals: proposals})
	return err
}

// bareInserts is the floor: as many rows, in the same batches, in one table.
func (b *bench) bareInserts(ctx context.Context, n int) (sample, error) {
	dir, err := b.fresh("bare")
	if err != nil {
		return nil, err
	}
	bare, err := openBare(ctx, filepath.Join(dir, "bare.db"), relayPragmas)
	if err != nil {
		return nil, err
	}
	defer bare.close()
	batch := make([][]byte, timerBatch)
	for i := range batch {
		batch[i] = body(int64(i))
	}
	began := time.Now()
	for done := 0; done < n; done += timerBatch {
		if err := bare.put(ctx, batch); err != nil {
			return nil, err
		}
	}
	return sample{float64(n) / time.Since(began).Seconds()}, nil
}

// fill makes an organization with ten thousand open conversations, each with
// one message of that time.
func fill(ctx context.Context, l *ledger.Ledger, at time.Time) error {
	inbox, err := json.Marshal(wire.PutInbox{Name: "Support", Mode: string(desk.ModeManual), NumberID: "num_1", ReassignSeconds: 30, Members: []string{"usr_1"}})
	if err != nil {
		return err
	}
	var proposals []desk.Proposal
	for _, e := range []struct {
		kind desk.EntryKind
		body any
	}{
		{desk.EntryOrgPut, desk.Organization{ID: benchOrg, Name: "Bench"}},
		{desk.EntryUserPut, desk.User{ID: "usr_1", Name: "Olga", Role: desk.RoleOwner, Active: true, WhatsApp: true, Capacity: 5}},
		{desk.EntryAppPut, desk.App{ID: sandbox.DefaultAppID}},
		{desk.EntryWabaPut, desk.Waba{ID: sandbox.DefaultWABA, AppID: sandbox.DefaultAppID}},
		{desk.EntryNumberPut, desk.Number{
			ID: "num_1", Provider: "meta", AppID: sandbox.DefaultAppID, WabaID: sandbox.DefaultWABA, PhoneID: sandbox.DefaultNumber, Name: "Support",
		}},
		{desk.EntryCommand, desk.CommandEntry{UserID: "usr_1", ClientID: "cmd_1", Name: wire.CmdPutInbox.Name, Body: inbox}},
		// Switched off: it is the windows that are measured, not the notices.
		{desk.EntryUserPut, desk.User{ID: "usr_1", Name: "Olga", Role: desk.RoleOwner}},
	} {
		payload, err := json.Marshal(e.body)
		if err != nil {
			return err
		}
		proposals = append(proposals, desk.Proposal{Org: benchOrg, Kind: e.kind, Payload: payload})
	}
	for i := range firedWindows {
		d, err := messageProposal(i, at)
		if err != nil {
			return err
		}
		if proposals = append(proposals, d); len(proposals) >= 256 || i == firedWindows-1 {
			out, err := l.Submit(ctx, desk.Submission{Proposals: proposals})
			if err != nil {
				return err
			}
			for _, o := range out {
				if o.Quarantined {
					return fmt.Errorf("entry %d was not understood", o.Seq)
				}
			}
			proposals = proposals[:0]
		}
	}
	return nil
}

// messageProposal is the message of one customer, as backend/webhook hands it on.
func messageProposal(i int, at time.Time) (desk.Proposal, error) {
	items, err := meta.Split(oldBody(i, at))
	if err != nil {
		return desk.Proposal{}, err
	}
	it := items[0]
	payload, err := json.Marshal(desk.ItemEntry{
		AppID: sandbox.DefaultAppID, WabaID: sandbox.DefaultWABA, NumberID: "num_1", PhoneID: it.PhoneNumberID,
		Field: it.Field, Time: it.Time, Item: it.Payload,
	})
	return desk.Proposal{Org: benchOrg, Kind: desk.EntryMetaMessage, Key: "meta/" + it.Key, Payload: payload}, err
}

// checkEnded makes sure that what was fired has done its work.
func checkEnded(ctx context.Context, db *store.DB) error {
	open, err := db.OpenInteractions(ctx, benchOrg)
	if err == nil && len(open) > 0 {
		err = fmt.Errorf("%d of %d interactions are still open after their window", len(open), firedWindows)
	}
	return err
}

func oldBody(i int, at time.Time) []byte {
	return rig.TextBody(fmt.Sprintf("wamid.window.%d", i), fmt.Sprintf("49152%07d", i), messageText(int64(i)), at)
}
