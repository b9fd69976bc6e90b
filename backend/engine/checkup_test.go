package engine_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// examined records an examination in which these checks came out so.
func (w *world) examined(found ...desk.Check) {
	w.t.Helper()
	w.must(desk.EntryCheckup, desk.CheckupEntry{NumberID: "num1", Cause: desk.CheckAsked, By: "olga", Checks: found})
}

func (w *world) checkup() *desk.Checkup {
	w.t.Helper()
	list := every[desk.Checkup](w.m, desk.RowCheckup, nil)
	if len(list) == 0 {
		return nil
	}
	return list[0]
}

func TestCheckup_keepsWhatWasFound(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	said := desk.SaidOf(desk.Refuse(desk.CodeConflict, "checkup", desk.Params{desk.ParamContext: "noPin"}))
	w.examined(desk.Check{Name: desk.CheckRegistered, Verdict: desk.VerdictWarning, Facts: []desk.Fact{{Name: desk.FactStatus, Text: "CONNECTED"}}, Said: said})
	c := w.checkup()
	if c.NumberID != "num1" || c.At != w.now || c.By != "olga" || c.Cause != desk.CheckAsked || c.ChangedAt == 0 {
		t.Errorf("%+v", c)
	}
	if got := c.Check(desk.CheckRegistered); got == nil || !got.Said.Equal(said) || got.Facts[0].Text != "CONNECTED" {
		t.Errorf("%+v", got)
	}
	if c.Check(desk.CheckToken) != nil {
		t.Error("a check that was not made is there")
	}
	w.must(desk.EntryCheckup, desk.CheckupEntry{NumberID: "num9"})
	w.ok("olga", wire.CmdDeleteInbox.Name, wire.DeleteInbox{ID: string(w.leadsTo("num1"))})
	w.ok("olga", wire.CmdDeleteNumber.Name, wire.NumberRef{NumberID: "num1"})
	if c := w.checkup(); c != nil {
		t.Errorf("of a number that was deleted, and one that never was: %+v", c)
	}
	w.examined()
	if c := w.checkup(); c != nil {
		t.Errorf("of an examination that ends after that: %+v", c)
	}
}

// A silence that was examined stays in the row under the next examinations: its name keeps
// it from being examined twice. Nobody is told of it while every check passes.
func TestCheckup_keepsTheSilenceThatWasExamined(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	silence := &desk.Silence{After: 1000, Since: 2000, Usual: 12}
	fine := []desk.Check{{Name: desk.CheckToken, Verdict: desk.VerdictOK}}
	w.must(desk.EntryCheckup, desk.CheckupEntry{NumberID: "num1", Cause: desk.CheckQuiet, Silence: silence, Checks: fine})
	if c := w.checkup(); c.Cause != desk.CheckQuiet || c.Silence == nil || *c.Silence != *silence {
		t.Fatalf("%+v", c)
	}
	w.must(desk.EntryCheckup, desk.CheckupEntry{NumberID: "num1", Cause: desk.CheckDaily, Checks: fine})
	if c := w.checkup(); c.Cause != desk.CheckDaily || c.Silence == nil || *c.Silence != *silence {
		t.Errorf("after the daily one: %+v", c)
	}
	if n := w.notices("olga", desk.NoticeCheckup); n != 0 {
		t.Errorf("%d notices", n)
	}
}

// Supervisors hear of a check that fails and was passed before, and of nothing else.
func TestCheckup_tellsOfAFallOnly(t *testing.T) {
	t.Parallel()
	at := func(v desk.Verdict) desk.Check { return desk.Check{Name: desk.CheckToken, Verdict: v} }
	for name, c := range map[string]struct {
		before, now desk.Verdict
		want        int
	}{
		"it fell":            {desk.VerdictOK, desk.VerdictFailed, 1},
		"from a warning":     {desk.VerdictWarning, desk.VerdictFailed, 1},
		"it failed before":   {desk.VerdictFailed, desk.VerdictFailed, 0},
		"nobody knew before": {desk.VerdictUnknown, desk.VerdictFailed, 0},
		"nobody knows now":   {desk.VerdictOK, desk.VerdictUnknown, 0},
		"only a warning":     {desk.VerdictOK, desk.VerdictWarning, 0},
		"it is well again":   {desk.VerdictFailed, desk.VerdictOK, 0},
	} {
		w := newWorld(t)
		w.examined(at(c.before))
		if got := w.notices("olga", desk.NoticeCheckup); got != 0 {
			t.Errorf("%s: %d notices of the first examination", name, got)
		}
		w.examined(at(c.now))
		if got := w.notices("olga", desk.NoticeCheckup); got != c.want {
			t.Errorf("%s: %d notices, want %d", name, got, c.want)
		}
		if got := w.notices("ana", desk.NoticeCheckup); got != 0 {
			t.Errorf("%s: an agent is told", name)
		}
	}
}

