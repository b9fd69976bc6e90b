package alert

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/shell"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/wire"
)

// copyOfRows is a local copy that a test fills.
type copyOfRows struct {
	mu      sync.Mutex
	changes []wire.Change // revision = index + 1
	seq     int64
}

func (c *copyOfRows) put(t *testing.T, kind desk.Kind, id string, v any) {
	t.Helper()
	body, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.changes = append(c.changes, wire.Change{Kind: string(kind), ID: id, Body: body})
}

func (c *copyOfRows) ChangesSince(_ context.Context, rev int64, limit int) ([]wire.Change, int64, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	end := min(int(rev)+limit, len(c.changes))
	return c.changes[rev:end], int64(end), end < len(c.changes), nil
}

func (c *copyOfRows) Row(_ context.Context, kind desk.Kind, id string, v any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for i := len(c.changes) - 1; i >= 0; i-- {
		if ch := c.changes[i]; ch.Kind == string(kind) && ch.ID == id {
			return ch.Into(v)
		}
	}
	return desk.Refuse(desk.CodeNotFound, "")
}

func (c *copyOfRows) Count(_ context.Context, kind desk.Kind) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	ids := map[string]bool{}
	for _, ch := range c.changes {
		if ch.Kind == string(kind) && !ch.Gone {
			ids[ch.ID] = true
		}
	}
	return len(ids), nil
}

func (c *copyOfRows) Cursor() wire.Cursor {
	c.mu.Lock()
	defer c.mu.Unlock()
	return wire.Cursor{Seq: c.seq}
}

func (c *copyOfRows) Rev() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return int64(len(c.changes))
}

var silent = slog.New(slog.DiscardHandler)

// ear is a person at a desktop with one thread of their own (thr_1) and one of
// somebody else's (thr_2).
type ear struct {
	t        *testing.T
	rows     *copyOfRows
	fake     *shell.Fake
	news     *Page
	alerts   *Alerts
	settings bridge.Settings
	reach    error // what the relay answers
	seq      int64
}

func newEar(t *testing.T) *ear {
	t.Helper()
	e := &ear{t: t, rows: &copyOfRows{}, fake: &shell.Fake{}, settings: bridge.Settings{Notifications: true, Volume: 40}, seq: 100}
	e.rows.put(t, desk.RowContact, "con_1", wire.Contact{ID: "con_1", SavedName: "Lena", Label: "+49"})
	e.rows.put(t, desk.RowThread, "thr_1", wire.Thread{ID: "thr_1", ContactID: "con_1", Owner: "usr_me", Preview: "the last line"})
	e.rows.put(t, desk.RowThread, "thr_2", wire.Thread{ID: "thr_2", Owner: "usr_other"})
	e.rows.put(t, desk.RowThread, "thr_3", wire.Thread{ID: "thr_3", Owner: "usr_me", State: string(desk.InteractionEnded)})
	e.news = NewPage(e.fake.Emit)
	e.alerts = New(Config{
		System: e.fake, Settings: func() bridge.Settings { return e.settings }, Rows: e.rows, Inside: e.news.Show, Now: time.Now, Log: silent,
		Reach: func(context.Context) error { return e.reach },
	})
	e.alerts.Begin("usr_me")
	e.alerts.Start()
	return e
}

// listening runs a test in a bubble of time, with everything from before told.
func listening(t *testing.T, test func(*testing.T, *ear)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		e := newEar(t)
		defer e.alerts.Stop()
		e.rows.seq = e.seq
		e.alerts.Live("usr_me")
		test(t, e)
	})
}

// message lets a message come.
func (e *ear) message(thread, text string, edit func(*wire.Message)) {
	e.t.Helper()
	e.seq++
	m := wire.Message{ID: fmt.Sprintf("msg_%d", e.seq), ThreadID: thread, Seq: e.seq, Kind: string(desk.KindText), Text: text, At: time.Now().UnixMilli()}
	if edit != nil {
		edit(&m)
	}
	e.rows.put(e.t, desk.RowMessage, m.ID, m)
	e.come()
}

func (e *ear) come() {
	e.rows.mu.Lock()
	e.rows.seq = e.seq
	e.rows.mu.Unlock()
	e.alerts.Look()
	synctest.Wait()
}

// hears lets time pass and gives the notifications since the last call.
func (e *ear) hears(before int) []shell.Note {
	time.Sleep(2 * alertMerge) // synthetic time
	synctest.Wait()
	return e.fake.Notes()[before:]
}

