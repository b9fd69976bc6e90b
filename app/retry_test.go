package app

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"sync/atomic"
	"testing"

	"github.com/parleydesk/parley/app/bridge"
	"github.com/parleydesk/parley/app/link"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/practice"
	"github.com/parleydesk/parley/backend/wire"
)

func TestRetry_asksARelayAgainThatCouldNotBeChosen(t *testing.T) {
	t.Parallel()
	var isMended atomic.Bool
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		st := wire.RelayState{Name: "Shop", Version: "9", MinVersion: wire.Version + 1, MaxVersion: wire.Version + 1}
		if isMended.Load() {
			st.MinVersion = wire.MinVersion
		}
		if err := json.NewEncoder(w).Encode(st); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(srv.Close)
	d := newDesktop(t, nil)
	session := d.services.session
	if err := session.Retry(); desk.SubcodeOf(err) != "noRelay" {
		t.Errorf("nothing chosen: %v", err)
	}
	if err := session.Connect(srv.URL); desk.SubcodeOf(err) != link.SubTooOld {
		t.Fatalf("a relay that is too new: %v", err)
	}
	for range 2 {
		if s := session.State(); s.Phase != bridge.PhaseBlocked || s.RelayURL != srv.URL || s.Problem.Subcode != link.SubTooOld {
			t.Fatalf("%+v", s)
		}
		if err := session.Retry(); desk.SubcodeOf(err) != link.SubTooOld {
			t.Fatalf("not mended yet: %v", err)
		}
	}
	isMended.Store(true)
	if err := session.Retry(); err != nil {
		t.Fatal(err)
	}
	if s := session.State(); s.Phase != bridge.PhaseSignIn || s.RelayURL != srv.URL || s.RelayName != "Shop" || s.Problem != nil {
		t.Errorf("%+v", s)
	}
}

func TestRetry_connectsASessionAtOnce(t *testing.T) {
	t.Parallel()
	r := startRelay(t)
	target, err := url.Parse(r.PublicURL())
	if err != nil {
		t.Fatal(err)
	}
	var isOld atomic.Bool
	proxy := httputil.NewSingleHostReverseProxy(target)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		if isOld.Load() {
			http.Error(w, "", http.StatusUpgradeRequired)
			return
		}
		proxy.ServeHTTP(w, req)
	}))
	t.Cleanup(srv.Close)
	t.Cleanup(srv.CloseClientConnections)
	d := newDesktop(t, nil).join(srv.URL, practice.Owner, r.password)
	session := d.services.session
	if err := session.Retry(); err != nil {
		t.Errorf("while there is a connection: %v", err)
	}
	isOld.Store(true)
	d.session.Disconnect()
	if err := session.Retry(); err != nil { // it begins a connection, and waits for none
		t.Fatal(err)
	}
	waitFor(t, "the app is blocked", func() bool { return session.State().Phase == bridge.PhaseBlocked })
	if err := session.Retry(); desk.SubcodeOf(err) != link.SubTooOld {
		t.Errorf("still too old: %v", err)
	}
	if s := session.State(); s.Phase != bridge.PhaseBlocked || s.Problem == nil {
		t.Errorf("the reason left the screen: %+v", s)
	}
	isOld.Store(false)
	if err := session.Retry(); err != nil {
		t.Fatal(err)
	}
	d.live()
}
