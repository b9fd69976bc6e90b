package engine_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/engine"
)

// looked is the state with a count of the interactions that it gave out in lists.
type looked struct {
	*memory
	interactions int
}

func (l *looked) FirstWaitingIn(ctx context.Context, o desk.OrgID, id desk.InboxID, limit int) ([]*desk.Interaction, error) {
	list, err := l.memory.FirstWaitingIn(ctx, o, id, limit)
	l.interactions += len(list)
	return list, err
}

func (l *looked) List(ctx context.Context, o desk.OrgID, of desk.List) ([]desk.Row, error) {
	list, err := l.memory.List(ctx, o, of)
	if of.Kind.Kind == desk.RowInteraction {
		l.interactions += len(list)
	}
	return list, err
}

// longQueue is a world in which nobody is there and n customers wait; attempts
// of the i-th are what the function gives.
func longQueue(t *testing.T, n int, attempts func(i int) []desk.Attempt) *world {
	w := newWorld(t)
	w.offline("ana", "ben")
	box := every[desk.Inbox](w.m, desk.RowInbox, nil)[0].ID
	for i := range n {
		it := &desk.Interaction{
			ID: desk.InteractionID(fmt.Sprintf("int_%05d", i)), ThreadID: desk.ThreadID(fmt.Sprintf("thr_%05d", i)), NumberID: "num1",
			InboxID: box, State: desk.InteractionWaiting, WaitingSince: w.now + int64(i), FirstSeq: int64(i), Attempts: attempts(i),
		}
		w.m.rows[it.RowKey()] = it
	}
	return w
}

func comes(t *testing.T, st engine.State, w *world, u desk.UserID, here bool) desk.Batch {
	t.Helper()
	payload, err := json.Marshal(desk.PresenceEntry{UserID: u, Connected: here})
	if err != nil {
		t.Fatal(err)
	}
	b, err := folding.Fold(t.Context(), st, desk.Entry{
		Org: orgID, Seq: int64(len(w.m.entries)) + 1, Kind: desk.EntryPresence, At: w.now, Payload: payload,
	})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Guards a look through the whole queue each time somebody becomes free: with
// thousands waiting, that is each time a thread is accepted or closed.
func TestDrain_looksAtTheHeadOfALongQueue(t *testing.T) {
	t.Parallel()
	w := longQueue(t, 2000, func(int) []desk.Attempt { return nil })
	st := &looked{memory: w.m}
	b := comes(t, st, w, "ana", true)
	if len(b.Follow) != 1 {
		t.Fatalf("%d decisions", len(b.Follow))
	}
	var d desk.DecisionEntry
	if err := json.Unmarshal(b.Follow[0].Payload, &d); err != nil || d.InteractionID != "int_00000" {
		t.Errorf("offered %s, %v", d.InteractionID, err)
	}
	if st.interactions > 100 {
		t.Errorf("%d interactions were read to offer one", st.interactions)
	}
}

func TestDrain_goesPastWhatMayNotBeOffered(t *testing.T) {
	t.Parallel()
	w := longQueue(t, 2000, func(i int) []desk.Attempt {
		if i == 1500 {
			return nil
		}
		return []desk.Attempt{{UserID: "ana", Outcome: "declined"}}
	})
	b := comes(t, w.m, w, "ana", true)
	if len(b.Follow) != 1 {
		t.Fatalf("%d decisions", len(b.Follow))
	}
	var d desk.DecisionEntry
	if err := json.Unmarshal(b.Follow[0].Payload, &d); err != nil || d.InteractionID != "int_01500" {
		t.Errorf("offered %s, %v", d.InteractionID, err)
	}
}

// Guards a look through everything that is going on for the one offer of who
// goes home.
func TestOffline_looksAtTheirOfferOnly(t *testing.T) {
	t.Parallel()
	w := longQueue(t, 500, func(int) []desk.Attempt { return nil })
	w.online("ana")
	st := &looked{memory: w.m}
	b := comes(t, st, w, "ana", false)
	missed := 0
	for _, r := range b.Rows {
		if o, ok := r.(*desk.Offer); ok && o.State == desk.OfferMissed {
			missed++
		}
	}
	if missed != 1 {
		t.Errorf("%d offers were returned", missed)
	}
	if st.interactions > 0 {
		t.Errorf("%d interactions were read", st.interactions)
	}
}
