package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/record"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/build/benchtool/rig"
)

// The aims of the records, at a million of them.
const (
	aimFirstPageMs  = 100.0
	aimFilterMs     = 300.0
	aimExportPerSec = 50_000.0
	aimReportMs     = 1500.0
)

// recordsPerMessage says how many records are made for the size of the run: a million
// at the usual one.
const recordsPerMessage = 10

const (
	recordsOrg = desk.OrgID("org_records")
	dayMs      = int64(24 * time.Hour / time.Millisecond)
)

// asked are filters, by how much of the records they leave.
var recordFilters = []struct {
	what   string
	filter wire.RecordFilter
}{
	{"everything", wire.RecordFilter{}},
	{"one inbox of ten", wire.RecordFilter{Inboxes: []string{"inb_3"}}},
	{"one agent of 200", wire.RecordFilter{Agents: []string{"usr_77"}}},
	{"a day of 400", wire.RecordFilter{From: rig.RecordsBegin + 200*dayMs, To: rig.RecordsBegin + 201*dayMs}},
	{"two halves that never meet", wire.RecordFilter{Numbers: []string{"num_0"}, Services: []string{"Service 1"}}},
	{"one customer", wire.RecordFilter{Contact: "con_4242"}},
	{"every part at once", wire.RecordFilter{
		From: rig.RecordsBegin, Inboxes: []string{"inb_1", "inb_2"}, Agents: []string{"usr_1", "usr_2", "usr_11", "usr_12"}, EndReasons: []string{"closed"},
		Dispositions: []string{"archived"}, Before: []string{"active"}, Started: "customer", Queue: wire.RecordRange{From: 1, To: 50},
		Handling: wire.RecordRange{From: 10}, Messages: wire.RecordRange{From: 2}, Sources: []string{"region=emea"},
	}},
	{"a word of a customer's name", wire.RecordFilter{Text: "müller"}},
	{"a word of none", wire.RecordFilter{Text: "qqqqnothing"}},
}

func (b *bench) records(ctx context.Context) error {
	dir, err := b.fresh("records")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir) //nolint:errcheck // a temporary folder
	db, err := store.Open(ctx, filepath.Join(dir, "parley.db"), store.Options{})
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // a temporary database
	n := int64(b.size) * recordsPerMessage
	if err := rig.SeedRecords(ctx, db, recordsOrg, n); err != nil {
		return err
	}
	return b.measureRecords(ctx, db, n)
}

func (b *bench) measureRecords(ctx context.Context, db *store.DB, n int64) error {
	s := record.New(db, time.Now)
	v := view.Viewer{OrgID: recordsOrg, UserID: "usr_1", Role: desk.RoleOwner}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	began := time.Now()
	if err := s.Warm(ctx, recordsOrg); err != nil {
		return err
	}
	ahead := time.Since(began)
	runtime.GC()
	runtime.ReadMemStats(&after)
	name := fmt.Sprintf("records, %d of them: ", n)
	b.table.add(name+"read ahead at a start", fmt.Sprintf("%.1f s, %d MB held", ahead.Seconds(), (int64(after.HeapAlloc)-int64(before.HeapAlloc))>>20), "", "") //nolint:gosec // megabytes
	slowest := 0.0
	for i, each := range recordFilters {
		var took sample
		for range b.repeat {
			began := time.Now()
			if _, err := s.Page(ctx, v, wire.RecordsAsk{Filter: each.filter}); err != nil {
				return err
			}
			took = append(took, float64(time.Since(began).Microseconds())/1000)
		}
		b.table.add(name+each.what, took.text(" ms"), "", "")
		if i == 0 {
			b.table.aim("records: first page", took.median() <= aimFirstPageMs, fmt.Sprintf("%.0f ms, aim %.0f", took.median(), aimFirstPageMs))
		}
		slowest = max(slowest, took.median())
	}
	b.table.aim("records: any filter", slowest <= aimFilterMs, fmt.Sprintf("%.0f ms at most, aim %.0f", slowest, aimFilterMs))
	if err := b.measureReport(ctx, s, v, name); err != nil {
		return err
	}
	return b.measureExport(ctx, s, v, name)
}

// measureReport takes the time of all figures of all records, with what became of the
// template that began each seventh of them, and of the records of one figure of those.
func (b *bench) measureReport(ctx context.Context, s *record.Service, v view.Viewer, name string) error {
	var whole, found sample
	for range b.repeat {
		began := time.Now()
		out, err := s.Report(ctx, v, wire.ReportAsk{Filter: wire.RecordFilter{Zone: "Europe/Berlin"}})
		if err != nil {
			return err
		}
		whole = append(whole, float64(time.Since(began).Microseconds())/1000)
		if len(out.Templates) == 0 {
			return desk.Broken("bench", "the report has no templates")
		}
		began = time.Now()
		if _, err := s.Page(ctx, v, wire.RecordsAsk{Filter: wire.RecordFilter{Templates: []string{out.Templates[0].TemplateID}, Fate: string(desk.FateRead)}}); err != nil {
			return err
		}
		found = append(found, float64(time.Since(began).Microseconds())/1000)
	}
	b.table.add(name+"a whole report", whole.text(" ms"), "", "")
	b.table.add(name+"those in which a template was read", found.text(" ms"), "", "")
	b.table.aim("records: a whole report", whole.median() <= aimReportMs, fmt.Sprintf("%.0f ms, aim %.0f", whole.median(), aimReportMs))
	return nil
}

func (b *bench) measureExport(ctx context.Context, s *record.Service, v view.Viewer, name string) error {
	in := wire.RecordsExport{Separator: ","}
	for _, key := range []string{"started", "customer", "customerPhone", "number", "inbox", "agents", "disposition", "endReason", "queue", "first", "handling", "messagesIn", "messagesOut", "interaction"} {
		in.Columns = append(in.Columns, wire.RecordColumn{Key: key, Label: key})
	}
	began := time.Now()
	e, err := s.Export(ctx, v, in)
	if err != nil {
		return err
	}
	var high uint64
	if err := e.Write(ctx, io.Discard, func() error {
		var m runtime.MemStats
		if e.Rows > 0 && time.Now().UnixMilli()%50 == 0 {
			runtime.ReadMemStats(&m)
			high = max(high, m.HeapAlloc)
		}
		return ctx.Err()
	}); err != nil {
		return err
	}
	rate := float64(e.Rows) / time.Since(began).Seconds()
	b.table.add(name+"export, rows/s", fmt.Sprintf("%.0f, at most %d MB of memory", rate, high>>20), "", "")
	b.table.aim("records: export", rate >= aimExportPerSec, fmt.Sprintf("%.0f rows/s, aim %.0f", rate, aimExportPerSec))
	return nil
}
