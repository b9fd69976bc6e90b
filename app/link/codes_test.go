package link_test

import (
	"crypto/rand"
	"encoding/json"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/crypto/nacl/box"

	"github.com/parleydesk/parley/app/link"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/wire"
)

func seal(t *testing.T, key []byte, c wire.SetupCode) []byte {
	t.Helper()
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := box.SealAnonymous(nil, b, (*[32]byte)(key), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return sealed
}

func (d *desktop) push(name string, body any) {
	d.t.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		d.t.Fatal(err)
	}
	d.send(wire.Frame{Kind: wire.FramePush, Push: &wire.Push{Name: name, Body: b}})
}

func code(value string, received int64) wire.SetupCode {
	return wire.SetupCode{
		SetupID: "s1", Code: value, SMS: "Your code: " + value,
		ReceivedAt: received, ExpiresAt: now().Add(10 * time.Minute).UnixMilli(),
	}
}

func TestCodes_pushedOnesAreOpenedAndTheNewestKept(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	a := start(t, r)
	d, hello := r.accept()
	d.send(wire.Frame{Kind: wire.FrameWelcome, Welcome: &wire.Welcome{Cursor: at10, UserID: "u", Now: now().UnixMilli()}})
	other, _, err := box.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	d.push(wire.PushCode, wire.Sealed{Box: []byte("junk")})
	d.push(wire.PushCode, wire.Sealed{Box: seal(t, other[:], code("000-000", 9))})
	for i, c := range []wire.SetupCode{code("111-111", 1), code("222-222", 2), code("late", 1)} {
		d.push(wire.PushCode, wire.Sealed{Box: seal(t, hello.SealKey, c)})
		if id := <-a.codes; id != "s1" {
			t.Fatalf("push %d told of %q", i, id)
		}
	}
	d.push(wire.PushSandbox, struct{}{})
	if name := <-a.pushes; name != wire.PushSandbox {
		t.Errorf("push %q", name)
	}
	got, found, err := a.Codes().Latest("s1")
	if err != nil || !found || got.Code != "222-222" || got.SMS != "Your code: 222-222" {
		t.Errorf("%+v, %v, %v", got, found, err)
	}
	if len(a.codes) != 0 {
		t.Error("a code that cannot be opened was announced")
	}
}

func TestCodes_askTheRelayWhenNoneIsHere(t *testing.T) {
	t.Parallel()
	r := newRelay(t)
	a := start(t, r)
	if _, found, err := a.Codes().Latest("s1"); found || desk.CodeOf(err) != desk.CodeUnavailable {
		t.Errorf("offline: %v, %v", found, err)
	}
	d, hello := r.accept()
	d.send(wire.Frame{Kind: wire.FrameWelcome, Welcome: &wire.Welcome{Cursor: at10, UserID: "u", Now: now().UnixMilli()}})
	a.until(link.StateCatchingUp)
	type answer struct {
		code  wire.SetupCode
		found bool
		err   error
	}
	answers := make(chan answer)
	wrong := code("1", 1)
	wrong.SetupID = "another"
	for _, c := range []struct {
		name   string
		sealed wire.SealedCode
		found  bool
		err    desk.Code
	}{
		{"none yet", wire.SealedCode{}, false, ""},
		{"not ours", wire.SealedCode{Found: true, Box: []byte("x")}, false, desk.CodeInternal},
		{"another set-up's", wire.SealedCode{Found: true, Box: seal(t, hello.SealKey, wrong)}, false, desk.CodeInternal},
		{"here", wire.SealedCode{Found: true, Box: seal(t, hello.SealKey, code("333-333", 3))}, true, ""},
	} {
		go func() {
			var g answer
			g.code, g.found, g.err = a.Codes().Latest("s1")
			answers <- g
		}()
		call := d.read().Call
		if call.Name != wire.CallSetupCode.Name || string(call.Body) != `{"setupId":"s1"}` {
			t.Fatalf("%s: asked %s %s", c.name, call.Name, call.Body)
		}
		b, err := json.Marshal(c.sealed)
		if err != nil {
			t.Fatal(err)
		}
		d.send(wire.Frame{Kind: wire.FrameAnswer, Answer: &wire.Result{ID: call.ID, Body: b}})
		if g := <-answers; g.found != c.found || desk.CodeOf(g.err) != c.err {
			t.Errorf("%s: %+v", c.name, g)
		}
	}
	if got, found, err := a.Codes().Latest("s1"); err != nil || !found || got.Code != "333-333" {
		t.Errorf("kept %+v, %v, %v", got, found, err)
	}
}

func TestCodes_areGoneWhenTheyExpireAndWhenTheLinkStops(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l, err := link.New(link.Config{Replica: none{}})
		if err != nil {
			t.Fatal(err)
		}
		c := code("1", 1)
		c.ExpiresAt = time.Now().Add(time.Minute).UnixMilli()
		l.Codes().Push(t, c)
		if l.Codes().Held() != 1 {
			t.Fatal("not kept")
		}
		time.Sleep(time.Minute + time.Second)
		synctest.Wait()
		if n := l.Codes().Held(); n != 0 {
			t.Errorf("%d codes are still in memory", n)
		}
		c.ExpiresAt = time.Now().Add(time.Minute).UnixMilli()
		l.Codes().Push(t, c)
		l.Stop()
		if n := l.Codes().Held(); n != 0 {
			t.Errorf("%d codes are still in memory after stop", n)
		}
		c.ExpiresAt = time.Now().UnixMilli()
		l.Codes().Push(t, c)
		if n := l.Codes().Held(); n != 0 {
			t.Errorf("kept an expired code")
		}
	})
}
