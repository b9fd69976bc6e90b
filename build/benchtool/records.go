package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/record"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
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

const recordsOrg = desk.OrgID("org_records")

// asked are filters, by how much of the records they leave.
var recordFilters = []struct {
	what   string
	filter wire.RecordFilter
}{
	{"everything", wire.RecordFilter{}},
	{"one inbox of ten", wire.RecordFilter{Inboxes: []string{"inb_3"}}},
	{"one agent of 200", wire.RecordFilter{Agents: []string{"usr_77"}}},
	{"a day of 400", wire.RecordFilter{From: recordsBegin + 200*dayMs, To: recordsBegin + 201*dayMs}},
	{"two halves that never meet", wire.RecordFilter{Numbers: []string{"num_0"}, Services: []string{"Service 1"}}},
	{"one customer", wire.RecordFilter{Contact: "con_4242"}},
	{"every part at once", wire.RecordFilter{
		From: recordsBegin, Inboxes: []string{"inb_1", "inb_2"}, Agents: []string{"usr_1", "usr_2", "usr_11", "usr_12"}, EndReasons: []string{"closed"},
		Dispositions: []string{"archived"}, Before: []string{"active"}, Started: "customer", Queue: wire.RecordRange{From: 1, To: 50},
		Handling: wire.RecordRange{From: 10}, Messages: wire.RecordRange{From: 2}, Sources: []string{"region=emea"},
	}},
	{"a word of a customer's name", wire.RecordFilter{Text: "müller"}},
	{"a word of none", wire.RecordFilter{Text: "qqqqnothing"}},
}

const (
	dayMs           = int64(24 * time.Hour / time.Millisecond)
	recordsBegin    = int64(1_750_000_000_000)
	recordCustomers = 200_000
)

// recordOf makes the n-th record.
func recordOf(n int64) desk.RecordBody {
	id := func(prefix string, of int64) string { return prefix + strconv.FormatInt(n%of, 10) }
	start := recordsBegin + n*400*dayMs/1_000_000
	b := desk.RecordBody{
		Org: recordsOrg, Seq: 3*n + 2, InteractionID: desk.InteractionID(fmt.Sprintf("int_%016d", n)), ThreadID: desk.ThreadID(id("thr_", recordCustomers)),
		FirstSeq: 3*n + 1, NumberID: desk.NumberID(id("num_", 2)), ServiceName: id("Service ", 2), ContactID: desk.ContactID(id("con_", recordCustomers)),
		InboxID: desk.InboxID(id("inb_", 10)), PlanID: desk.PlanID(id("pln_", 10)), BusinessStarted: n%7 == 0, StartedAt: start, EndedAt: start + 900_000,
		EndReason: []string{"closed", "archived", "expired"}[n%3], Disposition: "archived", Rule: "ended", Before: []string{"active", "waiting"}[n%2],
		BeforeRule: "humanReplied", CustomerAt: start, AnsweredAt: start + 40_000, MessagesIn: n % 9, MessagesOut: n % 8,
		DataSource: []desk.KV{{Key: "region", Value: []string{"emea", "apac", "amer"}[n%3]}, {Key: "language", Value: "de"}},
		Agents:     []desk.RecordSpan{{UserID: desk.UserID(id("usr_", 200)), From: start + 20_000, To: start + 900_000, Began: desk.SpanAccepted, Ended: desk.SpanClosed}},
	}
	b.EndedBy = b.Agents[0].UserID
	return b
}

// templateOf is the template with which a record's conversation was begun.
func templateOf(line *desk.RecordLine) *desk.Message {
	n := line.FirstSeq
	m := &desk.Message{
		ID: desk.MessageID(fmt.Sprintf("msg_%016d", n)), ThreadID: line.ThreadID, InteractionID: line.InteractionID, Direction: desk.Out,
		Kind: desk.KindTemplate, Seq: n, At: line.StartedAt / 1000 * 1000, Text: "Your order has shipped and will be with you tomorrow.",
		Status: []desk.Status{desk.StatusSent, desk.StatusDelivered, desk.StatusRead, desk.StatusRead}[n%4],
		Fate: &desk.TemplateFate{
			TemplateID: desk.TemplateID("tpl_" + strconv.FormatInt(n%20, 10)), Name: "shipping_update", Language: "en", FirstSeq: n, Charged: "utility",
		},
	}
	if n%3 == 0 {
		m.Fate.AnsweredAt = m.At + 60_000
	}
	if n%4 == 0 && n%11 == 0 {
		m.Problem = &desk.Problem{Code: 131026, Said: &desk.Said{Code: desk.CodeConflict, Subcode: "meta", Params: desk.Params{"code": "131026", "context": "unreachable"}}}
	}
	return m
}

// seedRecords fills a database with n records of 200,000 customers, as a fold would.
func seedRecords(ctx context.Context, db *store.DB, n int64) error {
	const page = 5000
	var head desk.RecordHead
	for at := int64(0); at < max(n, recordCustomers); at += page {
		err := db.WriteTx(ctx, func(tx *store.Tx) error {
			batch := desk.Batch{Given: true}
			for i := at; i < at+page; i++ {
				if i < recordCustomers {
					batch.Rows = append(batch.Rows, &desk.Contact{
						ID: desk.ContactID("con_" + strconv.FormatInt(i, 10)), ProfileName: []string{"Änne Müller", "Bo Ek", "Chiara"}[i%3] + strconv.FormatInt(i, 10),
						WaID: desk.PhoneNumber(strconv.FormatInt(4917000000000+i, 10)), Aliases: []string{},
					})
				}
				if i < n {
					line, next, err := recordOf(i).Seal(head)
					if err != nil {
						return err
					}
					head = next
					batch.Rows = append(batch.Rows, line)
					if line.BusinessStarted {
						batch.Rows = append(batch.Rows, templateOf(line))
					}
				}
			}
			h := head
			batch.Rows = append(batch.Rows, &h)
			return tx.Apply(ctx, recordsOrg, 1, batch)
		})
		if err != nil {
			return err
		}
	}
	return nil
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
	if err := seedRecords(ctx, db, n); err != nil {
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
