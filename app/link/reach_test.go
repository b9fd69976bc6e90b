package link_test

import (
	"encoding/json"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// reached reads what the relay is told next, and answers it.
func (d *desktop) reached(fault *wire.Failure) bool {
	d.t.Helper()
	f := d.read()
	if f.Call == nil || f.Call.Name != wire.CallReach.Name {
		d.t.Fatalf("got %+v", f)
	}
	var in wire.Reach
	if err := json.Unmarshal(f.Call.Body, &in); err != nil {
		d.t.Fatal(err)
	}
	d.send(wire.Frame{Kind: wire.FrameAnswer, Answer: &wire.Result{ID: f.Call.ID, Error: fault}})
	return !in.Away
}

// The relay hears of each change, also of one while there was no connection: by the hello
// then, so that nobody is asked between.
func TestReach_isToldAtOnceAndWithTheHello(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	a := start(t, r)
	d := r.welcome()
	a.Reach(true)
	if d.reached(nil) {
		t.Fatal("somebody is said to be here")
	}
	a.Reach(true) // says nothing new
	a.Reach(false)
	if !d.reached(nil) {
		t.Fatal("nobody is said to be here")
	}
	a.Reach(true)
	d.reached(nil)
	d.cut()
	back, hello := r.accept()
	if !hello.Away {
		t.Fatal("the hello does not say that nobody is here")
	}
	a.Reach(false)
	back.send(wire.Frame{Kind: wire.FrameWelcome, Welcome: &wire.Welcome{Resume: true, Cursor: hello.Cursor, UserID: "u", Now: now().UnixMilli()}})
	if !back.reached(nil) {
		t.Fatal("it does not say that somebody came since the hello")
	}
	back.cut()
	if _, hello = r.accept(); hello.Away {
		t.Error("the hello says that nobody is here")
	}
}

// An older relay does not know the question; one that is busy is asked again.
func TestReach_refused(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	a := start(t, r)
	d := r.welcome()
	a.Reach(true)
	d.reached(wire.ErrorOf(desk.Refuse(desk.CodeTooMany, "")))
	if d.reached(wire.ErrorOf(desk.Refuse(desk.CodeInvalid, "unknownCall"))) {
		t.Error("asked again, it says otherwise")
	}
	a.Reach(false)
	if !d.reached(nil) {
		t.Error("the next change")
	}
}
