package channel_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/channel"
)

func TestIsLoopback(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{
		"localhost": true, "127.0.0.1": true, "127.9.9.9": true, "::1": true, "::ffff:127.0.0.1": true,
		"": false, "LOCALHOST.example": false, "127.1": false, "10.0.0.1": false, "::ffff:10.0.0.1": false, "::1%lo": false, "0.0.0.0": false,
	} {
		if got := channel.IsLoopback(host); got != want {
			t.Errorf("%q: %t", host, got)
		}
	}
}