func TestAlerts_onlyNewsOfMineThatIsNotInView(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name string
		do   func(e *ear)
		want int
	}{
		{"a message in my thread", func(e *ear) { e.message("thr_1", "hello", nil) }, 1},
		{"a message in somebody else's", func(e *ear) { e.message("thr_2", "hello", nil) }, 0},
		{"a message of who is blocked, in a thread that I had", func(e *ear) { e.message("thr_3", "hello", nil) }, 0},
		{"my own reply", func(e *ear) { e.message("thr_1", "hello", func(m *wire.Message) { m.Out = true }) }, 0},
		{"a line of the system", func(e *ear) { e.message("thr_1", "x", func(m *wire.Message) { m.Kind = string(desk.KindSystem) }) }, 0},
		{"an old message that changed", func(e *ear) { e.message("thr_1", "x", func(m *wire.Message) { m.Seq = 50 }) }, 0},
		{"an old message that came with the thread", func(e *ear) {
			e.message("thr_1", "x", func(m *wire.Message) { m.At -= time.Hour.Milliseconds() })
		}, 0},
		{"in view", func(e *ear) {
			e.alerts.Viewing("thr_1", true)
			e.message("thr_1", "hello", nil)
		}, 0},
		{"open, but the window is in the back", func(e *ear) {
			e.alerts.Viewing("thr_1", false)
			e.message("thr_1", "hello", nil)
		}, 1},
		{"an escalation", func(e *ear) {
			e.rows.put(e.t, desk.RowNotice, "ntc_1", wire.Notice{ID: "ntc_1", Kind: string(desk.NoticeEscalation), ThreadID: "thr_2"})
			e.come()
		}, 1},
		{"an escalation that was read elsewhere", func(e *ear) {
			e.rows.put(e.t, desk.RowNotice, "ntc_1", wire.Notice{ID: "ntc_1", Kind: string(desk.NoticeEscalation), Read: true})
			e.come()
		}, 0},
		{"what waits in my queue", func(e *ear) { e.notice("ntc_1", desk.NoticeQueued, "thr_2", 1) }, 1},
		{"a number without an inbox", func(e *ear) { e.notice("ntc_1", desk.NoticeUnrouted, "thr_2", 1) }, 1},
		{"a transfer", func(e *ear) { e.notice("ntc_1", desk.NoticeTransfer, "thr_1", 1) }, 1},
		{"what was mine is somebody else's", func(e *ear) { e.notice("ntc_1", desk.NoticeTaken, "thr_1", 1) }, 1},
		{"what went while I was offline", func(e *ear) { e.notice("ntc_1", desk.NoticeReturned, "thr_1", 1) }, 1},
		{"a missed window", func(e *ear) { e.notice("ntc_1", desk.NoticeWindow, "thr_1", 1) }, 1},
		{"a send that failed", func(e *ear) { e.notice("ntc_1", desk.NoticeSendFailed, "thr_1", 1) }, 1},
		{"a send that failed in view", func(e *ear) {
			e.alerts.Viewing("thr_1", true)
			e.notice("ntc_1", desk.NoticeSendFailed, "thr_1", 1)
		}, 0},
		{"taken from me in view", func(e *ear) {
			e.alerts.Viewing("thr_1", true)
			e.notice("ntc_1", desk.NoticeTaken, "thr_1", 1)
		}, 1},
		{"the same notice again", func(e *ear) {
			e.notice("ntc_1", desk.NoticeSendFailed, "thr_1", 1)
			time.Sleep(2 * alertMerge)
			e.notice("ntc_1", desk.NoticeSendFailed, "thr_1", 1)
		}, 1},
		{"the same again, later", func(e *ear) {
			e.notice("ntc_1", desk.NoticeSendFailed, "thr_1", 1)
			time.Sleep(2 * alertMerge)
			e.notice("ntc_1", desk.NoticeSendFailed, "thr_1", 2)
		}, 2},
		{"a notice that has rows of its own", func(e *ear) { e.notice("ntc_1", desk.NoticeMessage, "thr_1", 1) }, 0},
		{"an offer to me", func(e *ear) { e.offer("usr_me", time.Minute) }, 1},
		{"an offer to somebody else", func(e *ear) { e.offer("usr_other", time.Minute) }, 0},
		{"an offer that has run out", func(e *ear) { e.offer("usr_me", -time.Second) }, 0},
		{"the same offer twice", func(e *ear) {
			e.offer("usr_me", time.Minute)
			time.Sleep(2 * alertMerge)
			e.offer("usr_me", time.Minute)
		}, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			listening(t, func(t *testing.T, e *ear) {
				synctest.Wait()
				tt.do(e)
				if got := e.hears(0); len(got) != tt.want {
					t.Errorf("%d notifications: %+v, want %d", len(got), got, tt.want)
				}
				if got := len(e.fake.Sounds()); got != tt.want {
					t.Errorf("%d sounds, want %d", got, tt.want)
				}
			})
		})
	}
}

