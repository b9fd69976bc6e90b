package relay_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/store"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// forgery makes the header of a request by somebody who has a copy of a token,
// and whatever they may have seen of its device.
type forgery func(req *http.Request, token string)

// forgeries are what a copied token could be used with: no proof, a proof by
// another key, and a proof of the right key that was made for anything else.
func (tm *team) forgeries() map[string]forgery {
	other := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{9}, ed25519.SeedSize))
	list := map[string]forgery{
		"no proof":  func(req *http.Request, token string) { req.Header.Set("Authorization", "Bearer "+token) },
		"other key": func(req *http.Request, token string) { wiretest.SignWith(req, token, tm.nonce(), other) },
		"garbage": func(req *http.Request, token string) {
			req.Header.Set("Authorization", "Bearer "+token)
			req.Header.Set(wire.HeaderProof, tm.nonce()+".AAAA")
		},
		"used before": func(req *http.Request, token string) {
			wiretest.SignWith(req, token, tm.nonce(), wiretest.Key)
			once := req.Clone(req.Context())
			tm.knock(once)
		},
	}
	fields := reflect.TypeFor[wire.Presented]()
	for i := range fields.NumField() {
		if fields.Field(i).Type.Kind() == reflect.String {
			list["made for another "+fields.Field(i).Name] = tm.madeForAnother(i)
		}
	}
	return list
}

// madeForAnother is a proof of the right key in which one field is another.
func (tm *team) madeForAnother(field int) forgery {
	return func(req *http.Request, token string) {
		nonce := tm.nonce()
		p := wire.Presented{
			Method: req.Method, Host: req.URL.Host, Path: req.URL.Path, Query: req.URL.RawQuery, Token: token, Nonce: nonce,
		}
		v := reflect.ValueOf(&p).Elem().Field(field)
		v.SetString("x" + v.String())
		wire.Prove(req.Header, p, wiretest.Key)
		_, signature, _ := strings.Cut(req.Header.Get(wire.HeaderProof), ".")
		req.Header.Set(wire.HeaderProof, nonce+"."+signature)
		req.Header.Set("Authorization", "Bearer "+token)
	}
}

func (tm *team) nonce() string { return wiretest.Nonce(tm.t, tm.relay.PublicURL()) }

// ask makes the request of a guarded route, about the file.
func (tm *team) ask(pattern, file string) *http.Request {
	tm.t.Helper()
	method, path, _ := strings.Cut(pattern, " ")
	req, err := http.NewRequest(method, tm.relay.PublicURL()+strings.ReplaceAll(path, "{id}", file), http.NoBody)
	if err != nil {
		tm.t.Fatal(err)
	}
	if path == wire.PathSync {
		for k, v := range map[string]string{
			"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
		} {
			req.Header.Set(k, v)
		}
	}
	return req
}

// knock makes a request and gives the status; a socket that it opened is closed.
func (tm *team) knock(req *http.Request) int {
	tm.t.Helper()
	if req.Method == http.MethodPost { // each try has the whole body
		body := "%PDF-1.4"
		if req.URL.Path == wire.PathRecords {
			body = `{"filter":{},"columns":[{"key":"number","label":"Number"}],"separator":","}`
		}
		req.Body = io.NopCloser(strings.NewReader(body))
		req.ContentLength = -1
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		tm.t.Fatal(err)
	}
	_ = resp.Body.Close()
	return resp.StatusCode
}

// guarded lists what takes a session's token.
func (tm *team) guarded() (list []string) {
	for pattern, isOpen := range tm.relay.Routes() {
		if !isOpen {
			list = append(list, pattern)
		}
	}
	return list
}

