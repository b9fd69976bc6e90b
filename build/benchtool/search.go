package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"github.com/parleydesk/parley/app/link"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/build/benchtool/rig"
)

// The aims of searching on the relay.
const (
	aimSearchRate = 0.9
	aimSearchMs   = 300.0
)

// questions are what is searched for, by how much of the messages they meet.
var questions = []struct {
	what, query string
	filter      wire.SearchFilter
}{
	{what: "a word of all messages", query: "hello"},
	{what: "a word of half of them", query: "refund"},
	{what: "words of a half and a third", query: "refund tulip"},
	{what: "two halves that never meet", query: "refund orchid"},
	{what: "a word of one in 1,000", query: "marmalade"},
	{what: "a word of one message", query: "number 77"},
	{what: "a word of none", query: "qqqqnothing"},
	{what: "the beginning of a word, two letters", query: "he"},
	{what: "the beginning of a second word, one letter", query: "hello o"},
	{what: "a beginning of 1,000 words", query: "yesterday 77"},
	{what: "signs that no message has between its words", query: "question/about"},
	{what: "a word of half of them, of the customer", query: "refund", filter: wire.SearchFilter{From: desk.MessageFromCustomer}},
	{what: "a word of half of them, of one year", query: "refund", filter: wire.SearchFilter{Since: time.Now().AddDate(-1, 0, 0).UnixMilli(), Until: time.Now().AddDate(0, 0, 1).UnixMilli()}},
	{what: "a word of half of them, with a file, which none has", query: "refund", filter: wire.SearchFilter{Files: string(desk.FileAny)}},
}

// search measures webhooks with and without one person who searches without a
// pause, over as many messages as asked for: once one who may see everything, and
// once an agent who handled one conversation in a thousand.
func (b *bench) search(ctx context.Context) error {
	office, world, narrow, err := b.searchRelay(ctx)
	if err != nil {
		return err
	}
	defer world.Close()
	defer office.Kill()
	if err := office.Start(); err != nil {
		return err
	}
	if _, err := office.WaitReady(ctx); err != nil {
		return err
	}
	// It reads its whole database in the background, which takes a core from what is measured.
	if err := office.WaitReadThrough(ctx); err != nil {
		return err
	}
	people := []struct {
		name    string
		session link.SignedIn
	}{{"a supervisor", office.Owner}, {"an agent of narrow sight", narrow}}
	for _, who := range people {
		if err := b.searchAlone(ctx, office, who.name, who.session); err != nil {
			return err
		}
	}
	t := &target{server: server{url: office.URL, pid: office.PID()}}
	t.next.Store(time.Now().UnixMicro())                                        // a kept relay has seen those of earlier runs
	if _, err := newLoader(t.url, 16, &t.next).full(ctx, b.phase); err != nil { // warm
		return err
	}
	for _, who := range people {
		if err := b.besideSearch(ctx, office, t, who.name, who.session); err != nil {
			return err
		}
	}
	return nil
}

// searchAlone measures one person's searches while nobody writes, so that the index
// has everything.
func (b *bench) searchAlone(ctx context.Context, office *rig.Office, name string, who link.SignedIn) error {
	s, err := newSearcher(ctx, office, who, true)
	if err != nil {
		return err
	}
	if err := rest(ctx, time.Duration(b.repeat)*b.phase); err != nil {
		return err
	}
	took := s.stop()
	for i, q := range questions {
		b.table.add(fmt.Sprintf("%s, %d messages, nobody writes: %s", name, b.messages, q.what), both(took[i]), "", "")
	}
	all := slices.Concat(took...)
	b.table.aim(fmt.Sprintf("%s searching, nobody writes: answer ≤ %.0f ms", name, aimSearchMs), len(all) > 0 && all.at(99) <= aimSearchMs, both(all))
	return nil
}

func rest(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
	return ctx.Err()
}

// keptRelay is what a later run must know of a kept relay.
type keptRelay struct {
	Messages      int
	Owner, Narrow link.SignedIn
}

