package relay_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/nacl/box"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/desk/desktest"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
	"github.com/parleydesk/parley/backend/words"
)

// link walks the admin's part: app, account, carrier.
func (tm *team) link(d *wiretest.Desktop) {
	tm.t.Helper()
	access := said[wire.AppAccess](tm.t, d.Call(wire.CallAppPut.Name, wire.AppPut{ID: appID, Name: "App", Secret: secret, ConfigID: sandbox.DefaultConfigID}))
	if err := tm.world.Handshake(context.Background(), access.VerifyToken); err != nil {
		tm.t.Fatal(err)
	}
	v := said[wire.WabaVerified](tm.t, d.Call(wire.CallWabaVerify.Name, wire.WabaVerify{AppID: appID, WabaID: sandbox.DefaultWABA, Token: sandbox.DefaultToken}))
	if v.Said != nil {
		tm.t.Fatalf("the account has a problem: %s", words.Of(v.Said.Err()))
	}
	said[wire.CarrierState](tm.t, d.Call(wire.CallCarrierLink.Name, wire.CarrierLink{
		Provider: "vonage", APIKey: sandbox.DefaultVonageKey, APISecret: sandbox.DefaultVonageSecret,
		SignatureSecret: sandbox.DefaultSignatureSecret, SignatureMethod: "sha256",
	}))
}

// connectNumber walks the wizard with the caught code.
func (tm *team) connectNumber(d *wiretest.Desktop, keys [2]*[32]byte, inbox string) wire.Setup {
	tm.t.Helper()
	s := said[wire.Setup](tm.t, d.Call(wire.CallSetupBegin.Name, wire.SetupBegin{Phone: "+442079460958"}))
	s = said[wire.Setup](tm.t, d.Call(wire.CallSetupConnect.Name, wire.SetupConnect{SetupID: s.ID, WabaID: sandbox.DefaultWABA, DisplayName: "Harbour & Pine UK"}))
	s = said[wire.Setup](tm.t, d.Call(wire.CallSetupRequest.Name, wire.SetupRequest{SetupID: s.ID, Method: "SMS"}))
	code := tm.caught(d, keys)
	if want, _, err := tm.world.Code(s.PhoneID); err != nil || code.Code != want {
		tm.t.Fatalf("caught %q, Meta sent %q, %v", code.Code, want, err)
	}
	s = said[wire.Setup](tm.t, d.Call(wire.CallSetupVerify.Name, wire.SetupVerify{SetupID: s.ID}))
	if s.VerifiedAt == 0 {
		tm.t.Fatalf("not verified: %s", words.Of(s.Said.Err()))
	}
	said[wire.Setup](tm.t, d.Call(wire.CallSetupSave.Name, wire.SetupSave{
		SetupID: s.ID, Step: wire.StepSummary, Name: "WhatsApp_UK", ServiceName: "UK",
		Profile: wire.Profile{About: "Outdoor gear", Vertical: "RETAIL", Websites: []string{}}, DataSource: []wire.KV{{Key: "region", Value: "uk"}}, InboxID: inbox,
	}))
	s = said[wire.Setup](tm.t, d.Call(wire.CallSetupFinish.Name, wire.SetupFinish{SetupID: s.ID, PIN: "135790"}))
	if s.Step != wire.StepDone {
		tm.t.Fatalf("stopped at %s: %s", s.FinishStep, words.Of(s.Said.Err()))
	}
	d.Until("the first examination", func() bool { // by itself; what a test does to the number comes after it
		row, _ := wiretest.Row[wire.Checkup](d, "checkup", s.NumberID)
		return row.At != 0
	})
	return s
}

