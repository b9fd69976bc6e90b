package bridge_test

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// passed is what a relay was asked.
type passed struct {
	name, body string
	command    bool
	limit      time.Duration
}

// listening notes what it is asked and answers with a text.
type listening struct {
	asked  []passed
	answer string
	err    error
}

func (l *listening) Command(ctx context.Context, name string, body, out any) error {
	return l.take(ctx, name, true, body, out)
}

func (l *listening) Call(ctx context.Context, name string, body, out any) error {
	return l.take(ctx, name, false, body, out)
}

func (l *listening) take(ctx context.Context, name string, command bool, body, out any) error {
	b, err := json.Marshal(body)
	if err != nil {
		return err
	}
	until, _ := ctx.Deadline()
	l.asked = append(l.asked, passed{name, string(b), command, time.Until(until)})
	if l.err != nil || l.answer == "" {
		return l.err
	}
	return json.Unmarshal([]byte(l.answer), out)
}

// Every command and call that is declared is passed on as it is, but those that
// have a way of their own; a new one needs nothing here.
func TestRequests_passOnWhatIsDeclared(t *testing.T) {
	t.Parallel()
	own := []string{
		"alert.told", "clock.set", "me.changePassword", "message.send", "note.add", "presence.reach", "search", "setup.code", "setup.copied", "setup.recording", "sync.skipped", "thread.older",
		"template.sample", "thread.start",
	}
	all := maps.Clone(wire.Commands)
	maps.Copy(all, wire.Calls)
	for name, d := range all {
		relay := &listening{answer: `{"id":"x"}`}
		answer, err := bridge.NewRequests(relay, &outbox{}).Do(name, `{"a": 1}`)
		if slices.Contains(own, name) {
			if desk.CodeOf(err) != desk.CodeInternal || len(relay.asked) != 0 {
				t.Errorf("%s has a way of its own and was passed on: %v", name, relay.asked)
			}
			continue
		}
		if err != nil || answer != `{"id":"x"}` || len(relay.asked) != 1 {
			t.Fatalf("%s: %q, %v, asked %v", name, answer, err, relay.asked)
		}
		_, isCommand := wire.Commands[name]
		got := relay.asked[0]
		if got.name != name || got.command != isCommand || got.body != `{"a":1}` || d.Slow != (got.limit > 30*time.Second) {
			t.Errorf("%s was passed on as %+v", name, got)
		}
	}
}

// What is held back of a conversation goes before the person leaves it, however they do;
// one that could not go keeps them there.
func TestRequests_heldRepliesGoFirst(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		wire.CmdClose.Name: "release int_1", wire.CmdArchive.Name: "release int_1", wire.CmdRequeue.Name: "release int_1",
		wire.CmdTransfer.Name: "release int_1", wire.CmdShiftEnd.Name: "release all", wire.CmdTake.Name: "",
	} {
		relay, box := &listening{}, &outbox{}
		if _, err := bridge.NewRequests(relay, box).Do(name, `{"interactionId":"int_1"}`); err != nil || len(relay.asked) != 1 || strings.Join(box.calls, ",") != want {
			t.Errorf("%s: %v, did %q, asked %v", name, err, box.calls, relay.asked)
		}
		relay, box = &listening{}, &outbox{refusal: desk.Refuse(desk.CodeConflict, "heldStopped")}
		_, err := bridge.NewRequests(relay, box).Do(name, `{"interactionId":"int_1"}`)
		if stays := want != ""; stays != (desk.SubcodeOf(err) == "heldStopped") || stays == (len(relay.asked) == 1) {
			t.Errorf("%s with a reply that was stopped: %v, asked %v", name, err, relay.asked)
		}
	}
}

func TestRequests_otherNamesAndRefusals(t *testing.T) {
	t.Parallel()
	relay := &listening{}
	r := bridge.NewRequests(relay, &outbox{})
	for _, name := range []string{"", "sandbox.panel", "interaction.steal"} {
		if _, err := r.Do(name, "{}"); desk.CodeOf(err) != desk.CodeInternal || len(relay.asked) != 0 {
			t.Errorf("%q was passed on: %v", name, err)
		}
	}
	if answer, err := r.Do(wire.CmdClose.Name, "{}"); answer != "{}" || err != nil {
		t.Errorf("an answer that is only yes: %q, %v", answer, err)
	}
	if _, err := r.Do(wire.CmdClose.Name, "no JSON"); err == nil {
		t.Error("a body that is no JSON was passed on")
	}
	relay.err = desk.Refuse(desk.CodeConflict, "ended")
	if _, err := r.Do(wire.CmdClose.Name, "{}"); desk.SubcodeOf(err) != "ended" {
		t.Errorf("a refusal became %v", err)
	}
}
