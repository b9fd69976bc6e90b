package alert

import (
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/shell"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// Whatever a customer is called and writes, the page is sent a number; the
// words are there for who asks.
func TestRule5_anAlertIsANudge(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		name := rapid.StringMatching(`[a-zA-Z"'<>{}\\ ]{5,30}`).Draw(r, "name")
		text := "pin " + rapid.StringMatching(`[0-9a-z"\\<>/&; ]{6,40}`).Draw(r, "text") + " end"
		alerts, events := heardInside(t, name, text)
		if len(alerts) != 1 || alerts[0].ThreadID != "thr_1" || !strings.HasPrefix(alerts[0].Body, "pin ") {
			r.Fatalf("shown inside: %+v", alerts)
		}
		raw, err := json.Marshal(events)
		if err != nil {
			r.Fatal(err)
		}
		if string(raw) != `[{"Name":"alert","Number":1}]` {
			r.Fatalf("the page was sent %s", raw)
		}
	})
}

// heardInside lets a message come to somebody whose system takes no
// notifications; it gives what the page is told and what it finds.
func heardInside(t *testing.T, name, text string) (alerts []bridge.Alert, events []shell.Event) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		e := newEar(t)
		defer e.alerts.Stop()
		e.fake.NoNotifications, e.fake.NoSound = true, true
		e.rows.put(t, desk.RowContact, "con_1", wire.Contact{ID: "con_1", SavedName: name})
		e.rows.seq = e.seq
		e.alerts.Live("usr_me")
		e.message("thr_1", text, nil)
		e.hears(0)
		alerts = e.news.After(0).Alerts
		events = e.fake.Events(bridge.EventAlert)
	})
	return alerts, events
}

func TestRule5_newsIsKeptForWhoAsks(t *testing.T) {
	t.Parallel()
	fake := &shell.Fake{}
	p := NewPage(fake.Emit)
	for range newsKept + 5 {
		p.Show(bridge.Alert{Body: "x"})
	}
	p.Open("thr_9")
	if got := p.After(0); len(got.Alerts) != newsKept || got.Open != "thr_9" || got.Seq != newsKept+6 {
		t.Errorf("all: %d alerts, open %q, seq %d", len(got.Alerts), got.Open, got.Seq)
	}
	if got := p.After(newsKept + 4); len(got.Alerts) != 1 || got.Open != "thr_9" {
		t.Errorf("the last: %+v", got)
	}
	if got := p.After(p.seq); len(got.Alerts) != 0 || got.Alerts == nil || got.Open != "" {
		t.Errorf("nothing new: %+v", got)
	}
	p.Clear()
	if got := p.After(0); len(got.Alerts) != 0 || got.Open != "" || got.Seq != newsKept+6 {
		t.Errorf("after somebody left: %+v", got)
	}
}
