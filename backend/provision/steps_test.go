package provision_test

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/sandbox"
	"github.com/parleydesk/parley/backend/wire"
)

// revive verifies the account's token again, after Meta has said that it is dead: until
// then nothing is asked with it.
func (r *rig) revive(code int) {
	r.t.Helper()
	if code != 190 {
		return
	}
	r.graph.set(nil)
	must[wire.WabaVerified](r, r.maria, wire.CallWabaVerify.Name, wire.WabaVerify{AppID: app, WabaID: waba, Token: token})
}

// link links carrier, app and account.
func (r *rig) link() {
	r.t.Helper()
	must[wire.CarrierState](r, r.maria, wire.CallCarrierLink.Name, wire.CarrierLink{
		Provider: "vonage", APIKey: sandbox.DefaultVonageKey, APISecret: sandbox.DefaultVonageSecret,
		SignatureSecret: sandbox.DefaultSignatureSecret, SignatureMethod: "sha256",
	})
	must[wire.AppAccess](r, r.maria, wire.CallAppPut.Name, wire.AppPut{ID: app, Name: "Practice", Secret: sandbox.DefaultAppSecret})
	v := must[wire.WabaVerified](r, r.maria, wire.CallWabaVerify.Name, wire.WabaVerify{AppID: app, WabaID: waba, Token: token})
	if v.Said != nil {
		r.t.Fatal(troubleOf(v.Said))
	}
}

// connected begins a set-up and connects the number at Meta.
func (r *rig) connected(phone string) wire.Setup {
	r.t.Helper()
	st := must[wire.Setup](r, r.maria, wire.CallSetupBegin.Name, wire.SetupBegin{Phone: phone})
	st = must[wire.Setup](r, r.maria, wire.CallSetupConnect.Name, wire.SetupConnect{SetupID: st.ID, WabaID: waba, DisplayName: "Harbour & Pine"})
	if st.Said != nil || st.PhoneID == "" {
		r.t.Fatalf("not connected: %q", troubleOf(st.Said))
	}
	return st
}

// asked requests the code and waits for it on Maria's desktop.
func (r *rig) asked(st wire.Setup) (wire.Setup, wire.SetupCode) {
	r.t.Helper()
	st = must[wire.Setup](r, r.maria, wire.CallSetupRequest.Name, wire.SetupRequest{SetupID: st.ID, Method: "SMS"})
	if st.Said != nil {
		r.t.Fatal(troubleOf(st.Said))
	}
	return st, r.devices[r.maria.ID].unseal(r.t, r.nextPush().box)
}

// patience is when a test gives up; it is never waited for when things work.
const patience = 20 * time.Second

func (r *rig) nextPush() pushed {
	r.t.Helper()
	select {
	case p := <-r.pushes:
		return p
	case <-time.After(patience):
		r.t.Fatal("nothing was pushed")
		return pushed{}
	}
}

// verified goes as far as the settings.
func (r *rig) verified(phone string) wire.Setup {
	r.t.Helper()
	st, _ := r.asked(r.connected(phone))
	st = must[wire.Setup](r, r.maria, wire.CallSetupVerify.Name, wire.SetupVerify{SetupID: st.ID})
	if st.VerifiedAt == 0 {
		r.t.Fatalf("not verified: %q", troubleOf(st.Said))
	}
	return st
}

func (r *rig) save(st wire.Setup, name string, inbox desk.InboxID) wire.Setup {
	r.t.Helper()
	return must[wire.Setup](r, r.maria, wire.CallSetupSave.Name, wire.SetupSave{
		SetupID: st.ID, Step: wire.StepSummary, Name: name, InboxID: string(inbox), Description: "Orders\nand returns",
		DataSource: []wire.KV{{Key: "region", Value: "emea"}},
		Profile:    wire.Profile{About: "Outdoor gear", Email: "hello@example.com", Vertical: "retail", Websites: []string{"https://example.com"}},
	})
}

// files gives every file below the rig's folder.
func (r *rig) files() map[string][]byte {
	r.t.Helper()
	out := map[string][]byte{}
	err := filepath.WalkDir(r.dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		out[path], err = os.ReadFile(path) //nolint:gosec // the test made the folder
		return err
	})
	if err != nil {
		r.t.Fatal(err)
	}
	return out
}

// askVonage makes a call to the pretend carrier with its account's key.
func (r *rig) askVonage(req *http.Request) string {
	r.t.Helper()
	req.SetBasicAuth(sandbox.DefaultVonageKey, sandbox.DefaultVonageSecret)
	resp, err := http.DefaultClient.Do(req) //nolint:gosec // the pretend carrier of this test
	if err != nil {
		r.t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		r.t.Fatal(err)
	}
	return string(raw)
}