// searchRelay gives a relay, not running, that holds the messages: the kept one
// if there is one, else a new one.
func (b *bench) searchRelay(ctx context.Context) (office *rig.Office, world *rig.World, narrow link.SignedIn, err error) {
	note := filepath.Join(b.keep, "bench.json")
	var kept keptRelay
	if has, err := os.ReadFile(note); b.keep != "" && err == nil && json.Unmarshal(has, &kept) == nil && kept.Messages == b.messages {
		world = rig.NewWorld(sandbox.Config{Empty: true, Pace: sandbox.Pace{First: -1}})
		relay, err := rig.NewRelay(filepath.Clean(b.relay), b.keep, world.URL)
		return &rig.Office{Relay: relay, Owner: kept.Owner}, world, kept.Narrow, err
	}
	dir := b.keep
	if dir == "" {
		if dir, err = b.fresh("relay"); err != nil {
			return nil, nil, narrow, err
		}
	} else if err = os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, narrow, err
	}
	if office, world, err = startRelayIn(ctx, b.relay, dir); err != nil {
		return nil, nil, narrow, err
	}
	if narrow, err = office.Hire(ctx, "Nora Narrow"); err != nil {
		return nil, nil, narrow, err
	}
	office.Stop()
	if err = b.fillMessages(ctx, office.Database(), desk.UserID(narrow.UserID)); err != nil || b.keep == "" {
		return office, world, narrow, err
	}
	has, err := json.Marshal(keptRelay{b.messages, office.Owner, narrow})
	if err != nil {
		return nil, nil, narrow, err
	}
	return office, world, narrow, os.WriteFile(note, has, 0o600)
}

// besideSearch measures one person: the webhooks' rate while they are connected
// and while they search, and how long their searches take, with and without
// webhooks at the same time.
func (b *bench) besideSearch(ctx context.Context, office *rig.Office, t *target, name string, who link.SignedIn) error {
	var alone, beside, ratios, each sample
	var quiet, busy []latencies
	for range b.repeat {
		var pair [2]float64
		for i, searching := range []bool{false, true} {
			s, err := newSearcher(ctx, office, who, searching)
			if err != nil {
				return err
			}
			pair[i], err = newLoader(t.url, 16, &t.next).full(ctx, b.phase)
			busy = merge(busy, s.stop())
			if err != nil {
				return err
			}
		}
		alone, beside, ratios = append(alone, pair[0]), append(beside, pair[1]), append(ratios, pair[1]/pair[0])
		s, err := newSearcher(ctx, office, who, true)
		if err != nil {
			return err
		}
		used := cpuMs(t.pid)
		if err := rest(ctx, b.phase); err != nil {
			return err
		}
		took := s.stop()
		each = append(each, (cpuMs(t.pid)-used)/float64(max(len(slices.Concat(took...)), 1)))
		quiet = merge(quiet, took)
	}
	b.table.add(fmt.Sprintf("webhooks/s, %s searching %d messages", name, b.messages), beside.text(""), alone.text("")+" connected, not searching", ratios.text(""))
	for i, q := range questions {
		b.table.add("  "+q.what+": answer, median, 99th percentile", both(busy[i]), both(quiet[i])+" without webhooks", "")
	}
	b.table.add("  time on a core for one search", "", each.text(" ms")+" without webhooks", "")
	all := slices.Concat(busy...)
	b.table.add(fmt.Sprintf("  all %d answers", len(all)), both(all), both(slices.Concat(quiet...))+" without webhooks", "")
	b.table.aim(fmt.Sprintf("%s searching: webhooks' rate ≥ %.1f × without", name, aimSearchRate), ratios.median() >= aimSearchRate, ratios.text(""))
	b.table.aim(fmt.Sprintf("%s searching: answer ≤ %.0f ms", name, aimSearchMs), all.at(99) <= aimSearchMs, fmt.Sprintf("%.0f ms", all.at(99)))
	return nil
}

func both(l latencies) string {
	return fmt.Sprintf("%.0f ms, %.0f ms (n=%d)", l.at(50), l.at(99), len(l))
}

// merge puts what was measured once more with what was measured before, question
// by question.
func merge(all, more []latencies) []latencies {
	if all == nil {
		all = make([]latencies, len(questions))
	}
	for i, l := range more {
		all[i] = append(all[i], l...)
	}
	return all
}

