package alert

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// desktop is an ear whose relay keeps what it is told of alerts.
type reported struct {
	mu    sync.Mutex
	items []wire.AlertTold
	fails error
}

func (r *reported) take(_ context.Context, told wire.AlertsTold) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fails != nil {
		return r.fails
	}
	r.items = append(r.items, told.Items...)
	return nil
}

func (r *reported) all() []wire.AlertTold {
	synctest.Wait()
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.items
}

// climbing runs a test in a bubble of time with an offer that lives for so long and was
// just told.
func climbing(t *testing.T, life time.Duration, before func(*ear), test func(*testing.T, *ear, *reported)) {
	t.Helper()
	listening(t, func(t *testing.T, e *ear) {
		got := &reported{}
		e.alerts.cfg.Told = got.take
		if before != nil {
			before(e)
		}
		at := time.Now().UnixMilli()
		e.rows.put(t, desk.RowNotice, "ntc_1", wire.Notice{ID: "ntc_1", Kind: "offer", ThreadID: "thr_1", Subject: "off_1", At: at})
		e.rows.put(t, desk.RowOffer, "off_1", wire.Offer{ID: "off_1", ThreadID: "thr_1", UserID: "usr_me", State: "open", ExpiresAt: at + life.Milliseconds()})
		e.come()
		time.Sleep(alertMerge)
		synctest.Wait()
		test(t, e, got)
	})
}

// after lets time pass from the moment at which the alert was raised.
func after(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

func TestLadder_climbsWhileNobodySeesIt(t *testing.T) {
	t.Parallel()
	climbing(t, 5*time.Minute, nil, func(t *testing.T, e *ear, got *reported) {
		if s := e.fake.Sounds(); len(s) != 1 || s[0] != 40 {
			t.Fatalf("sounds at first: %v", s)
		}
		after(louderAfter - time.Second)
		if s := e.fake.Sounds(); len(s) != 1 {
			t.Fatalf("too early: %v", s)
		}
		after(time.Second)
		if s := e.fake.Sounds(); len(s) != 2 || s[1] != 80 {
			t.Fatalf("louder: %v", s)
		}
		if a := e.fake.Attentions(); len(a) != 0 {
			t.Fatalf("attention too early: %v", a)
		}
		after(attentionAfter - louderAfter)
		if a := e.fake.Attentions(); len(a) != 1 || !a[0] {
			t.Fatalf("attention: %v", a)
		}
		if r := got.all(); len(r) != 0 {
			t.Fatalf("it is not over: %+v", r)
		}
		after(5 * time.Minute)
		r := got.all()
		if len(r) != 1 || r[0].NoticeID != "ntc_1" || r[0].RaisedAt == 0 || r[0].TakenAt == 0 || r[0].SeenAt != 0 || r[0].Fault != "" {
			t.Fatalf("what became of it: %+v", r)
		}
		if a := e.fake.Attentions(); len(a) != 2 || a[1] {
			t.Errorf("the request stays: %v", a)
		}
		if s := e.fake.Sounds(); len(s) != 2 {
			t.Errorf("it goes on: %v", s)
		}
	})
}

// The usual offer lives for 30 s: its steps come before it is over.
func TestLadder_isShorterWhereAnOfferIs(t *testing.T) {
	t.Parallel()
	climbing(t, 30*time.Second, nil, func(t *testing.T, e *ear, got *reported) {
		after(15 * time.Second)
		if s := e.fake.Sounds(); len(s) != 2 {
			t.Fatalf("louder at half of it: %v", s)
		}
		after(8 * time.Second)
		if a := e.fake.Attentions(); len(a) != 1 {
			t.Fatalf("attention at three quarters: %v", a)
		}
		after(8 * time.Second)
		if r := got.all(); len(r) != 1 || r[0].SeenAt != 0 {
			t.Fatalf("%+v", r)
		}
	})
}

func TestLadder_endsWhenThePersonIsThere(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		do   func(e *ear)
		seen bool
	}{
		{"they do something in the window", func(e *ear) { e.alerts.Front(true) }, true},
		{"the window goes to the back", func(e *ear) { e.alerts.Front(false) }, false},
		{"they accept", func(e *ear) { e.settle("accepted") }, true},
		{"they decline", func(e *ear) { e.settle("declined") }, true},
		{"somebody else takes it", func(e *ear) { e.settle("withdrawn") }, false},
		{"they read the notice", func(e *ear) {
			e.rows.put(e.t, desk.RowNotice, "ntc_1", wire.Notice{ID: "ntc_1", Kind: "offer", ThreadID: "thr_1", Subject: "off_1", Read: true})
			e.come()
		}, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			climbing(t, 5*time.Minute, nil, func(t *testing.T, e *ear, got *reported) {
				after(10 * time.Second)
				tt.do(e)
				after(6 * time.Minute)
				r := got.all()
				if len(r) != 1 || (r[0].SeenAt != 0) != tt.seen {
					t.Fatalf("%+v, want seen %t", r, tt.seen)
				}
				climbed := len(e.fake.Sounds()) > 1
				if over := tt.name != "the window goes to the back"; climbed == over {
					t.Errorf("it went on: %t", climbed)
				}
			})
		})
	}
}

