package hub_test

import (
	"context"
	"encoding/json"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/hub"
	"github.com/parleydesk/parley/backend/view"
	"github.com/parleydesk/parley/backend/wire"
)

// porter is a hub.Door whose identities have a session each, and that judges as it is
// told: the sessions in ended are over.
type porter struct {
	mu      sync.Mutex
	verdict error
	ended   map[string]bool
	copies  int
}

func (d *porter) Authenticate(_ context.Context, p wire.Presented) (hub.Identity, error) {
	user, device, _ := strings.Cut(p.Token, "@")
	return hub.Identity{Org: org, UserID: desk.UserID(user), DeviceID: desk.DeviceID(device), Session: "of " + device}, nil
}

func (d *porter) Judge(_ context.Context, id hub.Identity) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ended[id.Session] {
		return desk.Refuse(desk.CodeUnauthorized, "")
	}
	return d.verdict
}

func (d *porter) CopyRefused(context.Context, hub.Identity) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.copies++
	return errors.New("not recorded") // which is no reason to let the copy in
}

func (d *porter) set(change func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	change()
}

// Each reason for which a session is no longer good has its close code, by which
// the desktop dials again, asks for a sign-in or says what is the matter.
func TestClosing_eachReasonHasItsCode(t *testing.T) {
	t.Parallel()
	for code, verdict := range map[int]error{
		wire.CloseRevoked: desk.Refuse(desk.CodeUnauthorized, ""), wire.CloseEnded: desk.Refuse(desk.CodeUnauthorized, wire.SubEnded),
		wire.CloseSuspended: desk.Refuse(desk.CodeForbidden, "suspended"), wire.CloseError: errors.New("disk"),
	} {
		door := &porter{}
		r := newRigOf(t, func(c *hub.Config) { c.Door = door })
		d := r.dial(ana, "dev_1", wire.Hello{})
		door.set(func() { door.verdict = verdict })
		d.Send(wire.Frame{Kind: wire.FrameCall, Call: &wire.Call{ID: "1", Name: wire.CallPulse.Name}})
		if got := d.Closed(); got != code {
			t.Errorf("%v: closed with %d, want %d", verdict, got, code)
		}
	}
}

// What no desktop of ours sends ends the socket for good.
func TestFrames_whatIsOutOfPlaceEndsTheSocket(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	long, err := json.Marshal(wire.Frame{Kind: wire.FrameCall, Call: &wire.Call{ID: strings.Repeat("x", wire.MaxClientFrame), Name: "pulse"}})
	if err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string]string{
		"hello again": `{"kind":"hello","hello":{"version":1}}`, "a frame of the relay's": `{"kind":"push","push":{"name":"x","body":{}}}`,
		"no frame": `{`, "nothing": ``, "two at once": `{"kind":"call","call":{"id":"1","name":"pulse"}}{}`, "too long": string(long),
	} {
		d := r.dial(ana, "dev_1", wire.Hello{})
		if err := d.Conn.WriteMessage(websocket.TextMessage, []byte(raw)); err != nil {
			t.Fatal(err)
		}
		if got := d.Closed(); got != wire.CloseBadFrame {
			t.Errorf("%s: closed with %d", name, got)
		}
	}
}

// A sign-in has one socket: the same run of the app takes its own place, one that
// nobody answers at gives it up, and beside one that answers another run is refused.
func TestTakePlace_oneSocketOfASignIn(t *testing.T) {
	t.Parallel()
	door := &porter{ended: map[string]bool{}}
	r := newRigOf(t, func(c *hub.Config) { c.Door = door })
	first := r.dial(ana, "dev_1", wire.Hello{Instance: "run 1"})
	second := r.dial(ana, "dev_1", wire.Hello{Instance: "run 1"})
	if got := first.Closed(); got != wire.CloseTwice {
		t.Errorf("the place of the same run: the earlier socket is closed with %d", got)
	}
	other := r.dial(bruno, "dev_2", wire.Hello{Instance: "run 2"}) // of another sign-in: nobody is in its way
	var reading sync.WaitGroup
	reading.Go(func() { // whoever reads answers pings
		for {
			if _, _, err := second.Conn.ReadMessage(); err != nil {
				return
			}
		}
	})
	third := r.tryDial(ana, "dev_1")
	third.Send(wire.Frame{Kind: wire.FrameHello, Hello: &wire.Hello{Version: wire.Version, Instance: "run 3"}})
	if got := third.Closed(); got != wire.CloseCopied {
		t.Errorf("beside one that answers another run is closed with %d", got)
	}
	door.set(func() {
		if door.copies != 1 {
			t.Errorf("%d copies were told", door.copies)
		}
	})
	if n := other.Count("user"); n != 3 {
		t.Errorf("the other sign-in has %d colleagues", n)
	}
	// Nobody reads at other: it does not answer, and its place is free.
	fourth := r.dial(bruno, "dev_2", wire.Hello{Instance: "run 4"})
	if got := other.Closed(); got != wire.CloseTwice {
		t.Errorf("one that does not answer is closed with %d", got)
	}
	if fourth.Count("user") != 3 {
		t.Error("the new one is not let in")
	}
	if err := second.Conn.Close(); err != nil {
		t.Error(err)
	}
	reading.Wait()
}