func (e *ear) notice(id string, kind desk.NoticeKind, thread string, at int64) {
	e.rows.put(e.t, desk.RowNotice, id, wire.Notice{ID: id, Kind: string(kind), ThreadID: thread, At: at})
	e.come()
}

func TestAlerts_aTransferSaysWhatWasWrittenWithIt(t *testing.T) {
	t.Parallel()
	listening(t, func(t *testing.T, e *ear) {
		hour := time.Hour.Milliseconds()
		note := func(id string, seq, ago int64, text string) {
			at := time.Now().UnixMilli() - ago
			e.rows.put(t, desk.RowMessage, id, wire.Message{ID: id, ThreadID: "thr_1", Seq: seq, Kind: string(desk.KindNote), Out: true, At: at, Text: text, Handover: &wire.Handover{To: "usr_me"}})
		}
		transfer := func(id string) string {
			before := len(e.fake.Notes())
			e.notice(id, desk.NoticeTransfer, "thr_1", time.Now().UnixMilli())
			notes := e.hears(before)
			if len(notes) != 1 {
				t.Fatalf("%d notifications", len(notes))
			}
			return notes[0].Body
		}
		note("msg_now", 2, 0, "Order *4711*,\nplease.")
		note("msg_old", 1, hour, "of an earlier time")
		if got, want := transfer("ntc_1"), "Lena is yours now. Note: Order *4711*, please."; got != want {
			t.Errorf("%q, want %q", got, want)
		}
		note("msg_older", 1, hour, "of an earlier time")
		if got, want := transfer("ntc_2"), "Lena is yours now."; got != want {
			t.Errorf("with a note of an earlier time only: %q, want %q", got, want)
		}
	})
}

// Each kind has words of its own, with the customer's name, and leads to the thread.
func TestAlerts_wordsOfEachNotice(t *testing.T) {
	t.Parallel()
	listening(t, func(t *testing.T, e *ear) {
		titles := map[string]bool{}
		e.rows.put(t, desk.RowUser, "usr_olga", wire.User{ID: "usr_olga", Name: "Olga"})
		e.rows.put(t, desk.RowUser, "usr_me", wire.User{ID: "usr_me", Name: "Me", Chosen: string(desk.PresenceAway)})
		for kind := range spoken {
			before := len(e.fake.Notes())
			thread, name := "thr_1", "Lena"
			if kind == desk.NoticePresence {
				thread, name = "", "Olga set you to Away."
			}
			e.rows.put(t, desk.RowNotice, "ntc_"+string(kind), wire.Notice{ID: "ntc_" + string(kind), Kind: string(kind), ThreadID: thread, Subject: "usr_olga", At: 1})
			e.come()
			got := e.hears(before)
			if len(got) != 1 || got[0].Thread != thread || !strings.Contains(got[0].Body, name) || strings.Contains(got[0].Title, "{{") {
				t.Errorf("%s: %+v", kind, got)
				continue
			}
			if titles[got[0].Title] {
				t.Errorf("%s is told as another kind is: %q", kind, got[0].Title)
			}
			titles[got[0].Title] = true
		}
		before := len(e.fake.Notes())
		e.notice("ntc_a", desk.NoticeReturned, "thr_1", 2)
		e.notice("ntc_b", desk.NoticeReturned, "thr_2", 2)
		if got := e.hears(before); len(got) != 1 || !strings.Contains(got[0].Body, "2 new notifications") {
			t.Errorf("two at once: %+v", got)
		}
	})
}

func (e *ear) offer(to string, left time.Duration) {
	e.rows.put(e.t, desk.RowOffer, "off_1", wire.Offer{
		ID: "off_1", ThreadID: "thr_1", UserID: to, State: string(desk.OfferOpen), ExpiresAt: time.Now().Add(left).UnixMilli(),
		FirstLine: "my order is late", FirstKind: string(desk.KindText),
	})
	e.come()
}

