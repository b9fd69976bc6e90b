package hub_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/hub"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// held is a feed whose searches wait until they are let go, and which notes
// of what class the work is that reads.
type held struct {
	hub.Feed
	began chan desk.UserID // one for each search that has begun
	letGo chan struct{}    // one for each that may end

	mu      sync.Mutex // guards below
	works   map[string]map[desk.Work]bool
	running map[desk.UserID]int
	most    map[desk.UserID]int
}

func (f *held) note(ctx context.Context, what string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.works[what] == nil {
		f.works[what] = map[desk.Work]bool{}
	}
	f.works[what][desk.WorkOf(ctx)] = true
}

func (f *held) Head(ctx context.Context, o desk.OrgID) (int64, error) {
	f.note(ctx, "sync")
	return f.Feed.Head(ctx, o)
}

func (f *held) SearchMessages(ctx context.Context, _ desk.OrgID, q desk.MessageSearch) ([]*desk.Message, error) {
	by := q.By
	f.note(ctx, "search")
	f.mu.Lock()
	f.running[by]++
	f.most[by] = max(f.most[by], f.running[by])
	f.mu.Unlock()
	f.began <- by
	<-f.letGo
	f.mu.Lock()
	f.running[by]--
	f.mu.Unlock()
	return nil, nil
}

// Two people search from several sockets each, many times at once. However the
// searches overlap, no person has two running, one person's do not keep the
// other's waiting, and searches read as searches while the sockets read as sync.
func TestRule3_onePersonHasOneSearchAtATime(t *testing.T) {
	t.Parallel()
	f := &held{
		began: make(chan desk.UserID), letGo: make(chan struct{}),
		works: map[string]map[desk.Work]bool{}, running: map[desk.UserID]int{}, most: map[desk.UserID]int{},
	}
	r := newRigOf(t, func(c *hub.Config) { f.Feed = c.Feed; c.Feed = f })
	const sockets, each = 3, 2
	var desktops []*wiretest.Desktop
	for _, user := range []desk.UserID{ana, bruno} {
		for n := range sockets {
			d := r.dial(user, fmt.Sprintf("dev_%s_%d", user, n), wire.Hello{})
			desktops = append(desktops, d)
			for i := range each {
				d.Send(wire.Frame{Kind: wire.FrameCall, Call: &wire.Call{ID: fmt.Sprint("s", i), Name: wire.CallSearch.Name, Body: []byte(`{"query":"tulip"}`)}})
			}
		}
	}
	for range sockets * each { // in each round one of either is running, and nobody else can begin
		if first, second := <-f.began, <-f.began; first == second {
			t.Fatalf("%s has two searches running", first)
		}
		f.letGo <- struct{}{}
		f.letGo <- struct{}{}
	}
	for _, d := range desktops {
		for answers := 0; answers < each; {
			if frame, code := d.Read(); frame.Answer != nil && frame.Answer.Error == nil {
				answers++
			} else if code != 0 || frame.Answer != nil {
				t.Fatalf("%+v, closed %d", frame.Answer, code)
			}
		}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if want := (map[desk.UserID]int{ana: 1, bruno: 1}); !maps.Equal(f.most, want) {
		t.Errorf("searches at once: %v, want %v", f.most, want)
	}
	for what, want := range map[string]desk.Work{"search": desk.WorkSearch, "sync": desk.WorkSync} {
		if got := f.works[what]; len(got) != 1 || !got[want] {
			t.Errorf("%s reads as %v", what, got)
		}
	}
}

// cutShort is a feed whose searches are cut short after the first few messages.
type cutShort struct {
	hub.Feed
	most int
}

func (f *cutShort) SearchMessages(ctx context.Context, o desk.OrgID, q desk.MessageSearch) ([]*desk.Message, error) {
	list, err := f.Feed.SearchMessages(ctx, o, q)
	if err == nil && len(list) > f.most {
		return list[:f.most], &desk.Error{Code: desk.CodeUnavailable, Subcode: desk.SubSearchSlow, Message: "Add another word."}
	}
	return list, err
}

// A search that was cut short is answered with what it had found and with word
// that there is more; going on from there finds the rest. With nothing found it
// says what to do.
func TestRule3_aSearchCutShortIsGoneOnWith(t *testing.T) {
	t.Parallel()
	f := &cutShort{most: 2}
	r := newRigOf(t, func(c *hub.Config) { f.Feed = c.Feed; c.Feed = f })
	for i := range 5 {
		r.Customer("491520000001", fmt.Sprint("tulip ", i))
	}
	d := r.dial(alex, "dev_1", wire.Hello{})
	var pages []int
	for before, more := int64(0), true; more && len(pages) < 10; {
		res := d.Call(wire.CallSearch.Name, wire.SearchRequest{Query: "tulip", Before: before, Limit: 50})
		var p wire.OlderPage
		if res.Error != nil || json.Unmarshal(res.Body, &p) != nil {
			t.Fatalf("after %v: %+v", pages, res.Error)
		}
		var last wire.Message
		if err := p.Items[len(p.Items)-1].Into(&last); err != nil {
			t.Fatal(err)
		}
		pages, before, more = append(pages, len(p.Items)), last.Seq, p.More
	}
	if !slices.Equal(pages, []int{2, 2, 1}) {
		t.Errorf("pages of %v messages", pages)
	}
	f.most = 0
	if res := d.Call(wire.CallSearch.Name, wire.SearchRequest{Query: "tulip", Limit: 50}); res.Error == nil || res.Error.Message != "Add another word." {
		t.Errorf("with nothing found: %+v", res.Error)
	}
}

// A person's next search begins after a rest that grows with what the last one
// took, within bounds that nobody who types and reads meets; another person's
// begins at once.
func TestRule3_aPersonsSearchesLeaveTheMachineToOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var turns hub.SearchTurns
		for _, took := range []time.Duration{0, time.Millisecond, 20 * time.Millisecond, time.Second, time.Hour, -time.Hour} {
			done, err := turns.Enter(t.Context(), ana)
			if err != nil {
				t.Fatal(err)
			}
			rest := hub.SearchRest(took)
			if rest < 50*time.Millisecond || rest > 150*time.Millisecond || took == 20*time.Millisecond && rest < 4*took {
				t.Errorf("after %v: a rest of %v", took, rest)
			}
			began := time.Now()
			done(rest)
			other, err := turns.Enter(t.Context(), bruno)
			if err != nil || time.Since(began) != 0 {
				t.Errorf("another person waits %v: %v", time.Since(began), err)
			}
			other(0)
			again, err := turns.Enter(t.Context(), ana)
			if err != nil || time.Since(began) != rest {
				t.Errorf("after a rest of %v the next begins after %v: %v", rest, time.Since(began), err)
			}
			again(0)
		}
		time.Sleep(time.Second) // the turns are given on
	})
}
