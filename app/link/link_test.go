package link_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/gorilla/websocket"

	"github.com/parleydesk/parley/app/link"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

func TestLink_saysHelloAndAppliesWhatComes(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	a := start(t, r)
	d, hello := r.accept()
	if got := d.header.Get("Authorization"); got != "Bearer token" || d.header.Get("Origin") != "" {
		t.Errorf("handshake has authorization %q, origin %q", got, d.header.Get("Origin"))
	}
	if hello.Version != wire.Version || hello.DeviceID != "dev" || hello.AppVersion != "1.2.3" || len(hello.SealKey) != 32 ||
		hello.Cursor != (wire.Cursor{}) || hello.SnapshotAt != "" {
		t.Errorf("hello %+v", hello)
	}
	d.send(wire.Frame{Kind: wire.FrameWelcome, Welcome: &wire.Welcome{
		Cursor: at10, UserID: "u", RelayVer: "9", Practice: true, Now: now().UnixMilli() + 5000,
	}})
	s := a.until(link.StateCatchingUp)
	if s.Skew != 5000 || s.UserID != "u" || s.RelayVersion != "9" || !s.Practice {
		t.Errorf("state %+v", s)
	}
	d.send(wire.Frame{Kind: wire.FramePage, Page: &wire.Page{Next: "p2", Left: 7, Items: []wire.Change{row(desk.RowOrg, "o", wire.Org{ID: "o"})}}})
	if s := a.until(link.StateCatchingUp); s.Behind != 7 {
		t.Errorf("behind %d", s.Behind)
	}
	d.send(wire.Frame{Kind: wire.FramePage, Page: &wire.Page{Items: []wire.Change{}}})
	a.until(link.StateLive)
	d.send(wire.Frame{Kind: wire.FrameChanges, Changes: &wire.Changes{From: 10, To: 20, Head: 900, More: true, Items: []wire.Change{}}})
	if s := a.until(link.StateCatchingUp); s.Behind != 880 {
		t.Errorf("behind %d", s.Behind)
	}
	d.changes(20, 900)
	if s := a.until(link.StateLive); s.Behind != 0 || s.LastEventAt != now().UnixMilli() {
		t.Errorf("state %+v", s)
	}
	a.reaches(900)
}

func TestLink_tellsTheTimeOfTheLastEventNowAndThen(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	a := start(t, r)
	d := r.welcome()
	d.changes(10, 14)
	a.until(link.StateLive)
	d.changes(14, 15) // at the same time: nothing to tell
	a.ahead.Store(int64(20 * time.Second))
	d.changes(15, 16)
	want := now().Add(20 * time.Second).UnixMilli()
	for s := a.until(link.StateLive); s.LastEventAt != want; s = a.until(link.StateLive) {
		if s.LastEventAt != 0 && s.LastEventAt != now().UnixMilli() {
			t.Fatalf("told %d", s.LastEventAt)
		}
	}
}

func TestLink_comesBackFromWhereItWas(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	a := start(t, r)
	d := r.welcome()
	d.changes(10, 14)
	a.reaches(14)
	d.cut()
	s := a.until(link.StateOffline)
	if s.Problem == nil || s.Problem.Subcode == "" {
		t.Errorf("offline without a word: %+v", s)
	}
	d, hello := r.accept()
	if hello.Cursor.Seq != 14 {
		t.Errorf("came back at %+v", hello.Cursor)
	}
	d.send(wire.Frame{Kind: wire.FrameWelcome, Welcome: &wire.Welcome{Resume: true, Cursor: hello.Cursor, UserID: "u"}})
	if s := a.until(link.StateLive); s.Problem != nil {
		t.Errorf("live with a problem: %+v", s.Problem)
	}
}

func TestLink_interruptedSnapshotGoesOn(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	a := start(t, r)
	d, _ := r.accept()
	d.send(wire.Frame{Kind: wire.FrameWelcome, Welcome: &wire.Welcome{Cursor: at10, UserID: "u"}})
	d.send(wire.Frame{Kind: wire.FramePage, Page: &wire.Page{Next: "p2", Left: 3, Items: []wire.Change{row(desk.RowOrg, "o", wire.Org{})}}})
	a.eventually("the page is here", func() bool { return a.State().Behind == 3 })
	d.cut()
	d, hello := r.accept()
	if hello.Cursor != at10 || hello.SnapshotAt != "p2" {
		t.Fatalf("hello %+v", hello)
	}
	d.send(wire.Frame{Kind: wire.FrameWelcome, Welcome: &wire.Welcome{Continued: true, Cursor: at10, UserID: "u"}})
	d.send(wire.Frame{Kind: wire.FramePage, Page: &wire.Page{Items: []wire.Change{}}})
	a.reaches(10)
	items, _, _, err := a.replica.ChangesSince(t.Context(), 0, 10)
	if err != nil || len(items) != 1 {
		t.Errorf("the first page was lost: %v, %v", items, err)
	}
}

