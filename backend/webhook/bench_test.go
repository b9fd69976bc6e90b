//go:build unix

package webhook_test

import (
	"bytes"
	"context"
	"crypto/hmac"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	_ "modernc.org/sqlite" // the floor's own connection

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/engine"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/meta"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/webhook"
	"github.com/parleydesk/parley/backend/wire"
)

// BenchmarkIngest compares durable ingest over loopback HTTP, from the signed
// body to the answer after the commit, with its floor: the same requests to a
// handler that checks the signature and inserts the bare body with group commit.
// cpu-µs/op counts both ends of the connection; on a busy machine it is the
// figure to compare.
func BenchmarkIngest(b *testing.B) {
	for _, senders := range []int{1, 16, 64} {
		b.Run(fmt.Sprintf("floor/%d", senders), func(b *testing.B) { load(b, senders, floorHandler(b)) })
		b.Run(fmt.Sprintf("relay/%d", senders), func(b *testing.B) { load(b, senders, relayHandler(b)) })
	}
}

const (
	benchSecret    = "an app secret"
	benchCustomers = 500
)

func benchBody(n int64) []byte {
	from := fmt.Sprintf("49151%06d", (n*7919)%benchCustomers)
	return fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"waba1","changes":[{"value":{`+
		`"messaging_product":"whatsapp","metadata":{"display_phone_number":"493023125014","phone_number_id":"1001"},`+
		`"contacts":[{"profile":{"name":"Customer %s"},"wa_id":%q}],`+
		`"messages":[{"from":%q,"id":"wamid.%016x%016x","timestamp":"%d","text":{"body":"Hello, is anybody there? %d"},"type":"text"}]},"field":"messages"}]}]}`,
		from, from, from, uint64(n)*0x9E3779B97F4A7C15, n, time.Now().Unix(), n) //nolint:gosec // mixes bits
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	_ = syscall.Getrusage(syscall.RUSAGE_SELF, &u)
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func load(b *testing.B, senders int, h http.Handler) {
	srv := httptest.NewServer(h)
	defer srv.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: senders}}
	defer client.CloseIdleConnections()
	var next atomic.Int64
	var all sync.WaitGroup
	started := cpuTime()
	b.ResetTimer()
	for range senders {
		all.Go(func() {
			for n := next.Add(1); n <= int64(b.N); n = next.Add(1) {
				if err := post(b.Context(), client, srv.URL, benchBody(n)); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	all.Wait()
	b.StopTimer()
	b.ReportMetric(float64((cpuTime()-started).Microseconds())/float64(b.N), "cpu-µs/op")
}

func post(ctx context.Context, client *http.Client, url string, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/webhooks/meta/app1", bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set(meta.SignatureHeader, meta.Sign(benchSecret, body))
	res, err := client.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	if _, err := io.Copy(io.Discard, res.Body); err != nil || res.StatusCode != http.StatusOK {
		return fmt.Errorf("answer %d: %w", res.StatusCode, err)
	}
	return nil
}

type bareInsert struct {
	body []byte
	done chan error
}

func floorHandler(b testing.TB) http.Handler {
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(b.TempDir(), "bare.db"))+
		"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)")
	if err != nil {
		b.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	if _, err := db.ExecContext(b.Context(), `CREATE TABLE body (id INTEGER PRIMARY KEY, data BLOB)`); err != nil {
		b.Fatal(err)
	}
	insert, err := db.PrepareContext(b.Context(), `INSERT INTO body (data) VALUES (?)`)
	if err != nil {
		b.Fatal(err)
	}
	queue, ended := make(chan bareInsert, 4096), make(chan struct{}) // as long as the ledger's
	go func() {
		defer close(ended)
		for r := range queue {
			batch := []bareInsert{r}
			for len(queue) > 0 && len(batch) < 256 {
				batch = append(batch, <-queue)
			}
			err := insertBare(db, insert, batch)
			for _, r := range batch {
				r.done <- err
			}
		}
	}()
	b.Cleanup(func() {
		close(queue)
		<-ended
		_ = insert.Close()
		_ = db.Close()
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 4<<20))
		if err != nil || !hmac.Equal([]byte(meta.Sign(benchSecret, body)), []byte(r.Header.Get(meta.SignatureHeader))) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		in := bareInsert{body, make(chan error, 1)}
		queue <- in
		if <-in.done != nil {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
}

func insertBare(db *sql.DB, insert *sql.Stmt, batch []bareInsert) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // nothing to take back after a commit
	stmt := tx.Stmt(insert)
	defer stmt.Close()
	for _, r := range batch {
		if _, err := stmt.Exec(r.body); err != nil {
			return err
		}
	}
	return tx.Commit()
}

const benchOrg = desk.OrgID("org_bench")

// benchApps knows one app.
type benchApps struct{}

func (benchApps) AppKeys(context.Context, string, desk.AppID) ([]channel.AppKeys, error) {
	return []channel.AppKeys{{Org: benchOrg, Secrets: []string{benchSecret}}}, nil
}

func (benchApps) HandshakeDone(context.Context, desk.OrgID, desk.AppID) error    { return nil }
func (benchApps) HandshakeRefused(context.Context, desk.OrgID, desk.AppID) error { return nil }

// relayHandler is the real thing: webhook, ledger, engine and store.
func relayHandler(b testing.TB) http.Handler { return relayReading(b, meta.Reader{}) }

// relayReading is the same with a reader of entries.
func relayReading(b testing.TB, reader channel.Reader) http.Handler {
	ctx := b.Context()
	db, err := store.Open(ctx, filepath.Join(b.TempDir(), "relay.db"), store.Options{})
	if err != nil {
		b.Fatal(err)
	}
	folding := engine.New(reader)
	l := ledger.New(ledger.Config{
		Begin: db.OpenTx,
		Fold:  folding.FoldTx,
	})
	if err := l.Start(ctx); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		l.Stop()
		_ = db.Close()
	})
	put := func(kind desk.EntryKind, v any) {
		payload, err := json.Marshal(v)
		if err != nil {
			b.Fatal(err)
		}
		out, err := l.Submit(ctx, desk.Submission{Proposals: []desk.Proposal{{Org: benchOrg, Kind: kind, Payload: payload}}})
		if err != nil || out[0].Quarantined {
			b.Fatalf("%s: %v %+v", kind, err, out)
		}
	}
	put(desk.EntryOrgPut, desk.Organization{ID: benchOrg, Name: "Shop"})
	members := []string{}
	for _, id := range []desk.UserID{"usr_a", "usr_b", "usr_c"} {
		put(desk.EntryUserPut, desk.User{ID: id, Name: string(id), Role: desk.RoleOwner, Active: true, WhatsApp: true, Capacity: 5})
		put(desk.EntryPresence, desk.PresenceEntry{UserID: id, Connected: true})
		members = append(members, string(id))
	}
	put(desk.EntryAppPut, desk.App{ID: "app1", Name: "App"})
	put(desk.EntryWabaPut, desk.Waba{ID: "waba1", AppID: "app1", Name: "Account"})
	put(desk.EntryNumberPut, desk.Number{ID: "num1", Provider: "meta", AppID: "app1", WabaID: "waba1", PhoneID: "1001", Phone: "+493023125014", Name: "Support"})
	box, err := json.Marshal(wire.PutInbox{
		Name: "Support", Mode: string(desk.ModeRoundRobin), NumberID: "num1", ReassignSeconds: 30, Members: members,
	})
	if err != nil {
		b.Fatal(err)
	}
	put(desk.EntryCommand, desk.CommandEntry{UserID: "usr_a", ClientID: "c1", Name: wire.CmdPutInbox.Name, Body: box})
	h := webhook.NewMessages(meta.Webhooks{}, benchApps{}, db, l, 0, time.Now, webhook.NewMetrics(nil), slog.New(slog.DiscardHandler))
	mux := http.NewServeMux()
	mux.Handle("/webhooks/meta/{app}", h)
	return mux
}
