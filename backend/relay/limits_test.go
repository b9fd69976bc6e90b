package relay_test

import (
	"net/http"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"github.com/parleydesk/parley/backend/config"
	"github.com/parleydesk/parley/backend/desk"
	"github.com/parleydesk/parley/backend/relay"
	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// TestLimits_areObeyed guards against settings that an operator can make and
// nothing reads.
func TestLimits_areObeyed(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	tm.stop()
	tm.tune = func(c *config.Config) {
		c.Limits.Sockets, c.Limits.WebhookBody, c.Limits.Media = 2, 3<<20, 1<<20
	}
	tm.start()
	owner := tm.owner()
	first := tm.desk(owner, wire.Hello{})
	var other wire.Session // a sign-in has one socket
	if err := tm.post(wire.PathSignIn, wire.SignIn{Email: "olga@example.com", Password: password}, &other); err != nil {
		t.Fatalf("sign in on a second device: %+v", err)
	}
	tm.desk(other, wire.Hello{})
	dial := func() int {
		req, err := http.NewRequest(http.MethodGet, tm.relay.PublicURL()+wire.PathSync, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		wiretest.Sign(t, req, owner.Token)
		conn, resp, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(tm.relay.PublicURL(), "http")+wire.PathSync, req.Header)
		if err == nil {
			_ = conn.Close()
		} else if resp == nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		return resp.StatusCode
	}
	if code := dial(); code != http.StatusServiceUnavailable {
		t.Errorf("the third of two sockets: %d, want 503", code)
	}
	_ = first.Conn.Close()
	for code := 0; code != http.StatusSwitchingProtocols; { // the relay notices in its own time
		if code = dial(); t.Context().Err() != nil {
			t.Fatal("no socket became free")
		}
	}
	if code := tm.signed([]byte(strings.Repeat("x", 3<<20+1))); code != http.StatusRequestEntityTooLarge {
		t.Errorf("a webhook above the limit: %d", code)
	}
	req, err := http.NewRequest(http.MethodPost, tm.relay.PublicURL()+wire.PathMedia, strings.NewReader(strings.Repeat("x", 1<<20+1)))
	if err != nil {
		t.Fatal(err)
	}
	wiretest.Sign(t, req, owner.Token)
	if code := tm.do(req); code != http.StatusRequestEntityTooLarge {
		t.Errorf("a file above the limit: %d", code)
	}
}

// TestPractice_andRealUseNeverShareData guards against an operator's slip of a
// flag: real customers would be answered by way of a pretend Meta.
func TestPractice_andRealUseNeverShareData(t *testing.T) {
	t.Parallel()
	for _, practice := range []bool{false, true} {
		dir := t.TempDir()
		for i, sandbox := range []bool{practice, !practice, practice} {
			cfg, err := config.Defaults(dir)
			if err != nil {
				t.Fatal(err)
			}
			cfg.Public.Listen, cfg.Internal.Listen, cfg.Sandbox = "127.0.0.1:0", "127.0.0.1:0", sandbox
			r, err := relay.New(t.Context(), relay.Options{Config: cfg})
			if (err == nil) != (i != 1) || (err != nil && desk.CodeOf(err) != desk.CodeConflict) {
				t.Errorf("data of practice %v, started as practice %v: %v", practice, sandbox, err)
			}
			if err != nil {
				continue
			}
			if err := r.Close(t.Context()); err != nil {
				t.Error(err)
			}
		}
	}
}
