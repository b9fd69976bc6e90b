package relay_test

import (
	"testing"

	"github.com/parleydesk/parley/backend/relay"
)

// An operator may send what goes to Meta through a machine of their network: whoever chooses
// an ad's address must not reach that.
func TestAds_onlyASandboxOnThisComputerServesThem(t *testing.T) {
	t.Parallel()
	for base, own := range map[string]bool{
		"http://127.0.0.1:9000": true, "http://localhost:9000": true, "http://[::1]:9000": true,
		"": false, "https://graph.facebook.com": false, "http://10.0.0.5:8080": false, "http://proxy.internal:8080": false, "::": false,
	} {
		if got := relay.OwnSandbox(base); (got == base && base != "") != own {
			t.Errorf("%q: %q", base, got)
		}
	}
}