// caught waits for the code that is pushed, sealed, to this device. It may have
// come before the answer to the request.
func (tm *team) caught(d *wiretest.Desktop, keys [2]*[32]byte) wire.SetupCode {
	tm.t.Helper()
	for len(d.Pushed) == 0 || d.Pushed[len(d.Pushed)-1].Name != wire.PushCode {
		f, closed := d.Read()
		if closed != 0 {
			tm.t.Fatalf("closed with %d", closed)
		}
		if f.Changes != nil {
			d.Cursor.Seq = f.Changes.To
			d.Apply(f.Changes.Items)
		}
	}
	var sealed wire.Sealed
	if err := json.Unmarshal(d.Pushed[len(d.Pushed)-1].Body, &sealed); err != nil {
		tm.t.Fatal(err)
	}
	plain, ok := box.OpenAnonymous(nil, sealed.Box, keys[0], keys[1])
	if !ok {
		tm.t.Fatal("the code is not sealed to this device")
	}
	var code wire.SetupCode
	if err := json.Unmarshal(plain, &code); err != nil {
		tm.t.Fatal(err)
	}
	return code
}

// TestWholeLine is the main job through every layer: a number is connected with
// its code caught, a customer writes, an agent is asked, accepts and answers,
// the ticks come back, the thread is closed.
func TestWholeLine(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	if err := tm.world.Start(context.Background()); err != nil {
		t.Fatal(err)
	}
	pub, priv, err := box.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	owner := tm.owner()
	boss := tm.desk(owner, wire.Hello{SealKey: pub[:]})
	tm.link(boss)
	inv := said[wire.Invitation](t, boss.Call(wire.CallInvite.Name, wire.Invite{Name: "Ana", Role: "agent"}))
	ana := tm.join(inv.Code, "Ana")
	inbox := said[wire.IDResult](t, boss.Command("c1", wire.CmdPutInbox.Name, wire.PutInbox{
		Name: "UK", Mode: "roundRobin", ReassignSeconds: 30, Members: []string{ana.UserID},
	}))
	set := tm.connectNumber(boss, [2]*[32]byte{pub, priv}, inbox.ID)

	agent := tm.desk(ana, wire.Hello{})
	if _, err := tm.world.Write("maya", set.PhoneID, sandbox.Content{Kind: sandbox.KindText, Text: "is anybody there?"}); err != nil {
		t.Fatal(err)
	}
	var offer wire.Offer
	agent.Until("an offer", func() bool {
		for _, o := range wiretest.All[wire.Offer](agent, "offer") {
			offer = o
		}
		return offer.State == "open"
	})
	if agent.Count("message") != 0 {
		t.Error("the agent reads the thread before accepting it")
	}
	said[struct{}](t, agent.Command("a1", wire.CmdAcceptOffer.Name, wire.OfferRef{OfferID: offer.ID}))
	agent.Until("the message", func() bool { return agent.Count("message") == 1 })
	th, _ := wiretest.Row[wire.Thread](agent, "thread", offer.ThreadID)
	sent := said[wire.SendResult](t, agent.Command("a2", wire.CmdSend.Name, wire.Send{
		ThreadID: th.ID, InteractionID: th.InteractionID, Epoch: th.Epoch, Content: wire.SendContent{Kind: "text", Text: "Yes, Ana here."},
	}))
	agent.Until("blue ticks", func() bool {
		m, _ := wiretest.Row[wire.Message](agent, "message", sent.MessageID)
		return m.Status == "read"
	})
	if d := wiretest.All[wire.Decision](agent, "decision"); len(d) == 0 || d[0].Winner != ana.UserID {
		t.Errorf("nobody says why the thread came to Ana: %+v", d)
	}
	said[struct{}](t, agent.Command("a3", wire.CmdClose.Name, wire.InteractionRef{InteractionID: th.InteractionID, Epoch: th.Epoch}))
	agent.Until("the end", func() bool {
		th, _ := wiretest.Row[wire.Thread](agent, "thread", offer.ThreadID)
		return th.State == "ended"
	})
	for _, d := range []*wiretest.Desktop{boss, agent} {
		for k, row := range d.Rows {
			if strings.Contains(string(row), "wamid.") {
				t.Errorf("%s carries a provider's id", k)
			}
		}
	}
	// A message after the end starts a new interaction in the same thread.
	if _, err := tm.world.Write("maya", set.PhoneID, sandbox.Content{Kind: sandbox.KindText, Text: "one more thing"}); err != nil {
		t.Fatal(err)
	}
	agent.Until("a second interaction", func() bool {
		now, _ := wiretest.Row[wire.Thread](agent, "thread", offer.ThreadID)
		return now.InteractionID != th.InteractionID
	})
	if *keepAs != "" {
		tm.keep(*keepAs)
	}
}