func TestAlerts_aSnapshotAlertsOfOffersOnly(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := newEar(t)
		defer e.alerts.Stop()
		e.message("thr_1", "from the snapshot", nil)
		e.rows.put(t, desk.RowNotice, "ntc_1", wire.Notice{ID: "ntc_1", Kind: string(desk.NoticeEscalation), ThreadID: "thr_2"})
		e.come()
		if got := e.hears(0); len(got) != 0 {
			t.Fatalf("the snapshot was announced: %+v", got)
		}
		e.offer("usr_me", time.Minute)
		if got := e.hears(0); len(got) != 1 || got[0].Title != "New conversation for you: Lena" || got[0].Body != "my order is late" || got[0].Thread != "thr_1" {
			t.Fatalf("offer during the snapshot: %+v", got)
		}
		e.alerts.Live("usr_me")
		e.rows.put(t, desk.RowNotice, "ntc_1", wire.Notice{ID: "ntc_1", Kind: string(desk.NoticeEscalation), ThreadID: "thr_2"})
		e.come()
		e.message("thr_1", "afterwards", nil)
		if got := e.hears(1); len(got) != 1 || got[0].Title != "Lena" || got[0].Body != "afterwards" {
			t.Fatalf("after it: %+v", got)
		}
	})
}

func TestAlerts_aCustomerWithoutANameIsCalledByTheNumber(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		contact wire.Contact
		want    string
	}{
		"a number as people read it": {wire.Contact{Label: "+14155550123", Phone: "+14155550123"}, "+1 415-555-0123"},
		"a hidden one":               {wire.Contact{Label: "Hidden number", PhoneHidden: true}, "Hidden number"},
		"a name that is digits":      {wire.Contact{SavedName: "+1415", Label: "+1415", Phone: "+14155550123"}, "+1415"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				e := newEar(t)
				defer e.alerts.Stop()
				e.alerts.Live("usr_me")
				synctest.Wait()
				e.rows.put(t, desk.RowContact, "con_1", tt.contact)
				e.message("thr_1", "hello", nil)
				if notes := e.hears(0); len(notes) != 1 || notes[0].Title != tt.want {
					t.Errorf("heard %+v, want %q", notes, tt.want)
				}
			})
		})
	}
}

func TestAlerts_severalAtOnceAreOneAlert(t *testing.T) {
	t.Parallel()
	listening(t, func(t *testing.T, e *ear) {
		for i := range 700 {
			e.message("thr_1", fmt.Sprintf("line %d", i), nil)
		}
		got := e.hears(0)
		if len(got) != 1 || got[0].Body != "700 new messages. line 699" {
			t.Fatalf("a burst: %+v", got)
		}
		e.message("thr_1", "one more", nil)
		e.offer("usr_me", time.Minute)
		if got := e.hears(1); len(got) != 1 || got[0].Body != "1 new conversation for you, 1 new message." {
			t.Fatalf("two kinds: %+v", got)
		}
	})
}

func TestAlerts_insideWhereTheSystemCannot(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := newEar(t)
		defer e.alerts.Stop()
		e.fake.NoNotifications, e.fake.NoSound = true, true
		e.rows.seq = e.seq
		e.alerts.Live("usr_me")
		e.message("thr_1", "hello", nil)
		e.hears(0)
		inside := e.news.After(0).Alerts
		if len(inside) != 1 {
			t.Fatalf("inside: %+v", inside)
		}
		if a := inside[0]; a.ThreadID != "thr_1" || a.Kind != "message" || a.Problem == nil || a.Problem.Subcode != "notifications" {
			t.Errorf("inside: %+v", inside[0])
		}
		got := e.alerts.Abilities()
		if got.Notifications || got.Sound || !got.Clipboard {
			t.Errorf("abilities: %+v", got)
		}
		if names := faults(got); !slices.Equal(names, []string{"notifications", "sound none"}) {
			t.Errorf("what is missing has the names %q", names)
		}
		e.fake.NoNotifications, e.fake.NoSound = false, false
		e.alerts.Test()
		if got := e.alerts.Abilities(); !got.Notifications || !got.Sound || got.Problems == nil || len(got.Problems) != 0 {
			t.Errorf("abilities afterwards: %+v", got)
		}
		e.settings.Muted, e.settings.Notifications = true, false
		e.message("thr_1", "quietly", nil)
		if got := e.hears(0); len(got) != 1 || len(e.fake.Sounds()) != 1 || len(e.fake.Events(bridge.EventAlert)) != 2 {
			t.Errorf("muted: %d notifications, %d sounds", len(got), len(e.fake.Sounds()))
		}
	})
}

