package practice

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/words"
)

// Rule 3: whatever the panel of the sandbox is told, each call is taken or
// refused in words, and the panel itself always fits a frame. Guards a panel that
// could not be shown any more after a few long texts.
func TestRule3_theSandboxPanelStaysWithinAFrame(t *testing.T) {
	t.Parallel()
	p := &Practice{world: sandbox.New(sandbox.Config{}), now: time.Now}
	number := p.world.Snapshot().Numbers[0].ID
	calls := p.Calls()
	written := 0
	ask := func(rt *rapid.T, name string, in any) {
		body, err := json.Marshal(in)
		if err != nil {
			rt.Fatal(err)
		}
		if len(body) > wire.MaxClientFrame {
			return // the socket does not take it
		}
		_, err = calls[name](context.Background(), body)
		if err != nil && (desk.CodeOf(err) != desk.CodeInvalid || words.Of(err) == "") {
			rt.Fatalf("%s: %v", name, err)
		}
		if err == nil && name == wire.CallSandboxWrite {
			written++
		}
	}
	text := func(rt *rapid.T, name string, usual string) string {
		if !rapid.Bool().Draw(rt, name+" odd") {
			return usual
		}
		return strings.Repeat(rapid.SampledFrom([]string{"x", "é", "<", "\""}).Draw(rt, name), rapid.SampledFrom([]int{1, 15, 90, 1_000, 20_000, 100_000}).Draw(rt, name+" length"))
	}
	rapid.Check(t, func(rt *rapid.T) {
		for range 8 {
			ask(rt, wire.CallSandboxAdd, sandbox.Customer{Name: text(rt, "name", "Ines"), Username: text(rt, "user name", ""), Country: text(rt, "country", "PT")})
			all := p.world.Customers()
			ask(rt, wire.CallSandboxWrite, panelWrite{
				CustomerID: rapid.SampledFrom(all).Draw(rt, "who").ID, NumberID: number, Kind: rapid.SampledFrom([]string{"text", "location", "unsupported"}).Draw(rt, "kind"),
				Text: strings.Repeat(rapid.SampledFrom([]string{"x", "é", "<"}).Draw(rt, "of"), rapid.SampledFrom([]int{1, 3_000, 11_000, 23_000, 100_000}).Draw(rt, "long")), Name: text(rt, "place", "poll"), Address: text(rt, "address", ""),
			})
			var f sandbox.Faults
			desktest.Fill(rt, &f, 100)
			ask(rt, wire.CallSandboxFaults, f)
		}
		body, err := calls[wire.CallSandboxPanel](context.Background(), nil)
		if err != nil || len(body.Raw()) > wire.MaxFrame-1024 {
			rt.Fatalf("the panel takes %d bytes, %v", len(body.Raw()), err)
		}
	})
	if written < 50 {
		t.Errorf("only %d texts were taken: the test fills nothing", written)
	}
}