// A command that says nothing is answered under its own id and not recorded.
func TestCommand_whatIsNoneIsNotRecorded(t *testing.T) {
	t.Parallel()
	r := newRigOf(t, func(c *hub.Config) {
		c.Check = func(name string, version int, body []byte) error {
			if name == wire.CmdClose.Name && version == 7 && string(body) == `{"x":1}` {
				return desk.Refuse(desk.CodeInvalid, "checked")
			}
			return nil
		}
	})
	d := r.dial(ana, "dev_1", wire.Hello{})
	before := r.head()
	for subcode, c := range map[string][]wire.Command{
		"badCommand": {{ClientID: "", Name: "x"}, {ClientID: strings.Repeat("x", 101), Name: "x"}, {ClientID: "c1", Name: ""}},
		"checked":    {{ClientID: "c2", Name: wire.CmdClose.Name, Version: 7, Body: json.RawMessage(`{"x":1}`)}},
	} {
		for _, command := range c {
			d.Send(wire.Frame{Kind: wire.FrameCommand, Command: &command})
			f, code := d.Read()
			for f.Changes != nil {
				f, code = d.Read()
			}
			if f.Result == nil || f.Result.ID != command.ClientID || f.Result.Error == nil || f.Result.Error.Subcode != subcode || f.Result.Seq != 0 {
				t.Errorf("%.20q is answered with %+v, close %d", command.ClientID, f.Result, code)
			}
		}
	}
	if r.head() != before {
		t.Error("something was recorded")
	}
	longest := strings.Repeat("x", 100)
	got := d.Command(longest, wire.CmdPreferences.Name, wire.Preferences{ReadReceipts: true})
	if got.Error != nil || got.Seq <= before {
		t.Errorf("the longest id: %+v", got)
	}
	if again := d.Command(longest, wire.CmdPreferences.Name, wire.Preferences{}); again.Seq != got.Seq || again.Error != nil {
		t.Errorf("the same id again is %+v, was %+v", again, got)
	}
}

// recorder answers every submission in one way.
type recorder struct {
	out desk.Outcome
	err error
	was desk.Submission
}

func (r *recorder) Submit(_ context.Context, s desk.Submission) ([]desk.Outcome, error) {
	r.was = s
	return []desk.Outcome{r.out}, r.err
}

// The fold's answer is the desktop's: body or refusal, and the entry's number.
func TestCommand_theFoldsAnswerIsTheAnswer(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		rec           recorder
		code, subcode string
		body          string
		seq           int64
	}{
		"a body":         {recorder{out: desk.Outcome{Seq: 9, Answer: []byte(`{"body":{"id":"x"}}`)}}, "", "", `{"id":"x"}`, 9},
		"nothing to say": {recorder{out: desk.Outcome{Seq: 9}}, "", "", "", 9},
		"a refusal":      {recorder{out: desk.Outcome{Seq: 9, Answer: []byte(`{"error":{"code":"conflict","subcode":"stale"}}`)}}, "conflict", "stale", "", 9},
		"quarantined":    {recorder{out: desk.Outcome{Seq: 9, Quarantined: true, Answer: []byte(`{"body":{}}`)}}, "internal", "quarantined", "", 9},
		"no JSON":        {recorder{out: desk.Outcome{Seq: 9, Answer: []byte(`{`)}}, "internal", "", "", 9},
		"a full disk":    {recorder{err: desk.Refuse(desk.CodeUnavailable, "diskFull")}, "unavailable", "diskFull", "", 0},
	} {
		rec := c.rec
		r := newRigOf(t, func(cfg *hub.Config) { cfg.Recorder = &rec })
		d := r.dial(ana, "dev_1", wire.Hello{})
		got := d.Command("c1", wire.CmdPreferences.Name, wire.Preferences{})
		var code, subcode string
		if got.Error != nil {
			code, subcode = got.Error.Code, got.Error.Subcode
		}
		if code != c.code || subcode != c.subcode || string(got.Body) != c.body || got.Seq != c.seq {
			t.Errorf("%s: %+v %+v", name, got, got.Error)
		}
		var entry desk.CommandEntry
		p := rec.was.Proposals[0]
		if err := json.Unmarshal(p.Payload, &entry); err != nil || p.Key != "command/usr_ana/c1" || p.Org != org || p.Kind != desk.EntryCommand {
			t.Errorf("%s: proposed %+v, %v", name, p, err)
		}
		if entry.UserID != ana || entry.DeviceID != "dev_1" || entry.ClientID != "c1" || entry.Name != wire.CmdPreferences.Name || entry.Version != 1 || string(entry.Body) != `{"readReceipts":false}` {
			t.Errorf("%s: recorded as %+v", name, entry)
		}
	}
}

