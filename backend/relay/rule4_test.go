package relay_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/clock"
	"github.com/parleydesk/parley/backend/datadir"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/ledger"
	"github.com/parleydesk/parley/backend/relay"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// times is a world in which the true time, a computer's clock and the counter
// beside it go their own ways. Meta's server has the true time.
type times struct {
	mu    sync.Mutex
	began time.Time
	ahead time.Duration // of true time, before the test's own
	off   time.Duration // of the computer's clock
	slept time.Duration // of the counter, taken away at a boot
	boot  int
	mute  atomic.Bool // Meta's server says no time
}

func (w *times) truth() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return time.Now().Add(w.ahead)
}

func (w *times) wall() time.Time {
	truth := w.truth()
	w.mu.Lock()
	defer w.mu.Unlock()
	return truth.Add(w.off)
}

func (w *times) steady() clock.Steady {
	w.mu.Lock()
	defer w.mu.Unlock()
	return clock.Steady{Boot: fmt.Sprint(w.boot), Now: func() time.Duration {
		truth := w.truth()
		w.mu.Lock()
		defer w.mu.Unlock()
		return truth.Sub(w.began) - w.slept
	}}
}

func (w *times) pass(d time.Duration) { w.mu.Lock(); w.ahead += d; w.mu.Unlock() }
func (w *times) set(d time.Duration)  { w.mu.Lock(); w.off = d; w.mu.Unlock() }

// stopped lets time pass while the computer stands still with its counter.
func (w *times) stopped(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.ahead, w.slept = w.ahead+d, w.slept+d
}

func (w *times) reboot() {
	up := w.steady().Now()
	w.mu.Lock()
	defer w.mu.Unlock()
	w.boot, w.slept = w.boot+1, w.slept+up-time.Second
}

// odd is a team in such a world.
type odd struct {
	*team
	times
	boss    *wiretest.Desktop
	session wire.Session
	said    int
}

func newOdd(t *testing.T) *odd {
	t.Helper()
	o := &odd{times: times{began: time.Now().Add(-time.Hour), boot: 1}}
	o.team = &team{t: t, dir: t.TempDir()}
	o.world = sandbox.New(sandbox.Config{Seed: 7, Clock: o.truth, Pace: sandbox.Pace{First: -1, Review: -1}, Carrier: sandbox.Carrier{DelayMs: -1}})
	plain := o.world.Handler()
	o.meta = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", o.truth().UTC().Format(http.TimeFormat))
		if o.mute.Load() {
			w.Header()["Date"] = nil
		}
		plain.ServeHTTP(w, r)
	}))
	o.start()
	t.Cleanup(func() { o.world.Stop(); o.stop(); o.meta.Close() })
	o.connectApp()
	o.session = o.owner()
	o.boss = o.desk(o.session, wire.Hello{})
	for mode, phone := range map[string]string{"manual": phoneID, "roundRobin": "106540352242923"} {
		box := said[wire.IDResult](t, o.boss.Command(mode, wire.CmdPutInbox.Name, wire.PutInbox{Name: mode, Mode: mode, ReassignSeconds: 60, Members: []string{o.session.UserID}}))
		err := o.relay.Record(context.Background(), desk.EntryNumberPut, desk.NumberEntry{InboxID: desk.InboxID(box.ID), Number: desk.Number{
			ID: desk.NumberID("num_" + mode), Provider: "meta", AppID: appID, PhoneID: phone, Phone: "+15550783881", Name: mode, State: desk.NumberReady,
		}})
		if err != nil {
			t.Fatal(err)
		}
	}
	return o
}

func (o *odd) start() {
	o.t.Helper()
	cfg := configOf(o.t, o.dir)
	cfg.Meta.BaseURL = o.meta.URL + "/graph"
	var err error
	if o.relay, err = relay.New(context.Background(), relay.Options{Config: cfg, Clock: o.wall, Steady: o.steady(), Log: slog.New(slog.DiscardHandler)}); err != nil {
		o.t.Fatal(err)
	}
}