func TestRestart_keepsEverything(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	tm.connectApp()
	tm.number(phoneID, appID)
	owner := tm.owner()
	tm.signed(textBody("wamid.1", phoneID, "before"))
	before := tm.desk(owner, wire.Hello{})
	before.CatchUp(tm.head())
	tm.stop()
	tm.start()
	if code := tm.signed(textBody("wamid.1", phoneID, "before")); code != http.StatusOK {
		t.Errorf("a duplicate after the restart: %d", code)
	}
	after := tm.desk(owner, wire.Hello{Cursor: before.Cursor})
	after.CatchUp(tm.head())
	if after.Pages != 0 {
		t.Error("a restart cost the desktop a snapshot")
	}
	if after.Count("message") != 0 {
		t.Error("a restart doubled a message")
	}
}

func TestRevokedDevice_isClosedWithinASecond(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	owner := tm.owner()
	first := tm.desk(owner, wire.Hello{})
	var second wire.Session
	took := desktest.Quickest(5, time.Second, func(int) time.Duration {
		second = wire.Session{}
		if e := tm.post(wire.PathSignIn, wire.SignIn{Email: "olga@example.com", Password: password, Device: wire.Device{Name: "laptop"}}, &second); e != nil {
			t.Fatal(e)
		}
		laptop := tm.desk(second, wire.Hello{})
		start := time.Now()
		said[struct{}](t, first.Call(wire.CallRevokeDevice.Name, wire.DeviceRef{DeviceID: second.DeviceID}))
		code := laptop.Closed()
		took := time.Since(start)
		if code != wire.CloseRevoked {
			t.Errorf("close %d", code)
		}
		return took
	})
	if took > time.Second {
		t.Errorf("closed after %v", took)
	}
	req, err := http.NewRequest(http.MethodGet, tm.relay.PublicURL()+wire.PathMedia+"/x", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	wiretest.Sign(t, req, second.Token)
	if code := tm.do(req); code != http.StatusUnauthorized {
		t.Errorf("the token still opens media: %d", code)
	}
}

func TestSwitchedOff_isClosedAndCannotComeBack(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	boss := tm.desk(tm.owner(), wire.Hello{})
	inv := said[wire.Invitation](t, boss.Call(wire.CallInvite.Name, wire.Invite{Name: "Ana", Role: "agent"}))
	s := tm.join(inv.Code, "Ana")
	ana := tm.desk(s, wire.Hello{})
	said[struct{}](t, boss.Command("off", wire.CmdUpdateUser.Name, wire.UpdateUser{UserID: s.UserID, Name: "Ana", Role: "agent", Active: false, Capacity: 5}))
	code := ana.Closed()
	if wire.Reconnectable(code) {
		t.Errorf("a person who was switched off is told to come back: %d", code)
	}
	var again wire.Session
	if e := tm.post(wire.PathSignIn, wire.SignIn{Email: "ana@example.com", Password: password}, &again); e == nil || e.Code != string(desk.CodeForbidden) {
		t.Errorf("signed in again: %+v", e)
	}
}

func TestListeners_keepApart(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	get := func(url string) int {
		req, err := http.NewRequest(http.MethodGet, url, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		return tm.do(req)
	}
	for _, path := range []string{"/healthz", "/readyz", "/metrics"} {
		if code := get(tm.relay.InternalURL() + path); code != http.StatusOK {
			t.Errorf("internal %s: %d", path, code)
		}
		if code := get(tm.relay.PublicURL() + path); code != http.StatusNotFound {
			t.Errorf("public %s: %d", path, code)
		}
	}
	if code := get(tm.relay.PublicURL() + "/api/local/hold"); code != http.StatusNotFound {
		t.Errorf("a team's relay answers /api/local: %d", code)
	}
	if code := get(tm.relay.PublicURL() + wire.PathState); code != http.StatusOK {
		t.Errorf("state: %d", code)
	}
}