// fault is the name by which the page finds the sentence of a problem.
func fault(f wire.Failure) string {
	context, _ := f.Params[desk.ParamContext].(string)
	return strings.TrimSpace(f.Subcode + " " + context)
}

func faults(a bridge.Abilities) (names []string) {
	for _, f := range a.Problems {
		names = append(names, fault(f))
	}
	return names
}

// The page has the sentences: what goes to it names the fault and is in no language.
func TestAlerts_tellWhatIsMissingByItsName(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := newEar(t)
		defer e.alerts.Stop()
		e.alerts.Clipped(desk.Refuse(desk.CodeUnavailable, "clipboard"))
		if got := e.alerts.Abilities(); got.Clipboard || !slices.Equal(faults(got), []string{"clipboard"}) || got.Problems[0].Message != "" {
			t.Errorf("a clipboard that took nothing: %+v", got)
		}
		e.alerts.Clipped(errors.New("exec: xclip: /home/ana/.Xauthority"))
		got := e.alerts.Abilities()
		if len(got.Problems) != 1 || got.Problems[0].Code != string(desk.CodeInternal) {
			t.Fatalf("an error without a code: %+v", got)
		}
		if sent, _ := json.Marshal(got); strings.Contains(string(sent), "xclip") {
			t.Errorf("the page is given the text of an error: %s", sent)
		}
		e.alerts.Clipped(nil)
		if got := e.alerts.Abilities(); !got.Clipboard || len(got.Problems) != 0 {
			t.Errorf("a clipboard that works again: %+v", got)
		}
	})
}

func TestAlerts_insideWhereThereIsNoSound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		e := newEar(t)
		defer e.alerts.Stop()
		e.fake.NoSound = true
		e.rows.seq = e.seq
		e.alerts.Live("usr_me")
		for i := range 2 {
			e.message("thr_1", "hello", nil)
			if got := e.hears(0); len(got) != i+1 {
				t.Errorf("%d notifications", len(got))
			}
			inside := e.news.After(0).Alerts
			if len(inside) != i+1 {
				t.Fatalf("inside: %+v", inside)
			}
			a := inside[i]
			if a.ThreadID != "thr_1" || a.Problem == nil || fault(*a.Problem) != "sound none" {
				t.Errorf("inside: %+v", a)
			}
		}
		e.fake.NoSound = false
		e.message("thr_1", "hello again", nil)
		e.hears(0)
		if got := len(e.fake.Events(bridge.EventAlert)); got != 2 || !e.alerts.Abilities().Sound {
			t.Errorf("%d inside, %+v", got, e.alerts.Abilities())
		}
	})
}

// What a customer writes, and how they call themselves, reaches the system's
// notifications as one bounded line of text, and always as some text.
func TestRule1_alertsArePlainLines(t *testing.T) {
	t.Parallel()
	listening(t, func(t *testing.T, e *ear) {
		before := 0
		for _, s := range desktest.Hostile() {
			e.rows.put(t, desk.RowContact, "con_1", wire.Contact{ID: "con_1", ProfileName: s})
			e.message("thr_1", s, nil)
			notes := e.hears(before)
			if len(notes) != 1 {
				t.Fatalf("%+q: %d notifications", s, len(notes))
			}
			before++
			for what, got := range map[string]string{"title": notes[0].Title, "body": notes[0].Body} {
				if got == "" || got != desk.PlainLine(got) || len([]rune(got)) > alertText {
					t.Errorf("%+q gives the %s %+q", s, what, got)
				}
			}
		}
	})
}

func TestAlerts_saysWhichNumberWhereThereAreSeveral(t *testing.T) {
	t.Parallel()
	for numbers, want := range map[int]string{1: "Lena", 2: "Lena (Claims)"} {
		listening(t, func(t *testing.T, e *ear) {
			e.rows.put(t, desk.RowThread, "thr_1", wire.Thread{ID: "thr_1", ContactID: "con_1", Owner: "usr_me", NumberID: "num_0"})
			for i := range numbers {
				id := fmt.Sprintf("num_%d", i)
				e.rows.put(t, desk.RowNumber, id, wire.Number{ID: id, Name: []string{"Claims", "Shop"}[i]})
			}
			e.message("thr_1", "hello", nil)
			notes := e.hears(0)
			if len(notes) != 1 || notes[0].Title != want {
				t.Errorf("with %d numbers: %+v, want the title %q", numbers, notes, want)
			}
		})
	}
}