func (o *odd) restart() { o.stop(); o.start(); o.boss = o.desk(o.session, wire.Hello{}) }

// writes has a customer write, as long ago as said by Meta's clock.
func (o *odd) writes(phone, from string, ago time.Duration) {
	o.t.Helper()
	o.said++
	body := fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":%q},"contacts":[{"wa_id":%q}],"messages":[{"from":%q,"id":"wamid.%d","timestamp":"%d","type":"text","text":{"body":"hi"}}]}}]}]}`,
		phone, from, from, o.said, o.truth().Add(-ago).Unix())
	if code := o.signed(body); code != http.StatusOK {
		o.t.Fatalf("the webhook was answered with %d", code)
	}
}

func (o *odd) of(from string) (*desk.Thread, *desk.Interaction) {
	o.t.Helper()
	ctx, db := context.Background(), o.relay.Store()
	c, err := db.ContactByAlias(ctx, o.relay.Org(), "wa:"+from)
	if err != nil {
		o.t.Fatal(err)
	}
	for _, n := range []desk.NumberID{"num_manual", "num_roundRobin"} {
		if th, err := db.ThreadOf(ctx, o.relay.Org(), n, c.ID); err == nil {
			it, err := desk.Get[*desk.Interaction](ctx, db, o.relay.Org(), desk.RowInteraction, th.InteractionID)
			if err != nil {
				o.t.Fatal(err)
			}
			return th, it
		}
	}
	o.t.Fatal("no thread with " + from)
	return nil, nil
}

// reply takes the conversation if need be, and answers; it gives the refusal.
func (o *odd) reply(from string) *wire.Failure {
	o.t.Helper()
	th, it := o.of(from)
	if it.State != desk.InteractionOpen && it.State != desk.InteractionEnded {
		if res := o.boss.Command(fmt.Sprint("take", o.head()), wire.CmdTake.Name, wire.InteractionRef{InteractionID: string(it.ID), Epoch: it.Epoch}); res.Error != nil && res.Error.Subcode != "ended" { // a timer may come before
			o.t.Fatalf("take: %+v", res.Error)
		}
		th, it = o.of(from)
	}
	return o.boss.Command(fmt.Sprint("reply", o.head()), wire.CmdSend.Name, wire.Send{
		ThreadID: string(th.ID), InteractionID: string(it.ID), Epoch: it.Epoch, Content: wire.SendContent{Kind: "text", Text: "hello"},
	}).Error
}

const (
	inTalk, isShut, inQueue, isOffered, meanwhile, afterwards = "16505550001", "16505550002", "16505550003", "16505550004", "16505550005", "16505550006"
	otherPhone                                                = "106540352242923"
)

var jumpsFlag = flag.Int("jumps", 3, "one of so many jumps of the clock is tried; each pair of what makes one comes up with 3 too")

// Every jump, for as long as it lasts and wherever it falls, in every state of a
// conversation.
func TestRule4_noJumpEndsOrStopsAnything(t *testing.T) {
	t.Parallel()
	day := 24 * time.Hour
	for i, step := range []time.Duration{25 * time.Hour, -25 * time.Hour, 3650 * day, -3650 * day, 3 * time.Minute, -3 * time.Minute} {
		for j, lasts := range []time.Duration{time.Second, day, -1} {
			for k, when := range []string{"running", "before a restart", "after a restart", "on resume", "after a boot"} {
				if (i+j+k)%*jumpsFlag != 0 {
					continue
				}
				t.Run(fmt.Sprintf("%s for %s %s", step, lasts, when), func(t *testing.T) {
					t.Parallel()
					jump(t, step, lasts, when)
				})
			}
		}
	}
}