// TestRule6_aCopiedTokenOpensNothing: whoever has copied a token, and not the key
// of its device, opens nothing with it, whether its person is there, away or
// signed out; the device itself goes on, and its person is told.
func TestRule6_aCopiedTokenOpensNothing(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	boss := tm.desk(tm.owner(), wire.Hello{})
	routes := slices.DeleteFunc(tm.guarded(), func(r string) bool { return r == signOut }) // it ends what the others need
	if len(routes) < 3 {
		t.Fatalf("what takes a token: %v", routes)
	}
	for _, state := range []string{"online", "offline", "signed out"} {
		s := tm.employ(boss, "Ana"+state[:2], "admin") // who may have everything that there is
		up, _ := tm.upload(s, 100)
		var d *wiretest.Desktop
		switch state {
		case "online":
			d = tm.desk(s, wire.Hello{Instance: "one run"})
		case "signed out":
			said[struct{}](t, boss.Call(wire.CallRevokeDevice.Name, wire.DeviceRef{DeviceID: s.DeviceID}))
		}
		for _, route := range routes {
			for what, forge := range tm.forgeries() {
				req := tm.ask(route, up.MediaID)
				forge(req, s.Token)
				if code := tm.knock(req); code != http.StatusUnauthorized {
					t.Errorf("%s, %s, %s: %d", state, route, what, code)
				}
			}
			tm.genuine(s, route, up.MediaID, state)
		}
		if d != nil {
			said[wire.Pulse](t, d.Call(wire.CallPulse.Name, struct{}{}))
		}
		tm.signsOutOnce(s, state)
		if state != "signed out" {
			boss.Until("the owner is told of a copy of "+s.Name, func() bool {
				return slices.ContainsFunc(wiretest.All[wire.Notice](boss, "notice"), func(n wire.Notice) bool { return n.Subject == s.UserID })
			})
		}
	}
}

const signOut = "POST " + wire.PathSignOut

// signsOutOnce has copies of the token end the sign-in in vain, and then the device
// itself; its own proof opens nothing a second time.
func (tm *team) signsOutOnce(s wire.Session, state string) {
	tm.t.Helper()
	for what, forge := range tm.forgeries() {
		if what == "used before" {
			continue // the first use is the genuine one below
		}
		req := tm.ask(signOut, "")
		forge(req, s.Token)
		if code := tm.knock(req); code != http.StatusUnauthorized {
			tm.t.Errorf("%s, %s, %s: %d", state, signOut, what, code)
		}
	}
	tm.genuine(s, signOut, "", state)
	tm.genuine(s, signOut, "", "signed out")
}

// genuine makes a request as the device itself.
func (tm *team) genuine(s wire.Session, route, file, state string) {
	tm.t.Helper()
	req := tm.ask(route, file)
	wiretest.Sign(tm.t, req, s.Token)
	code := tm.knock(req)
	isGood := code == http.StatusOK || code == http.StatusSwitchingProtocols
	if isGood != (state != "signed out") {
		tm.t.Errorf("%s, %s, the device itself: %d", state, route, code)
	}
}

// TestRule6_aSessionFromBeforeKeysMustSignInAgain: the sessions that earlier
// versions opened are bound to nothing. Binding them to whoever comes first with
// their token would make a thief the owner, so they end; an app from before is
// told to update, and one without a key cannot sign in.
func TestRule6_aSessionFromBeforeKeysMustSignInAgain(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	s := tm.owner()
	ctx, db := t.Context(), tm.relay.Store()
	sess, err := db.SessionByDevice(ctx, tm.relay.Org(), desk.DeviceID(s.DeviceID))
	if err != nil {
		t.Fatal(err)
	}
	sess.DeviceKey = ""
	err = db.WriteTx(ctx, func(tx *store.Tx) error {
		return tx.Door(ctx, func(ctx context.Context, d desk.DoorTx) error { return d.PutSession(ctx, sess) })
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, route := range tm.guarded() {
		want := http.StatusUnauthorized
		if strings.HasSuffix(route, wire.PathSync) {
			want = http.StatusUpgradeRequired
		}
		for _, forge := range []forgery{tm.forgeries()["no proof"], func(req *http.Request, token string) { wiretest.Sign(t, req, token) }} {
			req := tm.ask(route, "med_x")
			forge(req, s.Token)
			if code := tm.knock(req); code != want {
				t.Errorf("%s with a session without a key: %d, want %d", route, code, want)
			}
		}
	}
	again := wire.SignIn{Email: "olga@example.com", Password: password, Device: wire.Device{ID: s.DeviceID, Key: []byte{}}}
	if e := tm.post(wire.PathSignIn, again, nil); e == nil || e.Subcode != "deviceKey" {
		t.Errorf("signed in without a key: %+v", e)
	}
	again.Device.Key = wiretest.PublicKey()
	var back wire.Session
	if e := tm.post(wire.PathSignIn, again, &back); e != nil || back.DeviceID != s.DeviceID {
		t.Fatalf("sign in again: %+v on %s", e, back.DeviceID)
	}
	tm.desk(back, wire.Hello{})
}
