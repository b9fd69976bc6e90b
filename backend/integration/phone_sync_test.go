package integration_test

import (
	"context"
	"testing"

	"github.com/parleydesk/parley/backend/channel"
	"github.com/parleydesk/parley/backend/desk"
)

// phoneBird is a client whose numbers may be on a phone.
type phoneBird struct{ *birdClient }

func (c phoneBird) SyncPhone(_ context.Context, number string, what desk.PhoneSync) error {
	c.b.asked = append(c.b.asked, "phone "+number+" "+string(what))
	return c.b.fails
}

// The client that goes out asks phones when the one under it can, and a dead token that is
// found thereby stops the account as any other call's does.
func TestSyncPhone_goesThroughTheWatchedClient(t *testing.T) {
	t.Parallel()
	r := linked(t)
	r.verify("h1", "h10", "token-h")
	sync := func() error {
		t.Helper()
		c, err := r.Client(t.Context(), first, "h10")
		if err != nil {
			t.Fatal(err)
		}
		return c.(channel.PhoneClient).SyncPhone(t.Context(), "n1", desk.SyncHistory) //nolint:errcheck // the watched client has it
	}
	if err := sync(); desk.SubcodeOf(err) != "onPhone" {
		t.Errorf("a provider without phones: %v", err)
	}
	r.cfg.Providers[0].Open = func(token desk.Secret) channel.Client { return phoneBird{&birdClient{b: r.heron, token: token}} }
	r.restart()
	if err := sync(); err != nil || r.heron.asked[len(r.heron.asked)-1] != "phone n1 history" {
		t.Errorf("asked %v, %v", r.heron.asked, err)
	}
	r.heron.fails = dead()
	if err := sync(); err == nil || r.wabas[first]["h10"].Said == nil {
		t.Errorf("the token died: %v, %+v", err, r.wabas[first]["h10"])
	}
}