// settle lets the offer be over.
func (e *ear) settle(state string) {
	e.t.Helper()
	e.rows.put(e.t, desk.RowOffer, "off_1", wire.Offer{ID: "off_1", ThreadID: "thr_1", UserID: "usr_me", State: state})
	e.come()
}

func TestLadder_saysWhyTheSystemTookNothing(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		want   desk.AlertFault
		before func(e *ear)
	}{
		{desk.AlertRefused, func(e *ear) { e.fake.NoNotifications = true }},
		{desk.AlertOff, func(e *ear) { e.settings.Notifications = false }},
	} {
		t.Run(string(tt.want), func(t *testing.T) {
			t.Parallel()
			climbing(t, time.Minute, tt.before, func(t *testing.T, _ *ear, got *reported) {
				after(2 * time.Minute)
				if r := got.all(); len(r) != 1 || r[0].Fault != string(tt.want) || r[0].TakenAt != 0 || r[0].RaisedAt == 0 {
					t.Fatalf("%+v", r)
				}
			})
		})
	}
}

func TestLadder_whoChoseSilenceHearsNoLouderSound(t *testing.T) {
	t.Parallel()
	climbing(t, 5*time.Minute, func(e *ear) { e.settings.Muted = true }, func(t *testing.T, e *ear, _ *reported) {
		after(2 * time.Minute)
		if s := e.fake.Sounds(); len(s) != 0 {
			t.Errorf("sounds: %v", s)
		}
		if a := e.fake.Attentions(); len(a) != 1 {
			t.Errorf("attention: %v", a)
		}
	})
}

func TestLadder_ofANotice(t *testing.T) {
	t.Parallel()
	listening(t, func(t *testing.T, e *ear) {
		got := &reported{fails: desk.Refuse(desk.CodeUnavailable, "offline")}
		e.alerts.cfg.Told = got.take
		e.rows.put(t, desk.RowNotice, "ntc_1", wire.Notice{ID: "ntc_1", Kind: "escalation", ThreadID: "thr_2", Subject: "int_1", At: 7})
		e.rows.put(t, desk.RowNotice, "ntc_2", wire.Notice{ID: "ntc_2", Kind: "taken", ThreadID: "thr_2", Subject: "int_1", At: 8})
		e.come()
		after(alertMerge + louderAfter)
		if s := e.fake.Sounds(); len(s) != 2 {
			t.Fatalf("louder: %v", s)
		}
		e.alerts.Front(true)
		if r := got.all(); len(r) != 0 {
			t.Fatalf("there was no connection: %+v", r)
		}
		got.mu.Lock()
		got.fails = nil
		got.mu.Unlock()
		e.alerts.Look()
		if r := got.all(); len(r) != 2 || r[0].NoticeID+r[1].NoticeID != "ntc_1ntc_2" && r[0].NoticeID+r[1].NoticeID != "ntc_2ntc_1" || r[0].At+r[1].At != 15 || r[0].SeenAt == 0 || r[1].SeenAt == 0 {
			t.Fatalf("with the next it is told, also of one that calls for nobody: %+v", r)
		}
	})
}