func TestLink_aGapIsAskedAgainThenFetchedAnew(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	a := start(t, r)
	d := r.welcome()
	for range 3 {
		d.changes(12, 13)
		var hello *wire.Hello
		d, hello = r.accept()
		if hello.Cursor.Seq == 0 {
			break
		}
		if hello.Cursor.Seq != 10 {
			t.Fatalf("papered over the gap: %+v", hello.Cursor)
		}
		d.send(wire.Frame{Kind: wire.FrameWelcome, Welcome: &wire.Welcome{Resume: true, Cursor: hello.Cursor, UserID: "u"}})
	}
	if c, _ := a.replica.Resume(); c != (wire.Cursor{}) {
		t.Errorf("after three gaps the copy is still at %+v", c)
	}
}

func TestLink_rebuildsWhenRightsChangeOrThePersonIsAnother(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	a := start(t, r)
	d := r.welcome()
	a.reaches(10)
	d.close(wire.CloseRebuild)
	d, hello := r.accept()
	if hello.Cursor != (wire.Cursor{}) {
		t.Fatalf("hello has a cursor: %+v", hello.Cursor)
	}
	d.send(wire.Frame{Kind: wire.FrameWelcome, Welcome: &wire.Welcome{Cursor: at10, UserID: "u"}})
	d.send(wire.Frame{Kind: wire.FramePage, Page: &wire.Page{Items: []wire.Change{}}})
	a.reaches(10)
	d.cut()
	d, hello = r.accept()
	d.send(wire.Frame{Kind: wire.FrameWelcome, Welcome: &wire.Welcome{Resume: true, Cursor: hello.Cursor, UserID: "somebody else"}})
	if _, hello = r.accept(); hello.Cursor != (wire.Cursor{}) {
		t.Fatalf("kept somebody else's copy: %+v", hello.Cursor)
	}
}

func TestLink_closeCodesStopOrNot(t *testing.T) {
	t.Parallel()
	codes := []int{
		wire.CloseRestarting, wire.CloseSlow, wire.CloseRebuild, wire.CloseError, wire.CloseTwice, wire.CloseRevoked,
		wire.CloseTooOld, wire.CloseTooNew, wire.CloseBadFrame, wire.CloseSuspended, wire.CloseCopied, 1000, 1001, 1006, 1011, 4499, 4999,
	}
	for _, code := range codes {
		stop, err := link.EndingOfCode(code)
		if stop == wire.Reconnectable(code) {
			t.Errorf("code %d: stop %v", code, stop)
		}
		var e *desk.Error
		if !errors.As(err, &e) || e.Subcode == "" || words.Of(err) == words.Of(desk.Refuse(e.Code, "")) {
			t.Errorf("code %d says nothing: %v", code, err)
		}
	}
}

func TestLink_stopCodesBlockUntilPoked(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	a := start(t, r)
	r.welcome().close(wire.CloseRevoked)
	s := a.until(link.StateBlocked)
	if s.Problem.Subcode != link.SubSignedOut || s.Problem.Code != string(desk.CodeUnauthorized) {
		t.Errorf("problem %+v", s.Problem)
	}
	if err := a.Call(t.Context(), "x", nil, nil); desk.CodeOf(err) != desk.CodeUnavailable {
		t.Errorf("call while blocked: %v", err)
	}
	a.Poke()
	r.welcome()
	a.until(link.StateLive)
}

func TestLink_refusedHandshakes(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]struct{ state, subcode string }{
		http.StatusUnauthorized:       {link.StateBlocked, link.SubSignedOut},
		http.StatusForbidden:          {link.StateBlocked, "refused"},
		http.StatusUpgradeRequired:    {link.StateBlocked, link.SubTooOld},
		http.StatusNotFound:           {link.StateOffline, link.SubNotARelay},
		http.StatusServiceUnavailable: {link.StateOffline, link.SubOffline},
		http.StatusBadGateway:         {link.StateOffline, link.SubOffline},
	} {
		r := newRelay(t)
		r.refuse(status)
		a := start(t, r)
		if s := a.until(want.state); s.Problem == nil || s.Problem.Subcode != want.subcode {
			t.Errorf("%d: %+v", status, s.Problem)
		}
	}
}