// Calls that relay wired get who asks, as they are now, and their answer goes back
// as it is unless no desktop could read it.
func TestCall_isAnsweredByWhoIsWired(t *testing.T) {
	t.Parallel()
	var caller hub.Caller
	size := 10
	r := newRigOf(t, func(c *hub.Config) {
		c.Calls = map[string]hub.CallFunc{
			wire.CallPulse.Name: func(_ context.Context, who hub.Caller, body []byte) (view.Body, error) {
				caller = who
				return view.Own(strings.Repeat("x", size))
			},
			wire.CallSetups.Name: func(context.Context, hub.Caller, []byte) (view.Body, error) {
				return view.Body{}, desk.Refuse(desk.CodeTooMany, "rest")
			},
		}
	})
	d := r.dial(ana, "dev_1", wire.Hello{SealKey: []byte("a key of thirty-two bytes, sealed")[:32]})
	if got := d.Call(wire.CallPulse.Name, wire.None{}); got.Error != nil || string(got.Body) != `"xxxxxxxxxx"` {
		t.Errorf("answered with %+v", got)
	}
	if caller.User.ID != ana || caller.Viewer.UserID != ana || caller.DeviceID != "dev_1" || len(caller.Viewer.Inboxes) != 1 || len(caller.SealKey) != 32 || caller.Adopt == nil {
		t.Errorf("asked by %+v", caller)
	}
	if got := d.Call("no.such", wire.None{}); got.Error == nil || got.Error.Subcode != "unknownCall" || got.Error.Code != "invalid" {
		t.Errorf("what nobody answers: %+v", got.Error)
	}
	if got := r.dial(alex, "dev_2", wire.Hello{}).Call(wire.CallSetups.Name, wire.None{}); got.Error == nil || got.Error.Code != "tooMany" || got.Error.Subcode != "rest" || got.Body != nil {
		t.Errorf("a refusal: %+v", got)
	}
	for n, whole := range map[int]bool{wire.MaxFrame - 1024 - 2: true, wire.MaxFrame - 1024 - 1: false} { // two are the quotes
		size = n
		if got := d.Call(wire.CallPulse.Name, wire.None{}); (got.Error == nil) != whole || (got.Body != nil) != whole {
			t.Errorf("an answer of %d bytes: %+v", n, got.Error)
		}
	}
}

// The oldest cursor that the feed still reaches goes on; one before it begins anew.
func TestResume_fromTheFloor(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	c := r.dial(alex, "dev_1", wire.Hello{}).Cursor
	floor, err := r.DB.FeedFloor(t.Context(), org)
	if err != nil {
		t.Fatal(err)
	}
	for seq, resumes := range map[int64]bool{floor: true, floor - 1: false, r.head(): true, r.head() + 1: false} {
		c.Seq = seq
		if d := r.dial(alex, "dev_1", wire.Hello{Cursor: c}); (d.Pages == 0) != resumes {
			t.Errorf("from %d of (%d, %d]: %d pages", seq, floor, r.head(), d.Pages)
		}
	}
}

// Who has had their turn is forgotten: people come and go, and the map does not grow.
func TestOneEach_isForgottenAfterTheTurn(t *testing.T) {
	t.Parallel()
	var turns hub.SearchTurns
	done, err := turns.Enter(t.Context(), ana)
	if err != nil {
		t.Fatal(err)
	}
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := turns.Enter(gone, ana); desk.CodeOf(err) != desk.CodeTooMany || desk.SubcodeOf(err) != "searching" {
		t.Errorf("who gave up waiting hears %v", err)
	}
	if turns.People() != 1 {
		t.Errorf("%d people are held", turns.People())
	}
	done(0)
	next, err := turns.Enter(t.Context(), ana)
	if err != nil {
		t.Fatal(err)
	}
	next(0)
	last, err := turns.Enter(t.Context(), bruno)
	if err != nil {
		t.Fatal(err)
	}
	last(0)
	// The timer of a rest of nothing runs at once; a test that hangs costs everybody.
	late := time.After(10 * time.Second)
	for turns.People() != 0 {
		select {
		case <-late:
			t.Fatalf("%d people are held for ever", turns.People())
		default:
			runtime.Gosched()
		}
	}
}
