package event_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/event"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/store/storetest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// taker keeps what it was given, and fails when it is told to.
type taker struct {
	name string
	fail func(given int) error // nil = never

	mu    sync.Mutex
	calls int
	took  map[desk.OrgID][]desk.Event
	lost  int64
	more  chan struct{} // capacity 1
}

func newTaker(name string) *taker {
	return &taker{name: name, took: map[desk.OrgID][]desk.Event{}, more: make(chan struct{}, 1)}
}

func (k *taker) Name() string { return k.name }

func (k *taker) Take(_ context.Context, org desk.OrgID, events []desk.Event, lost int64) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.calls++
	if k.fail != nil {
		if err := k.fail(k.calls); err != nil {
			return err
		}
	}
	k.took[org] = append(k.took[org], events...)
	k.lost += lost
	select {
	case k.more <- struct{}{}:
	default:
	}
	return nil
}

// waitFor waits until so many events of an organization are there, and gives the
// ids of what they are about.
func (k *taker) waitFor(t *testing.T, org desk.OrgID, n int) []string {
	t.Helper()
	for {
		k.mu.Lock()
		got := slices.Clone(k.took[org])
		k.mu.Unlock()
		if len(got) >= n {
			ids := make([]string, len(got))
			for i, e := range got {
				ids[i] = string(e.MessageID)
			}
			return ids
		}
		select {
		case <-k.more:
		case <-t.Context().Done():
			t.Fatal("the test ended first")
		}
	}
}

// place is a database in which things happen.
type place struct {
	t  *testing.T
	db *store.DB
	n  int
}

func newPlace(t *testing.T) *place {
	t.Helper()
	db, err := store.Open(t.Context(), storetest.Empty(t), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return &place{t: t, db: db}
}

// happens appends so many entries to an organization's record, each with an
// event, and gives the ids of what they are about.
func (p *place) happens(org desk.OrgID, entries int) []string {
	p.t.Helper()
	var ids []string
	for range entries {
		p.n++
		id := fmt.Sprintf("m%d", p.n)
		ids = append(ids, id)
		err := p.db.WriteTx(p.t.Context(), func(tx *store.Tx) error {
			seq, _, _, err := tx.Head(p.t.Context(), org)
			if err != nil {
				return err
			}
			seq++
			if err := tx.PutEntry(p.t.Context(), desk.Entry{Org: org, Seq: seq, Kind: "x", At: seq, Hash: []byte{1}}); err != nil {
				return err
			}
			b := desk.Batch{Events: []desk.Event{{Kind: desk.EventMessageReceived, MessageID: desk.MessageID(id)}}}
			return tx.Apply(p.t.Context(), org, seq, b)
		})
		if err != nil {
			p.t.Fatal(err)
		}
	}
	return ids
}

func (p *place) start(consumers ...event.Consumer) *event.Service {
	p.t.Helper()
	s, err := event.Start(p.t.Context(), event.Config{
		Store: p.db, Consumers: consumers, Log: slog.New(slog.DiscardHandler), Page: 3, Pause: time.Millisecond, MaxPause: time.Millisecond,
	})
	if err != nil {
		p.t.Fatal(err)
	}
	return s
}

func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestService_givesEverythingInOrderAndGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	p.happens("a", 2) // before anybody listens
	first := newTaker("k")
	s := p.start(first)
	want := p.happens("a", 10)
	s.Nudge()
	same(t, "while it runs", first.waitFor(t, "a", 10), want)
	s.Stop()

	missed := p.happens("a", 5)
	again := newTaker("k")
	s = p.start(again)
	defer s.Stop()
	same(t, "after a start", again.waitFor(t, "a", 5), missed)
}

func TestService_triesAgainAndLeavesNothingOut(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	p.happens("a", 1)
	k := newTaker("k")
	k.fail = func(call int) error {
		if call%3 != 0 {
			return errors.New("planned")
		}
		return nil
	}
	s := p.start(k)
	defer s.Stop()
	want := p.happens("a", 7)
	s.Nudge()
	same(t, "with failures", k.waitFor(t, "a", 7), want)
}

// One that never gets through holds up neither another consumer nor, for itself,
// another organization.
func TestService_oneThatFailsHoldsUpNobody(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	p.happens("a", 1)
	p.happens("b", 1)
	good, bad := newTaker("good"), &failsFor{taker: newTaker("bad"), org: "a"}
	s := p.start(bad, good)
	defer s.Stop()
	inA, inB := p.happens("a", 2), p.happens("b", 2)
	s.Nudge()
	same(t, "of the good one", good.waitFor(t, "a", 2), inA)
	same(t, "of the other organization", bad.waitFor(t, "b", 2), inB)
	if got := len(bad.took["a"]); got != 0 {
		t.Errorf("took %d", got)
	}
}

type failsFor struct {
	*taker
	org desk.OrgID
}

func (f *failsFor) Take(ctx context.Context, org desk.OrgID, events []desk.Event, lost int64) error {
	if org == f.org {
		return errors.New("planned")
	}
	return f.taker.Take(ctx, org, events, lost)
}

// An organization that is made while the relay runs is heard of too.
func TestService_newOrganizationIsHeard(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	k := newTaker("k")
	s := p.start(k)
	defer s.Stop()
	p.happens("new", 1) // its first entry: nobody could listen yet
	for {               // until the consumer is registered there
		s.Nudge()
		readers, err := p.db.EventReaders(t.Context(), "new")
		if err != nil {
			t.Fatal(err)
		}
		if len(readers) > 0 {
			break
		}
	}
	want := p.happens("new", 3)
	s.Nudge()
	same(t, "of the new organization", k.waitFor(t, "new", 3), want)
}

// Nothing is kept for one that is gone for good.
func TestService_readersThatAreGoneAreForgotten(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	p.happens("a", 1)
	p.start(newTaker("gone"), newTaker("stays")).Stop()
	p.start(newTaker("stays")).Stop()
	readers, err := p.db.EventReaders(t.Context(), "a")
	if err != nil || len(readers) != 1 || readers[0].Name != "stays" {
		t.Errorf("readers: %v (%v)", readers, err)
	}
}

func TestService_saysOnceWhatWasLost(t *testing.T) {
	t.Parallel()
	p := newPlace(t)
	p.happens("a", 1)
	p.start(newTaker("k")).Stop()
	p.happens("a", 4) // entries 2 to 5, at 2 to 5
	if err := p.db.Housekeep(t.Context(), 1, 4); err != nil {
		t.Fatal(err)
	}
	k := newTaker("k")
	s := p.start(k)
	defer s.Stop()
	same(t, "what was kept", k.waitFor(t, "a", 2), []string{"m4", "m5"})
	more := p.happens("a", 1)
	s.Nudge()
	k.waitFor(t, "a", 3)
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.lost != 2 || string(k.took["a"][2].MessageID) != more[0] {
		t.Errorf("told of %d lost entries, want 2", k.lost)
	}
}