func TestLink_callsAreMatchedByID(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	a := start(t, r)
	d := r.welcome()
	a.until(link.StateLive)
	type got struct {
		name string
		out  wire.IDResult
		err  error
	}
	results := make(chan got)
	for _, name := range []string{"one", "two", "three"} {
		go func() {
			var g got
			g.name, g.err = name, a.Call(t.Context(), name, wire.SetupRef{SetupID: name}, &g.out)
			results <- g
		}()
	}
	var calls []*wire.Call
	for range 3 {
		calls = append(calls, d.read().Call)
	}
	d.send(wire.Frame{Kind: wire.FrameAnswer, Answer: &wire.Result{ID: "nobody asked"}})
	for i := len(calls) - 1; i >= 0; i-- {
		c := calls[i]
		res := &wire.Result{ID: c.ID, Body: json.RawMessage(`{"id":"answer to ` + c.Name + `"}`)}
		if c.Name == "two" {
			res.Body, res.Error = nil, &wire.Failure{Code: "forbidden", Subcode: "role", Message: "Not you."}
		}
		if string(c.Body) != `{"setupId":"`+c.Name+`"}` {
			t.Errorf("call %s has body %s", c.Name, c.Body)
		}
		d.send(wire.Frame{Kind: wire.FrameAnswer, Answer: res})
	}
	for range 3 {
		g := <-results
		switch {
		case g.name == "two" && (desk.CodeOf(g.err) != desk.CodeForbidden || desk.SubcodeOf(g.err) != "role" || words.Of(g.err) != "Not you."):
			t.Errorf("two: %v", g.err)
		case g.name != "two" && (g.err != nil || g.out.ID != "answer to "+g.name):
			t.Errorf("%s: %+v, %v", g.name, g.out, g.err)
		}
	}
}

func TestCall_lostConnection_isUnavailable(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	a := start(t, r)
	if err := a.Call(t.Context(), "early", nil, nil); desk.CodeOf(err) != desk.CodeUnavailable {
		t.Errorf("without a connection: %v", err)
	}
	d := r.welcome()
	a.until(link.StateLive)
	errs := make(chan error)
	go func() { errs <- a.Call(t.Context(), "x", nil, nil) }()
	d.read()
	d.cut()
	if err := <-errs; desk.CodeOf(err) != desk.CodeUnavailable {
		t.Errorf("lost: %v", err)
	}
}

func TestCommand_goesAgainUnderItsID(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	a := start(t, r)
	d := r.welcome()
	a.until(link.StateLive)
	var out wire.IDResult
	errs := make(chan error)
	go func() { errs <- a.Command(t.Context(), "inbox.put", wire.PutInbox{Name: "n"}, &out) }()
	first := d.read().Command
	d.cut()
	d = r.welcome()
	again := d.read().Command
	if again.ClientID != first.ClientID || again.ClientID == "" || string(again.Body) != string(first.Body) {
		t.Errorf("first %+v, then %+v", first, again)
	}
	d.result(again.ClientID, wire.Result{Body: json.RawMessage(`{"id":"made once"}`)})
	if err := <-errs; err != nil || out.ID != "made once" {
		t.Errorf("%+v, %v", out, err)
	}
}

func TestCommand_whoseFateIsNotKnown_saysSo(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	a := start(t, r)
	d := r.welcome()
	a.until(link.StateLive)
	ctx, cancel := context.WithCancel(t.Context())
	errs := make(chan error)
	go func() { errs <- a.Command(ctx, "x", nil, nil) }()
	d.read()
	r.refuse(http.StatusServiceUnavailable)
	d.cut()
	a.until(link.StateOffline)
	cancel()
	if err := <-errs; desk.CodeOf(err) != desk.CodeUnavailable || desk.SubcodeOf(err) != "unknown" {
		t.Errorf("%v", err)
	}
	if err := a.Command(t.Context(), "y", nil, nil); desk.SubcodeOf(err) != link.SubOffline {
		t.Errorf("while offline: %v", err)
	}
}

func TestLink_refusesWhatIsTooLong(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	a := start(t, r)
	r.welcome()
	a.until(link.StateLive)
	long := make([]byte, wire.MaxClientFrame)
	if err := a.Call(t.Context(), "x", long, nil); desk.CodeOf(err) != desk.CodeInvalid {
		t.Errorf("too long: %v", err)
	}
}