// fillMessages writes messages into the database of a relay that is not running,
// and has them indexed.
func (b *bench) fillMessages(ctx context.Context, path string, narrow desk.UserID) error {
	began := time.Now()
	db, err := store.Open(ctx, path, store.Options{CacheRows: 1000})
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // a temporary folder
	orgs, err := db.Orgs(ctx)
	if err != nil {
		return err
	}
	threads := max(b.messages/10, 1)
	for done := 0; done < b.messages; {
		err := db.WriteTx(ctx, func(tx *store.Tx) error {
			for end := min(done+2000, b.messages); done < end; done++ {
				if err := putMessage(ctx, tx, orgs[0], done, threads, narrow); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	b.say("  %d messages written in %.0f s", b.messages, time.Since(began).Seconds())
	began = time.Now()
	err = store.FillIndex(ctx, db)
	b.table.add("time to index the messages, without a rest", fmt.Sprintf("%.0f s", time.Since(began).Seconds()), "", "")
	return err
}

// putMessage writes the nth message and its entry. Conversations take turns, so
// that those found together are of as many conversations.
func putMessage(ctx context.Context, tx *store.Tx, org desk.OrgID, n, threads int, narrow desk.UserID) error {
	seq, hash, at, err := tx.Head(ctx, org)
	if err != nil {
		return err
	}
	e := desk.Entry{Org: org, Seq: seq + 1, Kind: "bench", At: at, Payload: []byte("{}")}
	e.Hash = ledger.Hash(hash, e, ledger.PayloadHash(e.Payload))
	if err := tx.PutEntry(ctx, e); err != nil {
		return err
	}
	thread := desk.ThreadID(fmt.Sprintf("thr_bench%020d", n%threads))
	interaction := desk.InteractionID(fmt.Sprintf("int_bench%020d", n%threads))
	m := &desk.Message{
		ID: desk.MessageID(fmt.Sprintf("msg_bench%020d", n)), Seq: e.Seq, At: at, ThreadID: thread, InteractionID: interaction,
		Kind: desk.KindText, Direction: desk.In, Text: searchedText(n),
	}
	rows := []desk.Row{m}
	if n < threads {
		who := desk.UserID(fmt.Sprintf("usr_bench%020d", n%100))
		if n%1000 == 0 {
			who = narrow
		}
		rows = append(rows,
			&desk.Thread{ID: thread, LastAt: at, LastMessageID: m.ID, InteractionID: interaction},
			&desk.Interaction{ID: interaction, ThreadID: thread, State: desk.InteractionEnded, Owner: who, Handlers: []desk.UserID{who}})
	}
	batch := desk.Batch{Rows: rows}
	for _, r := range rows {
		batch.Feed = append(batch.Feed, r.RowKey())
	}
	return tx.Apply(ctx, org, e.Seq, batch)
}

// searchedText is the text of the load, with a word that each second, each third
// and each thousandth message has.
func searchedText(n int) string {
	words := []string{messageText(int64(n)), []string{"refund", "orchid"}[n%2]}
	if n%3 == 0 {
		words = append(words, "tulip")
	}
	if n%1000 == 0 {
		words = append(words, "marmalade")
	}
	return strings.Join(words, " ")
}

// searcher is a person who asks for the next search with every answer.
type searcher struct {
	conn      *websocket.Conn
	searching bool
	wg        sync.WaitGroup
	mu        sync.Mutex  // guards took
	took      []latencies // by question
}

// newSearcher connects a person and begins.
func newSearcher(ctx context.Context, o *rig.Office, session link.SignedIn, searching bool) (*searcher, error) {
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
	s := &searcher{conn: conn, searching: searching, took: make([]latencies, len(questions))}
	s.wg.Go(s.run)
	return s, nil
}

// greet opens a socket, says hello and reads the welcome.
func greet(ctx context.Context, o *rig.Office, session link.SignedIn, at wire.Cursor) (*websocket.Conn, wire.Cursor, error) {
	c, err := link.NewClient(link.ClientConfig{URL: o.URL})
	if err != nil {
		return nil, at, err
	}
	defer c.Close()
	header, err := c.Handshake(ctx, session.Credential())
	if err != nil {
		return nil, at, err
	}
	conn, resp, err := websocket.DefaultDialer.DialContext(ctx, "ws"+strings.TrimPrefix(o.URL, "http")+wire.PathSync, header)
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

func (s *searcher) run() {
	if !s.searching {
		for {
			if _, _, err := s.conn.ReadMessage(); err != nil {
				return
			}
		}
	}
	for n := 0; ; n++ {
		i := n % len(questions)
		q, began := questions[i], time.Now()
		ask, err := json.Marshal(wire.SearchRequest{Query: q.query, Filter: q.filter, Limit: 60})
		if err != nil {
			return
		}
		call := fmt.Sprintf(`{"kind":"call","call":{"id":"s%d","name":"search","body":%s}}`, n, ask)
		if s.conn.WriteMessage(websocket.TextMessage, []byte(call)) != nil {
			return
		}
		ok, err := s.answer()
		if err != nil {
			return
		}
		if ok {
			s.mu.Lock()
			s.took[i] = append(s.took[i], time.Since(began))
			s.mu.Unlock()
		}
	}
}

// answer reads until the search is answered; ok says that it was not refused
// because of the person's share.
func (s *searcher) answer() (ok bool, err error) {
	for {
		_, b, err := s.conn.ReadMessage()
		if err != nil {
			return false, err
		}
		var f wire.Frame
		if json.Unmarshal(b, &f) == nil && f.Answer != nil {
			return f.Answer.Error == nil || f.Answer.Error.Code != string(desk.CodeTooMany), nil
		}
	}
}

func (s *searcher) stop() []latencies {
	_ = s.conn.Close()
	s.wg.Wait()
	return s.took
}
