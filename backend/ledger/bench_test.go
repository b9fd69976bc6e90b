package ledger_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"

	_ "modernc.org/sqlite" // the floor's own connection

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/store"
)

// BenchmarkAppend compares durable ingest with its floor: the same bodies, from
// as many senders, inserted bare into one table with group commit, by the same
// SQLite with the same settings. The aim is half the floor's rate or more.
func BenchmarkAppend(b *testing.B) {
	for _, senders := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("bare/%d", senders), func(b *testing.B) { benchBare(b, senders) })
		b.Run(fmt.Sprintf("ledger/%d", senders), func(b *testing.B) { benchLedger(b, senders) })
	}
}

// webhookBody is about the size of a text message's webhook.
func webhookBody(n int64) []byte {
	return fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"1","n":%d,"pad":"%01900d"}]}`, n, n)
}

// send has as many senders as asked for send one body after the other.
func send(b *testing.B, senders int, submit func(n int64) error) {
	b.Helper()
	var next atomic.Int64
	var all sync.WaitGroup
	b.ResetTimer()
	for range senders {
		all.Go(func() {
			for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
				if err := submit(n); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "bodies/s")
}

type bareRequest struct {
	n    int64
	done chan error
}

func benchBare(b *testing.B, senders int) {
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(b.TempDir(), "bare.db"))+
		"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	conn, err := db.Conn(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	if _, err := conn.ExecContext(b.Context(), `CREATE TABLE body (id INTEGER PRIMARY KEY, data BLOB)`); err != nil {
		b.Fatal(err)
	}
	insert, err := conn.PrepareContext(b.Context(), `INSERT INTO body (data) VALUES ($1)`)
	if err != nil {
		b.Fatal(err)
	}
	queue := make(chan bareRequest, senders)
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		for r := range queue {
			batch := []bareRequest{r}
			for len(queue) > 0 && len(batch) < 256 {
				batch = append(batch, <-queue)
			}
			_, err := conn.ExecContext(context.Background(), `BEGIN IMMEDIATE`)
			for _, r := range batch {
				if err == nil {
					_, err = insert.ExecContext(context.Background(), webhookBody(r.n))
				}
			}
			if err == nil {
				_, err = conn.ExecContext(context.Background(), `COMMIT`)
			}
			for _, r := range batch {
				r.done <- err
			}
		}
	}()
	defer func() { _ = insert.Close() }()
	send(b, senders, func(n int64) error {
		r := bareRequest{n, make(chan error, 1)}
		queue <- r
		return <-r.done
	})
	close(queue)
	<-finished
}

// benchFold does what a customer's text message does to the state: contact,
// thread and interaction are looked up and changed, a message is made.
func benchFold(ctx context.Context, tx ledger.Tx, e desk.Entry) (desk.Batch, error) {
	st, ok := tx.(*store.Tx)
	if !ok {
		return desk.Batch{}, fmt.Errorf("the bench runs on the store, not on %T", tx)
	}
	var item struct {
		From string `json:"from"`
		ID   string `json:"id"`
		Text string `json:"text"`
	}
	if err := json.Unmarshal(e.Payload, &item); err != nil {
		return desk.Batch{}, err
	}
	if _, err := st.MessageByProviderID(ctx, e.Org, item.ID); desk.CodeOf(err) != desk.CodeNotFound {
		return desk.Batch{}, err
	}
	var rows []desk.Row
	contact, err := st.ContactByAlias(ctx, e.Org, "wa:"+item.From)
	if desk.CodeOf(err) == desk.CodeNotFound {
		contact = &desk.Contact{ID: desk.ContactID(desk.DeriveID("con", e.Org, e.Seq, 0)), ProfileName: "Customer " + item.From, Aliases: []string{"wa:" + item.From}}
		rows, err = append(rows, contact), nil
	}
	if err != nil {
		return desk.Batch{}, err
	}
	thread, err := st.ThreadOf(ctx, e.Org, "num_1", contact.ID)
	if desk.CodeOf(err) == desk.CodeNotFound {
		thread, err = &desk.Thread{ID: desk.ThreadID(desk.DeriveID("thr", e.Org, e.Seq, 0)), NumberID: "num_1", ContactID: contact.ID}, nil
	}
	if err != nil {
		return desk.Batch{}, err
	}
	inter, err := desk.Get[*desk.Interaction](ctx, st, e.Org, desk.RowInteraction, thread.InteractionID)
	if desk.CodeOf(err) == desk.CodeNotFound {
		inter, err = &desk.Interaction{
			ID: desk.InteractionID(desk.DeriveID("int", e.Org, e.Seq, 0)), ThreadID: thread.ID, NumberID: "num_1", ContactID: contact.ID,
			InboxID: "inb_1", State: desk.InteractionOpen, Owner: "usr_1", StartedAt: e.At, FirstSeq: e.Seq,
		}, nil
	}
	if err != nil {
		return desk.Batch{}, err
	}
	m := &desk.Message{
		ID: desk.MessageID(desk.DeriveID("msg", e.Org, e.Seq, 0)), ThreadID: thread.ID, InteractionID: inter.ID, Direction: desk.In,
		ProviderID: item.ID, Seq: e.Seq, At: e.At, Kind: desk.KindText, Text: item.Text, Status: desk.StatusReceived,
	}
	thread.InteractionID, thread.Open, thread.LastMessageID, thread.LastAt, thread.LastSeq = inter.ID, true, m.ID, e.At, e.Seq
	inter.LastCustomerAt = e.At
	if _, err := st.OpenCounts(ctx, e.Org); err != nil {
		return desk.Batch{}, err
	}
	rows = append(rows, thread, inter, m)
	b := desk.Batch{Rows: rows, Timers: []desk.Timer{{Kind: desk.TimerExpire, Subject: string(inter.ID), DueAt: e.At + 86_400_000}}}
	for _, r := range rows {
		b.Feed = append(b.Feed, r.RowKey())
	}
	return b, nil
}

func benchLedger(b *testing.B, senders int) {
	db := openSQLite(b)
	l := ledger.New(ledger.Config{Begin: db.Begin, Fold: benchFold})
	if err := l.Start(b.Context()); err != nil {
		b.Fatal(err)
	}
	defer l.Stop()
	send(b, senders, func(n int64) error {
		payload := fmt.Appendf(nil, `{"from":"49151%06d","id":"wamid.%032d","text":"Hello, is anybody there? %d"}`, n%500, n, n)
		_, err := l.Submit(b.Context(), desk.Submission{
			Intake:    &desk.Intake{Provider: "meta", Account: "app_1", Org: org, Body: webhookBody(n)},
			Proposals: []desk.Proposal{{Org: org, Kind: desk.EntryMetaMessage, Key: fmt.Sprintf("meta/app_1/message/%032d", n), Payload: payload}},
		})
		return err
	})
}
