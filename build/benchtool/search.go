package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/build/benchtool/rig"
)

// The aims of searching on the relay.
const (
	aimSearchRate = 0.9
	aimSearchMs   = 300.0
)

// search measures webhooks with and without one person who searches everything
// without a pause, over as many messages as asked for.
func (b *bench) search(ctx context.Context) error {
	office, world, err := b.startRelay(ctx)
	if err != nil {
		return err
	}
	defer world.Close()
	defer func() { office.Kill() }()
	office.Stop()
	if err := b.fillMessages(ctx, office.Database()); err != nil {
		return err
	}
	if err := office.Start(); err != nil {
		return err
	}
	if _, err := office.WaitReady(ctx); err != nil {
		return err
	}
	filling := time.Now()
	if err := indexed(ctx, office.LogFile()); err != nil {
		return err
	}
	filled := time.Since(filling)
	t := &target{server: server{url: office.URL, pid: office.PID()}}
	var alone, beside, took sample
	for range b.repeat {
		for _, searching := range []bool{false, true} {
			s, err := newSearcher(ctx, office, searching)
			if err != nil {
				return err
			}
			rate, err := newLoader(t.url, 16, &t.next).full(ctx, b.phase)
			answers := s.stop()
			if err != nil {
				return err
			}
			if searching {
				beside, took = append(beside, rate), append(took, answers.at(99))
			} else {
				alone = append(alone, rate)
			}
		}
	}
	b.table.add(fmt.Sprintf("webhooks/s, one person searching %d messages", b.messages), beside.text(""), alone.text("")+" connected, not searching", ratio(beside, alone))
	b.table.add("  a search's answer, 99th percentile", took.text(" ms"), "", "")
	b.table.add("  time to index them, behind everything else", fmt.Sprintf("%.0f s", filled.Seconds()), "", "")
	b.table.aim(fmt.Sprintf("searching: webhooks' rate ≥ %.1f × without", aimSearchRate), beside.median() >= aimSearchRate*alone.median(), ratio(beside, alone))
	b.table.aim(fmt.Sprintf("searching: answer ≤ %.0f ms", aimSearchMs), took.median() <= aimSearchMs, took.text(" ms"))
	return nil
}

// fillMessages writes messages into the database of a relay that is not running:
// the texts of the load, ten to a conversation.
func (b *bench) fillMessages(ctx context.Context, path string) error {
	db, err := store.Open(ctx, path, store.Options{CacheRows: 1000})
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // a temporary folder
	orgs, err := db.Orgs(ctx)
	if err != nil {
		return err
	}
	for done := 0; done < b.messages; {
		err := db.WriteTx(ctx, func(tx *store.Tx) error {
			for end := min(done+2000, b.messages); done < end; done++ {
				if err := putMessage(ctx, tx, orgs[0], done); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func putMessage(ctx context.Context, tx *store.Tx, org desk.OrgID, n int) error {
	seq, hash, at, err := tx.Head(ctx, org)
	if err != nil {
		return err
	}
	e := desk.Entry{Org: org, Seq: seq + 1, Kind: "bench", At: at, Payload: []byte("{}")}
	e.Hash = ledger.Hash(hash, e, ledger.PayloadHash(e.Payload))
	if err := tx.PutEntry(ctx, e); err != nil {
		return err
	}
	thread := desk.ThreadID(fmt.Sprintf("thr_bench%020d", n/10))
	rows := []desk.Row{&desk.Message{
		ID: desk.MessageID(fmt.Sprintf("msg_bench%020d", n)), Seq: e.Seq, At: at, ThreadID: thread, Kind: desk.KindText, Text: messageText(int64(n)),
	}}
	if n%10 == 0 {
		rows = append(rows, &desk.Thread{ID: thread, LastAt: at})
	}
	return tx.Apply(ctx, org, e.Seq, desk.Batch{Rows: rows})
}

// indexed waits until the relay says that everything has been indexed.
func indexed(ctx context.Context, logFile string) error {
	for {
		b, err := os.ReadFile(logFile) //nolint:gosec // the rig's own
		if err != nil {
			return err
		}
		if strings.Contains(string(b), `"search index is being filled","percent":100`) {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(500 * time.Millisecond):
		}
	}
}

// searcher is a person who asks for the next search with every answer.
type searcher struct {
	conn      *websocket.Conn
	searching bool
	wg        sync.WaitGroup
	mu        sync.Mutex // guards took
	took      latencies
}

// newSearcher signs in as the owner, who may see everything, and begins.
func newSearcher(ctx context.Context, o *rig.Office, searching bool) (*searcher, error) {
	session, err := o.SignIn(ctx, "searcher")
	if err != nil {
		return nil, err
	}
	// The first hello only tells where the relay stands; the second goes on from
	// there, so that no snapshot is sent meanwhile.
	first, at, err := greet(ctx, o, session, wire.Cursor{})
	if err != nil {
		return nil, err
	}
	_ = first.Close()
	conn, _, err := greet(ctx, o, session, at)
	if err != nil {
		return nil, err
	}
	s := &searcher{conn: conn, searching: searching}
	s.wg.Go(s.run)
	return s, nil
}

// greet opens a socket, says hello and reads the welcome.
func greet(ctx context.Context, o *rig.Office, session wire.Session, at wire.Cursor) (*websocket.Conn, wire.Cursor, error) {
	conn, resp, err := websocket.DefaultDialer.DialContext(ctx, "ws"+strings.TrimPrefix(o.URL, "http")+wire.PathSync, http.Header{"Authorization": {"Bearer " + session.Token}})
	if err != nil {
		return nil, at, err
	}
	_ = resp.Body.Close()
	hello, err := wire.Encode(wire.Frame{Kind: wire.FrameHello, Hello: &wire.Hello{Version: wire.Version, Cursor: at}})
	if err == nil {
		err = conn.WriteMessage(websocket.TextMessage, hello)
	}
	if err != nil {
		return nil, at, err
	}
	_, b, err := conn.ReadMessage()
	if err != nil {
		return nil, at, err
	}
	f, err := wire.Decode(b)
	if err != nil || f.Welcome == nil {
		return nil, at, fmt.Errorf("greeted with %s: %w", f.Kind, err)
	}
	return conn, f.Welcome.Cursor, nil
}

// queries are words of all messages, of few, of one and of none.
var queries = []string{"hello", "order", "anybody question", "number 12", "yesterday 77", "qqqqnothing", "he"}

func (s *searcher) run() {
	if !s.searching {
		for {
			if _, _, err := s.conn.ReadMessage(); err != nil {
				return
			}
		}
	}
	for n := 0; ; n++ {
		began := time.Now()
		call := fmt.Sprintf(`{"kind":"call","call":{"id":"s%d","name":"search","body":{"query":%q,"limit":60}}}`, n, queries[n%len(queries)])
		if s.conn.WriteMessage(websocket.TextMessage, []byte(call)) != nil {
			return
		}
		ok, err := s.answer()
		if err != nil {
			return
		}
		if ok {
			s.mu.Lock()
			s.took = append(s.took, time.Since(began))
			s.mu.Unlock()
		}
	}
}

// answer reads until the search is answered; ok says that it was not refused.
func (s *searcher) answer() (ok bool, err error) {
	for {
		_, b, err := s.conn.ReadMessage()
		if err != nil {
			return false, err
		}
		var f wire.Frame
		if json.Unmarshal(b, &f) == nil && f.Answer != nil {
			return f.Answer.Error == nil, nil
		}
	}
}

func (s *searcher) stop() latencies {
	_ = s.conn.Close()
	s.wg.Wait()
	return slices.Clone(s.took)
}