func jump(t *testing.T, step, lasts time.Duration, when string) {
	o := newOdd(t)
	o.writes(phoneID, isShut, 30*time.Hour)
	o.writes(phoneID, inQueue, 0)
	o.writes(phoneID, inTalk, 0)
	o.writes(otherPhone, isOffered, 0)
	if err := o.reply(inTalk); err != nil {
		t.Fatalf("before: %+v", err)
	}
	began := o.truth()
	switch when {
	case "running":
		o.set(step)
	case "before a restart":
		o.set(step)
		said[struct{}](o.t, o.boss.Command("p", wire.CmdPreferences.Name, wire.Preferences{ReadReceipts: true}))
		o.restart()
	case "after a restart":
		o.stop()
		o.set(step)
		o.start()
		o.boss = o.desk(o.session, wire.Hello{})
	case "on resume":
		o.pass(8 * time.Hour)
		o.set(step)
	case "after a boot":
		o.stop()
		o.pass(10 * time.Minute)
		o.reboot()
		o.set(step)
		o.start()
		o.boss = o.desk(o.session, wire.Hello{})
	}
	said[struct{}](o.t, o.boss.Command("q", wire.CmdPreferences.Name, wire.Preferences{ReadReceipts: false}))
	o.writes(phoneID, meanwhile, 0)
	if lasts > 0 {
		o.pass(lasts)
		o.set(0)
	}
	o.healed(o.truth().Sub(began))
	o.rebuilt()
}

// healed looks at everything when the true time has been witnessed.
func (o *odd) healed(passed time.Duration) {
	o.t.Helper()
	o.writes(phoneID, afterwards, 0)
	if err := o.reply(afterwards); err != nil {
		o.t.Errorf("a reply to who wrote just now: %+v", err)
	}
	if err := o.reply(inTalk); (err == nil) != (passed < 24*time.Hour-2*time.Minute) {
		o.t.Errorf("%s after the customer wrote, a reply is answered with %+v", passed, err)
	}
	if err := o.reply(isShut); err == nil {
		o.t.Error("a reply outside the window was accepted")
	}
	for _, from := range []string{inQueue, meanwhile} {
		if _, it := o.of(from); it.State == desk.InteractionEnded && passed < 24*time.Hour {
			o.t.Errorf("a conversation that waits was ended (%s) by the rumour", it.EndReason)
		}
	}
	ctx, db := context.Background(), o.relay.Store()
	var late []string
	ok := eventually(func() bool {
		late = nil
		offers, err := desk.Find[*desk.Offer](ctx, db, o.relay.Org(), desk.OffersOpenTo.With(o.session.UserID))
		if err != nil {
			return false
		}
		for _, f := range offers {
			if left := time.UnixMilli(f.ExpiresAt).Sub(o.truth()); left > 2*time.Minute {
				late = append(late, left.String())
			}
		}
		return len(late) == 0
	})
	if !ok {
		o.t.Errorf("offers expire in %v", late)
	}
	if _, it := o.of(isOffered); passed < 30*time.Second && it.State != desk.InteractionOffered {
		o.t.Errorf("the offer was ended by the rumour: the conversation is %s", it.State)
	}
	var last int64
	if err := db.EntriesAfter(ctx, o.relay.Org(), o.head()-1, 10, func(e desk.Entry, _ []byte, _ string) error { last = e.At; return nil }); err != nil {
		o.t.Fatal(err)
	}
	if wrong := time.UnixMilli(last).Sub(o.truth()).Abs(); wrong > 2*time.Minute {
		o.t.Errorf("the last entry is stamped %s off", wrong)
	}
	off := o.wall().Sub(o.truth()).Abs() > clock.Tolerance
	d := o.desk(o.session, wire.Hello{})
	if !eventually(func() bool {
		p := said[wire.Pulse](o.t, d.Call(wire.CallPulse.Name, struct{}{}))
		return slices.Contains(p.Alarms, string(desk.AlarmClock)) == off
	}) {
		o.t.Errorf("the clock is off: %t, and the alarm says otherwise", off)
	}
}