func TestLink_startAndStopInAnyOrder(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	never := newApp(t, r.srv.URL)
	never.Stop()
	never.Stop()
	if err := never.Start(t.Context()); err == nil {
		t.Error("started after it was stopped")
	}
	a := start(t, r)
	if err := a.Start(t.Context()); err != nil {
		t.Error(err)
	}
	r.welcome()
	a.until(link.StateLive)
	done := make(chan bool)
	for range 4 {
		go func() { a.Poke(); a.Stop(); done <- true }()
	}
	for range 4 {
		<-done
	}
	if s := a.State(); s.State != link.StateOffline {
		t.Errorf("stopped in state %+v", s)
	}
}

// none is a copy that knows nothing; the relay is never reached.
type none struct{ link.Replica }

func (none) Resume() (wire.Cursor, string) { return wire.Cursor{}, "" }

func TestLink_pausesGrowUpToHalfAMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l, err := link.New(link.Config{Replica: none{}, Session: func() link.Credential { return tok }})
		if err != nil {
			t.Fatal(err)
		}
		var at []time.Time
		l.SetDial(func(context.Context) (link.Conn, error) {
			at = append(at, time.Now())
			return nil, errors.New("no network")
		})
		if err := l.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(10 * time.Minute)
		synctest.Wait()
		tries := len(at)
		if tries < 20 || tries > 50 {
			t.Errorf("%d tries in ten minutes", tries)
		}
		if first := at[1].Sub(at[0]); first > 300*time.Millisecond {
			t.Errorf("first retry after %v", first)
		}
		for i := 1; i < tries; i++ {
			if pause := at[i].Sub(at[i-1]); pause > 30*time.Second {
				t.Errorf("pause %d is %v", i, pause)
			}
		}
		if last := at[tries-1].Sub(at[tries-2]); last < 15*time.Second {
			t.Errorf("after long the pause is still %v", last)
		}
		l.Poke()
		synctest.Wait()
		if len(at) != tries+1 || !at[tries].Equal(time.Now()) {
			t.Error("a poke did not try at once")
		}
		l.Stop()
	})
}

func TestLink_pausesDifferBetweenDesktops(t *testing.T) {
	t.Parallel()
	seen := map[time.Duration]bool{}
	for range 20 {
		seen[link.Pauses(5)[4]] = true
	}
	if len(seen) < 10 {
		t.Errorf("20 desktops have %d different pauses", len(seen))
	}
}

// quiet is a connection on which the relay says nothing after the welcome.
type quiet struct {
	frames chan []byte
	closed chan struct{}
}

func (q *quiet) Read() ([]byte, error) {
	select {
	case b := <-q.frames:
		return b, nil
	case <-q.closed:
		return nil, errors.New("closed")
	}
}
func (q *quiet) Write([]byte) error { return nil }
func (q *quiet) Close() error       { close(q.closed); return nil }

// A relay that takes the connection and says no welcome is given up.
func TestLink_helloHasADeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l, err := link.New(link.Config{Replica: none{}, Session: func() link.Credential { return tok }})
		if err != nil {
			t.Fatal(err)
		}
		dials := 0
		l.SetDial(func(context.Context) (link.Conn, error) {
			dials++
			return &quiet{make(chan []byte), make(chan struct{})}, nil
		})
		if err := l.Start(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(30 * time.Second)
		synctest.Wait()
		if dials != 2 {
			t.Errorf("%d dials in 30 s", dials)
		}
		l.Stop()
	})
}

func TestLink_answersPings(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	a := start(t, r)
	d := r.welcome()
	a.until(link.StateLive)
	ponged := make(chan string, 2)
	d.ws.SetPongHandler(func(data string) error { ponged <- data; return nil })
	if err := d.ws.WriteControl(websocket.PingMessage, []byte("are you there"), time.Now().Add(patience)); err != nil {
		t.Fatal(err)
	}
	d.push(wire.PushSandbox, struct{}{})
	<-a.pushes // the ping before it was handled
	go func() { _ = a.Call(t.Context(), "x", nil, nil) }()
	d.read() // passes the pong on its way
	if len(ponged) == 0 {
		t.Fatal("no pong")
	}
	if got := <-ponged; got != "are you there" {
		t.Errorf("pong %q", got)
	}
	if now := wire.TimeOfPong(<-ponged); time.Since(time.UnixMilli(now)).Abs() > time.Minute { // one more witness of the time
		t.Errorf("the desktop says that it is %d", now)
	}
}
