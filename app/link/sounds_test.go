package link_test

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"testing"

	"golang.org/x/crypto/nacl/box"

	"github.com/parleydesk/parley/app/link"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

// What a call said comes in parts, each sealed to this device: it is given whole or not at
// all.
func TestSound_isWholeOrNothing(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	a := start(t, r)
	d, hello := r.accept()
	d.send(wire.Frame{Kind: wire.FrameWelcome, Welcome: &wire.Welcome{Cursor: at10, UserID: "u", Now: now().UnixMilli()}})
	a.until(link.StateCatchingUp)
	sealed := func(part string) []byte {
		b, err := box.SealAnonymous(nil, []byte(part), (*[32]byte)(hello.SealKey), rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	type answer struct {
		sound []byte
		err   error
	}
	for name, tt := range map[string]struct {
		parts []wire.SealedSound
		want  string
		code  desk.Code
	}{
		"in three":     {[]wire.SealedSound{{Box: sealed("RIFF"), More: true}, {Box: sealed("1234"), More: true}, {Box: sealed("end")}}, "RIFF1234end", ""},
		"in one":       {[]wire.SealedSound{{Box: sealed("RIFF")}}, "RIFF", ""},
		"not ours":     {[]wire.SealedSound{{Box: sealed("RIFF"), More: true}, {Box: []byte("x")}}, "", desk.CodeInternal},
		"never ending": {[]wire.SealedSound{{Box: sealed(""), More: true}}, "", desk.CodeInternal},
	} {
		answers := make(chan answer)
		go func() {
			var g answer
			g.sound, g.err = a.Codes().Sound("s1")
			answers <- g
		}()
		from := 0
		for _, part := range tt.parts {
			call := d.read().Call
			if want := fmt.Sprintf(`{"setupId":"s1","from":%d}`, from); call.Name != wire.CallSetupRecording.Name || string(call.Body) != want {
				t.Fatalf("%s: asked %s %s, want %s", name, call.Name, call.Body, want)
			}
			b, err := json.Marshal(part)
			if err != nil {
				t.Fatal(err)
			}
			d.send(wire.Frame{Kind: wire.FrameAnswer, Answer: &wire.Result{ID: call.ID, Body: b}})
			from += len(part.Box) - box.AnonymousOverhead
		}
		if g := <-answers; !bytes.Equal(g.sound, []byte(tt.want)) || desk.CodeOf(g.err) != tt.code {
			t.Errorf("%s: %q, %v", name, g.sound, g.err)
		}
	}
}