// rebuilt folds the record again and compares.
func (o *odd) rebuilt() {
	o.t.Helper()
	ctx, org := context.Background(), o.relay.Org()
	o.stop()
	db, err := datadir.Open(ctx, o.dir, store.Options{})
	if err != nil {
		o.t.Fatal(err)
	}
	defer db.Close()
	dump := func() string {
		var b bytes.Buffer
		if err := db.DumpRows(ctx, org, &b); err != nil {
			o.t.Fatal(err)
		}
		return b.String()
	}
	before := dump()
	if err := db.WipeState(ctx, org); err != nil {
		o.t.Fatal(err)
	}
	if err := ledger.Rebuild(ctx, org, db, db.OpenTx, relay.Engine.FoldTx); err != nil {
		o.t.Fatal(err)
	}
	if after := dump(); after != before {
		o.t.Error("a rebuild gives other rows")
	}
}

// alone starts the relay anew, after a time, where nobody tells the time: Meta's
// server cannot be reached.
func (o *odd) alone(after time.Duration) {
	o.t.Helper()
	o.stop()
	o.meta.Close()
	o.reboot()
	o.pass(after)
	o.start()
	o.boss = o.desk(o.session, wire.Hello{})
}

func (o *odd) pulse() wire.Pulse {
	return said[wire.Pulse](o.t, o.boss.Call(wire.CallPulse.Name, struct{}{}))
}

// A person's word decides where nobody else can tell the time, for whatever the
// record was stamped with; it is a supervisor's, it must fit the relay's own
// clock, and it is in the record.
func TestRule4_aSupervisorPutsTheClockRight(t *testing.T) {
	t.Parallel()
	for _, ahead := range []time.Duration{-25 * time.Hour, 25 * time.Hour, 3650 * 24 * time.Hour} {
		t.Run(ahead.String(), func(t *testing.T) {
			t.Parallel()
			o := newOdd(t)
			o.alone(-ahead)
			p := o.pulse()
			if p.Clock.Sure || (p.Clock.Ahead > 0) != (ahead > 0) {
				t.Fatalf("a relay that nobody tells the time says %+v", p.Clock)
			}
			if !eventually(func() bool { return slices.Contains(o.pulse().Alarms, string(desk.AlarmClock)) }) {
				t.Error("no alarm")
			}
			for _, off := range []time.Duration{25 * time.Hour, -25 * time.Hour, 3 * time.Minute} {
				if res := o.boss.Call(wire.CallSetClock.Name, wire.SetClock{Now: o.truth().Add(off).UnixMilli()}); res.Error == nil || res.Error.Subcode != "clockDiffers" {
					t.Errorf("a word that is %s off is answered with %+v", off, res.Error)
				}
			}
			if state := said[wire.ClockState](t, o.boss.Call(wire.CallSetClock.Name, wire.SetClock{Now: o.truth().UnixMilli()})); !state.Sure || state.Ahead != 0 {
				t.Errorf("afterwards: %+v", state)
			}
			if slices.Contains(o.pulse().Alarms, string(desk.AlarmClock)) {
				t.Error("the alarm stays")
			}
			o.writes(phoneID, inTalk, 0)
			if err := o.reply(inTalk); err != nil {
				t.Errorf("a reply within the window: %+v", err)
			}
			if by := o.lastClockEntry(); by.By != desk.UserID(o.session.UserID) {
				t.Errorf("the record says %+v", by)
			}
			o.rebuilt()
		})
	}
}

