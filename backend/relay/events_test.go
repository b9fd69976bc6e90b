package relay_test

import (
	"context"
	"fmt"
	"net/http"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/event"
)

// listener hands on what it is given.
type listener struct{ heard chan desk.Event }

func (l listener) Name() string { return "listener" }

func (l listener) Take(ctx context.Context, _ desk.OrgID, events []desk.Event, _ int64) error {
	for _, e := range events {
		select {
		case l.heard <- e:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// Who listens hears of each message once and in order, those too that came while
// it did not listen, and a webhook that is delivered twice is one.
func TestEvents_eachMessageIsHeardOnceInOrderAcrossARestart(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	tm.connectApp()
	tm.number(phoneID, appID)
	heard := make(chan desk.Event, 100)
	restart := func(consumers ...event.Consumer) {
		tm.stop()
		tm.consumers = consumers
		tm.start()
	}
	says := func(n int) {
		for range 2 {
			if code := tm.signed(textBody(fmt.Sprint("wamid.", n), phoneID, fmt.Sprint("word ", n))); code != http.StatusOK {
				t.Fatalf("the webhook was answered with %d", code)
			}
		}
	}
	restart(listener{heard})
	for n := range 5 {
		says(n)
	}
	restart(listener{heard})
	for n := range 5 {
		says(5 + n)
	}
	known := map[[2]int64]bool{} // what was cut short by the stop is heard again
	for n := 0; n < 10; {
		e := <-heard
		place := [2]int64{e.Seq, int64(e.N)}
		if known[place] || e.Kind != desk.EventMessageReceived {
			continue
		}
		known[place] = true
		m, err := desk.Get[*desk.Message](t.Context(), tm.relay.Store(), tm.relay.Org(), desk.RowMessage, e.MessageID)
		if want := fmt.Sprint("wamid.", n); err != nil || m.ProviderID != want {
			t.Errorf("message %d: %v (%v)", n, m, err)
		}
		n++
	}
}
