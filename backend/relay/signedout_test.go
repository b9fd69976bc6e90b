package relay_test

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/parleydesk/parley/backend/wire"
	"github.com/parleydesk/parley/backend/wire/wiretest"
)

// before are the routes that are asked before anybody is signed in, and nothing
// else is.
var before = []string{
	wire.PathConnect, wire.PathConnect + "/", // by a state or a cookie of its own
	"GET " + wire.PathNonce, "GET " + wire.PathState, "GET /join", "POST " + wire.PathClaim, "POST " + wire.PathSignIn,
}

// Rule 2, generated from the routes: who is signed out gets nothing from any of
// them, in whatever way they were signed in before.
func TestRule2_signedOutEveryRouteAnswersTheSame(t *testing.T) {
	t.Parallel()
	tm := newTeam(t)
	owner := tm.owner()
	gone, dismissed := tm.colleague(owner, "Gil"), tm.colleague(owner, "Dora")
	boss := tm.desk(owner, wire.Hello{}) // the last of the owner's sockets is the one that works
	said[struct{}](t, boss.Call(wire.CallRevokeDevice.Name, wire.DeviceRef{DeviceID: gone.DeviceID}))
	said[struct{}](t, boss.Command("off", wire.CmdUpdateUser.Name, wire.UpdateUser{UserID: dismissed.UserID, Name: "Dora", Role: "agent", Active: false, Capacity: 1}))
	headers := map[string]string{
		"none": "", "empty": "Bearer ", "garbage": "Bearer x", "a revoked device": "Bearer " + gone.Token, "somebody switched off": "Bearer " + dismissed.Token,
		"no bearer": owner.Token, "basic": "Basic " + owner.Token, "cut": "Bearer " + owner.Token[:len(owner.Token)-1], "longer": "Bearer " + owner.Token + "A",
		"small letters": "Bearer " + strings.ToLower(owner.Token), "two": "Bearer " + owner.Token + ", Bearer " + owner.Token,
	}
	routes := tm.relay.Routes()
	var open []string
	at := tm.kept()
	for pattern, isOpen := range routes {
		if isOpen {
			open = append(open, pattern)
			continue
		}
		method, path, _ := strings.Cut(pattern, " ")
		path = strings.ReplaceAll(path, "{id}", "med_0123456789abcdef")
		for who, header := range headers {
			for _, query := range []string{"", "?token=" + owner.Token, "?access_token=" + owner.Token} {
				req, err := http.NewRequestWithContext(context.Background(), method, tm.relay.PublicURL()+path+query, strings.NewReader("words"))
				if err != nil {
					t.Fatal(err)
				}
				_, token, _ := strings.Cut(header, " ")
				wiretest.Sign(t, req, token) // with the key of all: only the token is wrong
				req.Header.Del("Authorization")
				if header != "" {
					req.Header.Set("Authorization", header)
				}
				for name, value := range map[string]string{
					"Connection": "Upgrade", "Upgrade": "websocket", "Sec-Websocket-Version": "13", "Sec-Websocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
				} {
					if path == wire.PathSync {
						req.Header.Set(name, value)
					}
				}
				if code := tm.do(req); code != http.StatusUnauthorized {
					t.Errorf("%s with %s%s: %d", pattern, who, strings.SplitN(query, "=", 2)[0], code)
				}
			}
		}
	}
	slices.Sort(open)
	want := slices.Sorted(slices.Values(before))
	if !slices.Equal(open, want) {
		t.Errorf("asked before a sign-in: %q, want %q", open, want)
	}
	if closed := len(routes) - len(open); closed < 3 {
		t.Errorf("only %d of %q need a sign-in", closed, slices.Sorted(maps.Keys(routes)))
	}
	if tm.kept() != at {
		t.Error("something of it was recorded")
	}
}