func (o *odd) lastClockEntry() (c desk.ClockEntry) {
	o.t.Helper()
	err := o.relay.Store().EntriesAfter(context.Background(), o.relay.Org(), 0, 10_000, func(e desk.Entry, _ []byte, _ string) error {
		if e.Kind == desk.EntryClockSet {
			return json.Unmarshal(e.Payload, &c)
		}
		return nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return c
}

// Where Meta's servers tell the time, nobody's word goes against it; and an
// agent's counts nowhere.
func TestRule4_nobodyOverrulesMetasServers(t *testing.T) {
	t.Parallel()
	for _, off := range []time.Duration{25 * time.Hour, -25 * time.Hour} {
		o := newOdd(t)
		o.set(off)
		if !eventually(func() bool { return slices.Contains(o.pulse().Alarms, string(desk.AlarmClock)) }) {
			t.Error("no alarm")
		}
		if res := o.boss.Call(wire.CallSetClock.Name, wire.SetClock{Now: o.wall().UnixMilli()}); res.Error == nil || res.Error.Subcode != "clockAgainst" {
			t.Errorf("clock off by %s: the answer is %+v", off, res.Error)
		}
		o.writes(phoneID, inQueue, 0)
		if err := o.reply(inQueue); err != nil {
			t.Errorf("a reply: %+v", err)
		}
		inv := said[wire.Invitation](t, o.boss.Call(wire.CallInvite.Name, wire.Invite{Name: "Ana", Role: "agent"}))
		ana := o.desk(o.join(inv.Code, "Ana"), wire.Hello{})
		if res := ana.Call(wire.CallSetClock.Name, wire.SetClock{Now: o.truth().UnixMilli()}); res.Error == nil || res.Error.Code != string(desk.CodeForbidden) {
			t.Errorf("an agent is answered with %+v", res.Error)
		}
	}
}

// The desktops of two people are a witness where nobody else is one; those of one
// person are not.
func TestRule4_desktopsTellTheTime(t *testing.T) {
	t.Parallel()
	o := newOdd(t)
	inv := said[wire.Invitation](t, o.boss.Call(wire.CallInvite.Name, wire.Invite{Name: "Ana", Role: "agent"}))
	ana := o.join(inv.Code, "Ana")
	o.alone(25 * time.Hour)
	for range 3 {
		o.boss = o.desk(o.session, wire.Hello{Now: o.truth().UnixMilli()})
	}
	if o.pulse().Clock.Sure {
		t.Fatal("one person's desktops made it sure of the time")
	}
	o.desk(ana, wire.Hello{Now: o.truth().UnixMilli()})
	if !eventually(func() bool { return o.pulse().Clock.Sure }) {
		t.Error("two people's desktops agree, and it is not sure")
	}
	if !eventually(func() bool { return !slices.Contains(o.pulse().Alarms, string(desk.AlarmClock)) }) {
		t.Error("the alarm stays")
	}
}

// An offer that was made while the clock was behind does not expire at once when
// it is put forward: the agent has the time that they were promised.
func TestRule4_offersStandWhenTheClockIsPutForward(t *testing.T) {
	t.Parallel()
	for _, behind := range []time.Duration{10 * time.Minute, 25 * time.Hour, 3650 * 24 * time.Hour} {
		t.Run(behind.String(), func(t *testing.T) {
			t.Parallel()
			o := newOdd(t)
			o.mute.Store(true)
			o.stopped(behind)
			o.set(-behind)
			o.writes(otherPhone, isOffered, 0)
			if _, it := o.of(isOffered); it.State != desk.InteractionOffered {
				t.Fatalf("the conversation is %s", it.State)
			}
			o.mute.Store(false)
			o.pass(10 * time.Second) // by then a witness may be asked for again
			o.writes(phoneID, afterwards, 0)
			offer := func() *desk.Offer {
				_, it := o.of(isOffered)
				f, err := o.relay.Store().OpenOfferOf(context.Background(), o.relay.Org(), it.ID)
				if err != nil {
					t.Fatalf("the offer does not stand any more: the conversation is %s, %v", it.State, it.Attempts)
				}
				return f
			}
			if !eventually(func() bool { return o.lastClockEntry().Behind }) {
				t.Fatal("the step is not in the record")
			}
			if left := time.UnixMilli(offer().ExpiresAt).Sub(o.truth()); left < 30*time.Second || left > time.Minute {
				t.Errorf("the offer expires in %s", left)
			}
			o.pass(61 * time.Second)
			if !eventually(func() bool { _, it := o.of(isOffered); return len(it.Attempts) == 1 }) {
				t.Error("the offer does not run out in its time")
			}
			o.rebuilt()
		})
	}
}
