package session_test

import (
	"testing"

	"github.com/parleydesk/parley/app/session"
	"github.com/parleydesk/parley/backend/desk"
)

func TestRelayAddress_onlyEncryptedButOnThisComputer(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ in, want, sub string }{
		{"relay.example.org", "https://relay.example.org", ""},
		{" https://relay.example.org/ ", "https://relay.example.org", ""},
		{"https://relay.example.org:8443/parley/", "https://relay.example.org:8443/parley", ""},
		{"https://relay.example.org/join", "https://relay.example.org", ""},
		{"http://127.0.0.1:8480", "http://127.0.0.1:8480", ""},
		{"http://[::1]:8480", "http://[::1]:8480", ""},
		{"http://localhost:8480", "http://localhost:8480", ""},
		{"http://relay.example.org", "", "insecure"},
		{"ftp://relay.example.org", "", "insecure"},
		{"http://127.0.0.1.example.org", "", "insecure"},
		{"https://user@relay.example.org", "", "address"},
		{"https://", "", "address"},
		{"", "", "address"},
	} {
		got, err := session.Address(tt.in)
		if got != tt.want || desk.SubcodeOf(err) != tt.sub {
			t.Errorf("session.Address(%q) = %q, %v", tt.in, got, err)
		}
	}
}
