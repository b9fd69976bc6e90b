package hub_test

import (
	"encoding/json"
	"sync/atomic"
	"testing"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/hub"
	"github.com/parleydesk/parley/backend/wire"
)

// doubt is a time that is not sure until somebody says so.
type doubt struct{ sure atomic.Bool }

func (d *doubt) Wait(time.Duration) bool           { return d.sure.Load() }
func (d *doubt) Desktop(string, string, time.Time) {}

// TestCommand_timed_waitsForASureTime: what is judged by the window is not recorded
// while the time is in doubt; the desktop keeps it, and the same command goes
// through later.
func TestCommand_timed_waitsForASureTime(t *testing.T) {
	t.Parallel()
	when := &doubt{}
	r := newRigOf(t, func(c *hub.Config) { c.Time = when })
	d := r.dial(ana, "dev_1", wire.Hello{})
	command := func(name string, v any) *wire.Failure {
		t.Helper()
		body, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		d.Send(wire.Frame{Kind: wire.FrameCommand, Command: &wire.Command{ClientID: "cmd_" + name, Name: name, Body: body}})
		for {
			if f, _ := d.Read(); f.Result != nil {
				return f.Result.Error
			}
		}
	}
	send := wire.Send{ThreadID: "thr_none", Content: wire.SendContent{Kind: "text", Text: "Hello"}}
	before := r.head()
	for name, body := range map[string]any{wire.CmdSend.Name: send, wire.CmdResend.Name: wire.MessageRef{MessageID: "msg_none"}} {
		if e := command(name, body); e == nil || e.Code != string(desk.CodeUnavailable) || e.Subcode != "clock" {
			t.Errorf("%s while the time is in doubt was answered %+v", name, e)
		}
	}
	if r.head() != before {
		t.Error("a command was recorded though the time is in doubt")
	}
	if e := command(wire.CmdReadNotices.Name, wire.ReadNotices{All: true}); e != nil {
		t.Errorf("a command that no window judges was answered %+v", e)
	}
	when.sure.Store(true)
	if e := command(wire.CmdSend.Name, send); e == nil || e.Subcode == "clock" {
		t.Errorf("a send after the time is sure was answered %+v, want that there is no such conversation", e)
	}
}
