package wire_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

var update = flag.Bool("update", false, "write the golden frames anew: a new protocol version")

// samples is one frame of each kind.
func samples() map[string]wire.Frame {
	raw := json.RawMessage(`{"x":1}`)
	return map[string]wire.Frame{
		"hello": {Kind: wire.FrameHello, Hello: &wire.Hello{
			Version: 1, AppVersion: "0.1.0", DeviceID: "dev_1", SealKey: []byte{1, 2}, SnapshotAt: "5:thr_1",
			Cursor: wire.Cursor{Life: "l", Generation: 2, Seq: 3},
		}},
		"welcome": {Kind: wire.FrameWelcome, Welcome: &wire.Welcome{Resume: true, Cursor: wire.Cursor{Life: "l", Seq: 3}, Now: 9, RelayVer: "v", UserID: "usr_1"}},
		"page":    {Kind: wire.FramePage, Page: &wire.Page{Items: []wire.Change{{Kind: "thread", ID: "thr_1", Body: raw}}, Next: "n", Left: 4}},
		"changes": {Kind: wire.FrameChanges, Changes: &wire.Changes{From: 1, To: 2, More: true, Head: 7, Now: 9, Items: []wire.Change{{Kind: "thread", ID: "thr_1", Gone: true}}}},
		"command": {Kind: wire.FrameCommand, Command: &wire.Command{ClientID: "cmd_1", Name: wire.CmdClose.Name, Body: raw}},
		"result":  {Kind: wire.FrameResult, Result: &wire.Result{ID: "cmd_1", Body: raw, Seq: 5}},
		"call":    {Kind: wire.FrameCall, Call: &wire.Call{ID: "1", Name: wire.CallPulse.Name, Body: raw}},
		"answer":  {Kind: wire.FrameAnswer, Answer: &wire.Result{ID: "1", Error: &wire.Failure{Code: "invalid", Subcode: "s", Message: "m"}}},
		"push":    {Kind: wire.FramePush, Push: &wire.Push{Name: wire.PushCode, Body: raw}},
	}
}

// TestFrames_keepTheirShape guards desktops in the field: a change of these
// files is a new protocol version.
func TestFrames_keepTheirShape(t *testing.T) {
	t.Parallel()
	for name, f := range samples() {
		got, err := wire.Encode(f)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		file := filepath.Join("testdata", "v1", name+".json")
		if *update {
			if err := os.WriteFile(file, append(got, '\n'), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(got, bytes.TrimSpace(want)) {
			t.Errorf("%s is\n%s, was\n%s", name, got, want)
		}
		back, err := wire.Decode(want)
		if err != nil || !reflect.DeepEqual(back, f) {
			t.Errorf("%s comes back as %+v, %v", name, back, err)
		}
	}
}

func TestDecode_refusesWhatIsNoFrame(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"", "null", "[]", "7", `{"kind":"hello"}`, `{"kind":"","hello":{}}`, `{"kind":"welcome","hello":{}}`,
		`{"kind":"hello","hello":{},"call":{}}`, `{"hello":{}}`, `{"kind":"hello","hello":`, "\xff",
	} {
		if f, err := wire.Decode([]byte(s)); desk.CodeOf(err) != desk.CodeInvalid {
			t.Errorf("%q is read as %+v, %v", s, f, err)
		}
	}
	if _, err := wire.Encode(wire.Frame{Kind: wire.FrameHello}); err == nil {
		t.Error("a frame without its body was written")
	}
}

func TestDecode_newerPeersMaySayMore(t *testing.T) {
	t.Parallel()
	f, err := wire.Decode([]byte(`{"kind":"hello","hello":{"version":1,"mood":"good"},"later":true}`))
	if err != nil || f.Hello == nil || f.Hello.Version != 1 {
		t.Errorf("%+v, %v", f, err)
	}
}

func TestCloseCodes_rangesCarryTheMeaning(t *testing.T) {
	t.Parallel()
	for _, c := range []int{1000, 1006, wire.CloseRestarting, wire.CloseSlow, wire.CloseRebuild, wire.CloseError} {
		if !wire.Reconnectable(c) {
			t.Errorf("%d stops the desktop", c)
		}
	}
	for _, c := range []int{wire.CloseRevoked, wire.CloseTooOld, wire.CloseTooNew, wire.CloseBadFrame, wire.CloseSuspended} {
		if wire.Reconnectable(c) {
			t.Errorf("%d lets the desktop try for ever", c)
		}
	}
}

func TestError_carriesTheHumanPartOnly(t *testing.T) {
	t.Parallel()
	cause := &desk.Error{Code: desk.CodeConflict, Subcode: "s", Op: "secret op", Params: desk.Params{"who": "Ravi"}, Err: os.ErrClosed}
	e := wire.ErrorOf(desk.Wrap("outer", cause))
	if !e.Equal(&wire.Failure{Code: "conflict", Subcode: "s", Params: map[string]any{"who": "Ravi"}}) {
		t.Errorf("sent as %+v", e)
	}
	if back := e.Err(); desk.CodeOf(back) != desk.CodeConflict || desk.SaidOf(back).Params["who"] != "Ravi" {
		t.Errorf("received as %v", back)
	}
	if wire.ErrorOf(nil) != nil || (*wire.Failure)(nil).Err() != nil {
		t.Error("nothing became something")
	}
	if old := (&wire.Failure{Code: "conflict", Message: "Say this."}).Err(); desk.SaidOf(old).Message != "Say this." {
		t.Errorf("an older relay's sentence became %+v", old)
	}
	if e := wire.ErrorOf(os.ErrClosed); e.Code != "internal" || e.Message == os.ErrClosed.Error() {
		t.Errorf("a foreign error is sent as %+v", e)
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range samples() {
		b, err := wire.Encode(s)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		frame, err := wire.Decode(b)
		if err != nil {
			return
		}
		out, err := wire.Encode(frame)
		if err != nil {
			t.Fatalf("decoded but not encoded: %v", err)
		}
		again, err := wire.Decode(out)
		if err != nil {
			t.Fatalf("own frame not decoded: %v", err)
		}
		twice, err := wire.Encode(again)
		if err != nil || !bytes.Equal(out, twice) {
			t.Fatalf("%s became %s, %v", out, twice, err)
		}
	})
}

func TestRule4_aPongTellsTheTimeOrNothing(t *testing.T) {
	t.Parallel()
	for _, now := range []int64{1, 1_790_000_000_000, math.MaxInt64} {
		if got := wire.TimeOfPong(wire.PongTime(now)); got != now {
			t.Errorf("%d came as %d", now, got)
		}
	}
	for _, other := range []string{"", "now=", "now=x", "1790000000000", "now=99999999999999999999"} {
		if got := wire.TimeOfPong(other); got != 0 {
			t.Errorf("%q was read as %d", other, got)
		}
	}
}