// A message that comes in, and one of ours that arrives, prove the connection until
// something of it changes.
func TestCheckup_trafficProvesTheConnection(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.says("wamid.0", "before anybody looked")
	w.accept()
	w.examined()
	if c := w.checkup(); c.InboundAt != 0 || c.DeliveredAt != 0 || c.ProvenAt() != 0 {
		t.Fatalf("nothing has happened: %+v", c)
	}
	w.now += minute
	w.says("wamid.1", "hello")
	in := w.now
	w.now += minute
	w.says("wamid.2", "still there?")
	if c := w.checkup(); c.InboundAt != in || c.ProvenAt() != 0 {
		t.Errorf("the first message is not the proof: %+v", c)
	}
	m := w.send("ana", w.text("yes"))
	w.deliver(m, "wamid.out")
	w.status("wamid.out", "sent", "")
	if c := w.checkup(); c.DeliveredAt != 0 {
		t.Errorf("what has only left is no proof: %+v", c)
	}
	w.now += minute
	w.status("wamid.out", "delivered", "")
	if c := w.checkup(); c.DeliveredAt != w.now || c.ProvenAt() != w.now {
		t.Errorf("%+v", c)
	}
	out := w.now
	w.now += minute
	w.status("wamid.out", "read", "")
	if c := w.checkup(); c.DeliveredAt != out {
		t.Errorf("the first receipt is not the proof: %+v", c)
	}
}

func TestCheckup_aChangeOfTheConnectionWantsItProvenAnew(t *testing.T) {
	t.Parallel()
	proven := func(t *testing.T) *world {
		w := newWorld(t)
		w.examined()
		w.now += minute
		w.says("wamid.1", "hello")
		w.accept()
		w.deliver(w.send("ana", w.text("yes")), "wamid.out")
		w.now += minute
		w.status("wamid.out", "delivered", "")
		w.now += minute
		if w.checkup().ProvenAt() == 0 {
			t.Fatal("not proven")
		}
		return w
	}
	app := func(w *world, at int64) {
		w.must(desk.EntryAppPut, desk.App{ID: "app1", HandshakeAt: w.now, ChangedAt: at})
	}
	for name, c := range map[string]struct {
		change func(*world)
		stays  bool
	}{
		"another secret":  {func(w *world) { app(w, w.now) }, false},
		"a handshake":     {func(w *world) { app(w, 0) }, true},
		"an old secret":   {func(w *world) { app(w, 1) }, true},
		"another app":     {func(w *world) { w.must(desk.EntryAppPut, desk.App{ID: "app2", ChangedAt: w.now}) }, true},
		"another token":   {func(w *world) { w.must(desk.EntryWabaPut, desk.Waba{ID: "waba1", AppID: "app1", ChangedAt: w.now}) }, false},
		"another account": {func(w *world) { w.must(desk.EntryWabaPut, desk.Waba{ID: "waba2", ChangedAt: w.now}) }, true},
		"connected anew": {func(w *world) {
			w.must(desk.EntryNumberPut, desk.Number{ID: "num1", Name: "Support", AppID: "app1", PhoneID: w.phoneID})
		}, false},
		"another number": {func(w *world) { w.must(desk.EntryNumberPut, desk.Number{ID: "num2", Name: "Sales", PhoneID: "9"}) }, true},
		"a name of the same": {func(w *world) {
			w.ok("olga", wire.CmdUpdateNumber.Name, wire.UpdateNumber{NumberID: "num1", Name: "Help", DataSource: []wire.KV{}})
		}, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := proven(t)
			c.change(w)
			if got := w.checkup().ProvenAt() != 0; got != c.stays {
				t.Errorf("proven afterwards: %v, want %v: %+v", got, c.stays, w.checkup())
			}
			if c.stays {
				return
			}
			w.status("wamid.out", "read", "") // it left before the change
			if got := w.checkup(); got.ChangedAt != w.now || got.DeliveredAt != 0 {
				t.Errorf("%+v", got)
			}
		})
	}
}

// A carrier's account that was linked with other secrets says nothing of how its SMS
// numbers were; other carriers' numbers, and those that carry WhatsApp, stay proven.
func TestCarrierSet_hasItsNumbersProvenAnew(t *testing.T) {
	t.Parallel()
	w := texting(t)
	w.must(desk.EntryNumberPut, desk.Number{
		ID: "num3", Provider: "pigeon", Channel: desk.WhatsApp, AppID: "app1", PhoneID: "loft", Phone: "+15550783883", Name: "Loft",
	})
	for _, id := range []desk.NumberID{"num1", "num2", "num3"} {
		w.must(desk.EntryCheckup, desk.CheckupEntry{NumberID: id, Cause: desk.CheckDaily})
		w.m.apply(0, desk.Batch{Rows: []desk.Row{&desk.Checkup{NumberID: id, At: w.now, ChangedAt: 1, InboundAt: w.now, DeliveredAt: w.now}}})
	}
	w.now += minute
	w.must(desk.EntryCarrierSet, desk.CarrierSet{Provider: "crow", At: w.now})
	w.must(desk.EntryCarrierSet, desk.CarrierSet{Provider: "pigeon", At: w.now})
	for _, c := range every[desk.Checkup](w.m, desk.RowCheckup, nil) {
		isProven := c.ProvenAt() != 0
		if isProven != (c.NumberID != "num2") || !isProven && c.ChangedAt != w.now {
			t.Errorf("%s: proven = %t, %+v", c.NumberID, isProven, c)
		}
	}
}