// What the conversation in view tells itself makes no sound, and climbs all the same until
// its person does something: the window may stand there while nobody looks.
func TestLadder_ofWhatIsInView(t *testing.T) {
	t.Parallel()
	listening(t, func(t *testing.T, e *ear) {
		got := &reported{}
		e.alerts.cfg.Told = got.take
		e.alerts.Viewing("thr_1", true)
		e.notice("ntc_1", desk.NoticeTransfer, "thr_1", time.Now().UnixMilli())
		after(alertMerge)
		if s := e.fake.Sounds(); len(s) != 0 || len(e.fake.Notes()) != 0 {
			t.Fatalf("it sounds: %v", s)
		}
		after(louderAfter)
		if s := e.fake.Sounds(); len(s) != 1 {
			t.Fatalf("nobody has seen it, and it sounds: %v", s)
		}
		e.alerts.Front(true)
		if r := got.all(); len(r) != 1 || r[0].NoticeID != "ntc_1" || r[0].RaisedAt == 0 || r[0].TakenAt == 0 || r[0].SeenAt == 0 {
			t.Fatalf("it is told what became of it: %+v", r)
		}
		e.notice("ntc_2", desk.NoticeSendFailed, "thr_1", time.Now().UnixMilli())
		after(alertMerge + ladderEnds)
		if r := got.all(); len(r) != 2 || r[1].NoticeID != "ntc_2" || r[1].RaisedAt == 0 || r[1].SeenAt != 0 {
			t.Fatalf("of what calls for nobody: %+v", r)
		}
		if s, a := e.fake.Sounds(), e.fake.Attentions(); len(s) != 1 || len(a) != 0 {
			t.Fatalf("what calls for nobody gets louder: %v, %v", s, a)
		}
	})
}

// Each alert has its stamps: of a customer's message by the notice of it, as it was told.
func TestLadder_ofAMessage(t *testing.T) {
	t.Parallel()
	listening(t, func(t *testing.T, e *ear) {
		got := &reported{}
		e.alerts.cfg.Told = got.take
		at := time.Now().UnixMilli()
		e.rows.put(t, desk.RowNotice, "ntc_1", wire.Notice{ID: "ntc_1", Kind: string(desk.NoticeMessage), ThreadID: "thr_1", Subject: "msg_101", At: at})
		e.message("thr_1", "hello", nil)
		after(alertMerge + time.Second)
		e.alerts.Front(true)
		if r := got.all(); len(r) != 1 || r[0].NoticeID != "ntc_1" || r[0].At != at || r[0].TakenAt == 0 || r[0].SeenAt <= r[0].TakenAt {
			t.Fatalf("%+v", r)
		}
		e.rows.put(t, desk.RowNotice, "ntc_2", wire.Notice{ID: "ntc_2", Kind: string(desk.NoticeMessage), ThreadID: "thr_1", Subject: "msg_102", At: at + 1})
		e.rows.put(t, desk.RowNotice, "ntc_2", wire.Notice{ID: "ntc_2", Kind: string(desk.NoticeMessage), ThreadID: "thr_1", Subject: "msg_102", At: at + 1, Read: true})
		e.message("thr_1", "read at another desktop", nil)
		after(alertMerge + ladderEnds)
		if r := got.all(); len(r) != 1 {
			t.Errorf("of one that is read: %+v", r)
		}
	})
}
